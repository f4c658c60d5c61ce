import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { load, send } from './client';

export interface Example { entity: string; record: string; title: string; link: string; at: string }
export interface Figures { runs: number; parked: number; sent: number; created: Record<string, number>; examples: Example[] | null }
export interface Compared { name: string; label: string; labels?: Record<string, string>; gone: boolean; would: Figures; did: Figures; new: Example[] | null; missing: Example[] | null }
export interface Simulation {
  from: string; to: string; records: number; replayed: number; left_out: number; refused: number; milliseconds: number;
  automations: Compared[] | null;
  load: { person: string; day: string; would: number; did: number }[] | null;
}

export interface TestPart { source: string; value: string; parts?: TestPart[] }
export interface TestFailure { file: string; line: number; message: string; source?: string; parts?: TestPart[] }
export interface TestResult { name: string; file: string; line: number; passed: boolean; milliseconds: number; failures?: TestFailure[]; stuck?: string[] }
export interface Reach { reached: number; of: number; missing: { name: string; file: string; line: number; column: number }[] | null }
export interface TestReport { tests: TestResult[] | null; passed: number; failed: number; milliseconds: number; coverage?: Record<'automations' | 'branches' | 'stages' | 'rules', Reach> }

export interface Rehearsal {
  id: string;
  kind: 'simulation' | 'tests';
  state: 'waiting' | 'running' | 'done' | 'failed';
  from: string | null;
  to: string | null;
  done: number;
  of: number;
  error: string | null;
  created_at: string;
  finished_at: string | null;
  report?: Simulation | TestReport;
}

const underWay = (r: Rehearsal | undefined): boolean => r?.state === 'waiting' || r?.state === 'running';

export const useRehearsals = () =>
  useQuery({
    queryKey: ['rehearsals'],
    queryFn: async ({ signal }) => (await load<{ data: Rehearsal[] | null }>('/api/rehearsals', {}, signal)).data ?? [],
    refetchInterval: (q) => (q.state.data?.some(underWay) ? 1500 : false),
  });

export const useRehearsal = (id: string) =>
  useQuery({
    queryKey: ['rehearsal', id],
    queryFn: ({ signal }) => load<Rehearsal>(`/api/rehearsals/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (q) => (underWay(q.state.data) ? 1000 : false),
  });

export function useRehearse() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: { kind: Rehearsal['kind']; from?: string; to?: string }) => send<{ id: string }>('POST', '/api/rehearsals', ask),
    onSuccess: () => client.invalidateQueries({ queryKey: ['rehearsals'] }),
  });
}
