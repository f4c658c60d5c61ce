import { Input, Rating } from '@mantine/core';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

function RatingShow({ field, value }: ShowProps) {
  return typeof value === 'number' ? <Rating value={value} count={field.max ?? 5} readOnly size="xs" /> : null;
}

function RatingEdit(p: EditProps) {
  const { label, description, error, withAsterisk } = control(p);
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk={withAsterisk}>
      <Rating value={typeof p.value === 'number' ? p.value : 0} count={p.field.max ?? 5} readOnly={p.disabled} my={8} aria-label={p.field.label}
        onChange={(n) => p.onChange(n === p.value ? null : n)} />
    </Input.Wrapper>
  );
}

export const rating: FieldType = { Show: RatingShow, Edit: RatingEdit, sort: 'number', width: 110 };
