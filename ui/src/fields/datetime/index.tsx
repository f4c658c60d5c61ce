import { useMeta } from '../../api/meta';
import { isBlank, textOf } from '../../lib/json';
import { writeInstant } from '../../lib/dates';
import { useWords } from '../../lib/words';
import { Ago } from '../../kit/Ago';
import { DateEdit } from '../date';
import css from '../fields.module.css';
import type { FieldType, ShowProps } from '../kind';

function InstantShow({ value, dense }: ShowProps) {
  const { locale } = useWords();
  const zone = useMeta().package.zone;
  if (isBlank(value)) return null;
  return dense ? <Ago at={textOf(value)} /> : <span className={css.num}>{writeInstant(textOf(value), locale, zone)}</span>;
}

export const datetime: FieldType = { Show: InstantShow, Edit: (p) => <DateEdit {...p} clock />, sort: 'instant', width: 110 };
