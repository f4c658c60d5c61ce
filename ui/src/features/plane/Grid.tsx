import { IconGridDots } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { Field } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { asRow, type Row } from '../../api/records';
import { Bones, Empty, Failure } from '../../kit/States';
import { textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Legend, TooMany } from './Head';
import { tintOf, useHeading, usePlane, type Plane } from './items';
import css from './plane.module.css';

interface Head { key: string; label: string }

/** The chessboard: a cell for each pair of values, in it the records that have both. */
export function Grid({ sort, ...p }: Plane & { sort: string }) {
  const { t, locale } = useWords();
  const heading = useHeading();
  const found = usePlane(p, '', sort);
  const rows = fieldOf(p.entity, p.view.rows ?? '');
  const across = fieldOf(p.entity, p.view.across ?? '');
  const color = p.view.color ? fieldOf(p.entity, p.view.color) : undefined;
  if (!rows || !across) return null;
  if (found.isPending) return <div className={css.pad}><Bones rows={10} /></div>;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const { data, captions, next } = found.data;
  const keyOf = (f: Field, r: Row) => asRow(r[f.name])?.id ?? textOf(r[f.name]);
  const heads = (f: Field): Head[] => {
    const down = sort.split(',').includes(`-${f.name}`);
    const seen = new Map(data.map((r) => [keyOf(f, r), heading(f, r[f.name])]));
    const place = (h: Head) => f.options?.findIndex((o) => o.name === h.key) ?? -1;
    const all = [...seen].map(([key, label]) => ({ key, label }))
      .sort((a, b) => Number(a.key === '') - Number(b.key === '') || place(a) - place(b) || a.label.localeCompare(b.label, locale, { numeric: true }));
    return down ? all.reverse() : all;
  };
  const columns = heads(across);
  const cells = new Map<string, { row: Row; caption: string }[]>();
  data.forEach((row, i) => {
    const key = `${keyOf(rows, row)}\n${keyOf(across, row)}`;
    cells.set(key, [...(cells.get(key) ?? []), { row, caption: captions?.[i] || row._title }]);
  });
  if (data.length === 0) return <Empty icon={IconGridDots} title={t('nothingFound')} />;
  return (
    <div className={css.plane}>
      <div className={css.bar}><Legend entity={p.entity} view={p.view} /></div>
      {next && <TooMany />}
      <div className={css.board}>
        <table>
          <thead><tr><th scope="col" className={css.corner}>{rows.label}</th>{columns.map((c) => <th key={c.key} scope="col">{c.label}</th>)}</tr></thead>
          <tbody>
            {heads(rows).map((r) => (
              <tr key={r.key}>
                <th scope="row">{r.label}</th>
                {columns.map((c) => (
                  <td key={c.key}>
                    {cells.get(`${r.key}\n${c.key}`)?.map(({ row, caption }) => {
                      const tint = tintOf(color, row);
                      return (
                        <button key={row.id} type="button" className={css.cell} aria-current={row.id === p.open || undefined} onClick={() => p.onOpen(row.id)}
                          style={{ color: tint.ink, background: tint.ground, '--dot': tint.dot } as CSSProperties}>{caption}</button>
                      );
                    })}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
