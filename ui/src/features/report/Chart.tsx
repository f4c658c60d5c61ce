import { useElementSize } from '@mantine/hooks';
import type { Answer } from '../../api/reports';
import { Dot } from '../../kit/Tag';
import { Bars } from './Bars';
import { Funnel } from './Funnel';
import { Lines } from './Lines';
import { Pie } from './Pie';
import { drawingOf, type Drawing } from './series';
import css from './report.module.css';
import { useFigures, type Figures } from './words';

export interface Plot { drawing: Drawing; figures: Figures; width: number; height: number; stacked?: boolean; filled?: boolean; hole?: boolean }

const charts: Record<string, (p: Plot) => React.ReactNode> = {
  bar: (p) => <Bars {...p} />, line: (p) => <Lines {...p} />, area: (p) => <Lines {...p} filled />, pie: (p) => <Pie {...p} />, donut: (p) => <Pie {...p} hole />, funnel: (p) => <Funnel {...p} />,
};

/** The drawing above a report's table. The table says the same in words, so this one is a picture to a screen reader. */
export function Chart({ answer, height = 260 }: { answer: Answer; height?: number }) {
  const figures = useFigures();
  const { ref, width } = useElementSize();
  const draw = charts[answer.chart];
  const drawing = drawingOf(answer, figures.key);
  if (!draw || drawing.series.length === 0 || drawing.points.length === 0) return null;
  const sliced = answer.chart === 'pie' || answer.chart === 'donut' || answer.chart === 'funnel';
  return (
    <figure className={css.chart} role="img" aria-label={answer.label}>
      <div ref={ref} aria-hidden>{width > 0 && draw({ drawing, figures, width, height, stacked: answer.stacked })}</div>
      {!sliced && drawing.series.length > 1 && <figcaption className={css.legend} aria-hidden>{drawing.series.map((s) => <span key={s.label}><Dot color={s.color} />{s.label}</span>)}</figcaption>}
    </figure>
  );
}
