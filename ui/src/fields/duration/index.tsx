import { Input, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isBlank, textOf } from '../../lib/json';
import { oneUnit, readSpan, spanUnits, writeSpan, type SpanUnit } from '../../lib/span';
import { useWords, type Say } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

const say = (t: Say, unit: SpanUnit, n: number): string => {
  const by = { minutes: 'spanMinutes', hours: 'spanHours', days: 'spanDays', weeks: 'spanWeeks', months: 'spanMonths', years: 'spanYears' } as const;
  return t(by[unit], { count: n });
};

function DurationShow({ value }: ShowProps) {
  const { t } = useWords();
  if (isBlank(value)) return null;
  const span = readSpan(textOf(value));
  const one = span && oneUnit(span);
  if (one) return <span>{say(t, one.unit, one.n)}</span>;
  if (!span) return <span>{textOf(value)}</span>;
  const parts: [SpanUnit, number][] = [['months', span.months], ['days', span.days], ['minutes', Math.round(span.seconds / 60)]];
  return <span>{parts.filter(([, n]) => n).map(([u, n]) => say(t, u, n)).join(' ')}</span>;
}

function DurationEdit(p: EditProps) {
  const { t } = useWords();
  const span = readSpan(textOf(p.value));
  const one = span && oneUnit(span);
  const [unit, setUnit] = useState<SpanUnit>(one?.unit ?? 'days');
  const n = one ? String(one.n) : '';
  const names = { minutes: 'unitMinutes', hours: 'unitHours', days: 'unitDays', weeks: 'unitWeeks', months: 'unitMonths', years: 'unitYears' } as const;
  const put = (text: string, u: SpanUnit) => p.onChange(/^\d+$/.test(text) ? writeSpan(Number(text), u) : null);
  const { label, description, error, withAsterisk, ...rest } = control(p);
  return (
    <Input.Wrapper id={p.id} label={label} description={description} error={error} withAsterisk={withAsterisk}>
      <div className={css.span}>
        <TextInput {...rest} inputMode="numeric" value={n} onChange={(e) => put(e.currentTarget.value, unit)} />
        <NativeSelect aria-label={t('unit')} disabled={p.disabled} value={unit} data={spanUnits.map((u) => ({ value: u, label: t(names[u]) }))}
          onChange={(e) => { const u = e.currentTarget.value as SpanUnit; setUnit(u); put(n, u); }} />
      </div>
    </Input.Wrapper>
  );
}

export const duration: FieldType = { Show: DurationShow, Edit: DurationEdit, sort: 'present', width: 110 };
