import { expect, test } from 'vitest';
import { readDecimal, writeDecimal } from './decimal';
import { locales, type Locale } from './locale';

test.each<[string, Locale, string | null | undefined]>([
  ['', 'en', null], ['  ', 'ru', null], ['12', 'en', '12'], ['1,200.50', 'en', '1200.50'], ['1,200', 'en', '1200'], ['1,20', 'en', '1.20'],
  ['1 200,50', 'ru', '1200.50'], ['1200.5', 'ru', '1200.5'], ['1\u00a0200', 'ru', '1200'], ['1.200,50', 'tr', '1200.50'], ['1.200', 'tr', '1200'], ['1.2', 'tr', '1.2'],
  ['-5', 'en', '-5'], ['−5', 'ru', '-5'], ['.5', 'en', '0.5'], ['007', 'en', '7'], ['abc', 'en', undefined], ['1e5', 'en', undefined], ['1-2', 'en', undefined],
  ['12345678901234567890.12', 'en', '12345678901234567890.12'],
])('reads %j in %s as %j', (typed, locale, want) => expect(readDecimal(typed, locale)).toBe(want));

test.each<[string, Locale, { scale?: number; trim?: boolean }, string]>([
  ['1234567.5', 'en', { scale: 2 }, '1,234,567.50'], ['1234567.5', 'ru', { scale: 2 }, '1\u00a0234\u00a0567,50'], ['-1200', 'tr', {}, '−1.200'],
  ['1200.00', 'en', { trim: true }, '1,200'], ['0.10', 'th', { trim: true }, '0.10'], ['12345678901234567890', 'ky', {}, '12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890'],
])('writes %s in %s', (value, locale, opts, want) => expect(writeDecimal(value, locale, opts)).toBe(want));

test('what is written is read back, in every language', () => {
  for (const locale of locales) {
    for (const value of ['0', '5', '-5', '999', '1000', '1234567.89', '-1000000.01', '0.07']) {
      expect(readDecimal(writeDecimal(value, locale), locale), `${value} in ${locale}`).toBe(value);
    }
  }
});
