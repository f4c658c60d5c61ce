import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JsonObject } from '../lib/json';
import { load, send } from './client';

export interface Person { id: string; name: string; email: string; role: string; role_label?: string; active: boolean; last_seen?: string | null; absent_from?: string; absent_until?: string; deputy?: string }

/** When somebody is away, as days, and who stands in for them; '' is none. */
export interface Absence { absent_from: string; absent_until: string; deputy: string }
export interface Role { name: string; label: string }

export const usePeople = () =>
  useQuery({ queryKey: ['users'], queryFn: () => load<{ data: Person[] | null; roles?: Role[] | null }>('/api/users') });

interface Colleague { id: string; name: string; absent_from?: string | null; absent_until?: string | null; deputy?: string | null }

/** Everybody who works here, as everybody may see them. */
export const useColleagues = () =>
  useQuery({ queryKey: ['colleagues'], queryFn: async () => (await load<{ data: Colleague[] | null }>('/api/records/user?where=active&sort=name&limit=500')).data ?? [] });

function usePeopleWrite<In, Out>(write: (input: In) => Promise<Out>, key: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => client.invalidateQueries({ queryKey: [key] }) });
}

export const useAddPerson = () => usePeopleWrite((p: JsonObject) => send<Person>('POST', '/api/users', p), 'users');
export const useChangePerson = () =>
  usePeopleWrite(({ id, ...change }: JsonObject & { id: string }) => send<Person>('PATCH', `/api/users/${id}`, change), 'users');
export const useMyAbsence = () => usePeopleWrite((a: Absence) => send<unknown>('PATCH', '/api/me', { ...a }), 'colleagues');

export interface Token { id: string; name: string; created_at?: string | null; expires_at?: string | null; last_used_at?: string | null; secret?: string; token?: string }

export const useTokens = () =>
  useQuery({ queryKey: ['tokens'], queryFn: async () => (await load<{ data: Token[] | null }>('/api/tokens')).data ?? [] });
export const useAddToken = () =>
  usePeopleWrite((t: { name: string; expires_in_days: number }) => send<Token>('POST', '/api/tokens', t), 'tokens');
export const useDropToken = () => usePeopleWrite((id: string) => send<null>('DELETE', `/api/tokens/${id}`), 'tokens');
