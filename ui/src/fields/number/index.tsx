import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType } from '../kind';
import { text } from '../text';

/** A numbered series: given by the server, read only. */
export const number: FieldType = { ...text, Show: ({ value }) => <span className={css.num}>{textOf(value)}</span>, width: 130 };
