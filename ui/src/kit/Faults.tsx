import type { Fault } from '../api/client';
import css from './kit.module.css';

interface Props { title: string; faults: Fault[]; label?: (field: string) => string | undefined; go?: (field: string) => void; tone?: 'red' | 'amber' | 'green' }

/** All that is wrong, once, with a way to each place. */
export function Faults({ title, faults, label, go, tone = 'red' }: Props) {
  return (
    <div className={css.faults} data-tone={tone} role="alert">
      <strong>{title}</strong>
      {faults.length > 0 && (
        <ul>
          {faults.map((f, i) => {
            const name = f.field ? label?.(f.field) : undefined;
            const text = name ? `${name}: ${f.message}` : f.message;
            return <li key={i}>{go && name ? <button type="button" onClick={() => go(f.field)}>{text}</button> : text}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
