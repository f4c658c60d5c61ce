import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { load } from './client';
import type { Entity, Field, FieldKind, Funnel, Meta, Stage } from './gen/meta';

/** Go writes an empty list as null here and there; the screens are spared the question. */
function whole(meta: Meta): Meta {
  meta.user.can ??= [];
  meta.navigation ??= [];
  meta.package.currencies ??= [meta.package.currency];
  meta.package.locales ??= ['en'];
  for (const group of meta.navigation) group.entities ??= [];
  for (const entity of Object.values(meta.entities)) wholeEntity(entity);
  for (const funnel of Object.values(meta.funnels ?? {})) {
    funnel.stages ??= [];
    for (const stage of funnel.stages) {
      stage.requires ??= [];
      stage.next ??= [];
    }
  }
  return { ...meta, funnels: meta.funnels ?? {} };
}

function wholeEntity(e: Entity): void {
  e.fields ??= [];
  e.views ??= [];
  e.related ??= [];
  e.funnels ??= [];
  e.form ??= { sections: [] };
  e.form.sections ??= [];
  for (const s of e.form.sections) {
    s.fields ??= [];
    s.inlines ??= [];
  }
  for (const v of e.views) v.columns ??= [];
  for (const r of e.related) r.columns ??= [];
}

export const useMetaQuery = (signedIn: boolean) =>
  useQuery({ queryKey: ['meta'], queryFn: async () => whole(await load<Meta>('/api/meta')), staleTime: Infinity, enabled: signedIn });

export const MetaContext = createContext<Meta | null>(null);

export function useMeta(): Meta {
  const meta = useContext(MetaContext);
  if (!meta) throw new Error('useMeta outside a signed-in page');
  return meta;
}

export const useEntity = (name: string): Entity | undefined => useMeta().entities[name];

export const fieldOf = (entity: Entity, name: string): Field | undefined => entity.fields.find((f) => f.name === name);

const linkKinds: readonly FieldKind[] = ['link', 'links', 'user', 'tree'];

export const isLink = (f: Field): boolean => linkKinds.includes(f.kind);

/** What to expand so that the links among fields come with their titles. */
export const expandOf = (fields: Field[]): string => fields.filter(isLink).map((f) => f.name).join(',');

export const funnelsOf = (meta: Meta, entity: Entity): Funnel[] =>
  entity.funnels.map((name) => meta.funnels[name]).filter((f) => f !== undefined);

export function stageOf(meta: Meta, funnel: string, stage: string): Stage | undefined {
  return meta.funnels[funnel]?.stages.find((s) => s.name === stage);
}
