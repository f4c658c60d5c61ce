import { Input } from '@mantine/core';
import { isBlank, isObject, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import { date } from '../date';
import { datetime } from '../datetime';
import { decimal } from '../decimal';
import css from '../fields.module.css';
import { integer } from '../integer';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';
import { money } from '../money';
import { percent } from '../percent';
import { time } from '../time';

/** What a range may lie between, as the server says it of the field. */
const kinds: Partial<Record<string, FieldType>> = { date, datetime, decimal, integer, money, percent, time };

const endsOf = (field: ShowProps['field']): FieldType => kinds[field.of ?? ''] ?? decimal;

function RangeShow({ field, value, dense }: ShowProps) {
  if (!isObject(value)) return null;
  const { Show } = endsOf(field);
  return <span className={css.num}><Show field={field} value={value.from} dense={dense} /> – <Show field={field} value={value.to} dense={dense} /></span>;
}

function RangeEdit(p: EditProps) {
  const { t } = useWords();
  const { label, description, error, withAsterisk, inputWrapperOrder } = control(p);
  const { Edit } = endsOf(p.field);
  const ends = isObject(p.value) ? p.value : {};
  const put = (part: 'from' | 'to', v: Json) => {
    const next = { from: ends.from ?? null, to: ends.to ?? null, [part]: v };
    p.onChange(isBlank(next.from) && isBlank(next.to) ? null : next);
  };
  const end = (part: 'from' | 'to', name: string) => (
    <Edit {...p} id={undefined} error={undefined} bare field={{ ...p.field, label: `${p.field.label}: ${name}`, placeholder: name }} value={ends[part]} onChange={(v) => put(part, v)} />
  );
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk={withAsterisk} inputWrapperOrder={inputWrapperOrder}>
      <div className={css.pair}>{end('from', t('from'))}{end('to', t('to'))}</div>
    </Input.Wrapper>
  );
}

export const range: FieldType = { Show: RangeShow, Edit: RangeEdit, sort: 'present', width: 180 };
