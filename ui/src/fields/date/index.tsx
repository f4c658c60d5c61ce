import { lazy, Suspense } from 'react';
import { useMeta } from '../../api/meta';
import { isBlank, textOf } from '../../lib/json';
import { writeDay } from '../../lib/dates';
import { useWords } from '../../lib/words';
import { Bone } from '../../kit/States';
import css from '../fields.module.css';
import type { EditProps, FieldType, ShowProps } from '../kind';

const Picker = lazy(() => import('./Picker'));

function DateShow({ value, dense }: ShowProps) {
  const { locale } = useWords();
  return isBlank(value) ? null : <span className={css.num}>{writeDay(textOf(value), locale, { near: dense })}</span>;
}

/** The pickers are heavy: they come when a form first needs one, in a space of their size. */
export function DateEdit(p: EditProps & { clock?: boolean }) {
  const zone = useMeta().package.zone;
  return <Suspense fallback={<Bone h={p.bare ? 36 : 58} r={6} />}><Picker {...p} zone={zone} /></Suspense>;
}

export const date: FieldType = { Show: DateShow, Edit: DateEdit, sort: 'day', width: 110 };
