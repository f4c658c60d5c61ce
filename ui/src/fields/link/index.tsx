import { Link } from '@tanstack/react-router';
import { useEntity } from '../../api/meta';
import { asRow, useRecord } from '../../api/records';
import { Person } from '../../kit/Person';
import { isObject, textOf, type Json } from '../../lib/json';
import css from '../fields.module.css';
import type { FieldType, ShowProps } from '../kind';
import { LinkEdit } from './Edit';

/** Where a link points: the record itself when it was expanded, else what is known of it. */
function target(value: Json | undefined, to: string[] | undefined): { entity: string; id: string; title: string | null } | null {
  const row = asRow(value);
  if (row) return { entity: row._entity || (to?.[0] ?? ''), id: row.id, title: row._title };
  if (isObject(value) && value.id) return { entity: textOf(value.entity) || (to?.[0] ?? ''), id: textOf(value.id), title: typeof value._title === 'string' ? value._title : null };
  return typeof value === 'string' && value ? { entity: to?.[0] ?? '', id: value, title: null } : null;
}

export function LinkShow({ value, field, dense }: ShowProps) {
  const at = target(value, field.to);
  const fetched = useRecord(at?.entity ?? '', at && at.title === null ? at.id : '', '');
  const entity = useEntity(at?.entity ?? '');
  if (!at) return null;
  const title = at.title ?? fetched.data?._title ?? '';
  if (at.entity === 'user') return <Person name={title || '…'} />;
  if (dense || !entity) return <span className={css.clip}>{title}</span>;
  return <Link className={css.link} to="/e/$entity/$id" params={{ entity: at.entity, id: at.id }}>{title || '…'}</Link>;
}

export const link: FieldType = { Show: LinkShow, Edit: LinkEdit, sort: 'link', width: 140 };
