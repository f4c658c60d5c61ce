import type { Answer } from '../../api/reports';
import css from './report.module.css';
import { useFigures } from './words';

/** Figures so large that they are read from afar. */
export function Big({ answer: a }: { answer: Answer }) {
  const f = useFigures();
  return (
    <div className={css.bigs}>
      {a.measures.map((m, i) => (
        <div key={m.name}>
          {a.measures.length > 1 && <div className="t-quiet">{m.label}</div>}
          <div className={css.big} title={f.figure(a.total[i], m)}>{f.figure(a.total[i], m, { short: true })}</div>
        </div>
      ))}
    </div>
  );
}
