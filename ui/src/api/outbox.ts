import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { load, send } from './client';
import type { Stored } from './files';

export interface Message {
  id: string;
  to: string | string[];
  cc?: string | string[] | null;
  subject: string;
  state: 'held' | 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
  attempts: number;
  error?: string | null;
  created_at: string;
  sent_at?: string | null;
  next_at?: string | null;
  entity?: string | null;
  record?: string | null;
  record_title?: string | null;
  automation?: string | null;
  attachments?: Stored[] | null;
  html?: string;
  text?: string;
}

export const messageStates = ['unknown', 'failed', 'held', 'queued', 'sending', 'sent'] as const;

export const useOutbox = (query: { state?: string; search?: string }) =>
  useInfiniteQuery({
    queryKey: ['outbox', query],
    queryFn: ({ pageParam, signal }) => load<{ data: Message[] | null; next?: string | null }>('/api/outbox', { ...query, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });

export const useMessage = (id: string) =>
  useQuery({ queryKey: ['outbox', 'one', id], queryFn: () => load<Message>(`/api/outbox/${id}`), enabled: id !== '' });

/** What a person decides about a message: send it (again), or count it as sent. */
export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, how }: { id: string; how: 'send' | 'settle' }) => send<Message>('POST', `/api/outbox/${id}/${how}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['outbox'] }),
  });
}
