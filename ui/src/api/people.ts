import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JsonObject } from '../lib/json';
import { load, send } from './client';

export interface Person { id: string; name: string; email: string; role: string; role_label?: string; active: boolean; last_seen?: string | null }
export interface Role { name: string; label: string }

export const usePeople = () =>
  useQuery({ queryKey: ['users'], queryFn: () => load<{ data: Person[] | null; roles?: Role[] | null }>('/api/users') });

function usePeopleWrite<In, Out>(write: (input: In) => Promise<Out>, key: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => client.invalidateQueries({ queryKey: [key] }) });
}

export const useAddPerson = () => usePeopleWrite((p: JsonObject) => send<Person>('POST', '/api/users', p), 'users');
export const useChangePerson = () =>
  usePeopleWrite(({ id, ...change }: JsonObject & { id: string }) => send<Person>('PATCH', `/api/users/${id}`, change), 'users');

export interface Token { id: string; name: string; created_at?: string | null; expires_at?: string | null; last_used_at?: string | null; secret?: string; token?: string }

export const useTokens = () =>
  useQuery({ queryKey: ['tokens'], queryFn: async () => (await load<{ data: Token[] | null }>('/api/tokens')).data ?? [] });
export const useAddToken = () =>
  usePeopleWrite((t: { name: string; expires_in_days: number }) => send<Token>('POST', '/api/tokens', t), 'tokens');
export const useDropToken = () => usePeopleWrite((id: string) => send<null>('DELETE', `/api/tokens/${id}`), 'tokens');
