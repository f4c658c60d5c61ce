import { isDecimal } from './decimal';
import { isBlank, isObject, textOf, type Json } from './json';

/** What the values of a field are to a comparison; every kind of field names one. */
export type Sort = 'text' | 'number' | 'money' | 'choice' | 'list' | 'link' | 'links' | 'boolean' | 'day' | 'instant' | 'present';

export const operators = [
  'contains', 'eq', 'ne', 'any', 'gt', 'ge', 'lt', 'le', 'between', 'yes', 'no', 'me',
  'today', 'this_week', 'this_month', 'last_days', 'next_days', 'before', 'after', 'filled', 'empty',
] as const;
export type Operator = (typeof operators)[number];

/** What an operator asks the person for. */
export type Asks = 'nothing' | 'value' | 'several' | 'two' | 'count';

export const asks: Record<Operator, Asks> = {
  contains: 'value', eq: 'value', ne: 'value', any: 'several', gt: 'value', ge: 'value', lt: 'value', le: 'value',
  between: 'two', yes: 'nothing', no: 'nothing', me: 'nothing', today: 'nothing', this_week: 'nothing', this_month: 'nothing',
  last_days: 'count', next_days: 'count', before: 'value', after: 'value', filled: 'nothing', empty: 'nothing',
};

const numeric: Operator[] = ['ge', 'le', 'eq', 'between', 'filled', 'empty'];
const timely: Operator[] = ['today', 'this_week', 'this_month', 'last_days', 'next_days', 'before', 'after', 'between', 'filled', 'empty'];

/** The operators of each sort, the likeliest first. */
export const operatorsOf: Record<Sort, Operator[]> = {
  text: ['contains', 'eq', 'ne', 'filled', 'empty'],
  number: numeric,
  money: numeric,
  choice: ['any', 'ne', 'filled', 'empty'],
  list: ['contains', 'filled', 'empty'],
  link: ['any', 'ne', 'filled', 'empty'],
  links: ['contains', 'filled', 'empty'],
  boolean: ['yes', 'no'],
  day: timely,
  instant: timely,
  present: ['filled', 'empty'],
};

/** One chip: a field, how it is compared, and with what. */
export interface Condition { field: string; op: Operator; value?: Json }

const text = (v: Json | undefined): string => JSON.stringify(textOf(v));

/** A link's value is an id, or the record that was chosen. */
export const idOf = (v: Json | undefined): string => (isObject(v) ? textOf(v.id) : textOf(v));

function number(v: Json | undefined): string | null {
  const s = isObject(v) ? textOf(v.amount) : textOf(v);
  return isDecimal(s) ? s : null;
}

function day(v: Json | undefined): string | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(textOf(v));
  return m ? `date(${Number(m[1])}, ${Number(m[2])}, ${Number(m[3])})` : null;
}

const list = (v: Json | undefined): Json[] => (Array.isArray(v) ? v : isBlank(v) ? [] : [v ?? null]);

/** How a value is written beside a field of a sort; null when it is no value yet. */
function literal(sort: Sort, v: Json | undefined): string | null {
  if (sort === 'number' || sort === 'money') return number(v);
  if (sort === 'day' || sort === 'instant') return day(v);
  if (sort === 'link' || sort === 'links') return idOf(v) ? JSON.stringify(idOf(v)) : null;
  return isBlank(v) ? null : text(v);
}

const signs: Partial<Record<Operator, string>> = { eq: '==', ne: '!=', gt: '>', ge: '>=', lt: '<', le: '<=' };

function compare(name: string, sort: Sort, op: Operator, v: Json | undefined): string | null {
  const value = literal(sort, v);
  if (value === null) return null;
  return `${sort === 'link' ? `${name}.id` : name} ${signs[op] ?? '=='} ${value}`;
}

function contains(name: string, sort: Sort, v: Json | undefined): string | null {
  const value = literal(sort, v);
  if (value === null) return null;
  if (sort === 'list') return `${value} in ${name}`;
  if (sort === 'links') return `any(${name}, .id == ${value})`;
  return `lower(${name}) contains ${JSON.stringify(textOf(v).toLowerCase())}`;
}

function any(name: string, sort: Sort, v: Json | undefined): string | null {
  const values = list(v).map((one) => literal(sort, one)).filter((one) => one !== null);
  if (values.length === 0) return null;
  const target = sort === 'link' ? `${name}.id` : name;
  return values.length === 1 ? `${target} == ${values[0]}` : `${target} in [${values.join(', ')}]`;
}

function between(name: string, sort: Sort, v: Json | undefined): string | null {
  const [from, to] = list(v);
  const low = literal(sort, from);
  const high = literal(sort, to);
  const parts = [low && `${name} >= ${low}`, high && (sort === 'instant' ? `${name} < ${high} + days(1)` : `${name} <= ${high}`)];
  return parts.filter(Boolean).join(' && ') || null;
}

/** From the first day on, and before the day after the last: true of days and of instants alike. */
const within = (name: string, from: string, end: string): string => `${name} >= ${from} && ${name} < ${end}`;

function spell(name: string, op: 'last_days' | 'next_days', v: Json | undefined): string | null {
  const n = Number(textOf(v));
  if (!Number.isInteger(n) || n < 1 || n > 10000) return null;
  return op === 'last_days'
    ? within(name, `today() - days(${n})`, 'today() + days(1)')
    : within(name, 'today()', `today() + days(${n + 1})`);
}

function moment(name: string, sort: Sort, op: 'before' | 'after', v: Json | undefined): string | null {
  const value = literal(sort, v);
  if (value === null) return null;
  if (op === 'before') return `${name} < ${value}`;
  return sort === 'instant' ? `${name} >= ${value} + days(1)` : `${name} > ${value}`;
}

const iso = (d: Date): string => d.toISOString().slice(0, 10);
const plus = (d: Date, days: number): Date => new Date(d.getTime() + days * 86_400_000);

/** Monday, and the Monday after. */
function weekOf(today: string): [string, string] {
  const d = new Date(today);
  const monday = plus(d, -((d.getUTCDay() + 6) % 7));
  return [iso(monday), iso(plus(monday, 7))];
}

function monthOf(today: string): [string, string] {
  const d = new Date(today);
  return [iso(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1))), iso(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1)))];
}

const span = (name: string, [from, end]: [string, string]): string | null => within(name, day(from) ?? '', day(end) ?? '');

/** One chip as an expression of the language; null while it lacks its value. today is the package's day. */
export function whereOf(c: Condition, sort: Sort, today: string): string | null {
  switch (c.op) {
    case 'contains': return contains(c.field, sort, c.value);
    case 'any': return any(c.field, sort, c.value);
    case 'between': return between(c.field, sort, c.value);
    case 'yes': return `${c.field} == true`;
    case 'no': return `${c.field} != true`;
    case 'me': return `${c.field} == user`;
    case 'today': return within(c.field, 'today()', 'today() + days(1)');
    case 'this_week': return span(c.field, weekOf(today));
    case 'this_month': return span(c.field, monthOf(today));
    case 'last_days':
    case 'next_days': return spell(c.field, c.op, c.value);
    case 'before':
    case 'after': return moment(c.field, sort, c.op, c.value);
    case 'filled': return `${c.field} != nil`;
    case 'empty': return `${c.field} == nil`;
    default: return compare(c.field, sort, c.op, c.value);
  }
}

/** Several conditions that must all hold. Blank ones are left out; none gives "". */
export function all(...parts: (string | null | undefined)[]): string {
  const kept = parts.filter((p): p is string => !!p && p.trim() !== '');
  return kept.length < 2 ? (kept[0] ?? '') : kept.map((p) => `(${p})`).join(' && ');
}
