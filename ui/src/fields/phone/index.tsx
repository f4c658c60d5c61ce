import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType } from '../kind';
import { TextLine } from '../text';
import { writePhone } from './write';

export const phone: FieldType = {
  Show: ({ value, dense }) => {
    const s = textOf(value);
    return dense ? <span className={css.num}>{writePhone(s)}</span> : <a className={`${css.link} ${css.num}`} href={`tel:${s}`}>{writePhone(s)}</a>;
  },
  Edit: (p) => <TextLine {...p} type="tel" mode="tel" />,
  sort: 'text', width: 150,
};
