import type { Span } from '../../api/reports';
import { now } from '../../lib/dates';

export const periods = ['thisMonth', 'lastMonth', 'thisQuarter', 'thisYear', 'lastYear', 'last30Days', 'last12Months'] as const;
export type Period = (typeof periods)[number];

export const isPeriod = (s: string | undefined): s is Period => periods.some((p) => p === s);

/** The first and the last day of a period, by the calendar of the package's zone. */
export function spanOf(period: string | undefined, zone: string): Span {
  const d = now(zone);
  const quarter = d.startOf('month').subtract(d.month() % 3, 'month');
  const spans: Record<Period, [typeof d, typeof d]> = {
    thisMonth: [d.startOf('month'), d.endOf('month')],
    lastMonth: [d.subtract(1, 'month').startOf('month'), d.subtract(1, 'month').endOf('month')],
    thisQuarter: [quarter, quarter.add(2, 'month').endOf('month')],
    thisYear: [d.startOf('year'), d.endOf('year')],
    lastYear: [d.subtract(1, 'year').startOf('year'), d.subtract(1, 'year').endOf('year')],
    last30Days: [d.subtract(29, 'day'), d],
    last12Months: [d.subtract(11, 'month').startOf('month'), d.endOf('month')],
  };
  if (!isPeriod(period)) return {};
  const [from, to] = spans[period];
  return { from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') };
}
