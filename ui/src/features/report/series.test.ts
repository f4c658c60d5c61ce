import { expect, test } from 'vitest';
import type { Answer } from '../../api/reports';
import { drawingOf, heightOf, marksOf } from './series';

const column = (name: string, type: string) => ({ name, label: name, type });
const answer: Answer = {
  name: 'r', label: 'R', chart: 'bar', entity: 'visit', groups: [column('city', 'text')], across: [], total: [5, null],
  measures: [column('visits', 'integer'), column('sum', 'money'), column('people', 'integer')],
  lines: [
    { keys: [{ value: 'osh' }], figures: [3, { amount: '10.50', currency: 'USD' }, 2] },
    { keys: [{ value: null }], figures: [2, { mixed: true }, null] },
  ],
};
const write = (k: { value: unknown }) => String(k.value ?? '—');

test('measures of the same kind stand beside each other', () => {
  const d = drawingOf(answer, write);
  expect(d.points.map((p) => p.label)).toEqual(['osh', '—']);
  expect(d.series.map((s) => [s.label, s.values])).toEqual([['visits', [3, 2]], ['people', [2, null]]]);
});

test('what goes across is a series each, with gaps where there is nothing', () => {
  const d = drawingOf({ ...answer, across: [column('kind', 'choice')], cells: [
    { keys: [{ value: 'osh' }, { value: 'a', label: 'A', color: 'red' }], figures: [1, null, 1] },
    { keys: [{ value: null }, { value: 'b', label: 'B' }], figures: [2, null, 1] },
  ] }, (k) => k.label ?? write(k));
  expect(d.series.map((s) => [s.label, s.color, s.values])).toEqual([['A', 'red', [1, null]], ['B', 'blue', [null, 2]]]);
});

test('heights are of numbers, decimals and money, and of nothing else', () => {
  expect([3, '2.5', { amount: '-7.10', currency: 'USD' }, null, { mixed: true }, 'x', undefined].map(heightOf)).toEqual([3, 2.5, -7.1, null, null, null, null]);
});

test.each([[0, 10, [0, 5, 10]], [0, 7, [0, 2, 4, 6, 8]], [0, 100500, [0, 50000, 100000, 150000]], [-3, 10, [-5, 0, 5, 10]], [0, 0, [0, 0.5, 1]], [0, 1, [0, 0.5, 1]]])('an axis from %d to %d is marked at round numbers', (low, high, marks) => {
  expect(marksOf(low, high)).toEqual(marks);
});
