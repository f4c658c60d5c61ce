import { Dot } from '../../kit/Tag';
import type { Plot } from './Chart';
import css from './report.module.css';
import { sliceColor } from './series';

const most = 9;

/** Slices of the first measure, with their names beside them; what is small is told together. */
export function Pie({ drawing, figures, height, width, hole = false }: Plot) {
  const s = drawing.series[0];
  if (!s) return null;
  const all = drawing.points.map((p, i) => ({ label: p.label, color: sliceColor(p, i), value: Math.max(0, s.values[i] ?? 0), text: figures.figure(s.figures[i], s.column) })).filter((p) => p.value > 0);
  const total = all.reduce((sum, p) => sum + p.value, 0);
  const size = Math.min(height - 16, width * 0.6, 220);
  const r = size / 2;
  let from = 0;
  return (
    <div className={css.pie}>
      <svg width={size} height={size} viewBox={`${-r} ${-r} ${size} ${size}`} className={css.svg}>
        {all.map((p) => {
          const part = p.value / total;
          const d = slice(from, part, r, hole ? r * 0.62 : 0);
          from += part;
          return <path key={p.label} d={d} fill={`var(--c-${p.color}-dot)`} stroke="var(--t-page)" strokeWidth={1.5}><title>{`${p.label}: ${p.text}`}</title></path>;
        })}
      </svg>
      <ul>
        {all.slice(0, most).map((p) => <li key={p.label}><Dot color={p.color} /><span className="t-clip">{p.label}</span><span className="t-num">{Math.round((p.value / total) * 100)}%</span></li>)}
        {all.length > most && <li className="t-quiet">…</li>}
      </ul>
    </div>
  );
}

/** A slice from one share of the circle on; the whole circle is two halves, for an arc cannot end where it begins. */
function slice(from: number, part: number, r: number, inner: number): string {
  if (part > 0.9999) return slice(from, 0.5, r, inner) + slice(from + 0.5, 0.4999, r, inner);
  const at = (share: number, radius: number) => `${radius * Math.sin(share * 2 * Math.PI)},${-radius * Math.cos(share * 2 * Math.PI)}`;
  const large = part > 0.5 ? 1 : 0;
  const back = inner > 0 ? `L${at(from + part, inner)}A${inner},${inner} 0 ${large} 0 ${at(from, inner)}` : 'L0,0';
  return `M${at(from, r)}A${r},${r} 0 ${large} 1 ${at(from + part, r)}${back}Z`;
}
