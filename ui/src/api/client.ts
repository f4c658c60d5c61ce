import type { Json } from '../lib/json';

/** One thing that is wrong: field is a name, "lines.2.qty" for a row, "" for the whole record. */
export interface Fault { field: string; code: string; message: string }

/** A refusal, as RFC 9457 has it. Status 0 means that the server was not reached. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: Fault[];
  readonly warnings: Fault[];
  constructor(status: number, body: { title?: string; detail?: string; errors?: Fault[] | null; warnings?: Fault[] | null }) {
    super(body.detail || body.title || '');
    this.status = status;
    this.title = body.title ?? '';
    this.errors = body.errors ?? [];
    this.warnings = body.warnings ?? [];
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>;

interface Ask {
  query?: Query;
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> { data: T; etag: string | null }

interface Watchers { release: (hash: string, dev: boolean) => void; signedOut: () => void }

let csrf = '';
let watchers: Watchers = { release: () => undefined, signedOut: () => undefined };

export const keepToken = (token: string): void => { csrf = token; };

/** The page is told of a new release and of the end of its session. */
export const watch = (w: Watchers): void => { watchers = w; };

export function search(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '' && value !== false) params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The whole conversation with the server goes through here: token, problems, release. */
export async function ask<T>(method: string, path: string, opts: Ask = {}): Promise<Answer<T>> {
  const response = await reach(method, path, opts);
  watchers.release(response.headers.get('X-Tamga-Release') ?? '', response.headers.has('X-Tamga-Dev'));
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return { data: body as T, etag: response.headers.get('ETag') };
  if (response.status === 401 && path !== '/api/login' && path !== '/api/session') watchers.signedOut();
  throw new Problem(response.status, (body ?? { title: response.statusText }) as ConstructorParameters<typeof Problem>[1]);
}

async function reach(method: string, path: string, opts: Ask): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...opts.headers };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (opts.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path + search(opts.query), {
      method, headers, signal: opts.signal ?? null, credentials: 'same-origin',
      body: opts.form ?? (opts.body === undefined ? null : JSON.stringify(opts.body)),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, {});
  }
}

export const load = async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  (await ask<T>('GET', path, { query, signal })).data;

export const send = async <T>(method: string, path: string, body?: Json | object, headers?: Record<string, string>): Promise<T> =>
  (await ask<T>(method, path, { body, headers })).data;
