import { expect, test } from 'vitest';
import type { Json } from './json';
import { all, asks, operators, operatorsOf, whereOf, type Condition, type Operator, type Sort } from './where';

const monday = '2026-11-23';
const cases: [Sort, Operator, Json | undefined, string | null][] = [
  ['text', 'contains', 'Ann', 'lower(x) contains "ann"'],
  ['text', 'eq', 'say "hi"\\', 'x == "say \\"hi\\"\\\\"'],
  ['text', 'eq', '', null],
  ['text', 'empty', undefined, 'x == nil'],
  ['number', 'ge', '12.5', 'x >= 12.5'],
  ['number', 'ge', '1); drop', null],
  ['number', 'between', ['1', '5'], 'x >= 1 && x <= 5'],
  ['number', 'between', [null, '5'], 'x <= 5'],
  ['number', 'between', [null, null], null],
  ['money', 'eq', { amount: '7', currency: 'USD' }, 'x == 7'],
  ['choice', 'any', ['a'], 'x == "a"'],
  ['choice', 'any', ['a', 'b'], 'x in ["a", "b"]'],
  ['choice', 'any', [], null],
  ['choice', 'ne', 'a', 'x != "a"'],
  ['list', 'contains', 'a', '"a" in x'],
  ['link', 'any', [{ id: '1', _title: 'One' }, '2'], 'x.id in ["1", "2"]'],
  ['link', 'me', undefined, 'x == user'],
  ['links', 'contains', { id: '1' }, 'any(x, .id == "1")'],
  ['boolean', 'yes', undefined, 'x == true'],
  ['boolean', 'no', undefined, 'x != true'],
  ['day', 'before', '2026-01-09', 'x < date(2026, 1, 9)'],
  ['day', 'after', '2026-01-09', 'x > date(2026, 1, 9)'],
  ['instant', 'after', '2026-01-09', 'x >= date(2026, 1, 9) + days(1)'],
  ['instant', 'between', ['2026-01-01', '2026-01-31'], 'x >= date(2026, 1, 1) && x < date(2026, 1, 31) + days(1)'],
  ['day', 'today', undefined, 'x >= today() && x < today() + days(1)'],
  ['day', 'this_week', undefined, 'x >= date(2026, 11, 23) && x < date(2026, 11, 30)'],
  ['day', 'this_month', undefined, 'x >= date(2026, 11, 1) && x < date(2026, 12, 1)'],
  ['day', 'last_days', '7', 'x >= today() - days(7) && x < today() + days(1)'],
  ['day', 'next_days', '7', 'x >= today() && x < today() + days(8)'],
  ['day', 'next_days', '0', null],
  ['day', 'next_days', '1 || true', null],
];

test.each(cases)('%s %s %j', (sort, op, value, want) => {
  const c: Condition = { field: 'x', op, value };
  expect(whereOf(c, sort, monday)).toBe(want);
});

test('a week begins on Monday, on Sundays too', () => {
  expect(whereOf({ field: 'x', op: 'this_week' }, 'day', '2026-11-29')).toBe('x >= date(2026, 11, 23) && x < date(2026, 11, 30)');
});

test('every operator is offered for something and asks for something known', () => {
  const offered = new Set<Operator>(['me', ...Object.values(operatorsOf).flat()]);
  for (const op of operators) expect(asks[op]).toBeTruthy();
  for (const op of offered) expect(operators).toContain(op);
});

test('conditions are joined so that none leaks into another', () => {
  expect(all('a || b', '', null, 'c')).toBe('(a || b) && (c)');
  expect(all('a || b')).toBe('a || b');
  expect(all('', undefined)).toBe('');
});
