import type { Answer, Column, Key, Line } from '../../api/reports';
import { Tag } from '../../kit/Tag';
import { colorOf } from '../../lib/color';
import type { Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import { acrossOf, cellOf } from './series';
import css from './report.module.css';
import { useFigures } from './words';

/** The figures themselves: a line for each group, what goes across as columns, and the total. */
export function FiguresTable({ answer: a, rows }: { answer: Answer; rows?: number }) {
  const { t } = useWords();
  const f = useFigures();
  const across = acrossOf(a);
  const lines = rows ? a.lines.slice(0, rows) : a.lines;
  const heads: { key: string; label: string; column: Column; of: (l: Line) => Json | undefined; total?: Json }[] = [
    ...across.flatMap((keys, n) => a.measures.map((m, i) => ({
      key: `${n}.${m.name}`, column: m, of: (l: Line) => cellOf(a, l, keys)?.figures[i],
      label: keys.map((k, j) => (a.across[j] ? f.key(k, a.across[j]) : '')).join(' · ') + (a.measures.length > 1 ? `: ${m.label}` : ''),
    }))),
    ...a.measures.map((m, i) => ({ key: m.name, label: across.length ? `${t('total')}${a.measures.length > 1 ? `: ${m.label}` : ''}` : m.label, column: m, of: (l: Line) => l.figures[i], total: a.total[i] })),
  ];
  return (
    <div className={css.figures}>
      <table>
        <thead>
          <tr>
            {a.groups.map((g) => <th key={g.name}>{g.label}</th>)}
            {heads.map((h) => <th key={h.key} className={css.number}>{h.label}</th>)}
          </tr>
        </thead>
        <tbody>
          {a.groups.length > 0 && lines.map((l, n) => (
            <tr key={n}>
              {l.keys.map((k, i) => <td key={i}>{a.groups[i] && <GroupKey k={k} column={a.groups[i]} />}</td>)}
              {heads.map((h) => <td key={h.key} className={css.number}>{f.figure(h.of(l), h.column)}</td>)}
            </tr>
          ))}
        </tbody>
        {(!rows || a.groups.length === 0) && (
          <tfoot>
            <tr>
              {a.groups.map((g, i) => <th key={g.name}>{i === 0 ? t('total') : ''}</th>)}
              {heads.map((h) => <th key={h.key} className={css.number}>{h.total === undefined ? '' : f.figure(h.total, h.column)}</th>)}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function GroupKey({ k, column }: { k: Key; column: Column }) {
  const f = useFigures();
  const text = f.key(k, column);
  return k.color ? <Tag color={colorOf(k.color)}>{text}</Tag> : text;
}
