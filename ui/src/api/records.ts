import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { isObject, textOf, type Json, type JsonObject } from '../lib/json';
import { ask, load, send, type Fault } from './client';
import type { Undone } from './story';

/** A record as the server answers it. */
export interface Row {
  id: string;
  _title: string;
  _entity: string;
  _can?: { update: boolean; delete: boolean; move: boolean; actions?: string[] };
  _etag?: string;
  [field: string]: Json | undefined;
}

export interface Page { data: Row[]; captions?: string[]; next: string | null; total?: number }

export interface ListQuery {
  where?: string;
  sort?: string;
  search?: string;
  expand?: string;
  /** A view whose captions come beside the records. */
  caption?: string;
  limit?: number;
  count?: boolean;
  cursor?: string | null;
}

const base = (entity: string): string => `/api/records/${encodeURIComponent(entity)}`;
const one = (entity: string, id: string): string => `${base(entity)}/${encodeURIComponent(id)}`;

/** A value that is a record, because it was expanded. */
export const asRow = (v: Json | undefined): Row | null => (isObject(v) && typeof v._title === 'string' ? (v as Row) : null);

export const pageQuery = (entity: string, query: ListQuery) => ({
  queryKey: ['records', entity, query] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => load<Page>(base(entity), { ...query }, signal),
});

export const useRecords = (entity: string, query: ListQuery, enabled = true) => useQuery({ ...pageQuery(entity, query), enabled });

export const recordQuery = (entity: string, id: string, expand: string) => ({
  queryKey: ['record', entity, id, expand] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Row> => {
    const { data, etag } = await ask<Row>('GET', one(entity, id), { query: { expand }, signal });
    return { ...data, _etag: etag ?? `"${textOf(data.version)}"` };
  },
});

export const useRecord = (entity: string, id: string, expand: string) => useQuery({ ...recordQuery(entity, id, expand), enabled: id !== '' });

/** What was deleted, the latest first. */
export const binQuery = (entity: string) => ({
  queryKey: ['records', entity, 'bin'] as const,
  queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) => load<Page>(base(entity), { deleted: true, sort: '-deleted_at', cursor: pageParam || undefined, limit: 50 }, signal),
  initialPageParam: '',
  getNextPageParam: (last: Page) => last.next ?? undefined,
});

export interface Summary {
  groups?: { value: Json; count: number; sum?: Record<string, Json> }[] | null;
  count: number;
  sum?: Record<string, Json> | null;
}

export const useSummary = (entity: string, query: { where?: string; search?: string; group?: string; sum?: string }, enabled = true) =>
  useQuery({
    queryKey: ['summary', entity, query],
    queryFn: ({ signal }) => load<Summary>(`${base(entity)}/summary`, query, signal),
    enabled,
    placeholderData: (old) => old,
  });

/** A write may set off others in other entities, so everything that shows records asks again. */
export function recordsChanged(client: QueryClient): void {
  const shown = ['records', 'record', 'summary', 'timeline', 'history', 'moves', 'runs', 'explain', 'outbox', 'search', 'preview', 'report'];
  void client.invalidateQueries({ predicate: (q) => shown.includes(String(q.queryKey[0])) });
}

function useWrite<In, Out>(write: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => recordsChanged(client) });
}

export interface Save { entity: string; id?: string; values: JsonObject; etag?: string; confirmed?: boolean }

/** Creates without an id, updates with one. An etag makes a stale update a 412. */
export async function save({ entity, id, values, etag, confirmed }: Save): Promise<Row> {
  const headers: Record<string, string> = {};
  if (confirmed) headers['X-Confirm-Warnings'] = '1';
  if (etag) headers['If-Match'] = etag;
  return id ? send<Row>('PATCH', one(entity, id), values, headers) : send<Row>('POST', base(entity), values, headers);
}

export const useSave = () => useWrite(save);

export const useDelete = () =>
  useWrite((r: { entity: string; id: string }) => send<null>('DELETE', one(r.entity, r.id)));

export const useRestore = () =>
  useWrite((r: { entity: string; id: string }) => send<Row>('POST', `${one(r.entity, r.id)}/restore`));

/** Takes a change of a record back, by its id in the history. */
export const useUndo = () =>
  useWrite(({ entity, id, change }: { entity: string; id: string; change: string }) => send<Undone>('POST', `${one(entity, id)}/undo`, { change }));

export interface Move { entity: string; id: string; stage: string; funnel?: string; set?: JsonObject; confirmed?: boolean }

export const useMove = () =>
  useWrite(({ entity, id, confirmed, ...body }: Move) =>
    send<Row>('POST', `${one(entity, id)}/move`, body, confirmed ? { 'X-Confirm-Warnings': '1' } : {}));

export interface Press { entity: string; id: string; action: string; answers: JsonObject }

/** Presses a button of a record. What comes back is the run that it started; none where it ran already. */
export const usePress = () =>
  useWrite(({ entity, id, action, answers }: Press) => send<{ run: string | null }>('POST', `${one(entity, id)}/actions/${action}`, answers));

export interface Preview {
  record: JsonObject;
  fields: Record<string, { visible?: boolean; required?: boolean; readonly?: boolean }>;
  errors?: Fault[] | null;
  warnings?: Fault[] | null;
}

export const preview = async (entity: string, values: JsonObject, signal?: AbortSignal): Promise<Preview> =>
  (await ask<Preview>('POST', `${base(entity)}/preview`, { body: values, signal })).data;

export interface Gate { funnel: string; stage: string; allowed: boolean; errors?: Fault[] | null }

export const movesQuery = (entity: string, id: string) => ({
  queryKey: ['moves', entity, id] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Gate[]> =>
    (await load<{ stages: Gate[] | null }>(`${one(entity, id)}/moves`, {}, signal)).stages ?? [],
  staleTime: 10_000,
});

export interface Operation { method: string; path: string; body?: JsonObject }

export const useBatch = () => useWrite((operations: Operation[]) => send<Json>('POST', '/api/batch', { operations, atomic: false }));

export const recordPath = one;
