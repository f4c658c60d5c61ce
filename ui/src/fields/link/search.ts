import { useDebouncedValue } from '@mantine/hooks';
import type { Entity } from '../../api/gen/meta';
import { asRow, useRecords, type Row } from '../../api/records';
import { isObject, textOf } from '../../lib/json';

/** What may be chosen, as one types. Without a search index the first hundred are filtered here. */
export function useCandidates(entity: Entity | undefined, typed: string, open: boolean): { rows: Row[]; loading: boolean } {
  const [late] = useDebouncedValue(typed, 180);
  const searchable = entity?.search ?? false;
  const found = useRecords(entity?.name ?? '', { search: searchable ? late : '', limit: searchable ? 20 : 100 }, open && !!entity);
  const rows = found.data?.data ?? [];
  const kept = searchable ? rows : rows.filter((r) => r._title.toLowerCase().includes(typed.toLowerCase()));
  return { rows: kept.slice(0, 50), loading: found.isFetching };
}

/** Two or three words beside the title, enough to choose the right one of two namesakes. */
export function hintOf(entity: Entity | undefined, row: Row): string {
  const telling = (entity?.fields ?? []).filter((f) => ['phone', 'email', 'number', 'choice'].includes(f.kind) && !f.system);
  const words = telling.map((f) => {
    const value = row[f.name];
    if (f.kind === 'choice') return f.options?.find((o) => o.name === value)?.label ?? '';
    return asRow(value) || isObject(value) ? '' : textOf(value);
  });
  return words.filter((w) => w && !row._title.includes(w)).slice(0, 2).join(' · ');
}
