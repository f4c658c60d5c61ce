import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Entity, Field } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { typeOf } from '../../fields';
import { stringsOf } from '../../fields/choices';
import { NumberLine } from '../../fields/decimal';
import { LinksEdit } from '../../fields/links';
import { TextLine } from '../../fields/text';
import { isObject, textOf, type Json } from '../../lib/json';
import { asks, operatorsOf, type Condition, type Operator } from '../../lib/where';
import { useWords } from '../../lib/words';
import css from './collection.module.css';
import { conditionWhere } from './query';
import { operatorWords } from './words';

const filterable = (entity: Entity): Field[] =>
  entity.fields.filter((f) => !['id', 'version', 'deleted_at'].includes(f.name) && f.kind !== 'json');

const operatorsFor = (f: Field): Operator[] => {
  const ops = operatorsOf[(f.to?.length ?? 0) > 1 ? 'present' : typeOf(f.kind).sort];
  return f.to?.length === 1 && f.to[0] === 'user' && f.kind !== 'links' ? ['me', ...ops] : ops;
};

/** Picks a field, how it is compared, and with what, by the field's own control. */
export function ConditionEditor({ entity, start, onDone }: { entity: Entity; start?: Condition; onDone: (c: Condition) => void }) {
  const { t } = useWords();
  const meta = useMeta();
  const [c, setC] = useState<Condition | null>(start ?? null);
  const field = c ? fieldOf(entity, c.field) : undefined;
  const pick = (name: string | null) => {
    const f = name ? fieldOf(entity, name) : undefined;
    setC(f ? { field: f.name, op: operatorsFor(f)[0] ?? 'filled' } : null);
  };
  const ready = c !== null && conditionWhere(meta, entity, c) !== null;
  return (
    <form className={css.editor} onSubmit={(e) => { e.preventDefault(); e.stopPropagation(); if (c && ready) onDone(c); }}>
      <Select aria-label={t('field')} placeholder={t('field')} searchable data-autofocus={!start || undefined} value={c?.field ?? null} onChange={pick} allowDeselect={false}
        data={filterable(entity).map((f) => ({ value: f.name, label: f.label }))} comboboxProps={{ withinPortal: false }} nothingFoundMessage={t('nothingFound')} maxDropdownHeight={260} />
      {c && field && (
        <Select aria-label={t('comparison')} value={c.op} allowDeselect={false} comboboxProps={{ withinPortal: false }} maxDropdownHeight={300}
          data={operatorsFor(field).map((op) => ({ value: op, label: t(operatorWords[op]) }))}
          onChange={(op) => op && setC({ field: c.field, op: op as Operator, value: asks[op as Operator] === asks[c.op] ? c.value : undefined })} />
      )}
      {c && field && <Value key={field.name + c.op} field={field} condition={c} onChange={(value) => setC({ ...c, value })} />}
      {c && <Button type="submit" disabled={!ready} fullWidth>{t('apply')}</Button>}
    </form>
  );
}

function Value({ field, condition, onChange }: { field: Field; condition: Condition; onChange: (v: Json) => void }): ReactNode {
  const { t } = useWords();
  const type = typeOf(field.kind);
  const free: Field = { ...field, required: false, help: undefined, placeholder: undefined };
  const two = Array.isArray(condition.value) ? condition.value : [];
  const one = (v: Json | undefined, put: (v: Json) => void) => {
    if (type.sort === 'text') return <TextLine bare field={free} value={v} onChange={put} />;
    if (type.sort === 'money' || type.sort === 'number') return <NumberLine bare field={free} value={v} onChange={put} text={isObject(v) ? textOf(v.amount) : textOf(v)} onText={put} />;
    if (type.sort === 'instant' || type.sort === 'day') { const { Edit } = typeOf('date'); return <Edit bare field={{ ...free, kind: 'date' }} value={v} onChange={put} />; }
    if (type.sort === 'list' && !field.options) return <TextLine bare field={free} value={v} onChange={put} />;
    const { Edit } = type.sort === 'list' ? typeOf('choice') : type.sort === 'links' ? typeOf('link') : type;
    return <Edit bare field={free} value={v} onChange={put} />;
  };
  switch (asks[condition.op]) {
    case 'nothing': return null;
    case 'count': return <TextInput aria-label={t('days')} rightSection={t('daysShort')} rightSectionWidth={52} inputMode="numeric" value={textOf(condition.value)} onChange={(e) => onChange(e.currentTarget.value)} />;
    case 'several': return type.sort === 'link' ? <LinksEdit bare field={free} value={condition.value} onChange={onChange} /> : <Choices field={free} value={condition.value} onChange={onChange} />;
    case 'two': return <div className={css.two}>{one(two[0], (v) => onChange([v, two[1] ?? null]))}{one(two[1], (v) => onChange([two[0] ?? null, v]))}</div>;
    case 'value': return one(condition.value, onChange);
  }
}

/** The options to tick: all in sight, with nothing floating over the button below. */
function Choices({ field, value, onChange }: { field: Field; value: Json | undefined; onChange: (v: Json) => void }) {
  return (
    <Checkbox.Group aria-label={field.label} value={stringsOf(value)} onChange={onChange}>
      <div className={css.choices}>{(field.options ?? []).map((o) => <Checkbox key={o.name} size="xs" value={o.name} label={o.label} />)}</div>
    </Checkbox.Group>
  );
}
