import { IconCalendarOff } from '@tabler/icons-react';
import { Empty } from '../../kit/States';
import { writeDay } from '../../lib/dates';
import { useWords } from '../../lib/words';
import { Chip } from './Chip';
import type { Item } from './items';
import css from './plane.module.css';

/** The days that have something, one under another. */
export function Agenda({ items, days, open, onOpen }: { items: Item[]; days: string[]; open?: string; onOpen: (id: string) => void }) {
  const { t, locale } = useWords();
  const full = days.map((d) => ({ d, here: items.filter((i) => i.from <= d && i.to >= d) })).filter(({ here }) => here.length > 0);
  if (full.length === 0) return <Empty icon={IconCalendarOff} title={t('nothingThen')} />;
  return (
    <div className={css.agenda}>
      {full.map(({ d, here }) => (
        <section key={d} aria-label={writeDay(d, locale)}>
          <h3>{writeDay(d, locale, { near: true })}</h3>
          {here.map((item) => <Chip key={item.id} item={item} current={item.id === open} onOpen={onOpen} />)}
        </section>
      ))}
    </div>
  );
}
