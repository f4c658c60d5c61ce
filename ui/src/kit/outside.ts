import { useEffect } from 'react';

/**
 * Closes a popover when a click lands outside of everything that floats. Controls inside a popover open lists and
 * calendars of their own in portals: a click on those is not outside.
 */
export function useOutside(open: boolean, close: () => void): void {
  useEffect(() => {
    if (!open) return;
    const down = (e: PointerEvent) => {
      if (e.target instanceof Element && !e.target.closest('[data-portal], [data-opens]')) close();
    };
    document.addEventListener('pointerdown', down);
    return () => document.removeEventListener('pointerdown', down);
  }, [open, close]);
}
