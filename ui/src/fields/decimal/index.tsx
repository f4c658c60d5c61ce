import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { readDecimal, writeDecimal } from '../../lib/decimal';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

export function DecimalShow({ value, field }: ShowProps) {
  const { locale } = useWords();
  return isBlank(value) ? null : <span className={css.num}>{writeDecimal(textOf(value), locale, { scale: field.scale ?? undefined, trim: true })}</span>;
}

interface Props extends EditProps {
  /** The exact text of the number: how values of other forms use this control. */
  text: string;
  onText: (text: string | null) => void;
  suffix?: React.ReactNode;
  suffixWidth?: number;
  whole?: boolean;
}

/** An exact number, typed as the locale writes it; never a floating point on the way. */
export function NumberLine({ text, onText, suffix, suffixWidth, whole, ...p }: Props) {
  const { t, locale } = useWords();
  const [typed, setTyped] = useState(() => writeDecimal(text, locale, { trim: whole }));
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    setTyped((now) => (readDecimal(now, locale) === (text || null) ? now : writeDecimal(text, locale)));
    setWrong(false);
  }, [text, locale]);
  const change = (s: string) => {
    setTyped(s);
    const read = readDecimal(s, locale);
    const bad = read === undefined || (!!whole && !!read && read.includes('.'));
    setWrong(bad);
    if (!bad) onText(read);
  };
  return (
    <TextInput {...control(p)} error={wrong ? t('notANumber') : p.error} inputMode={whole ? 'numeric' : 'decimal'} autoComplete="off"
      classNames={{ input: css.num }} rightSection={suffix} rightSectionWidth={suffixWidth} value={typed}
      onChange={(e) => change(e.currentTarget.value)}
      onBlur={() => { if (!wrong) setTyped(writeDecimal(text, locale)); }} />
  );
}

export const decimal: FieldType = {
  Show: DecimalShow,
  Edit: (p) => <NumberLine {...p} text={textOf(p.value)} onText={p.onChange} />,
  sort: 'number', width: 100, end: true,
};
