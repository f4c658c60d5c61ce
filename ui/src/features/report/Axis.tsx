import { marksOf, type Drawing } from './series';
import css from './report.module.css';
import type { Figures } from './words';

/** Where things stand in a chart with a scale at its left and points along its foot. */
export interface Ground { left: number; right: number; top: number; bottom: number; y: (v: number) => number; step: number; marks: number[] }

export function groundOf(d: Drawing, width: number, height: number, stacked: boolean): Ground {
  const at = (i: number) => d.series.map((s) => s.values[i] ?? 0);
  const tops = d.points.map((_, i) => (stacked ? at(i).reduce((sum, v) => sum + Math.max(v, 0), 0) : Math.max(...at(i))));
  const lows = d.points.map((_, i) => Math.min(...at(i)));
  const marks = marksOf(Math.min(...lows), Math.max(...tops));
  const low = marks[0] ?? 0;
  const high = marks[marks.length - 1] ?? 1;
  const left = 56;
  const right = width - 8;
  const top = 10;
  const bottom = height - 26;
  return { left, right, top, bottom, marks, step: (right - left) / d.points.length, y: (v) => bottom - ((v - low) / (high - low)) * (bottom - top) };
}

/** How many points lie between two that are named, so that no name runs into the next. */
const everyNth = (step: number): number => Math.max(1, Math.ceil(68 / step));

export function Axis({ drawing, ground: g, figures }: { drawing: Drawing; ground: Ground; figures: Figures }) {
  const like = drawing.series.flatMap((s) => s.figures).find((f) => f !== null && f !== undefined);
  const nth = everyNth(g.step);
  const most = Math.max(4, Math.floor((g.step * nth) / 7));
  return (
    <g className={css.axis}>
      {g.marks.map((m) => (
        <g key={m}>
          <line x1={g.left} x2={g.right} y1={g.y(m)} y2={g.y(m)} data-zero={m === 0 || undefined} />
          <text x={g.left - 8} y={g.y(m)} textAnchor="end" dominantBaseline="middle">{figures.mark(m, like)}</text>
        </g>
      ))}
      {drawing.points.map((p, i) => i % nth === 0 && (
        <text key={i} x={g.left + g.step * (i + 0.5)} y={g.bottom + 17} textAnchor="middle">{p.label.length > most ? `${p.label.slice(0, most - 1)}…` : p.label}</text>
      ))}
    </g>
  );
}
