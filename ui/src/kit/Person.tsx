import { colorFor } from '../lib/color';
import { initials } from '../lib/names';
import css from './kit.module.css';

export function Initials({ name, size = 20 }: { name: string; size?: number }) {
  const c = colorFor(name);
  return (
    <span className={css.initials} aria-hidden
      style={{ width: size, height: size, fontSize: Math.max(9, size * 0.42), color: `var(--c-${c})`, background: `var(--c-${c}-bg)` }}>
      {initials(name)}
    </span>
  );
}

/** Somebody, with their initials. */
export function Person({ name, bare }: { name: string; bare?: boolean }) {
  return (
    <span className={css.person} title={bare ? name : undefined}>
      <Initials name={name} />
      {bare ? <span className="t-hidden">{name}</span> : <span className="t-clip">{name}</span>}
    </span>
  );
}
