import { Input } from '@mantine/core';
import { isBlank, isObject, textOf, type Json } from '../../lib/json';
import { moneyOf } from '../../lib/money';
import { useWords } from '../../lib/words';
import { date } from '../date';
import { decimal } from '../decimal';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';
import { money } from '../money';

/** The kind of the ends, as their values show it; numbers until there is one. */
function kindOfEnds(v: Json | undefined): FieldType {
  const ends = isObject(v) ? [v.from, v.to] : [];
  if (ends.some((e) => moneyOf(e))) return money;
  return ends.some((e) => /^\d{4}-\d{2}-\d{2}/.test(textOf(e))) ? date : decimal;
}

function RangeShow({ field, value, dense }: ShowProps) {
  if (!isObject(value)) return null;
  const { Show } = kindOfEnds(value);
  return <span className={css.num}><Show field={field} value={value.from} dense={dense} /> – <Show field={field} value={value.to} dense={dense} /></span>;
}

function RangeEdit(p: EditProps) {
  const { t } = useWords();
  const { label, description, error, withAsterisk } = control(p);
  const { Edit } = kindOfEnds(p.value);
  const ends = isObject(p.value) ? p.value : {};
  const put = (part: 'from' | 'to', v: Json) => {
    const next = { from: ends.from ?? null, to: ends.to ?? null, [part]: v };
    p.onChange(isBlank(next.from) && isBlank(next.to) ? null : next);
  };
  const end = (part: 'from' | 'to', name: string) => (
    <Edit {...p} id={undefined} error={undefined} bare field={{ ...p.field, label: `${p.field.label}: ${name}`, placeholder: name }} value={ends[part]} onChange={(v) => put(part, v)} />
  );
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk={withAsterisk}>
      <div className={css.pair}>{end('from', t('from'))}{end('to', t('to'))}</div>
    </Input.Wrapper>
  );
}

export const range: FieldType = { Show: RangeShow, Edit: RangeEdit, sort: 'present', width: 180 };
