import { Button, Popover, Select } from '@mantine/core';
import { IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { recordPath, useBatch, type Operation } from '../../api/records';
import { typeOf } from '../../fields';
import { toWire } from '../../fields/wire';
import { Confirm } from '../../kit/Confirm';
import { notify } from '../../kit/notify';
import { useOutside } from '../../kit/outside';
import { useReason } from '../../kit/States';
import { isObject, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './list.module.css';

/** How many operations of a batch were refused: its answer lists one result each. */
function refusals(answer: Json): number {
  const results = isObject(answer) ? (answer.results ?? answer.data) : answer;
  return Array.isArray(results) ? results.filter((r) => isObject(r) && Number(r.status) >= 400).length : 0;
}

/** What can be done with the chosen records. */
export function Bulk({ entity, picked, onDone }: { entity: Entity; picked: ReadonlySet<string>; onDone: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  const batch = useBatch();
  const [asking, setAsking] = useState(false);
  const run = async (make: (id: string) => Operation) => {
    try {
      const refused = refusals(await batch.mutateAsync([...picked].map(make)));
      if (refused > 0) notify.refused(t('bulkPartly'), t('bulkRefused', { count: refused }));
      else notify.done(t('done'));
      onDone();
    } catch (e) {
      notify.refused(t('notDone'), reason(e));
    }
    setAsking(false);
  };
  return (
    <div className={css.bulk} role="toolbar" aria-label={t('selected', { count: picked.size })}>
      <b>{t('selected', { count: picked.size })}</b>
      {entity.can.update && <SetField entity={entity} busy={batch.isPending} run={(body) => run((id) => ({ method: 'PATCH', path: recordPath(entity.name, id), body }))} />}
      {entity.can.delete && <Button variant="subtle" color="red" leftSection={<IconTrash size={15} stroke={1.5} />} onClick={() => setAsking(true)}>{t('delete')}</Button>}
      <Button variant="subtle" color="gray" leftSection={<IconX size={15} />} onClick={onDone}>{t('clearSelection')}</Button>
      {asking && (
        <Confirm danger title={t('deleteCount', { count: picked.size })} action={t('delete')} busy={batch.isPending} onClose={() => setAsking(false)} onAct={() => void run((id) => ({ method: 'DELETE', path: recordPath(entity.name, id) }))}>
          {t('deleteText')}
        </Confirm>
      )}
    </div>
  );
}

function SetField({ entity, busy, run }: { entity: Entity; busy: boolean; run: (body: Record<string, Json>) => Promise<void> }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useOutside(open, useCallback(() => setOpen(false), []));
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<Json>(null);
  const field = name ? fieldOf(entity, name) : undefined;
  const may = entity.fields.filter((f) => !f.readonly && !f.system || f.name === 'owner');
  const Edit = field && typeOf(field.kind).Edit;
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" trapFocus closeOnClickOutside={false} withinPortal>
      <Popover.Target><Button variant="subtle" data-opens leftSection={<IconPencil size={15} stroke={1.5} />} onClick={() => setOpen(!open)}>{t('setField')}</Button></Popover.Target>
      <Popover.Dropdown>
        <div className={css.setField}>
          <Select aria-label={t('field')} placeholder={t('field')} searchable data={may.map((f) => ({ value: f.name, label: f.label }))} value={name} onChange={(n) => { setName(n); setValue(null); }} comboboxProps={{ withinPortal: false }} />
          {field && Edit && <Edit key={field.name} bare field={field} value={value} onChange={setValue} />}
          <Button disabled={!field} loading={busy} onClick={() => field && void run({ [field.name]: toWire(field, value) }).then(() => setOpen(false))}>{t('apply')}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
