import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode } from 'react';
import type { Entity, Field } from '../../api/gen/meta';
import { expandOf } from '../../api/meta';
import type { Row } from '../../api/records';
import { typeOf } from '../../fields';
import { Bone, Failure } from '../../kit/States';
import { isBlank } from '../../lib/json';
import { keepPref, readPref } from '../../lib/prefs';
import { useWords } from '../../lib/words';
import { useKeyset } from './keyset';
import css from './list.module.css';

interface Props {
  entity: Entity;
  columns: Field[];
  where: string;
  sort: string;
  search: string;
  widthsKey: string;
  /** The first column is the record's title, whatever the view begins with: for narrow places. */
  titled?: boolean;
  open?: string;
  onOpen: (id: string) => void;
  onSort: (sort: string | undefined) => void;
  picked: ReadonlySet<string>;
  onPick: (id: string) => void;
  empty: ReactNode;
}

export function Table(p: Props) {
  const { columns, entity } = p;
  const { locale } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<[number, number]>([0, 40]);
  const [widths, setWidths] = useState<Record<string, number>>(() => readPref(`widths.${p.widthsKey}`, {}));
  const query = { where: p.where, sort: p.sort, search: p.search, expand: expandOf(columns) };
  const { count, row, loading, error, retry } = useKeyset(entity.name, query, seen);
  const height = locale === 'th' ? 40 : 36;
  const rows = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 14 });
  const items = rows.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items[items.length - 1]?.index ?? 40;
  useEffect(() => setSeen((old) => (old[0] === from && old[1] === to ? old : [from, to])), [from, to]);
  useEffect(() => { scroller.current?.scrollTo({ top: 0 }); }, [p.where, p.sort, p.search, entity.name]);

  const template = useMemo(
    () => `40px ${columns.map((c, i) => (widths[c.name] ? `${widths[c.name]}px` : i === 0 ? p.titled ? 'minmax(200px, 2fr)' : 'minmax(130px, 1.3fr)' : `minmax(${typeOf(c.kind).width}px, 1fr)`)).join(' ')}`,
    [columns, widths, p.titled],
  );
  const narrowest = columns.reduce((sum, c, i) => sum + (widths[c.name] ?? (i === 0 ? (p.titled ? 200 : 130) : typeOf(c.kind).width)), 40);
  const resize = (name: string, width: number, done: boolean) => {
    const next = { ...widths, [name]: Math.max(60, Math.round(width)) };
    setWidths(next);
    if (done) keepPref(`widths.${p.widthsKey}`, next);
  };
  if (error && count === 0) return <Failure error={error} retry={retry} />;
  if (!loading && count === 0) return <>{p.empty}</>;
  return (
    <div ref={scroller} className={css.scroller} role="table" aria-label={entity.plural} aria-rowcount={count + 1} aria-busy={loading} onKeyDown={walk}
      style={{ '--cols': template, '--narrowest': `${narrowest}px`, '--row': `${height}px` } as React.CSSProperties}>
      <div role="row" className={css.header} aria-rowindex={1}>
        <span role="columnheader" className={css.pick}><span className="t-hidden">·</span></span>
        {columns.map((c, i) => <Header key={c.name} field={p.titled && i === 0 ? { ...c, label: entity.label } : c} sort={p.sort} onSort={p.onSort} resize={resize} />)}
      </div>
      <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const r = row(item.index);
          return r ? (
            <Line key={r.id} row={r} columns={columns} top={item.start} index={item.index} entity={entity.name} open={p.open === r.id} picked={p.picked.has(r.id)} titled={p.titled} onOpen={p.onOpen} onPick={p.onPick} />
          ) : (
            <div key={`bone-${item.index}`} className={css.line} style={{ transform: `translateY(${item.start}px)` }} aria-hidden>
              <span />{columns.map((c, i) => <span key={c.name} className={css.cell}><Bone h={10} w={i === 0 ? '60%' : '45%'} /></span>)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Up and down go from title to title. */
function walk(e: KeyboardEvent<HTMLDivElement>): void {
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
  const links = [...e.currentTarget.querySelectorAll<HTMLElement>('[data-title]')].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at + (e.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || !next) return;
  e.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

interface LineProps { titled?: boolean; row: Row; columns: Field[]; top: number; index: number; entity: string; open: boolean; picked: boolean; onOpen: (id: string) => void; onPick: (id: string) => void }

const Line = memo(function Line({ row, columns, top, index, entity, open, picked, titled, onOpen, onPick }: LineProps) {
  const { t } = useWords();
  const click = (e: MouseEvent<HTMLElement>) => {
    if ((e.target as HTMLElement).closest('a, button, input, label')) return;
    if (!window.getSelection()?.toString()) onOpen(row.id);
  };
  return (
    <div role="row" aria-rowindex={index + 2} className={css.line} data-open={open || undefined} data-picked={picked || undefined} style={{ transform: `translateY(${top}px)` }} onClick={click}>
      <span role="cell" className={css.pick}><Checkbox size="xs" aria-label={`${t('select')} ${row._title}`} checked={picked} onChange={() => onPick(row.id)} /></span>
      {columns.map((c, i) => {
        const { Show, end } = typeOf(c.kind);
        const value = row[c.name];
        const inside = isBlank(value) ? null : <Show dense field={c} value={value} />;
        return (
          <span role="cell" key={c.name} className={css.cell} data-end={end || undefined} data-first={i === 0 || undefined}>
            {i === 0 ? (
              <Link data-title to="/e/$entity" params={{ entity }} search={(old: object) => ({ ...old, record: row.id, tab: undefined })} className={css.title}>{titled ? row._title : (inside ?? row._title)}</Link>
            ) : inside}
          </span>
        );
      })}
    </div>
  );
});

function Header({ field, sort, onSort, resize }: { field: Field; sort: string; onSort: (s: string | undefined) => void; resize: (name: string, width: number, done: boolean) => void }) {
  const { t } = useWords();
  const cell = useRef<HTMLSpanElement>(null);
  const head = sort.split(',')[0] ?? '';
  const way = head === field.name ? 'ascending' : head === `-${field.name}` ? 'descending' : undefined;
  const next = way === 'ascending' ? `-${field.name}` : way === 'descending' ? undefined : field.name;
  const drag = (e: PointerEvent<HTMLSpanElement>) => {
    const start = e.clientX;
    const width = cell.current?.offsetWidth ?? 120;
    const handle = e.currentTarget;
    handle.setPointerCapture(e.pointerId);
    const move = (m: globalThis.PointerEvent) => resize(field.name, width + m.clientX - start, false);
    const up = (m: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', move);
      resize(field.name, width + m.clientX - start, true);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', up, { once: true });
  };
  const label = <span className="t-clip">{field.label}</span>;
  return (
    <span role="columnheader" ref={cell} className={css.headCell} aria-sort={way} data-end={typeOf(field.kind).end || undefined}>
      {field.sortable ? (
        <button type="button" className={css.sort} onClick={() => onSort(next)} title={t('sortBy', { what: field.label })}>
          {label}{way === 'ascending' ? <IconArrowUp size={13} aria-hidden /> : way === 'descending' ? <IconArrowDown size={13} aria-hidden /> : null}
        </button>
      ) : label}
      <span className={css.grip} aria-hidden onPointerDown={drag} />
    </span>
  );
}
