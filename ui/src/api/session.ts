import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { drafts } from '../lib/draft';
import { keepToken, load, Problem, send } from './client';
import type { Me } from './gen/meta';

export interface Session { user: Me; csrf: string }

export interface LoginInfo {
  package: { label: string; name: string; accent?: string; locales: string[] };
  demo?: { name: string; email: string; password: string; role_label: string }[] | null;
}

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async (): Promise<Session | null> => {
      try {
        const session = await load<Session>('/api/session');
        keepToken(session.csrf);
        return session;
      } catch (e) {
        if (e instanceof Problem && e.status === 401) return null;
        throw e;
      }
    },
    staleTime: Infinity,
  });
}

export const useLoginInfo = () => useQuery({ queryKey: ['login-info'], queryFn: () => load<LoginInfo>('/api/login-info'), staleTime: Infinity });

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (who: { email: string; password: string }) => send<Session>('POST', '/api/login', who),
    onSuccess: (session) => {
      keepToken(session.csrf);
      client.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' && q.queryKey[0] !== 'login-info' });
      client.setQueryData(['session'], session);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<null>('POST', '/api/logout'),
    onSettled: () => {
      drafts.dropAll();
      client.setQueryData(['session'], null);
    },
  });
}

export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { locale?: string; name?: string }) => send<Me>('PATCH', '/api/me', change),
    onSuccess: async (user) => {
      client.setQueryData<Session | null>(['session'], (old) => (old ? { ...old, user } : old));
      await client.invalidateQueries();
    },
  });
}
