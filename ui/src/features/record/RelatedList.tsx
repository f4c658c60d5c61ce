import { Go } from '../../kit/Go';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Related } from '../../api/gen/meta';
import { expandOf, fieldOf, useMeta } from '../../api/meta';
import { asRow, useRecord, useRecords, type Row } from '../../api/records';
import { typeOf } from '../../fields';
import { Scrollable } from '../../kit/Scrollable';
import { iconOf } from '../../kit/icons';
import { Bones, Empty, Failure } from '../../kit/States';
import { isBlank } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './record.module.css';

interface Rows { rows: Row[]; pending: boolean; error: unknown; retry: () => void }

/** A link to any of several entities cannot be asked for by its id: such children come with the record itself. */
function useChildren(related: Related, row: Row, several: boolean, where: string, links: string): Rows {
  const nested = [related.name, ...links.split(',').filter(Boolean).map((l) => `${related.name}.${l}`)].join(',');
  const inside = useRecord(several ? row._entity : '', several ? row.id : '', nested);
  const found = useRecords(related.entity, { where, limit: 100, expand: links, sort: '-created_at' }, !several);
  const q = several ? inside : found;
  const list = inside.data?.[related.name];
  const rows = several ? (Array.isArray(list) ? list.map(asRow).filter((r) => r !== null) : []) : (found.data?.data ?? []);
  return { rows, pending: q.isPending, error: q.error, retry: () => void q.refetch() };
}

/** The records that link here, with a way to a new one that links here too. */
export function RelatedList({ related, row }: { related: Related; row: Row }) {
  const { t } = useWords();
  const meta = useMeta();
  const child = meta.entities[related.entity];
  const link = child && fieldOf(child, related.field);
  const columns = child ? related.columns.filter((c) => c !== related.field).map((c) => fieldOf(child, c)).filter((f) => f !== undefined) : [];
  const id = JSON.stringify(row.id);
  const where = link?.kind === 'links' ? `any(${related.field}, .id == ${id})` : `${related.field}.id == ${id}`;
  const found = useChildren(related, row, (link?.to?.length ?? 0) > 1, where, expandOf(columns));
  if (!child) return null;
  const add = child.can.create && (
    <Button component={Go} {...{ to: '/e/$entity/new', params: { entity: child.name }, search: { from: { field: related.field, id: row.id, title: row._title, entity: row._entity, tab: related.name } } }} variant="default" leftSection={<IconPlus size={15} />}>{t('newWhat', { what: child.label })}</Button>
  );
  if (found.pending) return <Bones rows={5} />;
  if (found.error) return <Failure error={found.error} retry={found.retry} />;
  if (found.rows.length === 0) return <Empty icon={iconOf(child.icon)} title={t('noneHere', { what: related.label })}>{add}</Empty>;
  return (
    <div className={css.related}>
      <div className={css.relatedHead}>{add}</div>
      <Scrollable label={related.label} className={css.tableBox}>
        <table>
          <thead><tr>{columns.map((c) => <th key={c.name} scope="col" data-end={typeOf(c.kind).end || undefined}>{c.label}</th>)}</tr></thead>
          <tbody>
            {found.rows.map((r) => (
              <tr key={r.id}>
                {columns.map((c, i) => {
                  const { Show, end } = typeOf(c.kind);
                  const inside = isBlank(r[c.name]) ? null : <Show dense field={c} value={r[c.name]} />;
                  return <td key={c.name} data-end={end || undefined}>{i === 0 ? <Link className="t-link" to="/e/$entity/$id" params={{ entity: child.name, id: r.id }}>{inside ?? r._title}</Link> : inside}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </div>
  );
}
