import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType } from '../kind';
import { TextLine } from '../text';

/** Only web addresses become links: a stored "javascript:" stays text. */
const safe = (s: string): boolean => /^https?:\/\//i.test(s);

export const url: FieldType = {
  Show: ({ value, dense }) => {
    const s = textOf(value);
    const short = s.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
    return dense || !safe(s) ? <span className={css.clip}>{short}</span> : <a className={css.link} href={s} target="_blank" rel="noreferrer noopener">{short}</a>;
  },
  Edit: (p) => <TextLine {...p} type="url" mode="url" />,
  sort: 'text', width: 150,
};
