import { expect, test } from 'vitest';
import type { Entity, View } from '../../api/gen/meta';
import { daysFrom, lanes, monday, overlap, placed } from './items';

const field = (name: string, kind: string) => ({ name, kind, label: name });
const entity = { name: 'visit', fields: [field('day', 'date'), field('last', 'date'), field('at', 'datetime'), field('until', 'datetime'), field('takes', 'duration')] } as unknown as Entity;
const view = (v: Partial<View>) => ({ name: 'v', label: '', kind: 'calendar', columns: [], ...v }) as View;
const put = (row: object, v: Partial<View>) => { const i = placed({ id: '1', _title: 'T', _entity: 'visit', ...row }, 'T', view(v), entity, 'Asia/Bishkek'); return i && [i.from, i.to, i.time, i.start.toFixed(3), i.end.toFixed(3)]; };

test.each([
  ['a day is whole', { day: '2026-03-02' }, { starts: 'day' }, ['2026-03-02', '2026-03-02', '', '0.000', '1.000']],
  ['days are both counted', { day: '2026-03-02', last: '2026-03-05' }, { starts: 'day', ends: 'last' }, ['2026-03-02', '2026-03-05', '', '0.000', '1.000']],
  ['an end before the beginning is none', { day: '2026-03-02', last: '2026-03-01' }, { starts: 'day', ends: 'last' }, ['2026-03-02', '2026-03-02', '', '0.000', '1.000']],
  ['an instant is of the zone', { at: '2026-03-01T19:30:00Z' }, { starts: 'at' }, ['2026-03-02', '2026-03-02', '01:30', '0.063', '0.104']],
  ['midnight ends the day before', { at: '2026-03-02T03:00:00Z', until: '2026-03-02T18:00:00Z' }, { starts: 'at', ends: 'until' }, ['2026-03-02', '2026-03-02', '09:00', '0.375', '1.000']],
  ['a duration ends', { at: '2026-03-02T03:00:00Z', takes: 'P1DT6H' }, { starts: 'at', ends: 'takes' }, ['2026-03-02', '2026-03-03', '09:00', '0.375', '0.625']],
  ['what has no beginning has no place', { last: '2026-03-01' }, { starts: 'day', ends: 'last' }, null],
] as const)('%s', (_, row, v, want) => expect(put(row, v)).toEqual(want));

test('records that overlap lie in lanes of their own', () => {
  const got = lanes([[1, 3], [0, 2], [2, 4], [3, 5]] as [number, number][], (x) => x);
  expect(got.map(({ item, lane }) => [...item, lane])).toEqual([[0, 2, 0], [1, 3, 1], [2, 4, 0], [3, 5, 1]]);
});

test('what lies in some days is asked of the server', () => {
  expect(overlap(entity, view({ starts: 'day' }), '2026-03-01', '2026-04-01')).toBe('day >= date(2026, 3, 1) && day < date(2026, 4, 1)');
  expect(overlap(entity, view({ starts: 'day', ends: 'last' }), '2026-03-01', '2026-04-01')).toBe('day < date(2026, 4, 1) && (last >= date(2026, 3, 1) || last == nil && day >= date(2026, 3, 1))');
});

test('weeks begin on Monday', () => {
  expect([monday('2026-03-01'), monday('2026-03-02'), daysFrom('2026-02-27', 3)]).toEqual(['2026-02-23', '2026-03-02', ['2026-02-27', '2026-02-28', '2026-03-01']]);
});
