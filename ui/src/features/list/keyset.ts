import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { pageQuery, type ListQuery, type Page, type Row } from '../../api/records';

const size = 100;
const ahead = 60;

interface Chain { key: string; cursors: (string | null)[] }

/**
 * A long list by pages of keyset cursors. Only the pages around the window are asked for and watched: scrolling
 * through 100,000 rows keeps a few requests alive, and a change refetches what is seen, not what was passed.
 */
export function useKeyset(entity: string, query: ListQuery, window: [number, number]) {
  const client = useQueryClient();
  const key = JSON.stringify([entity, query]);
  const [chain, setChain] = useState<Chain>({ key, cursors: [null] });
  const cursors = chain.key === key ? chain.cursors : [null];
  const ask = (i: number) => pageQuery(entity, { ...query, limit: size, cursor: cursors[i] ?? undefined });

  const last = Math.min(cursors.length - 1, Math.floor((window[1] + ahead) / size));
  const first = Math.min(last, Math.max(0, Math.floor((window[0] - ahead) / size)));
  const pages = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, i) => ({ ...ask(first + i), structuralSharing: false, gcTime: 15 * 60_000 })),
  });

  const nexts = pages.map((p) => p.data?.next);
  useEffect(() => {
    setChain((old) => linked(old.key === key ? old : { key, cursors: [null] }, first, nexts));
  }, [key, first, JSON.stringify(nexts)]); // eslint-disable-line react-hooks/exhaustive-deps

  const page = (i: number): Page | undefined => client.getQueryData<Page>(ask(i).queryKey);
  const tail = page(cursors.length - 1);
  const failed = pages.find((p) => p.isError);
  return {
    count: (cursors.length - 1) * size + (tail ? tail.data.length : failed && cursors.length === 1 ? 0 : 14),
    row: (i: number): Row | undefined => page(Math.floor(i / size))?.data[i % size],
    loading: pages.some((p) => p.isPending),
    error: failed?.error,
    retry: () => pages.forEach((p) => void (p.isError && p.refetch())),
  };
}

/** The chain after pages from first on answered: a cursor that changed cuts what hung on the old one. */
export function linked(chain: Chain, first: number, nexts: (string | null | undefined)[]): Chain {
  let { cursors } = chain;
  nexts.forEach((next, i) => {
    const at = first + i;
    if (next === undefined || at >= cursors.length) return;
    if (next === null) {
      if (cursors.length > at + 1) cursors = cursors.slice(0, at + 1);
    } else if (cursors[at + 1] !== next) {
      cursors = [...cursors.slice(0, at + 1), next];
    }
  });
  return cursors === chain.cursors ? chain : { ...chain, cursors };
}
