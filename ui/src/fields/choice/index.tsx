import { Select } from '@mantine/core';
import type { Field, Option } from '../../api/gen/meta';
import { isBlank, textOf } from '../../lib/json';
import { Dot, Tag } from '../../kit/Tag';
import { useWords } from '../../lib/words';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

export const optionOf = (field: Field, name: string): Option => field.options?.find((o) => o.name === name) ?? { name, label: name };

export const optionsData = (field: Field) => (field.options ?? []).map((o) => ({ value: o.name, label: o.label }));

export const renderOption = (field: Field) => function Choice({ option }: { option: { value: string; label: string } }) {
  return <><Dot color={optionOf(field, option.value).color} />{option.label}</>;
};

function ChoiceShow({ field, value }: ShowProps) {
  if (isBlank(value)) return null;
  const o = optionOf(field, textOf(value));
  return <Tag color={o.color}>{o.label}</Tag>;
}

function ChoiceEdit(p: EditProps) {
  const { t } = useWords();
  const data = optionsData(p.field);
  return (
    <Select {...control(p)} data={data} value={isBlank(p.value) ? null : textOf(p.value)} onChange={p.onChange} searchable={data.length > 8}
      clearable={!p.required} renderOption={renderOption(p.field)} nothingFoundMessage={t('nothingFound')} clearButtonProps={{ 'aria-label': t('clear') }} />
  );
}

export const choice: FieldType = { Show: ChoiceShow, Edit: ChoiceEdit, sort: 'choice', width: 120 };
