import type { Answer, Column, Key, Line } from '../../api/reports';
import { colorFor, colorOf, colors, type Color } from '../../lib/color';
import { moneyOf } from '../../lib/money';
import type { Json } from '../../lib/json';

/** What a chart draws: points along, each with a height in every series. */
export interface Point { label: string; color?: Color }
export interface Series { label: string; column: Column; color: Color; values: (number | null)[]; figures: (Json | undefined)[] }
export interface Drawing { points: Point[]; series: Series[] }

/** The height of a figure. Exact numbers stay in the table; a chart needs no more than its pixels. */
export function heightOf(v: Json | undefined): number | null {
  const n = moneyOf(v) ? Number(moneyOf(v)?.amount) : typeof v === 'number' ? v : typeof v === 'string' ? Number(v) : NaN;
  return Number.isFinite(n) ? n : null;
}

const sameKey = (a: Key | undefined, b: Key | undefined): boolean => JSON.stringify(a?.value) === JSON.stringify(b?.value);
export const sameKeys = (a: Key[], b: Key[]): boolean => a.length === b.length && a.every((k, i) => sameKey(k, b[i]));

/** The different values of the groups that go across, in the order of the answer. */
export function acrossOf(a: Answer): Key[][] {
  const out: Key[][] = [];
  for (const c of a.cells ?? []) {
    const keys = c.keys.slice(a.groups.length);
    if (!out.some((k) => sameKeys(k, keys))) out.push(keys);
  }
  return out;
}

export const cellOf = (a: Answer, line: Line, across: Key[]): Line | undefined =>
  a.cells?.find((c) => sameKeys(c.keys, [...line.keys, ...across]));

const steady: Color[] = ['teal', 'blue', 'orange', 'violet', 'green', 'pink', 'yellow', 'indigo', 'red', 'gray'];

const numeric = ['integer', 'decimal', 'money'];

/** Series of one kind of figure: the groups along; beside each other what goes across, or the measures that are made alike. */
export function drawingOf(a: Answer, write: (k: Key, c: Column) => string): Drawing {
  const name = (keys: Key[], columns: Column[]) => keys.map((k, i) => (columns[i] ? write(k, columns[i]) : '')).join(' · ');
  const points = a.lines.map((l) => ({ label: name(l.keys, a.groups), color: l.keys[0]?.color ? colorOf(l.keys[0].color) : undefined }));
  const first = a.measures.findIndex((m) => numeric.includes(m.type));
  const measure = a.measures[first];
  if (!measure) return { points, series: [] };
  if (a.across.length > 0) {
    return { points, series: acrossOf(a).map((keys, i) => {
      const figures = a.lines.map((l) => cellOf(a, l, keys)?.figures[first]);
      const color = keys[0]?.color ? colorOf(keys[0].color) : steady[i % steady.length] ?? colors[0];
      return { label: name(keys, a.across), column: measure, color, figures, values: figures.map(heightOf) };
    }) };
  }
  const alike = a.measures.map((m, i) => ({ m, i })).filter(({ m }) => m.type === measure.type && m.kind === measure.kind).slice(0, 4);
  return { points, series: alike.map(({ m, i }, n) => {
    const figures = a.lines.map((l) => l.figures[i]);
    return { label: m.label, column: m, color: steady[n % steady.length] ?? colors[0], figures, values: figures.map(heightOf) };
  }) };
}

/** The colour of a slice: the option's own, or a steady one. */
export const sliceColor = (p: Point, i: number): Color => p.color ?? steady[i % steady.length] ?? colorFor(p.label);

/** Round marks for an axis that holds these values, from zero. */
export function marksOf(least: number, most: number): number[] {
  const low = Math.min(0, least);
  const high = Math.max(0, most, low === 0 && most <= 0 ? 1 : 0);
  const rough = (high - low) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((m) => m * size >= rough) ?? 10) * size;
  const out: number[] = [];
  for (let i = Math.floor(low / step); i <= Math.ceil(high / step); i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}
