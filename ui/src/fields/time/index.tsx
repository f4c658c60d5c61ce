import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType } from '../kind';
import { TextLine } from '../text';

export const time: FieldType = {
  Show: ({ value }) => <span className={css.num}>{textOf(value)}</span>,
  Edit: (p) => <TextLine {...p} type="time" />,
  sort: 'present', width: 90,
};
