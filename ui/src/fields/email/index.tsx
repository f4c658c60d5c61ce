import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType } from '../kind';
import { TextLine } from '../text';

export const email: FieldType = {
  Show: ({ value, dense }) => {
    const s = textOf(value);
    return dense ? <span className={css.clip}>{s}</span> : <a className={css.link} href={`mailto:${s}`}>{s}</a>;
  },
  Edit: (p) => <TextLine {...p} type="email" mode="email" />,
  sort: 'text', width: 180,
};
