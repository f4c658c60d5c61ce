import type { Fault } from '../../api/client';
import type { Entity, Meta, Related } from '../../api/gen/meta';
import { fieldOf, isLink } from '../../api/meta';
import { toWire } from '../../fields/wire';
import { isBlank, isObject, same, type Json, type JsonObject } from '../../lib/json';

/** The inverse collections whose rows are edited in the form. */
export const inlinesOf = (entity: Entity): Related[] => {
  const named = new Set(entity.form.sections.flatMap((s) => s.inlines));
  return entity.related.filter((r) => named.has(r.name));
};

/** The columns of an inline table: never the link back to the parent. */
export const columnsOf = (meta: Meta, r: Related) => {
  const child = meta.entities[r.entity];
  return child ? r.columns.filter((c) => c !== r.field).map((c) => fieldOf(child, c)).filter((f) => f !== undefined) : [];
};

/** What to expand so that a form or a record page shows titles and rows. */
export function formExpand(meta: Meta, entity: Entity): string {
  const own = entity.fields.filter(isLink).map((f) => f.name);
  const rows = inlinesOf(entity).flatMap((r) => [r.name, ...columnsOf(meta, r).filter(isLink).map((f) => `${r.name}.${f.name}`)]);
  return [...own, ...rows].join(',');
}

export const rowsOf = (v: Json | undefined): JsonObject[] => (Array.isArray(v) ? v.filter(isObject) : []);

const blankRow = (row: JsonObject): boolean => !row.id && Object.entries(row).every(([k, v]) => k.startsWith('_') || isBlank(v));

/** Rows as the server takes them: known ones with their id, and no row that nobody filled. */
function rowsOut(meta: Meta, r: Related, v: Json | undefined): Json {
  const columns = columnsOf(meta, r).filter((f) => !f.readonly);
  return rowsOf(v).filter((row) => !blankRow(row)).map((row) => {
    const out: JsonObject = row.id ? { id: row.id } : {};
    for (const f of columns) if (row[f.name] !== undefined) out[f.name] = toWire(f, row[f.name]);
    return out;
  });
}

/** The values that differ from what the record was: all that is ever sent. */
export function changesOf(meta: Meta, entity: Entity, values: JsonObject, initial: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const f of entity.fields) {
    if (f.readonly || !(f.name in values)) continue;
    const wire = toWire(f, values[f.name]);
    if (!same(wire, toWire(f, initial[f.name]))) out[f.name] = wire;
  }
  for (const r of inlinesOf(entity)) {
    const wire = rowsOut(meta, r, values[r.name]);
    if (r.name in values && !same(wire, rowsOut(meta, r, initial[r.name]))) out[r.name] = wire;
  }
  return out;
}

/** "lines.2.qty" as the words on the page: "Lines 3: Quantity". */
export function labelOf(meta: Meta, entity: Entity, path: string): string | undefined {
  const [name = '', index, column] = path.split('.');
  const related = entity.related.find((r) => r.name === name);
  if (!related) return fieldOf(entity, name)?.label;
  const child = meta.entities[related.entity];
  const col = child && column ? fieldOf(child, column)?.label : undefined;
  return index === undefined ? related.label : `${related.label} ${Number(index) + 1}${col ? ` · ${col}` : ''}`;
}

export const faultAt = (faults: Fault[], field: string): string | undefined =>
  faults.filter((f) => f.field === field).map((f) => f.message).join(' ') || undefined;
