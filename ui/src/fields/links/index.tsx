import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { useEntity } from '../../api/meta';
import { asRow, type Row } from '../../api/records';
import { textOf, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';
import { LinkShow } from '../link';
import { useCandidates } from '../link/search';

const listOf = (v: Json | undefined): Json[] => (Array.isArray(v) ? v : []);

function LinksShow({ field, value, dense }: ShowProps) {
  return (
    <span className={css.row} data-dense={dense || undefined}>
      {listOf(value).map((v, i) => <span key={asRow(v)?.id ?? i}><LinkShow field={field} value={v} dense={dense} />{i < listOf(value).length - 1 ? ',' : ''}</span>)}
    </span>
  );
}

/** Several records, searched as one types. Also the value of an "any of" filter on a link. */
export function LinksEdit(p: EditProps) {
  const { t } = useWords();
  const entity = useEntity(p.field.to?.[0] ?? '');
  const [typed, setTyped] = useState('');
  const { rows } = useCandidates(entity, typed, true);
  const chosen = listOf(p.value).map((v) => asRow(v) ?? ({ id: textOf(v), _title: rows.find((r) => r.id === v)?._title ?? textOf(v), _entity: entity?.name ?? '' } satisfies Row));
  const known = new Map<string, Row>([...rows, ...chosen].map((r) => [r.id, r]));
  return (
    <MultiSelect {...control(p)} searchable clearable searchValue={typed} onSearchChange={setTyped} filter={({ options }) => options}
      data={[...known.values()].map((r) => ({ value: r.id, label: r._title }))} value={chosen.map((r) => r.id)} nothingFoundMessage={t('nothingFound')}
      clearButtonProps={{ 'aria-label': t('clear') }}
      onChange={(ids) => p.onChange(ids.map((id) => { const r = known.get(id); return r ? { id, _title: r._title, _entity: r._entity } : id; }))} />
  );
}

export const links: FieldType = { Show: LinksShow, Edit: LinksEdit, sort: 'links', width: 180 };
