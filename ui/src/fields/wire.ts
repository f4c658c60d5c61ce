import type { Field } from '../api/gen/meta';
import { isObject, textOf, type Json } from '../lib/json';

/** A link as the server takes it: the id, with its entity where it may be any of several. */
function linkOut(field: Field, v: Json | undefined): Json {
  if (!isObject(v)) return v ?? null;
  const id = textOf(v.id);
  return (field.to?.length ?? 0) > 1 ? { entity: textOf(v._entity) || textOf(v.entity), id } : id;
}

/** A value of a form as the server takes it: chosen records become ids again. */
export function toWire(field: Field, v: Json | undefined): Json {
  if (v === undefined || v === '') return null;
  if (field.kind === 'link' || field.kind === 'user' || field.kind === 'tree') return linkOut(field, v);
  if (field.kind === 'links') return Array.isArray(v) ? v.map((one) => linkOut({ ...field, kind: 'link' }, one)) : [];
  return v;
}
