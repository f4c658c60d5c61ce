import type { ReactNode } from 'react';

/** What is wider or taller than its place: a keyboard reaches it to scroll, and a reader hears what it is. */
export function Scrollable({ label, className, children }: { label: string; className: string | undefined; children: ReactNode }) {
  return <div role="region" aria-label={label} tabIndex={0} className={className}>{children}</div>;
}
