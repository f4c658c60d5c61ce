import { Link } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';
import type { Entity, Field, Stage } from '../../api/gen/meta';
import { asRow, type Row } from '../../api/records';
import { typeOf } from '../../fields';
import { Person } from '../../kit/Person';
import { humanSpan, secondsSince } from '../../lib/dates';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './board.module.css';

interface Props { entity: Entity; row: Row; stage: Stage; fields: Field[]; open: boolean; flying: boolean; waiting: boolean; onOpen: (id: string) => void }

/** A record at a glance: what it is called, its amount, whose it is, and how long it has stood here. */
export const Card = memo(function Card({ entity, row, stage, fields, open, flying, waiting, onOpen }: Props) {
  const people = fields.filter((f) => f.to?.[0] === 'user');
  const rest = fields.filter((f) => !people.includes(f) && !['stage', 'funnel', 'stage_since'].includes(f.name) && !isBlank(row[f.name]) && titleOf(row[f.name]) !== row._title);
  const money = rest.filter((f) => f.kind === 'money');
  const lines = rest.filter((f) => f.kind !== 'money');
  const person = people.map((f) => asRow(row[f.name])).find((r) => r !== null) ?? asRow(row.owner);
  const click = (e: MouseEvent) => { if (!(e.target as HTMLElement).closest('a')) onOpen(row.id); };
  return (
    <div className={css.card} data-open={open || undefined} data-flying={flying || undefined} data-waiting={waiting || undefined} onClick={click}>
      <Link className={css.cardTitle} draggable={false} to="/e/$entity" params={{ entity: entity.name }} search={(old: object) => ({ ...old, record: row.id, tab: undefined })}>{row._title}</Link>
      {lines.length > 0 && (
        <div className={css.cardLines}>
          {lines.slice(0, 3).map((f) => { const { Show } = typeOf(f.kind); return <span key={f.name} className={css.cardLine} title={f.label}><Show dense field={f} value={row[f.name]} /></span>; })}
        </div>
      )}
      <div className={css.cardFoot}>
        {money.slice(0, 1).map((f) => { const { Show } = typeOf('money'); return <b key={f.name} title={f.label}><Show dense field={f} value={row[f.name]} /></b>; })}
        <span className={css.cardEnd}><Age row={row} stage={stage} />{person && <Person bare name={person._title} />}</span>
      </div>
    </div>
  );
});

const titleOf = (v: Row[string]): string => asRow(v)?._title ?? textOf(v);

/** The age in the stage: amber when stale, red when twice that. */
function Age({ row, stage }: { row: Row; stage: Stage }) {
  const { t, locale } = useWords();
  const since = textOf(row.stage_since);
  if (!since) return null;
  const age = secondsSince(since);
  const late = stage.stale_after && age > stage.stale_after ? (age > 2 * stage.stale_after ? 'red' : 'amber') : undefined;
  const span = humanSpan(age, locale);
  return <span className={css.age} data-late={late} title={late ? t('staleFor', { span }) : t('inStageFor', { span })}>{span}</span>;
}
