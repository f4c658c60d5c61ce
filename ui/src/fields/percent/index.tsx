import { writeDecimal } from '../../lib/decimal';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { NumberLine } from '../decimal';
import css from '../fields.module.css';
import type { FieldType, ShowProps } from '../kind';

function PercentShow({ value }: ShowProps) {
  const { locale } = useWords();
  if (isBlank(value)) return null;
  const gap = locale === 'ru' || locale === 'ky' ? '\u00a0' : '';
  const n = writeDecimal(textOf(value), locale, { trim: true });
  return <span className={css.num}>{locale === 'tr' ? `%${n}` : `${n}${gap}%`}</span>;
}

export const percent: FieldType = {
  Show: PercentShow,
  Edit: (p) => <NumberLine {...p} text={textOf(p.value)} onText={p.onChange} suffix="%" />,
  sort: 'number', width: 80, end: true,
};
