import { useQuery } from '@tanstack/react-query';
import type { Entity, Field, Related } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { asRow, preview, type Row } from '../../api/records';
import { typeOf } from '../../fields';
import { Scrollable } from '../../kit/Scrollable';
import { isBlank, isObject, textOf, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Inplace } from './Inplace';
import css from './record.module.css';

/** Which fields this record shows is the server's to say. */
function useFlags(entity: Entity, row: Row) {
  const live = entity.fields.some((f) => f.dynamic);
  return useQuery({ queryKey: ['preview', entity.name, row.id, row._etag], queryFn: ({ signal }) => preview(entity.name, { id: row.id }, signal), enabled: live, retry: false }).data?.fields ?? {};
}

/** The form's sections, read first; a click on a value edits it where it stands. */
export function Sections({ entity, row }: { entity: Entity; row: Row }) {
  const flags = useFlags(entity, row);
  const { t } = useWords();
  const meta = useMeta();
  const system = ['owner', 'created_at', 'created_by', 'updated_at'].map((n) => fieldOf(entity, n)).filter((f) => f !== undefined);
  const named = new Set(entity.form.sections.flatMap((s) => s.fields));
  const inlineNamed = new Set(entity.form.sections.flatMap((s) => s.inlines));
  const loose = entity.related.filter((r) => r.inline && !inlineNamed.has(r.name) && meta.entities[r.entity]);
  const shown = (f: Field | undefined): f is Field => f !== undefined && flags[f.name]?.visible !== false;
  return (
    <>
      {entity.form.sections.map((s, i) => {
        const list = s.fields.map((n) => fieldOf(entity, n)).filter(shown);
        const inlines = s.inlines.map((n) => entity.related.find((r) => r.name === n)).filter((r) => r !== undefined);
        if (list.length + inlines.length === 0) return null;
        return (
          <section key={i} className={css.section}>
            {s.label && <h2>{s.label}</h2>}
            <div className={css.fields}>{list.map((f) => <Inplace key={f.name} entity={entity} field={f} row={row} fixed={flags[f.name]?.readonly} />)}</div>
            {inlines.map((r) => <InlineRows key={r.name} related={r} value={row[r.name]} />)}
          </section>
        );
      })}
      {loose.map((r) => <section key={r.name} className={css.section}><InlineRows related={r} value={row[r.name]} /></section>)}
      <section className={css.section}>
        <h2>{t('about')}</h2>
        <div className={css.fields}>{system.filter((f) => !named.has(f.name)).map((f) => <Inplace key={f.name} entity={entity} field={f} row={row} fixed={f.name !== 'owner'} />)}</div>
      </section>
    </>
  );
}

/** The children of a record as it reads them; they are edited in its form. */
function InlineRows({ related, value }: { related: Related; value: Json | undefined }) {
  const { t } = useWords();
  const meta = useMeta();
  const child = meta.entities[related.entity];
  const rows = Array.isArray(value) ? value.filter(isObject) : [];
  const columns = child ? related.columns.filter((c) => c !== related.field).map((c) => fieldOf(child, c)).filter((f) => f !== undefined) : [];
  return (
    <div className={css.inline}>
      <h3>{related.label}</h3>
      {rows.length === 0 ? <p className="t-quiet">{t('noneYet')}</p> : (
        <Scrollable label={related.label} className={css.tableBox}>
          <table>
            <thead><tr>{columns.map((c) => <th key={c.name} scope="col" data-end={typeOf(c.kind).end || undefined}>{c.label}</th>)}</tr></thead>
            <tbody>
              {rows.map((r, i) => (
                <tr key={asRow(r)?.id ?? (textOf(r.id) || i)}>
                  {columns.map((c) => {
                    const { Show, end } = typeOf(c.kind);
                    return <td key={c.name} data-end={end || undefined}>{isBlank(r[c.name]) ? null : <Show dense field={c} value={r[c.name]} />}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </div>
  );
}
