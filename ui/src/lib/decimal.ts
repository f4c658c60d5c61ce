import { numbers, type Locale } from './locale';

const canonical = /^-?\d+(\.\d+)?$/;

/** Tells an exact decimal as the server writes it: "-1200.50". */
export const isDecimal = (s: string): boolean => canonical.test(s);

/** Reads what a person typed in their locale. Undefined when it is no number, null when it is empty. */
export function readDecimal(typed: string, locale: Locale): string | null | undefined {
  const { group, decimal } = numbers[locale];
  let s = typed.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-');
  if (s === '') return null;
  const both = s.includes(',') && s.includes('.');
  if (both) s = s.lastIndexOf(',') > s.lastIndexOf('.') ? s.replaceAll('.', '').replace(',', '.') : s.replaceAll(',', '');
  else s = readSingleMark(s, group, decimal);
  if (s.startsWith('.')) s = '0' + s;
  if (s.endsWith('.')) s = s.slice(0, -1);
  if (!canonical.test(s)) return undefined;
  return s.replace(/^(-?)0+(?=\d)/, '$1');
}

/** One kind of mark: it groups when it stands before exactly three digits and is the locale's group mark. */
function readSingleMark(s: string, group: string, decimal: string): string {
  const groups = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+$`);
  if ((group === ',' || group === '.') && groups.test(s)) return s.replaceAll(group, '');
  return s.replace(decimal, '.').replace(',', '.');
}

/** Writes an exact decimal as the locale has it. trim drops a fraction of only zeros. */
export function writeDecimal(value: string | number, locale: Locale, opts: { scale?: number; trim?: boolean } = {}): string {
  const text = String(value);
  if (!canonical.test(text)) return text;
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const { group, decimal } = numbers[locale];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  let tail = opts.scale !== undefined && fraction.length < opts.scale ? fraction.padEnd(opts.scale, '0') : fraction;
  if (opts.trim && /^0*$/.test(tail)) tail = '';
  return (negative ? '−' : '') + grouped + (tail ? decimal + tail : '');
}
