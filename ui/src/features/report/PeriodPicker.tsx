import { Select } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useWords } from '../../lib/words';
import { isPeriod, periods, type Period } from './period';

const words = {
  thisMonth: 'periodThisMonth', lastMonth: 'periodLastMonth', thisQuarter: 'periodThisQuarter', thisYear: 'periodThisYear', lastYear: 'periodLastYear', last30Days: 'periodLast30Days', last12Months: 'periodLast12Months',
} as const satisfies Record<Period, string>;

/** Which days count; nothing chosen is all time. about names the date that it is about. */
export function PeriodPicker({ value, about, onChange }: { value: string | undefined; about?: string; onChange: (period: string | undefined) => void }) {
  const { t } = useWords();
  return (
    <Select size="xs" w={170} aria-label={about ? `${t('period')}: ${about}` : t('period')} title={about} leftSection={<IconCalendar size={15} stroke={1.5} />} allowDeselect={false} comboboxProps={{ withinPortal: true }}
      data={[{ value: '', label: t('periodAll') }, ...periods.map((p) => ({ value: p, label: t(words[p]) }))]} value={isPeriod(value) ? value : ''} onChange={(v) => onChange(v || undefined)} />
  );
}
