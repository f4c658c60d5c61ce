import type { Entity, Meta, View } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { typeOf } from '../../fields';
import { today } from '../../lib/dates';
import { all, whereOf, type Condition } from '../../lib/where';

/** What the address bar says of a collection. */
export interface Place { view?: string; f?: Condition[]; sort?: string; q?: string }

/** What a list or a board is asked to show. */
export interface Shown { view: View; where: string; sort: string; search: string }


export function conditionWhere(meta: Meta, entity: Entity, c: Condition): string | null {
  const field = fieldOf(entity, c.field);
  return field ? whereOf(c, typeOf(field.kind).sort, today(meta.package.zone)) : null;
}

export const viewOf = (entity: Entity, name: string | undefined): View | undefined => entity.views.find((v) => v.name === name) ?? entity.views[0];

export function shownOf(meta: Meta, entity: Entity, place: Place): Shown | null {
  const view = viewOf(entity, place.view);
  if (!view) return null;
  const chips = (place.f ?? []).map((c) => conditionWhere(meta, entity, c));
  return { view, where: all(view.where, ...chips), sort: place.sort ?? view.sort ?? '', search: place.q ?? '' };
}
