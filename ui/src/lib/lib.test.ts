import { expect, test } from 'vitest';
import { readDay, writeDay, writeInstant } from './dates';
import { same } from './json';
import { initials } from './names';
import { oneUnit, readSpan, writeSpan } from './span';

test.each([['P1Y', { n: 1, unit: 'years' }], ['P2M', { n: 2, unit: 'months' }], ['P14D', { n: 2, unit: 'weeks' }], ['P3D', { n: 3, unit: 'days' }], ['PT90M', { n: 90, unit: 'minutes' }], ['PT2H', { n: 2, unit: 'hours' }], ['P1DT2H', null]])(
  'the span %s', (iso, want) => { const span = readSpan(iso); expect(span && oneUnit(span)).toEqual(want); });

test('what a span is written as is read back', () => {
  for (const unit of ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const) expect(oneUnit(readSpan(writeSpan(5, unit)) ?? { months: 0, days: 0, seconds: 0 })).toEqual({ n: 5, unit });
  for (const wrong of ['', 'P', 'PT', '5d', 'P1H']) expect(readSpan(wrong)).toBeNull();
});

test.each([['31.12.2026', 'ru', '2026-12-31'], ['12/31/2026', 'en', '2026-12-31'], ['31/12/2026', 'th', '2026-12-31'], ['2026-12-31', 'mn', '2026-12-31'], ['1.2.2026', 'ky', '2026-02-01'], ['soon', 'en', null]] as const)(
  'reads the day %s in %s', (typed, locale, want) => expect(readDay(typed, locale)).toBe(want));

test('days are written as each language has them, in Gregorian years', () => {
  expect((['en', 'ru', 'tr', 'th', 'mn', 'ky'] as const).map((l) => writeDay('2019-03-02', l))).toEqual(['Mar 2, 2019', '2 мар. 2019', '2 Mar 2019', '2 มี.ค. 2019', '2019.03.02', '2 март 2019']);
});

test('instants are told in the zone of the package', () => {
  expect(writeInstant('2019-03-02T20:00:00Z', 'en', 'Asia/Bishkek')).toBe('Mar 3, 2019, 02:00');
});

test('initials keep whole letters', () => {
  expect([initials('Ann Mary Lee'), initials('สมชาย ใจดี'), initials('Тимур'), initials('')]).toEqual(['AL', 'สใ', 'Т', '']);
});

test('values are the same by what they hold, and blank is blank', () => {
  expect(same({ amount: '1', currency: 'USD' }, { currency: 'USD', amount: '1' })).toBe(true);
  expect(same(null, undefined)).toBe(true);
  expect(same([], null)).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same(0, null)).toBe(false);
});
