import { isBlank, textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType, ShowProps } from '../kind';
import { TextLine } from '../text';

function ColorShow({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return <span className={css.num}><span className={css.swatch} style={{ background: textOf(value) }} aria-hidden />{textOf(value)}</span>;
}

export const color: FieldType = { Show: ColorShow, Edit: (p) => <TextLine {...p} type="color" />, sort: 'present', width: 110 };
