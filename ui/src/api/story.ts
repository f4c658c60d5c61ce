import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Json } from '../lib/json';
import { load, send } from './client';
import type { Row } from './records';

interface By { id: string; name: string }

export interface Change { field: string; label: string; before: Json; after: Json }

interface Told { at: string; by: By | null }
export interface ChangeEntry extends Told {
  kind: 'change';
  id: string;
  as: string;
  action: 'create' | 'update' | 'delete' | 'restore' | 'move';
  automation?: string | null;
  changes: Change[] | null;
}
export interface MessageEntry extends Told { kind: 'message'; id: string; to: string; subject: string; state: string; attachments?: { name: string }[] | null }
export interface TaskEntry extends Told { kind: 'task'; task?: Row; id?: string; title?: string; done?: boolean; due?: string | null; _title?: string }
export interface RunEntry extends Told { kind: 'run'; id: string; automation: string; label: string; state: string; step?: string | null; error?: string | null }
export interface CommentEntry extends Told { kind: 'comment'; id: string; text: string }
/** One thing that happened to a record. */
export type Entry = ChangeEntry | MessageEntry | TaskEntry | RunEntry | CommentEntry;

const path = (entity: string, id: string, what: string): string =>
  `/api/records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}/${what}`;

/** What became of a change that was taken back. */
export interface Undone { action: string; fields: string[]; kept: { field: string; label: string; message: string }[] }
export interface UndoneRecord extends Undone { entity: string; id: string; title: string; refused: string }

export const useTimeline = (entity: string, id: string) =>
  useInfiniteQuery({
    queryKey: ['timeline', entity, id],
    queryFn: ({ pageParam, signal }) =>
      load<{ data: Entry[] | null; next?: string | null }>(path(entity, id, 'timeline'), { cursor: pageParam, limit: 30 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });

export function useComment(entity: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => send<Entry>('POST', path(entity, id, 'comments'), { text }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['timeline', entity, id] }),
  });
}

export interface Step { path: string; kind: string; label: string; state: string; at: string | null; error?: string | null; result?: Json }

export interface Run {
  id: string;
  automation: string;
  label: string;
  entity: string;
  record: string;
  record_title: string;
  state: 'running' | 'waiting' | 'failed' | 'parked' | 'done' | 'cancelled';
  step?: string | null;
  steps?: Step[] | null;
  due_at?: string | null;
  attempts: number;
  error?: string | null;
  created_at: string;
  finished_at?: string | null;
}

export const useRecordRuns = (entity: string, id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['runs', entity, id],
    queryFn: async ({ signal }) => (await load<{ data: Run[] | null }>(path(entity, id, 'runs'), {}, signal)).data ?? [],
    enabled,
  });

export const useRuns = (query: { state?: string }) =>
  useInfiniteQuery({
    queryKey: ['runs', query],
    queryFn: ({ pageParam, signal }) => load<{ data: Run[] | null; next?: string | null }>('/api/runs', { ...query, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });

/** Takes back all that a run changed. */
export function useUndoRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await send<{ data: UndoneRecord[] }>('POST', `/api/runs/${id}/undo`)).data,
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useSteerRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, how }: { id: string; how: 'retry' | 'skip' | 'cancel' }) => send<Run>('POST', `/api/runs/${id}/${how}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
}
