import { writeDecimal } from './decimal';
import type { Locale } from './locale';
import { isObject, type Json } from './json';

export interface Money { amount: string; currency: string }

export function moneyOf(v: Json | undefined): Money | null {
  if (!isObject(v)) return null;
  return typeof v.amount === 'string' && typeof v.currency === 'string' ? { amount: v.amount, currency: v.currency } : null;
}

/** Browsers show KGS for сом and differ on the rest; these are the signs people write. */
const signs: Record<string, string> = {
  KGS: 'сом', RUB: '₽', TRY: '₺', MNT: '₮', THB: '฿', USD: '$', EUR: '€', GBP: '£', KZT: '₸', CNY: 'CN¥', JPY: '¥',
  KRW: '₩', INR: '₹', UAH: '₴', GEL: '₾', AZN: '₼', AMD: '֏', ILS: '₪', VND: '₫', PHP: '₱', UZS: 'soʻm', TJS: 'сом.',
  AED: 'AED', CHF: 'CHF', PLN: 'zł', SEK: 'kr', NOK: 'kr', DKK: 'kr', CZK: 'Kč',
};

const none = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const three = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** Decimals a currency is written with; the same table as engine/field. */
export const digits = (currency: string): number => (none.has(currency) ? 0 : three.has(currency) ? 3 : 2);

export const sign = (currency: string): string => signs[currency] ?? currency;

const before: Record<Locale, boolean> = { en: true, th: true, tr: true, mn: true, ru: false, ky: false };
const letters = /\p{L}/u;

/** "$1,200.00", "1 200,00 ₽", "1,200.00 сом": a sign of letters always follows the number. */
export function writeMoney(m: Money, locale: Locale, opts: { trim?: boolean } = {}): string {
  const text = writeDecimal(m.amount, locale, { scale: digits(m.currency), trim: opts.trim });
  const s = sign(m.currency);
  if (!before[locale] || letters.test(s)) return `${text}\u00a0${s}`;
  return text.startsWith('−') ? `−${s}${text.slice(1)}` : s + text;
}

/** "$1.2M" for the heads of board columns: three figures tell enough. */
export function writeShortMoney(m: Money, locale: Locale, units: { thousand: string; million: string; billion: string }): string {
  const n = Number(m.amount);
  const size = Math.abs(n);
  const unit: [number, string] | null =
    size >= 1e9 ? [1e9, units.billion] : size >= 1e6 ? [1e6, units.million] : size >= 1e5 ? [1e3, units.thousand] : null;
  if (!unit) return writeMoney({ ...m, amount: n.toFixed(0) }, locale, { trim: true });
  const short = writeDecimal((n / unit[0]).toFixed(size / unit[0] >= 100 ? 0 : 1), locale, { trim: true }) + unit[1];
  const s = sign(m.currency);
  return before[locale] && !letters.test(s) ? s + short : `${short}\u00a0${s}`;
}
