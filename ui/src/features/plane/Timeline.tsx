import { IconCalendarOff } from '@tabler/icons-react';
import dayjs from 'dayjs';
import type { CSSProperties } from 'react';
import { fieldOf, useMeta } from '../../api/meta';
import { asRow } from '../../api/records';
import { Bones, Empty, Failure } from '../../kit/States';
import { today as todayIn, writeDay } from '../../lib/dates';
import { textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Chip } from './Chip';
import { Head, Legend, TooMany } from './Head';
import { daysFrom, lanes, monday, overlap, useHeading, useItems, usePlane, type Item, type Plane } from './items';
import css from './plane.module.css';

/** Days along, a row for each resource, a bar for each record as long as it takes. */
export function Timeline({ at, onAt, narrow, ...p }: Plane & { at?: string; onAt: (day: string | undefined) => void; narrow: boolean }) {
  const { t, locale } = useWords();
  const heading = useHeading();
  const today = todayIn(useMeta().package.zone);
  const timed = fieldOf(p.entity, p.view.starts ?? '')?.kind === 'datetime';
  const count = narrow ? 4 : timed ? 7 : 14;
  const first = narrow ? at ?? today : monday(at ?? today);
  const days = daysFrom(first, count);
  const end = dayjs(first).add(count, 'day').format('YYYY-MM-DD');
  const found = usePlane(p, overlap(p.entity, p.view, first, end), p.view.starts ?? '');
  const items = useItems(p, found.data).filter((i) => i.from < end && i.to >= first);
  const resource = p.view.resource ? fieldOf(p.entity, p.view.resource) : undefined;
  const rows = new Map<string, { label: string; items: Item[] }>();
  for (const i of items) {
    const v = resource ? i.row[resource.name] : undefined;
    const key = asRow(v)?.id ?? textOf(v);
    const row = rows.get(key) ?? { label: resource ? heading(resource, v) : p.entity.plural, items: [] };
    row.items.push(i);
    rows.set(key, row);
  }
  const all = [...rows.values()].sort((a, b) => (a.label === '—' ? 1 : b.label === '—' ? -1 : a.label.localeCompare(b.label, locale)));
  const step = (n: number) => onAt(dayjs(first).add(n, 'day').format('YYYY-MM-DD'));
  return (
    <div className={css.plane}>
      <Head title={`${writeDay(first, locale, { near: true })} – ${writeDay(days[count - 1] ?? first, locale)}`} onBack={() => step(-count)} onToday={() => onAt(undefined)} onOn={() => step(count)}><Legend entity={p.entity} view={p.view} /></Head>
      {found.data?.next && <TooMany />}
      {found.isPending ? <div className={css.pad}><Bones rows={8} /></div> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
        : all.length === 0 ? <Empty icon={IconCalendarOff} title={t('nothingThen')} />
          : (
            <div className={css.lines} style={{ '--days': count } as CSSProperties}>
              <div className={css.lineHead}>
                <span className="t-clip">{resource?.label}</span>
                {days.map((d) => <span key={d} data-today={d === today || undefined} data-rest={dayjs(d).day() % 6 === 0 || undefined}>{dayjs(d).locale(locale).format('dd')} <b>{dayjs(d).date()}</b></span>)}
              </div>
              {all.map((row) => <Line key={row.label} label={row.label} items={row.items} days={days} today={today} open={p.open} onOpen={p.onOpen} />)}
            </div>
          )}
    </div>
  );
}

function Line({ label, items, days, today, open, onOpen }: { label: string; items: Item[]; days: string[]; today: string; open?: string; onOpen: (id: string) => void }) {
  const { locale } = useWords();
  const first = days[0] ?? '';
  // What takes part of a day has room for its words all the same: it takes the day, and says its time.
  const place = (i: Item): [number, number] => {
    const day = dayjs(i.from).diff(first, 'day');
    if (i.time && i.from === i.to) return [day, day + 1];
    const from = day + i.start;
    const to = dayjs(i.to).diff(first, 'day') + i.end;
    return [Math.max(0, from), Math.min(days.length, to)];
  };
  const laid = lanes(items, place);
  const deep = Math.max(...laid.map(({ lane }) => lane)) + 1;
  return (
    <div className={css.line} role="group" aria-label={label}>
      <span className={css.lineName}><span className="t-clip">{label}</span></span>
      <div className={css.track} style={{ height: deep * 28 + 6 }}>
        {days.map((d) => <span key={d} className={css.slot} data-today={d === today || undefined} data-rest={dayjs(d).day() % 6 === 0 || undefined} />)}
        {laid.map(({ item, lane }) => {
          const [from, to] = place(item);
          return <Chip key={item.id} item={item} current={item.id === open} onOpen={onOpen} day={writeDay(item.from, locale)} style={{ position: 'absolute', top: lane * 28 + 4, left: `${(from / days.length) * 100}%`, width: `calc(${((to - from) / days.length) * 100}% - 2px)` }} />;
        })}
      </div>
    </div>
  );
}
