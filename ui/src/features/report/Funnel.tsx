import type { Plot } from './Chart';
import css from './report.module.css';
import { sliceColor } from './series';

/** Bars of the first measure, one under another, each as wide as its share of the first. */
export function Funnel({ drawing, figures }: Plot) {
  const s = drawing.series[0];
  if (!s) return null;
  const most = Math.max(1, ...s.values.map((v) => v ?? 0));
  return (
    <div className={css.funnel}>
      {drawing.points.map((p, i) => (
        <div key={i} className={css.level}>
          <span className="t-clip">{p.label}</span>
          <span className={css.track}><span style={{ width: `${Math.max(1, (100 * Math.max(0, s.values[i] ?? 0)) / most)}%`, background: `var(--c-${sliceColor(p, p.color ? i : 0)}-dot)` }} /></span>
          <span className="t-num">{figures.figure(s.figures[i], s.column)}</span>
        </div>
      ))}
    </div>
  );
}
