import { textOf } from '../../lib/json';
import { DecimalShow, NumberLine } from '../decimal';
import type { FieldType } from '../kind';

export const integer: FieldType = {
  Show: DecimalShow,
  Edit: (p) => <NumberLine {...p} whole text={textOf(p.value)} onText={(s) => p.onChange(s === null ? null : Number(s))} />,
  sort: 'number', width: 90, end: true,
};
