import { Button, Checkbox } from '@mantine/core';
import { IconArrowRight, IconBolt, IconMail, IconMessage, IconPencil, IconPlus, IconTrash, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Entity, Field } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { asRow, useSave, useUndo } from '../../api/records';
import type { Change, ChangeEntry, Entry, MessageEntry, RunEntry, TaskEntry } from '../../api/story';
import { typeOf } from '../../fields';
import { Ago } from '../../kit/Ago';
import { Initials } from '../../kit/Person';
import { notify } from '../../kit/notify';
import { runWords } from '../../kit/RunCard';
import { useReason } from '../../kit/States';
import { messageWords } from '../../kit/words';
import { isBlank, textOf, type Json } from '../../lib/json';
import { useWords, type WordKey } from '../../lib/words';
import css from './timeline.module.css';

export function EntryLine({ entry, entity, id }: { entry: Entry; entity: Entity; id: string }) {
  switch (entry.kind) {
    case 'change': return <ChangeLine entry={entry} entity={entity} id={id} />;
    case 'message': return <MessageLine entry={entry} />;
    case 'task': return <TaskLine entry={entry} />;
    case 'run': return <RunLine entry={entry} />;
    case 'comment': return <Line entry={entry} sign={IconMessage} head={<Who entry={entry} />}><p className={css.comment}>{entry.text}</p></Line>;
    default: return null;
  }
}

function Who({ entry }: { entry: Entry }) {
  const { t } = useWords();
  return <b>{entry.by?.name ?? t('system')}</b>;
}

function Line({ entry, sign: Sign, head, children }: { entry: Entry; sign: Icon; head: ReactNode; children?: ReactNode }) {
  return (
    <li className={css.entry} data-kind={entry.kind}>
      <span className={css.sign}>{entry.kind === 'comment' && entry.by ? <Initials name={entry.by.name} size={26} /> : <Sign size={15} stroke={1.5} aria-hidden />}</span>
      <div className={css.body}>
        <div className={css.entryHead}><span>{head}</span><span className={css.at}><Ago at={entry.at} /></span></div>
        {children}
      </div>
    </li>
  );
}

const verbs: Record<ChangeEntry['action'], WordKey> = { create: 'didCreate', update: 'didChange', delete: 'didDelete', restore: 'didRestore', move: 'didMove' };
const marks: Record<ChangeEntry['action'], Icon> = { create: IconPlus, update: IconPencil, delete: IconTrash, restore: IconPlus, move: IconArrowRight };

function ChangeLine({ entry, entity, id }: { entry: ChangeEntry; entity: Entity; id: string }) {
  const { t } = useWords();
  const quiet = ['stage_since', 'probability', 'updated_at', 'updated_by', 'version', 'funnel'];
  const changes = entry.action === 'create' ? [] : (entry.changes ?? []).filter((c) => !quiet.includes(c.field));
  return (
    <Line entry={entry} sign={entry.automation ? IconBolt : marks[entry.action]} head={<>{entry.automation ? <b>{entry.automation}</b> : <Who entry={entry} />} {t(verbs[entry.action])}</>}>
      {changes.length > 0 && <ul className={css.changes}>{changes.map((c) => <ChangeItem key={c.field} change={c} field={fieldOf(entity, c.field)} />)}</ul>}
      {changes.length > 0 && entity.can.update && <TakeBack entity={entity.name} id={id} change={entry.id} />}
    </Line>
  );
}

/** Takes one change back, and says what keeps its value. */
function TakeBack({ entity, id, change }: { entity: string; id: string; change: string }) {
  const { t } = useWords();
  const reason = useReason();
  const undo = useUndo();
  const act = () => undo.mutateAsync({ entity, id, change }).then(
    (u) => {
      const kept = u.kept.map((k) => `${k.label} (${k.message})`).join(', ');
      if (kept) notify.refused(t(u.action ? 'undone' : 'undoNothing'), t('undoKept', { fields: kept }));
      else notify.done(t(u.action ? 'undone' : 'undoNothing'));
    },
    (e: unknown) => notify.refused(t('notDone'), reason(e)),
  );
  return <Button className={css.takeBack} variant="subtle" color="gray" size="compact-xs" loading={undo.isPending} onClick={() => void act()}>{t('undo')}</Button>;
}

function ChangeItem({ change, field }: { change: Change; field: Field | undefined }) {
  const { t } = useWords();
  const show = (v: Json): ReactNode => {
    if (isBlank(v)) return <i>{t('emptyValue')}</i>;
    if (!field) return asRow(v)?._title ?? textOf(v);
    const { Show } = typeOf(field.kind);
    return <Show dense field={field} value={v} />;
  };
  return <li><span className="t-quiet">{change.label || field?.label || change.field}</span><span className={css.before}>{show(change.before)}</span><IconArrowRight size={13} stroke={1.5} aria-label="→" /><span>{show(change.after)}</span></li>;
}

function MessageLine({ entry }: { entry: MessageEntry }) {
  const { t } = useWords();
  const may = useMeta().user.can.includes('outbox');
  const subject = may ? <Link className="t-link" to="/outbox" search={{ message: entry.id }}>{entry.subject}</Link> : <b>{entry.subject}</b>;
  const attached = (entry.attachments ?? []).map((a) => a.name).join(', ');
  return <Line entry={entry} sign={IconMail} head={<>{subject} <span className="t-quiet">{t('toWhom', { to: entry.to })} · {t(messageWords[entry.state] ?? 'messageQueued')}</span></>}>{attached && <p className={css.detail}>{attached}</p>}</Line>;
}

function RunLine({ entry }: { entry: RunEntry }) {
  const { t } = useWords();
  return <Line entry={entry} sign={IconBolt} head={<><b>{entry.label || entry.automation}</b> <span className="t-quiet">{t(runWords[entry.state as keyof typeof runWords] ?? 'runRunning')}</span></>}>{entry.error && <p className={css.error}>{entry.error}</p>}</Line>;
}

function TaskLine({ entry }: { entry: TaskEntry }) {
  const { t } = useWords();
  const reason = useReason();
  const save = useSave();
  const row = entry.task ?? entry;
  const id = textOf(row.id as Json);
  const title = textOf((row._title ?? row.title) as Json);
  const done = row.done === true;
  const due = textOf((row.due ?? null) as Json);
  const toggle = () => save.mutateAsync({ entity: 'task', id, values: { done: !done } }).catch((e: unknown) => notify.refused(t('notSaved'), reason(e)));
  return (
    <li className={css.entry} data-kind="task">
      <span className={css.sign}><Checkbox size="xs" radius="xl" checked={done} aria-label={t('markDone', { what: title })} onChange={() => void toggle()} /></span>
      <div className={css.body}>
        <div className={css.entryHead}><Link to="/e/$entity/$id" params={{ entity: 'task', id }} className={done ? css.doneTask : css.taskTitle}>{title}</Link><span className={css.at}>{due ? <Ago at={due} /> : <Ago at={entry.at} />}</span></div>
      </div>
    </li>
  );
}
