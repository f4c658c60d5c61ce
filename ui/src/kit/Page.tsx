import type { ReactNode } from 'react';
import css from './kit.module.css';

/** narrow sets the head over the column of a Narrow page. */
export function Page({ title, actions, children, narrow }: { title: ReactNode; actions?: ReactNode; children: ReactNode; narrow?: boolean }) {
  return (
    <div className={css.page}>
      <header className={css.head} data-narrow={narrow || undefined}>
        <h1 className="t-clip">{title}</h1>
        <div className={css.headActions}>{actions}</div>
      </header>
      {children}
    </div>
  );
}

export const Scroll = ({ children }: { children: ReactNode }) => <div className={css.scroll}>{children}</div>;

/** A page of text and forms: one column, not too wide to read. */
export const Narrow = ({ children }: { children: ReactNode }) => <div className={css.scroll}><div className={css.narrow}>{children}</div></div>;
