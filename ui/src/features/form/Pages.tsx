import { useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { useMeta } from '../../api/meta';
import { useRecord, type Row } from '../../api/records';
import { Bones, Failure } from '../../kit/States';
import { Narrow, Page } from '../../kit/Page';
import type { JsonObject } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Form } from './Form';
import { formExpand } from './state';
import { useForm } from './useForm';

const nothing: JsonObject = {};

interface NewProps { entity: Entity; seed?: JsonObject; onSaved: (row: Row) => void; onCancel: () => void }

/** The form of a record that is not yet. */
export function NewForm({ entity, seed, onSaved, onCancel, draft = true }: NewProps & { draft?: boolean }) {
  const { t } = useWords();
  const user = useMeta().user.id;
  const form = useForm({ entity, initial: nothing, seed, onSaved, draftKey: draft ? `${user}.${entity.name}.new` : undefined });
  return <Form entity={entity} form={form} prefix={`new-${entity.name}`} saveLabel={t('createWhat', { what: entity.label })} onCancel={() => { form.forget(); onCancel(); }} />;
}

export function NewPage(p: NewProps) {
  const { t } = useWords();
  return <Page narrow title={t('newWhat', { what: p.entity.label })}><Narrow><NewForm {...p} /></Narrow></Page>;
}

interface EditProps { entity: Entity; id: string; onSaved: (row: Row) => void; onCancel: () => void }

export function EditPage(p: EditProps) {
  const { t } = useWords();
  const meta = useMeta();
  const record = useRecord(p.entity.name, p.id, formExpand(meta, p.entity));
  return (
    <Page narrow title={record.data?._title ?? t('edit')}>
      <Narrow>
        {record.isPending ? <Bones rows={6} h={36} /> : record.isError ? <Failure error={record.error} retry={() => void record.refetch()} />
          : <Editing key={record.data.id} {...p} row={record.data} />}
      </Narrow>
    </Page>
  );
}

/** Keeps the record as it was when the editing began: what others save meanwhile is told by 412, never mixed in. */
function Editing({ entity, id, row, onSaved, onCancel }: EditProps & { row: Row }) {
  const { t } = useWords();
  const user = useMeta().user.id;
  const [initial] = useState(row);
  const form = useForm({ entity, id, initial, etag: initial._etag, onSaved, draftKey: `${user}.${entity.name}.${id}` });
  return (
    <Form entity={entity} form={form} prefix={`edit-${id}`} saveLabel={t('save')} onCancel={() => { form.forget(); onCancel(); }}
      onReload={() => { form.forget(); location.reload(); }} />
  );
}
