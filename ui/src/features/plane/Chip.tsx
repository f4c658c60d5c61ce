import type { CSSProperties } from 'react';
import type { Item } from './items';
import css from './plane.module.css';

/** One record: its colour is its status, a press opens it. day is said to whoever cannot see where it stands. */
export function Chip({ item, current, day, style, onOpen }: { item: Item; current: boolean; day?: string; style?: CSSProperties; onOpen: (id: string) => void }) {
  return (
    <button type="button" className={css.chip} aria-current={current || undefined} title={[item.time, item.caption].filter(Boolean).join(' ')} aria-label={day && [day, item.time, item.caption].filter(Boolean).join(', ')} onClick={() => onOpen(item.id)}
      style={{ ...style, color: item.tint.ink, background: item.tint.ground, '--dot': item.tint.dot } as CSSProperties}>
      {item.time && <span className={css.time}>{item.time}</span>}<span className="t-clip">{item.caption}</span>
    </button>
  );
}
