import { Textarea } from '@mantine/core';
import { textOf } from '../../lib/json';
import { control, type EditProps, type FieldType } from '../kind';
import { TextShow } from '../text';

export function LongText(p: EditProps) {
  return (
    <Textarea {...control(p)} autosize minRows={p.bare ? 1 : 3} maxRows={14} maxLength={p.field.max ?? undefined}
      value={textOf(p.value)} onChange={(e) => p.onChange(e.currentTarget.value || null)} />
  );
}

export const longtext: FieldType = { Show: TextShow, Edit: LongText, sort: 'text', width: 200, wide: true };
