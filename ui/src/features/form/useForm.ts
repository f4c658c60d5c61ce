import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Problem, type Fault } from '../../api/client';
import type { Entity } from '../../api/gen/meta';
import { useMeta } from '../../api/meta';
import { preview, useSave, type Preview, type Row } from '../../api/records';
import { drafts } from '../../lib/draft';
import { isBlank, type Json, type JsonObject } from '../../lib/json';
import { changesOf, inlinesOf } from './state';

interface Input { entity: Entity; id?: string; initial: JsonObject; etag?: string; draftKey?: string; seed?: JsonObject; onSaved: (row: Row) => void }

/** A form's values, what the server says of them, and the ways to save them. */
export function useForm({ entity, id, initial, etag, draftKey, seed, onSaved }: Input) {
  const meta = useMeta();
  const [draft] = useState(() => (draftKey ? drafts.read(draftKey) : null));
  const [restored, setRestored] = useState(draft !== null);
  const [values, setValues] = useState<JsonObject>(() => ({ ...initial, ...seed, ...draft }));
  const [touched, setTouched] = useState<ReadonlySet<string>>(() => new Set(Object.keys({ ...seed, ...draft })));
  const [told, setTold] = useState<Preview | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const save = useSave();
  const changes = useMemo(() => changesOf(meta, entity, values, initial), [meta, entity, values, initial]);
  const latest = useRef(0);

  const ask = async (now: JsonObject) => {
    const turn = ++latest.current;
    try {
      const answer = await preview(entity.name, { ...changesOf(meta, entity, now, initial), ...(id ? { id } : {}) });
      if (turn !== latest.current) return;
      setTold(answer);
      setValues((v) => ({ ...v, ...arrived(entity, v, answer.record, touchedNow.current) }));
    } catch {
      // The form works without its preview; saving tells all errors anyway.
    }
  };
  const askSoon = useDebouncedCallback(ask, 220);
  const touchedNow = useRef(touched);
  touchedNow.current = touched;
  const first = useRef(false);
  useEffect(() => {
    if (first.current) return;
    first.current = true;
    void ask(values);
  });
  const keepSoon = useDebouncedCallback((now: JsonObject) => { if (draftKey) drafts.keep(draftKey, draftOf(entity, now, touchedNow.current)); }, 300);

  const set = (name: string, value: Json) => {
    const next = { ...values, [name]: value };
    setValues(next);
    setTouched((old) => (old.has(name) ? old : new Set([...old, name])));
    setRefused((old) => (old ? without(old, name) : old));
    const isRows = entity.related.some((r) => r.name === name);
    const field = entity.fields.find((f) => f.name === name);
    if (isRows || field?.dynamic || tried) askSoon(next);
    keepSoon(next);
  };

  const submit = async (opts: { confirmed?: boolean; over?: boolean } = {}) => {
    setTried(true);
    setRefused(null);
    try {
      const row = await save.mutateAsync({ entity: entity.name, id, values: changes, etag: opts.over ? undefined : etag, confirmed: opts.confirmed });
      if (draftKey) drafts.drop(draftKey);
      keepSoon.cancel?.();
      onSaved(row);
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      setRefused(e);
    }
  };

  const discardDraft = () => {
    if (draftKey) drafts.drop(draftKey);
    const fresh = { ...initial, ...seed };
    setValues(fresh);
    setTouched(new Set(Object.keys(seed ?? {})));
    setRestored(false);
    void ask(fresh);
  };

  const faults: Fault[] = refused?.errors.length ? refused.errors : (told?.errors ?? []).filter((f) => (tried && refused !== null) || (touched.has(f.field.split('.')[0] ?? '') && f.code !== 'required'));
  return {
    values, set, submit, faults, refused, restored, discardDraft, changes, saving: save.isPending, isNew: id === undefined,
    dirty: Object.keys(changes).length > 0, flags: told?.fields ?? {}, shown: told?.record ?? values,
    dismiss: () => setRefused(null), forget: () => { if (draftKey) drafts.drop(draftKey); },
  };
}

export type FormState = ReturnType<typeof useForm>;

/** What a preview fills in: computed values always, defaults where the person wrote nothing. */
function arrived(entity: Entity, values: JsonObject, record: JsonObject, touched: ReadonlySet<string>): JsonObject {
  const out: JsonObject = {};
  for (const f of entity.fields) {
    if (!(f.name in record) || touched.has(f.name)) continue;
    if (!f.readonly && isBlank(values[f.name]) && !isBlank(record[f.name])) out[f.name] = record[f.name];
  }
  return out;
}

function draftOf(entity: Entity, values: JsonObject, touched: ReadonlySet<string>): JsonObject {
  const kept: JsonObject = {};
  const names = [...entity.fields.map((f) => f.name), ...inlinesOf(entity).map((r) => r.name)];
  for (const name of names) if (touched.has(name) && entity.fields.find((f) => f.name === name)?.kind !== 'secret') kept[name] = values[name];
  return kept;
}

/** A fault goes as soon as its field is changed. */
function without(p: Problem, name: string): Problem {
  const errors = p.errors.filter((f) => f.field !== name && !f.field.startsWith(`${name}.`));
  return new Problem(p.status, { title: p.title, detail: p.message, errors, warnings: p.warnings });
}
