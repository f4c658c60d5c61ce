import dayjs from 'dayjs';
import type { Entity, Field, Option, View } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { asRow, useRecords, type Page, type Row } from '../../api/records';
import { colorOf } from '../../lib/color';
import { toWall, writeDay } from '../../lib/dates';
import { textOf, type Json } from '../../lib/json';
import { readSpan } from '../../lib/span';
import { all } from '../../lib/where';
import { useWords } from '../../lib/words';

/** What all of a calendar, a timeline and a grid are told. */
export interface Plane { entity: Entity; view: View; where: string; search: string; open?: string; onOpen: (id: string) => void }

/** The colours of one record: of its status, or its own. */
export interface Tint { ink: string; ground: string; dot: string }

/** A record on a plane. Days are of the package's zone, both counted; start and end are fractions of a day where it has a time. */
export interface Item { id: string; caption: string; row: Row; tint: Tint; from: string; to: string; start: number; end: number; time: string }

export const most = 500;

const plain: Tint = { ink: 'var(--t-ink)', ground: 'var(--t-accent-soft)', dot: 'var(--t-accent)' };

const named = (name: string | undefined): Tint => {
  const c = colorOf(name);
  return { ink: `var(--c-${c})`, ground: `var(--c-${c}-bg)`, dot: `var(--c-${c}-dot)` };
};

export function tintOf(field: Field | undefined, row: Row): Tint {
  if (!field) return plain;
  const v = row[field.name];
  if (field.kind === 'boolean') return named(v === true ? 'green' : 'gray');
  if (field.kind === 'color') return typeof v === 'string' ? { ink: 'var(--t-ink)', ground: `color-mix(in oklab, ${v} 20%, var(--t-page))`, dot: v } : plain;
  return named(field.options?.find((o) => o.name === v)?.color);
}

/** What the colours mean; nothing for a colour of one's own. */
export function legendOf(field: Field | undefined, words: { yes: string; no: string }): Option[] {
  if (field?.kind === 'boolean') return [{ name: 'true', label: words.yes, color: 'green' }, { name: 'false', label: words.no, color: 'gray' }];
  return (field?.options ?? []).filter((o) => o.color);
}

/** A value as a heading. */
export function useHeading(): (field: Field, v: Json | undefined) => string {
  const { t, locale } = useWords();
  return (field, v) => {
    const row = asRow(v);
    if (row) return row._title;
    if (v === null || v === undefined || v === '') return '—';
    if (typeof v === 'boolean') return v ? t('yes') : t('no');
    const option = field.options?.find((o) => o.name === v);
    if (option) return option.label;
    return field.kind === 'date' ? writeDay(textOf(v), locale) : field.to ? '—' : textOf(v);
  };
}

/** The records of a plane, with their captions; at most as many as one page has. */
export function usePlane({ entity, view, where, search }: Plane, more: string, sort: string) {
  const links = [view.resource, view.rows, view.across].map((n) => (n ? fieldOf(entity, n) : undefined)).filter((f) => f?.to).map((f) => f?.name).join(',');
  return useRecords(entity.name, { where: all(where, more), search, sort, limit: most, expand: links, caption: view.caption ? view.name : undefined });
}

/** Which records lie in these days: those that begin before the end, and end after the beginning. */
export function overlap(entity: Entity, view: View, from: string, end: string): string {
  const on = (day: string) => { const [y, m, d] = day.split('-').map(Number); return `date(${y}, ${m}, ${d})`; };
  const starts = view.starts ?? '';
  const ends = view.ends ? fieldOf(entity, view.ends) : undefined;
  if (!ends) return `${starts} >= ${on(from)} && ${starts} < ${on(end)}`;
  if (ends.kind === 'duration') return `${starts} >= ${on(dayjs(from).subtract(7, 'day').format('YYYY-MM-DD'))} && ${starts} < ${on(end)}`;
  return `${starts} < ${on(end)} && (${ends.name} >= ${on(from)} || ${ends.name} == nil && ${starts} >= ${on(from)})`;
}

const secondsOfDay = (wall: string): number => Number(wall.slice(11, 13)) * 3600 + Number(wall.slice(14, 16)) * 60 + Number(wall.slice(17, 19));

/** A record's place in time; null for one that has not begun to have any. */
export function placed(row: Row, caption: string, view: View, entity: Entity, zone: string): Item | null {
  const starts = view.starts ? fieldOf(entity, view.starts) : undefined;
  const begin = starts ? textOf(row[starts.name]) : '';
  if (!starts || begin === '') return null;
  const tint = tintOf(view.color ? fieldOf(entity, view.color) : undefined, row);
  const ends = view.ends ? fieldOf(entity, view.ends) : undefined;
  const end = ends ? textOf(row[ends.name]) : '';
  if (starts.kind === 'date') {
    const to = ends?.kind === 'date' && end >= begin ? end : begin;
    return { id: row.id, caption, row, tint, from: begin, to, start: 0, end: 1, time: '' };
  }
  const span = ends?.kind === 'duration' ? readSpan(end) : null;
  const finish = span ? dayjs(begin).add(span.months, 'month').add(span.days, 'day').add(span.seconds, 'second').toISOString() : ends?.kind === 'datetime' && end > begin ? end : '';
  const first = toWall(begin, zone);
  const last = finish ? toWall(dayjs(finish).subtract(1, 'second').toISOString(), zone) : first;
  return {
    id: row.id, caption, row, tint, from: first.slice(0, 10), to: last.slice(0, 10), time: first.slice(11, 16),
    start: secondsOfDay(first) / 86400, end: finish ? (secondsOfDay(last) + 1) / 86400 : Math.min(1, secondsOfDay(first) / 86400 + 1 / 24),
  };
}

export function useItems(p: Plane, page: Page | undefined): Item[] {
  const { zone } = useMeta().package;
  return (page?.data ?? []).map((row, i) => placed(row, page?.captions?.[i] || row._title, p.view, p.entity, zone)).filter((i) => i !== null);
}

/** Puts items that overlap into lanes, the first free one each. key tells where an item begins and ends. */
export function lanes<T>(items: T[], key: (item: T) => [number, number]): { item: T; lane: number }[] {
  const ends: number[] = [];
  return [...items].sort((a, b) => key(a)[0] - key(b)[0] || key(b)[1] - key(a)[1]).map((item) => {
    const [from, to] = key(item);
    const free = ends.findIndex((e) => e <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    return { item, lane };
  });
}

export const daysFrom = (first: string, n: number): string[] => Array.from({ length: n }, (_, i) => dayjs(first).add(i, 'day').format('YYYY-MM-DD'));

/** The Monday on or before a day. */
export const monday = (day: string): string => dayjs(day).subtract((dayjs(day).day() + 6) % 7, 'day').format('YYYY-MM-DD');
