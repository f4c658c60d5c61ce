import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import type { Entity } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { useSave } from '../../api/records';
import { useComment } from '../../api/story';
import { typeOf } from '../../fields';
import { notify } from '../../kit/notify';
import { useReason } from '../../kit/States';
import type { Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './timeline.module.css';

/** Says something on a record, or puts down what is to be done about it. */
export function Composer({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useWords();
  const task = useMeta().entities.task;
  const [kind, setKind] = useState<'comment' | 'task'>('comment');
  const tasks = task?.can.create && entity.name !== 'task';
  return (
    <div className={css.composer}>
      {tasks && <SegmentedControl size="xs" value={kind} onChange={(v) => setKind(v as 'comment' | 'task')} aria-label={t('addWhatKind')} data={[{ value: 'comment', label: t('comment') }, { value: 'task', label: t('task') }]} />}
      {kind === 'task' && task ? <TaskBox task={task} entity={entity} id={id} /> : <CommentBox entity={entity} id={id} />}
    </div>
  );
}

const sends = (e: KeyboardEvent): boolean => e.key === 'Enter' && (e.ctrlKey || e.metaKey);

function CommentBox({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useWords();
  const reason = useReason();
  const comment = useComment(entity.name, id);
  const [text, setText] = useState('');
  const send = async () => {
    if (!text.trim()) return;
    try {
      await comment.mutateAsync(text.trim());
      setText('');
    } catch (e) {
      notify.refused(t('notSaved'), reason(e));
    }
  };
  return (
    <>
      <Textarea aria-label={t('comment')} placeholder={t('writeComment')} autosize minRows={2} maxRows={10} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => { if (sends(e)) { e.preventDefault(); void send(); } }} />
      {text.trim() && <div className={css.composerFoot}><Button loading={comment.isPending} onClick={() => void send()}>{t('addComment')}</Button></div>}
    </>
  );
}

function TaskBox({ task, entity, id }: { task: Entity; entity: Entity; id: string }) {
  const { t } = useWords();
  const reason = useReason();
  const me = useMeta().user.id;
  const save = useSave();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<Json>(null);
  const field = fieldOf(task, 'due');
  const send = async () => {
    if (!title.trim()) return;
    try {
      await save.mutateAsync({ entity: task.name, values: { title: title.trim(), due, assignee: me, about: { entity: entity.name, id } } });
      setTitle('');
      setDue(null);
    } catch (e) {
      notify.refused(t('notSaved'), reason(e));
    }
  };
  const Due = field && typeOf(field.kind).Edit;
  return (
    <>
      <TextInput aria-label={t('task')} placeholder={t('writeTask')} value={title} onChange={(e) => setTitle(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); void send(); } }} />
      {Due && <Due bare field={{ ...field, placeholder: field.label }} value={due} onChange={setDue} />}
      <div className={css.composerFoot}><Button disabled={!title.trim()} loading={save.isPending} onClick={() => void send()}>{t('addTask')}</Button></div>
    </>
  );
}
