import { isObject, type Json } from '../lib/json';
import { ask } from './client';

/** A stored file as fields and messages name it. */
export interface Stored { id: string; name: string; type: string; size: number }

export async function upload(file: File): Promise<Stored> {
  const form = new FormData();
  form.append('file', file);
  return (await ask<Stored>('POST', '/api/files', { form })).data;
}

export const fileHref = (id: string): string => `/api/files/${encodeURIComponent(id)}`;
export const downloadHref = (id: string): string => `${fileHref(id)}?download=1`;

export function storedOf(v: Json | undefined): Stored | null {
  if (!isObject(v) || typeof v.id !== 'string') return null;
  return { id: v.id, name: String(v.name ?? ''), type: String(v.type ?? ''), size: Number(v.size ?? 0) };
}
