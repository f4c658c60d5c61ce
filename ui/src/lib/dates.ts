import dayjs, { type Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import relativeTime from 'dayjs/plugin/relativeTime';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import 'dayjs/locale/ky';
import 'dayjs/locale/mn';
import 'dayjs/locale/ru';
import 'dayjs/locale/th';
import 'dayjs/locale/tr';
import type { Locale } from './locale';

dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.extend(relativeTime);
dayjs.extend(customParseFormat);

interface Patterns { day: string; near: string; input: string }

/** Years are Gregorian everywhere; near is for days of this year. */
const patterns: Record<Locale, Patterns> = {
  en: { day: 'MMM D, YYYY', near: 'MMM D', input: 'MM/DD/YYYY' },
  ru: { day: 'D MMM YYYY', near: 'D MMM', input: 'DD.MM.YYYY' },
  tr: { day: 'D MMM YYYY', near: 'D MMM', input: 'DD.MM.YYYY' },
  th: { day: 'D MMM YYYY', near: 'D MMM', input: 'DD/MM/YYYY' },
  mn: { day: 'YYYY.MM.DD', near: 'MM.DD', input: 'YYYY.MM.DD' },
  ky: { day: 'D MMM YYYY', near: 'D MMM', input: 'DD.MM.YYYY' },
};

export const inputPattern = (locale: Locale): string => patterns[locale].input;

/** Reads a typed day: the locale's own form, ISO, or with dots. */
export function readDay(typed: string, locale: Locale): string | null {
  for (const form of [patterns[locale].input, 'YYYY-MM-DD', 'D.M.YYYY', 'D.M.YY', patterns[locale].day]) {
    const d = dayjs(typed.trim(), form, locale, form.length > 7 && form !== 'D.M.YYYY');
    if (d.isValid() && d.year() > 1800 && d.year() < 2300) return d.format('YYYY-MM-DD');
  }
  return null;
}

const inZone = (iso: string, zone: string): Dayjs => dayjs(iso).tz(zone);

export const now = (zone: string): Dayjs => dayjs().tz(zone);

export const today = (zone: string): string => now(zone).format('YYYY-MM-DD');

export function writeDay(iso: string, locale: Locale, opts: { near?: boolean } = {}): string {
  const d = dayjs(iso).locale(locale);
  if (!d.isValid()) return iso;
  const p = patterns[locale];
  return d.format(opts.near && d.year() === dayjs().year() ? p.near : p.day);
}

export function writeInstant(iso: string, locale: Locale, zone: string, opts: { near?: boolean } = {}): string {
  const d = inZone(iso, zone).locale(locale);
  if (!d.isValid()) return iso;
  const p = patterns[locale];
  return d.format(`${opts.near && d.year() === dayjs().year() ? p.near : p.day}, HH:mm`);
}

/** "3 hours ago", for what happened within a week; then the day. */
export function writeAgo(iso: string, locale: Locale, zone: string): string {
  const d = inZone(iso, zone);
  if (Math.abs(dayjs().diff(d, 'day')) >= 7) return writeDay(d.format('YYYY-MM-DD'), locale, { near: true });
  return d.locale(locale).fromNow();
}

/** Days from today to a day: 0 is today, -1 yesterday. */
export const daysFromToday = (day: string, zone: string): number => dayjs(day).diff(dayjs(today(zone)), 'day');

/** An instant as a wall clock in the zone ("2026-03-02 09:00:00") and back: what date pickers edit. */
export const toWall = (iso: string, zone: string): string => inZone(iso, zone).format('YYYY-MM-DD HH:mm:ss');
export const fromWall = (wall: string, zone: string): string => dayjs.tz(wall, zone).toISOString();

export const secondsSince = (iso: string): number => dayjs().diff(dayjs(iso), 'second');

/** The months' and days' names of a locale, for date pickers. */
export const humanSpan = (seconds: number, locale: Locale): string => dayjs().subtract(seconds, 'second').locale(locale).fromNow(true);
