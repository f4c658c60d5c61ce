import { Popover, UnstyledButton } from '@mantine/core';
import dayjs from 'dayjs';
import { useMeta } from '../../api/meta';
import { Bones, Failure } from '../../kit/States';
import { today as todayIn, writeDay } from '../../lib/dates';
import { useWords } from '../../lib/words';
import { Agenda } from './Agenda';
import { Chip } from './Chip';
import { Head, Legend, TooMany } from './Head';
import { daysFrom, lanes, monday, overlap, useItems, usePlane, type Item, type Plane } from './items';
import css from './plane.module.css';

/** A month of weeks; on a narrow screen the same month as a list of its days. */
export function Calendar({ at, onAt, narrow, ...p }: Plane & { at?: string; onAt: (day: string | undefined) => void; narrow: boolean }) {
  const { t, locale } = useWords();
  const today = todayIn(useMeta().package.zone);
  const month = dayjs(at ?? today).startOf('month');
  const first = monday(month.format('YYYY-MM-DD'));
  const weeks = Math.ceil((month.daysInMonth() + dayjs(month).diff(first, 'day')) / 7);
  const days = daysFrom(first, weeks * 7);
  const found = usePlane(p, overlap(p.entity, p.view, first, dayjs(first).add(weeks, 'week').format('YYYY-MM-DD')), p.view.starts ?? '');
  const items = useItems(p, found.data);
  const step = (n: number) => onAt(month.add(n, 'month').format('YYYY-MM-DD'));
  const name = month.locale(locale).format('MMMM YYYY');
  return (
    <div className={css.plane}>
      <Head title={name.charAt(0).toUpperCase() + name.slice(1)} onBack={() => step(-1)} onToday={() => onAt(undefined)} onOn={() => step(1)}><Legend entity={p.entity} view={p.view} /></Head>
      {found.data?.next && <TooMany />}
      {found.isPending ? <div className={css.pad}><Bones rows={8} /></div> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
        : narrow ? <Agenda items={items} days={days.filter((d) => dayjs(d).month() === month.month())} open={p.open} onOpen={p.onOpen} />
          : (
            <div className={css.month} role="region" aria-label={t('calendarOf', { what: p.entity.plural })}>
              <div className={css.weekdays} aria-hidden>{days.slice(0, 7).map((d) => <div key={d}>{dayjs(d).locale(locale).format('ddd')}</div>)}</div>
              {Array.from({ length: weeks }, (_, w) => <Week key={w} days={days.slice(w * 7, w * 7 + 7)} items={items} month={month.month()} today={today} open={p.open} onOpen={p.onOpen} />)}
            </div>
          )}
    </div>
  );
}

/** How many lanes of records a week shows; the rest of a day is behind a number. */
const shown = 4;

function Week({ days, items, month, today, open, onOpen }: { days: string[]; items: Item[]; month: number; today: string; open?: string; onOpen: (id: string) => void }) {
  const { t, locale } = useWords();
  const first = days[0] ?? '';
  const last = days[6] ?? '';
  const column = (day: string) => days.indexOf(day < first ? first : day > last ? last : day);
  const here = lanes(items.filter((i) => i.from <= last && i.to >= first), (i) => [column(i.from), column(i.to) + 1]);
  return (
    <div className={css.week}>
      {days.map((d, n) => {
        const ofDay = here.filter(({ item }) => item.from <= d && item.to >= d);
        const hidden = ofDay.filter(({ lane }) => lane >= shown).length;
        return (
          <div key={d} className={css.day} data-other={dayjs(d).month() !== month || undefined} data-today={d === today || undefined} style={{ gridColumn: n + 1 }}>
            <time className={css.date} dateTime={d}>{dayjs(d).date()}</time>
            {hidden > 0 && (
              <Popover position="bottom" withinPortal shadow="md" trapFocus>
                <Popover.Target><UnstyledButton className={css.more}>{t('moreOnDay', { count: hidden })}</UnstyledButton></Popover.Target>
                <Popover.Dropdown><div className={css.pop}><strong>{writeDay(d, locale)}</strong>{ofDay.map(({ item }) => <Chip key={item.id} item={item} current={item.id === open} onOpen={onOpen} />)}</div></Popover.Dropdown>
              </Popover>
            )}
          </div>
        );
      })}
      {here.filter(({ lane }) => lane < shown).map(({ item, lane }) => (
        <Chip key={item.id} item={item} current={item.id === open} onOpen={onOpen} day={writeDay(item.from, locale)} style={{ gridColumn: `${column(item.from) + 1} / ${column(item.to) + 2}`, gridRow: lane + 2 }} />
      ))}
    </div>
  );
}
