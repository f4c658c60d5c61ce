import { colorOf } from '../lib/color';
import css from './kit.module.css';

/** A quiet coloured word: the status of something. */
export function Tag({ color, children }: { color?: string | undefined; children: string }) {
  const c = colorOf(color);
  return <span className={css.tag} style={{ color: `var(--c-${c})`, background: `var(--c-${c}-bg)` }}>{children}</span>;
}

export function Dot({ color }: { color?: string | undefined }) {
  return <span className={css.dot} aria-hidden style={{ background: `var(--c-${colorOf(color)}-dot)` }} />;
}
