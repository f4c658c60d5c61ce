import { expect, test } from 'vitest';
import type { Locale } from './locale';
import { moneyOf, writeMoney, writeShortMoney } from './money';

test.each<[string, string, Locale, string]>([
  ['1200.00', 'USD', 'en', '$1,200.00'], ['-5', 'USD', 'en', '−$5.00'], ['1200', 'RUB', 'ru', '1\u00a0200,00\u00a0₽'], ['1200', 'KGS', 'en', '1,200.00\u00a0сом'],
  ['1200', 'KGS', 'ky', '1\u00a0200,00\u00a0сом'], ['1200', 'MNT', 'mn', '₮1,200.00'], ['1200.5', 'TRY', 'tr', '₺1.200,50'], ['1200', 'THB', 'th', '฿1,200.00'],
  ['1200', 'JPY', 'en', '¥1,200'], ['1.5', 'KWD', 'en', '1.500\u00a0KWD'], ['7', 'XXX', 'en', '7.00\u00a0XXX'],
])('%s %s in %s', (amount, currency, locale, want) => expect(writeMoney({ amount, currency }, locale)).toBe(want));

test('short money keeps three figures', () => {
  const units = { thousand: 'K', million: 'M', billion: 'B' };
  const short = (amount: string) => writeShortMoney({ amount, currency: 'USD' }, 'en', units);
  expect(['950.40', '51290', '123456', '1234567', '2500000000'].map(short)).toEqual(['$950', '$51,290', '$123K', '$1.2M', '$2.5B']);
});

test('only an amount with a currency is money', () => {
  expect(moneyOf({ amount: '1', currency: 'USD' })).toEqual({ amount: '1', currency: 'USD' });
  for (const v of [null, undefined, '1', 1, [], {}, { amount: 1, currency: 'USD' }]) expect(moneyOf(v)).toBeNull();
});
