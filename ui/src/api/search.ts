import { useQuery } from '@tanstack/react-query';
import { load } from './client';
import type { Row } from './records';

export interface Found { entity: string; data: Row[] }

export const useSearch = (q: string) =>
  useQuery({
    queryKey: ['search', q],
    queryFn: async ({ signal }) => (await load<{ groups: Found[] | null }>('/api/search', { q }, signal)).groups ?? [],
    enabled: q.trim().length > 1,
    placeholderData: (old) => old,
    staleTime: 10_000,
  });
