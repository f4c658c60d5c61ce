/** A span of time as ISO 8601 has it: calendar parts and exact seconds. */
export interface Span { months: number; days: number; seconds: number }

const iso = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export function readSpan(text: string): Span | null {
  const m = iso.exec(text);
  if (!m || /[PT]$/.test(text)) return null;
  const n = (i: number) => Number(m[i] ?? 0);
  const by = m[1] ? -1 : 1;
  return {
    months: by * (n(2) * 12 + n(3)),
    days: by * (n(4) * 7 + n(5)),
    seconds: by * (n(6) * 3600 + n(7) * 60 + n(8)),
  };
}

export const spanUnits = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export type SpanUnit = (typeof spanUnits)[number];

const perUnit: Record<SpanUnit, (n: number) => string> = {
  minutes: (n) => `PT${n}M`, hours: (n) => `PT${n}H`, days: (n) => `P${n}D`,
  weeks: (n) => `P${n * 7}D`, months: (n) => `P${n}M`, years: (n) => `P${n}Y`,
};

export const writeSpan = (n: number, unit: SpanUnit): string => perUnit[unit](n);

/** The span as one number of one unit, the largest that is whole; null when it mixes units. */
export function oneUnit(s: Span): { n: number; unit: SpanUnit } | null {
  const parts = [s.months, s.days, s.seconds].filter((n) => n !== 0).length;
  if (parts > 1) return null;
  if (s.months) return s.months % 12 === 0 ? { n: s.months / 12, unit: 'years' } : { n: s.months, unit: 'months' };
  if (s.days) return s.days % 7 === 0 ? { n: s.days / 7, unit: 'weeks' } : { n: s.days, unit: 'days' };
  return s.seconds % 3600 === 0 ? { n: s.seconds / 3600, unit: 'hours' } : { n: Math.round(s.seconds / 60), unit: 'minutes' };
}
