import { Axis, groundOf, type Ground } from './Axis';
import type { Plot } from './Chart';
import css from './report.module.css';

/** A line for each series, broken where there is nothing; filled for an area. */
export function Lines({ drawing, figures, width, height, stacked = false, filled = false }: Plot) {
  const heaped = stacked && filled;
  const g = groundOf(drawing, width, height, heaped);
  const sums = drawing.points.map(() => 0);
  return (
    <svg width={width} height={height} className={css.svg}>
      <Axis drawing={drawing} ground={g} figures={figures} />
      {drawing.series.map((s) => {
        const below = [...sums];
        const values = s.values.map((v, i) => {
          if (!heaped) return v;
          sums[i] = (sums[i] ?? 0) + (v ?? 0);
          return sums[i] ?? null;
        });
        return (
          <g key={s.label} style={{ color: `var(--c-${s.color}-dot)` }}>
            {filled && <path d={area(values, heaped ? below : below.map(() => 0), g)} fill="currentColor" opacity={0.18} />}
            <path d={line(values, g)} fill="none" stroke="currentColor" strokeWidth={2} strokeLinejoin="round" strokeLinecap="round" />
            {values.map((v, i) => v !== null && (
              <circle key={i} cx={x(i, g)} cy={g.y(v)} r={drawing.points.length > 40 ? 1.5 : 3} fill="currentColor"><title>{`${drawing.points[i]?.label}, ${s.label}: ${figures.figure(s.figures[i], s.column)}`}</title></circle>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

const x = (i: number, g: Ground): number => g.left + g.step * (i + 0.5);

function line(values: (number | null)[], g: Ground): string {
  let pen = 'M';
  return values.map((v, i) => {
    if (v === null) { pen = 'M'; return ''; }
    const part = `${pen}${x(i, g)},${g.y(v)}`;
    pen = 'L';
    return part;
  }).join('');
}

function area(values: (number | null)[], below: number[], g: Ground): string {
  const top = values.map((v, i) => `${x(i, g)},${g.y(v ?? below[i] ?? 0)}`);
  const foot = below.map((v, i) => `${x(i, g)},${g.y(v)}`).reverse();
  return `M${[...top, ...foot].join('L')}Z`;
}
