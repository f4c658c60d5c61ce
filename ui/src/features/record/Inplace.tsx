import { ActionIcon, Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { Problem } from '../../api/client';
import type { Entity, Field } from '../../api/gen/meta';
import { useSave, type Row } from '../../api/records';
import { typeOf } from '../../fields';
import { toWire } from '../../fields/wire';
import { useReason } from '../../kit/States';
import { isBlank, same, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './record.module.css';

interface Props { entity: Entity; field: Field; row: Row; fixed?: boolean }

/** A value that is read, and edited where it stands: click or Enter opens, Enter saves, Escape gives up. */
export function Inplace({ entity, field, row, fixed }: Props) {
  const { t } = useWords();
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { Show, wide } = typeOf(field.kind);
  const may = (row._can?.update ?? entity.can.update) && !field.readonly && !fixed;
  const blank = isBlank(row[field.name]);
  const open = (e: MouseEvent) => {
    if (may && !(e.target as HTMLElement).closest('a') && !window.getSelection()?.toString()) setEditing(true);
  };
  const close = () => { setEditing(false); setTimeout(() => opener.current?.focus(), 0); };
  if (editing) return <div className={css.field} data-wide={wide || undefined}><span className={css.label}>{field.label}</span><Editor entity={entity} field={field} row={row} close={close} /></div>;
  return (
    <div className={css.field} data-wide={wide || undefined} data-may={may || undefined} onClick={open}>
      <span className={css.label}>{field.label}</span>
      <div className={css.value}>
        {blank ? <span className={css.blank}>{may ? t('add') : '—'}</span> : <Show field={field} value={row[field.name]} />}
        {may && <button ref={opener} type="button" className={css.opener} aria-label={t('editField', { what: field.label })} onClick={(e) => { e.stopPropagation(); setEditing(true); }} />}
      </div>
    </div>
  );
}

function Editor({ entity, field, row, close }: Props & { close: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  const save = useSave();
  const [value, setValue] = useState<Json>(row[field.name] ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { Edit } = typeOf(field.kind);
  const submit = async (opts: { confirmed?: boolean; over?: boolean } = {}) => {
    if (same(toWire(field, value), toWire(field, row[field.name]))) return close();
    try {
      await save.mutateAsync({ entity: entity.name, id: row.id, values: { [field.name]: toWire(field, value) }, etag: opts.over ? undefined : row._etag, confirmed: opts.confirmed });
      close();
    } catch (e) {
      setProblem(e instanceof Problem ? e : new Problem(500, {}));
    }
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Escape') { e.stopPropagation(); close(); }
    const inList = (e.target as HTMLElement).getAttribute('aria-expanded') === 'true';
    const plain = (e.target as HTMLElement).tagName === 'INPUT' && !inList;
    if (e.key === 'Enter' && (plain || e.ctrlKey || e.metaKey)) { e.preventDefault(); void submit(); }
  };
  const warned = problem && problem.errors.length === 0 && problem.warnings.length > 0;
  const said = problem && (warned ? problem.warnings.map((w) => w.message).join(' ') : reason(problem));
  return (
    <div className={css.editor} onKeyDown={keys}>
      <Edit bare autoFocus field={field} value={value} error={said ?? undefined} onChange={(v) => { setValue(v); setProblem(null); }} />
      <div className={css.editorFoot}>
        {warned ? <Button size="compact-sm" onClick={() => void submit({ confirmed: true })}>{t('saveAnyway')}</Button>
          : problem?.status === 412 ? <Button size="compact-sm" onClick={() => void submit({ over: true })}>{t('saveMine')}</Button>
            : <ActionIcon variant="filled" color="accent" size="sm" aria-label={t('save')} loading={save.isPending} onClick={() => void submit()}><IconCheck size={15} /></ActionIcon>}
        <ActionIcon variant="default" size="sm" aria-label={t('cancel')} onClick={close}><IconX size={15} /></ActionIcon>
      </div>
    </div>
  );
}
