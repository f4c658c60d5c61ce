import { Checkbox, TextInput } from '@mantine/core';
import { IconCircleCheck, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Entity, Funnel } from '../../api/gen/meta';
import { fieldOf, stageOf, useMeta } from '../../api/meta';
import { asRow, useRecords, useSave, type Row } from '../../api/records';
import { money as moneyType } from '../../fields/money';
import { Ago } from '../../kit/Ago';
import { iconOf } from '../../kit/icons';
import { notify } from '../../kit/notify';
import { Narrow, Page } from '../../kit/Page';
import { Bones, Empty, Failure, useReason } from '../../kit/States';
import { Dot } from '../../kit/Tag';
import { humanSpan, now, secondsSince, writeDay } from '../../lib/dates';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './today.module.css';

/** The day of the person: what they have to do, and what of theirs has stood still too long. */
export function TodayPage() {
  const { t, locale } = useWords();
  const meta = useMeta();
  const task = meta.entities.task;
  const hour = now(meta.package.zone).hour();
  const name = meta.user.name.split(' ')[0] ?? '';
  const greeting = hour < 5 || hour >= 18 ? t('goodEvening', { name }) : hour < 12 ? t('goodMorning', { name }) : t('goodDay', { name });
  const funnels = Object.values(meta.funnels).filter((f) => meta.entities[f.entity] && f.stages.some((s) => s.stale_after));
  return (
    <Page narrow title={t('today')}>
      <Narrow>
        <p className={css.greeting}>{greeting}</p>
        <p className={css.date}>{writeDay(now(meta.package.zone).format('YYYY-MM-DD'), locale)}</p>
        {task && <Tasks task={task} />}
        {funnels.map((f) => <Stale key={f.name} funnel={f} />)}
      </Narrow>
    </Page>
  );
}

function Tasks({ task }: { task: Entity }) {
  const { t } = useWords();
  const found = useRecords(task.name, { where: 'done != true && assignee == user', sort: 'due', limit: 50, expand: fieldOf(task, 'about') ? 'about' : '' });
  return (
    <section className={css.section} aria-label={t('myTasks')}>
      <h2>{t('myTasks')}{found.data && found.data.data.length > 0 && <span className={css.count}>{found.data.data.length}{found.data.next ? '+' : ''}</span>}</h2>
      {task.can.create && <Add task={task} />}
      {found.isPending ? <Bones rows={4} /> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
        : found.data.data.length === 0 ? <Empty icon={IconCircleCheck} title={t('allDone')} text={t('allDoneText')} />
          : <ul className={css.list}>{found.data.data.map((r) => <TaskLine key={r.id} row={r} task={task} />)}</ul>}
    </section>
  );
}

function Add({ task }: { task: Entity }) {
  const { t } = useWords();
  const me = useMeta().user.id;
  const reason = useReason();
  const save = useSave();
  const [title, setTitle] = useState('');
  const add = async () => {
    try {
      await save.mutateAsync({ entity: task.name, values: { title: title.trim(), assignee: me } });
      setTitle('');
    } catch (e) {
      notify.refused(t('notSaved'), reason(e));
    }
  };
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (title.trim()) void add(); }}>
      <TextInput variant="unstyled" className={css.add} leftSection={<IconPlus size={16} stroke={1.5} />} aria-label={t('writeTask')} placeholder={t('writeTask')} value={title} disabled={save.isPending} onChange={(e) => setTitle(e.currentTarget.value)} />
    </form>
  );
}

function TaskLine({ row, task }: { row: Row; task: Entity }) {
  const { t } = useWords();
  const reason = useReason();
  const save = useSave();
  const [done, setDone] = useState(false);
  const due = textOf(row.due);
  const late = due !== '' && secondsSince(due) > 0;
  const about = asRow(row.about);
  const finish = async () => {
    setDone(true);
    try {
      await save.mutateAsync({ entity: task.name, id: row.id, values: { done: true } });
    } catch (e) {
      setDone(false);
      notify.refused(t('notSaved'), reason(e));
    }
  };
  return (
    <li className={css.line}>
      <Checkbox size="xs" radius="xl" checked={done} onChange={() => void finish()} aria-label={t('markDone', { what: row._title })} />
      <Link to="/e/$entity/$id" params={{ entity: task.name, id: row.id }} className={css.title} data-done={done || undefined}>{row._title}</Link>
      {about && <Link to="/e/$entity/$id" params={{ entity: about._entity, id: about.id }} className={css.about}>{about._title}</Link>}
      {due && <span className={css.due} data-late={late || undefined}><Ago at={due} /></span>}
    </li>
  );
}

/** My records in stages that let things grow old: the oldest first, only those that did. */
function Stale({ funnel }: { funnel: Funnel }) {
  const { t, locale } = useWords();
  const meta = useMeta();
  const entity = meta.entities[funnel.entity];
  const aging = funnel.stages.filter((s) => s.kind === 'open' && s.stale_after);
  const stages = aging.map((s) => `stage == ${JSON.stringify(s.name)}`).join(' || ');
  const found = useRecords(funnel.entity, { where: `owner == user && funnel == ${JSON.stringify(funnel.name)} && (${stages})`, sort: 'stage_since', limit: 30 }, !!entity && aging.length > 0);
  const rows = (found.data?.data ?? []).filter((r) => {
    const limit = stageOf(meta, funnel.name, textOf(r.stage))?.stale_after ?? 0;
    return limit > 0 && secondsSince(textOf(r.stage_since)) > limit;
  });
  if (!entity || rows.length === 0) return null;
  const Sign = iconOf(entity.icon);
  const money = entity.fields.find((f) => f.kind === 'money' && !f.system);
  return (
    <section className={css.section} aria-label={t('waitingTooLong', { what: entity.plural })}>
      <h2><Sign size={16} stroke={1.5} aria-hidden />{t('waitingTooLong', { what: entity.plural })}<span className={css.count}>{rows.length}</span><span className={css.funnel}>{funnel.label}</span></h2>
      <ul className={css.list}>
        {rows.slice(0, 12).map((r) => {
          const stage = stageOf(meta, funnel.name, textOf(r.stage));
          const age = secondsSince(textOf(r.stage_since));
          const { Show } = moneyType;
          return (
            <li className={css.line} key={r.id}>
              <Dot color={stage?.color} />
              <Link to="/e/$entity/$id" params={{ entity: entity.name, id: r.id }} className={css.title}>{r._title}</Link>
              <span className={css.stage}>{stage?.label}</span>
              {money && !isBlank(r[money.name]) && <span className={css.money}><Show dense field={money} value={r[money.name]} /></span>}
              <span className={css.due} data-late={age > 2 * (stage?.stale_after ?? 0) ? true : undefined} data-old>{humanSpan(age, locale)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
