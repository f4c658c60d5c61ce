import { Axis, groundOf } from './Axis';
import type { Plot } from './Chart';
import css from './report.module.css';

/** A bar for each point and series, beside each other or on each other. */
export function Bars({ drawing, figures, width, height, stacked = false }: Plot) {
  const g = groundOf(drawing, width, height, stacked);
  const count = stacked ? 1 : drawing.series.length;
  const group = Math.min(g.step * 0.72, 64 * count);
  const bar = group / count;
  return (
    <svg width={width} height={height} className={css.svg}>
      <Axis drawing={drawing} ground={g} figures={figures} />
      {drawing.points.map((p, i) => {
        let base = 0;
        return drawing.series.map((s, n) => {
          const v = s.values[i];
          if (v === null || v === undefined || v === 0) return null;
          const from = stacked ? base : 0;
          base += stacked ? v : 0;
          const y = Math.min(g.y(from + v), g.y(from));
          const color = drawing.series.length === 1 && p.color ? p.color : s.color;
          return (
            <rect key={s.label} x={g.left + g.step * (i + 0.5) - group / 2 + (stacked ? 0 : n * bar) + 1} y={y} width={Math.max(1, bar - 2)} height={Math.max(1, Math.abs(g.y(from) - g.y(from + v)))} rx={bar > 8 ? 2 : 0} fill={`var(--c-${color}-dot)`}>
              <title>{`${p.label}, ${s.label}: ${figures.figure(s.figures[i], s.column)}`}</title>
            </rect>
          );
        });
      })}
    </svg>
  );
}
