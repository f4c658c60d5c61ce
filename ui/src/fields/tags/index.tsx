import { TagsInput } from '@mantine/core';
import { ChoicesShow, stringsOf } from '../choices';
import { control, type EditProps, type FieldType } from '../kind';

function TagsEdit(p: EditProps) {
  return <TagsInput {...control(p)} value={stringsOf(p.value)} onChange={p.onChange} clearable />;
}

export const tags: FieldType = { Show: ChoicesShow, Edit: TagsEdit, sort: 'list', width: 180 };
