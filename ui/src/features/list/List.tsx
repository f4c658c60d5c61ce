import { Go } from '../../kit/Go';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Entity, Field, View } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { useSummary } from '../../api/records';
import { typeOf } from '../../fields';
import { iconOf } from '../../kit/icons';
import { Empty } from '../../kit/States';
import { writeDecimal } from '../../lib/decimal';
import { isBlank } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Bulk } from './Bulk';
import css from './list.module.css';
import { Table } from './Table';

interface Props {
  entity: Entity;
  view: View;
  where: string;
  sort: string;
  search: string;
  filtered: boolean;
  open?: string;
  narrow?: boolean;
  onOpen: (id: string) => void;
  onSort: (sort: string | undefined) => void;
  onClear: () => void;
}

/** Beside the title a narrow place has room for one more: the first that is not a word of the title. */
const telling = (all: Field[]): Field[] => [...all.slice(0, 1), ...all.slice(1).filter((f) => ['choice', 'money', 'date', 'datetime'].includes(f.kind)).slice(0, 1)];

const summable = (f: Field): boolean => ['money', 'integer', 'decimal'].includes(f.kind) && !f.system;

/** Many records as lines: virtual, sorted, with what they add up to at the foot. */
export function List(p: Props) {
  const { entity, view } = p;
  const all = view.columns.map((c) => fieldOf(entity, c)).filter((f) => f !== undefined);
  const columns = p.narrow ? telling(all) : all;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pick = useCallback((id: string) => setPicked((old) => {
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  }), []);
  return (
    <>
      <Table entity={entity} columns={columns} where={p.where} sort={p.sort} search={p.search} widthsKey={`${entity.name}.${view.name}${p.narrow ? '.narrow' : ''}`}
        open={p.open} titled={p.narrow} onOpen={p.onOpen} onSort={p.onSort} picked={picked} onPick={pick}
        empty={<Nothing entity={entity} filtered={p.filtered} onClear={p.onClear} />} />
      {picked.size > 0 ? <Bulk entity={entity} picked={picked} onDone={() => setPicked(new Set())} />
        : <Foot entity={entity} columns={all} where={p.where} search={p.search} />}
    </>
  );
}

function Nothing({ entity, filtered, onClear }: { entity: Entity; filtered: boolean; onClear: () => void }) {
  const { t } = useWords();
  if (filtered) {
    return <Empty icon={iconOf(entity.icon)} title={t('nothingMatches')} text={t('nothingMatchesText')}><Button variant="default" onClick={onClear}>{t('clearFilters')}</Button></Empty>;
  }
  return (
    <Empty icon={iconOf(entity.icon)} title={t('emptyList', { what: entity.plural })} text={entity.help ?? t('emptyListText')}>
      {entity.can.create && <Button component={Go} {...{ to: '/e/$entity/new', params: { entity: entity.name } }} leftSection={<IconPlus size={16} />}>{t('newWhat', { what: entity.label })}</Button>}
    </Empty>
  );
}

function Foot({ entity, columns, where, search }: { entity: Entity; columns: Field[]; where: string; search: string }) {
  const { t, locale } = useWords();
  const sums = columns.filter(summable);
  const { data } = useSummary(entity.name, { where, search, sum: sums.map((f) => f.name).join(',') || undefined });
  return (
    <footer className={css.foot}>
      <span>{data ? t('records', { count: data.count, n: writeDecimal(data.count, locale) }) : '\u00a0'}</span>
      {data && sums.map((f) => {
        const value = data.sum?.[f.name];
        const { Show } = typeOf(f.kind);
        return isBlank(value) ? null : <span key={f.name}><span className="t-quiet">Σ {f.label}</span> <b><Show dense field={f} value={value} /></b></span>;
      })}
    </footer>
  );
}
