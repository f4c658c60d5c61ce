import dayjs from 'dayjs';
import { useMeta } from '../../api/meta';
import type { Column, Key } from '../../api/reports';
import { writeDay, writeInstant } from '../../lib/dates';
import { writeDecimal } from '../../lib/decimal';
import { isObject, type Json } from '../../lib/json';
import { digits, moneyOf, writeMoney, writeShortMoney } from '../../lib/money';
import { useWords } from '../../lib/words';

const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);

/** How groups and figures are written, in the reader's language. */
export function useFigures() {
  const { t, locale } = useWords();
  const { zone } = useMeta().package;
  const units = { thousand: t('unitThousand'), million: t('unitMillion'), billion: t('unitBillion') };

  const span = (iso: string, every: string): string => {
    const d = dayjs(iso).locale(locale);
    if (every === 'month') return capital(d.format('MMM YYYY'));
    if (every === 'year') return d.format('YYYY');
    if (every === 'quarter') return t('quarterOf', { n: Math.floor(d.month() / 3) + 1, year: d.year() });
    if (every === 'week') return `${writeDay(iso, locale, { near: true })} – ${writeDay(d.add(6, 'day').format('YYYY-MM-DD'), locale, { near: true })}`;
    return writeDay(iso, locale, { near: true });
  };

  const key = (k: Key, c: Column): string => {
    const v = k.value;
    if (k.label) return k.label;
    if (v === null || c.type === 'record') return '—';
    if (typeof v === 'boolean') return v ? t('yes') : t('no');
    if (c.every === 'weekday' && typeof v === 'number') return capital(dayjs().locale(locale).day(v % 7).format('ddd'));
    if (c.every === 'hour' && typeof v === 'number') return `${String(v).padStart(2, '0')}:00`;
    if (typeof v === 'string' && c.every) return span(v, c.every);
    if (typeof v === 'string' && c.type === 'date') return writeDay(v, locale);
    if (typeof v === 'number' || c.type === 'decimal') return writeDecimal(String(v), locale, { trim: true });
    return typeof v === 'string' ? v : '—';
  };

  const figure = (v: Json | undefined, c: Column, opts: { short?: boolean } = {}): string => {
    if (v === null || v === undefined) return '—';
    if (isObject(v) && v.mixed === true) return t('mixedCurrencies');
    const money = moneyOf(v);
    if (money && opts.short) return writeShortMoney(money, locale, units);
    if (money) return writeMoney(c.kind === 'avg' || c.kind === 'formula' ? { ...money, amount: Number(money.amount).toFixed(digits(money.currency)) } : money, locale);
    if (typeof v === 'string' && c.type === 'date') return writeDay(v, locale);
    if (typeof v === 'string' && c.type === 'datetime') return writeInstant(v, locale, zone);
    const n = typeof v === 'number' ? String(v) : typeof v === 'string' ? v : '';
    return writeDecimal(c.type === 'integer' ? n : String(Number(Number(n).toFixed(2))), locale, { trim: true });
  };

  /** A mark of an axis, in the money of the series. */
  const mark = (n: number, like: Json | undefined): string => {
    const money = moneyOf(like);
    return money ? writeShortMoney({ amount: String(n), currency: money.currency }, locale, units) : writeDecimal(String(n), locale, { trim: true });
  };
  return { key, figure, mark };
}

export type Figures = ReturnType<typeof useFigures>;
