import { MultiSelect } from '@mantine/core';
import type { Json } from '../../lib/json';
import { Tag } from '../../kit/Tag';
import { useWords } from '../../lib/words';
import { optionOf, optionsData, renderOption } from '../choice';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

export const stringsOf = (v: Json | undefined): string[] => (Array.isArray(v) ? v.filter((s) => typeof s === 'string') : []);

export function ChoicesShow({ field, value, dense }: ShowProps) {
  return (
    <span className={css.row} data-dense={dense || undefined}>
      {stringsOf(value).map((name) => {
        const o = optionOf(field, name);
        return <Tag key={name} color={o.color}>{o.label}</Tag>;
      })}
    </span>
  );
}

/** Several of a choice's options: the field itself, and the value of an "any of" filter. */
export function ChoicesEdit(p: EditProps) {
  const { t } = useWords();
  return (
    <MultiSelect {...control(p)} data={optionsData(p.field)} value={stringsOf(p.value)} onChange={p.onChange} searchable clearable
      renderOption={renderOption(p.field)} nothingFoundMessage={t('nothingFound')} clearButtonProps={{ 'aria-label': t('clear') }} />
  );
}

export const choices: FieldType = { Show: ChoicesShow, Edit: ChoicesEdit, sort: 'list', width: 180 };
