import { DateInput, DatesProvider, DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconCalendar } from '@tabler/icons-react';
import { fromWall, inputPattern, readDay, toWall } from '../../lib/dates';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { control, type EditProps } from '../kind';

/** A day, or a day with a clock in the package's zone. */
export default function Picker({ clock, zone, ...p }: EditProps & { clock?: boolean; zone: string }) {
  const { t, locale } = useWords();
  const both = {
    ...control(p), clearable: !p.required, leftSection: <IconCalendar size={16} stroke={1.5} aria-hidden />, highlightToday: true,
    previousLabel: t('previous'), nextLabel: t('next'), popoverProps: { transitionProps: { duration: 0 } },
    clearButtonProps: { 'aria-label': t('clear') },
  };
  const value = textOf(p.value);
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: locale === 'en' || locale === 'th' ? 0 : 1, weekendDays: [] }}>
      {clock ? (
        <DateTimePicker {...both} valueFormat={`${inputPattern(locale)} HH:mm`} value={isBlank(p.value) ? null : toWall(value, zone)}
          onChange={(wall) => p.onChange(wall ? fromWall(wall, zone) : null)} defaultTimeValue="09:00:00" timePickerProps={{ withDropdown: false }} />
      ) : (
        <DateInput {...both} valueFormat={inputPattern(locale)} value={value || null} dateParser={(typed) => readDay(typed, locale)}
          onChange={(day) => p.onChange(day)} />
      )}
    </DatesProvider>
  );
}
