import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Related } from '../../api/gen/meta';
import { useMeta } from '../../api/meta';
import { typeOf } from '../../fields';
import type { Json, JsonObject } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './form.module.css';
import { columnsOf, faultAt, rowsOf } from './state';
import type { FormState } from './useForm';

/** The children of a record, edited as rows of a table. */
export function Rows({ related, form }: { related: Related; form: FormState }) {
  const { t } = useWords();
  const meta = useMeta();
  const columns = columnsOf(meta, related);
  const rows = rowsOf(form.values[related.name]);
  const computed = rowsOf(form.shown[related.name]);
  const put = (next: JsonObject[]) => form.set(related.name, next);
  const change = (i: number, name: string, v: Json) => put(rows.map((r, at) => (at === i ? { ...r, [name]: v } : r)));
  const template = columns.map((c) => (typeOf(c.kind).end ? 'minmax(80px, 0.8fr)' : 'minmax(120px, 1.6fr)')).join(' ') + ' 36px';
  const singular = meta.entities[related.entity]?.label ?? related.label;
  return (
    <div className={css.rows} data-rows={related.name} role="group" aria-label={related.label}>
      <div className={css.rowsTitle}>{related.label}</div>
      {faultAt(form.faults, related.name) && <p className={css.fault}>{faultAt(form.faults, related.name)}</p>}
      {rows.length > 0 && (
        <div role="table" aria-label={related.label} className={css.table} style={{ '--cols': template } as React.CSSProperties}>
          <div role="row" className={css.rowHead}>
            {columns.map((c) => <span role="columnheader" key={c.name} data-end={typeOf(c.kind).end || undefined}>{c.label}{c.required && ' *'}</span>)}
            <span role="columnheader"><span className="t-hidden">{t('actions')}</span></span>
          </div>
          {rows.map((row, i) => (
            <div role="row" className={css.row} key={String(row.id ?? row._key ?? i)} data-row={i}>
              {columns.map((c) => {
                const { Edit, Show, end } = typeOf(c.kind);
                return (
                  <div role="cell" key={c.name} data-end={end || undefined} data-label={c.label}>
                    {c.readonly ? <span className={css.computed}><Show dense field={c} value={(computed[i] ?? row)[c.name]} /></span>
                      : <Edit bare field={c} value={row[c.name] ?? computed[i]?.[c.name]} error={faultAt(form.faults, `${related.name}.${i}.${c.name}`)} onChange={(v) => change(i, c.name, v)} />}
                  </div>
                );
              })}
              <div role="cell"><ActionIcon aria-label={t('removeRow', { n: i + 1 })} onClick={() => put(rows.filter((_, at) => at !== i))}><IconTrash size={16} stroke={1.5} /></ActionIcon></div>
            </div>
          ))}
        </div>
      )}
      <Button variant="subtle" leftSection={<IconPlus size={15} stroke={1.75} />} onClick={() => put([...rows, { _key: crypto.randomUUID() }])}>{t('addWhat', { what: singular })}</Button>
    </div>
  );
}
