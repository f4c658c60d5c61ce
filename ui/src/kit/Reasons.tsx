import { IconCheck, IconPoint, IconX } from '@tabler/icons-react';
import type { Clause, Part, Place } from '../api/explain';
import { useWords } from '../lib/words';
import css from './reasons.module.css';

/** Clauses that decide something: each with whether it is met, its tree of values, and its place in the YAML. */
export function Reasons({ clauses }: { clauses: Clause[] }) {
  return <ul className={css.clauses}>{clauses.map((c, i) => <Reason key={`${c.kind}-${c.name ?? ''}-${i}`} clause={c} />)}</ul>;
}

export function Reason({ clause: c }: { clause: Clause }) {
  const { t } = useWords();
  const Sign = c.holds === null ? IconPoint : c.holds ? IconCheck : IconX;
  return (
    <li className={css.clause} data-holds={c.holds === null ? undefined : c.holds}>
      <Sign size={16} stroke={2} aria-label={c.holds === null ? undefined : t(c.holds ? 'yes' : 'no')} aria-hidden={c.holds === null || undefined} />
      <div className={css.what}>
        <span>{c.text}{!c.tree && <Where at={c.at} />}</span>
        {c.tree && <ul className={css.tree}><Branch part={c.tree} /></ul>}
      </div>
    </li>
  );
}

/** A part of the expression and those below it; what decides stands out. */
function Branch({ part: p }: { part: Part }) {
  const { t } = useWords();
  return (
    <li>
      <div className={css.part} data-decides={p.decides || undefined}>
        <code className={css.source}>{p.source.replace(/\s+/g, ' ')}</code>
        <span className={css.value}>{p.hidden ? t('hiddenValue') : p.value === 'nil' ? t('emptyValue') : p.value}</span>
        <Where at={p.at} />
      </div>
      {p.note && <p className="t-quiet">{p.note}</p>}
      {(p.parts?.length ?? 0) > 0 && <ul className={css.tree}>{p.parts?.map((b, i) => <Branch key={i} part={b} />)}</ul>}
    </li>
  );
}

export function Where({ at }: { at: Place | undefined }) {
  if (!at) return null;
  return <span className={css.place}>{at.file}:{at.line}:{at.column}</span>;
}
