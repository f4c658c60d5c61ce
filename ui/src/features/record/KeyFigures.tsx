import type { Entity } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import type { Row } from '../../api/records';
import { typeOf } from '../../fields';
import { isBlank } from '../../lib/json';
import css from './record.module.css';

const figures = ['money', 'percent', 'choice', 'date', 'datetime', 'user', 'number', 'integer', 'rating', 'phone', 'link', 'decimal'];

/** The few values that tell most: those the first list shows, but for the title. */
export function KeyFigures({ entity, row }: { entity: Entity; row: Row }) {
  const names = entity.views.find((v) => v.kind === 'list')?.columns ?? [];
  const shown = names.map((n) => fieldOf(entity, n)).filter((f) => f !== undefined)
    .filter((f) => figures.includes(f.kind) && !['stage', 'funnel'].includes(f.name) && !isBlank(row[f.name]) && row[f.name] !== row._title).slice(0, 5);
  if (shown.length === 0) return null;
  return (
    <dl className={css.figures}>
      {shown.map((f) => {
        const { Show } = typeOf(f.kind);
        return <div key={f.name}><dt>{f.label}</dt><dd><Show field={f} value={row[f.name]} /></dd></div>;
      })}
    </dl>
  );
}
