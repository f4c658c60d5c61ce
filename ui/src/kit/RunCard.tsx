import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock, IconLoader, IconPlayerSkipForward, IconRefresh, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMeta } from '../api/meta';
import { useSteerRun, type Run, type Step } from '../api/story';
import { writeInstant } from '../lib/dates';
import { useWords, type WordKey } from '../lib/words';
import { Ago } from './Ago';
import { notify } from './notify';
import css from './run.module.css';
import { useReason } from './States';
import { Tag } from './Tag';
import { UndoRun } from './UndoRun';

export const runWords: Record<Run['state'], WordKey> = {
  running: 'runRunning', waiting: 'runWaiting', failed: 'runFailed', parked: 'runParked', done: 'runDone', cancelled: 'runCancelled',
};
const runColors: Record<Run['state'], string> = { running: 'blue', waiting: 'yellow', failed: 'orange', parked: 'red', done: 'green', cancelled: 'gray' };

/** One run of an automation: what it did, where it stands, and what a person can do about it. */
export function RunCard({ run, named }: { run: Run; named?: boolean }) {
  const { t, locale } = useWords();
  const meta = useMeta();
  const [open, setOpen] = useState(!named || (run.state !== 'done' && run.state !== 'cancelled'));
  const steps = run.steps ?? [];
  return (
    <article className={css.run}>
      <header>
        <button type="button" className={css.name} aria-expanded={open} onClick={() => setOpen(!open)}>{run.label || run.automation}</button>
        <Tag color={runColors[run.state]}>{t(runWords[run.state] ?? 'runRunning')}</Tag>
        {named && run.record && meta.entities[run.entity] && <Link className="t-link t-clip" to="/e/$entity/$id" params={{ entity: run.entity, id: run.record }}>{run.record_title}</Link>}
        <span className={css.when}><Ago at={run.created_at} /></span>
      </header>
      {run.state === 'waiting' && run.due_at && <p className="t-quiet">{t('runDue', { when: writeInstant(run.due_at, locale, meta.package.zone, { near: true }) })}</p>}
      {run.error && <p className={css.error}>{run.error}</p>}
      {open && steps.length > 0 && <ol className={css.steps}>{steps.map((s) => <StepLine key={s.path} step={s} />)}</ol>}
      <Steer run={run} />
    </article>
  );
}

const signs: Record<string, typeof IconCheck> = { done: IconCheck, failed: IconAlertTriangle, parked: IconAlertTriangle, waiting: IconClock, running: IconLoader, skipped: IconPlayerSkipForward, suppressed: IconPlayerSkipForward, cancelled: IconX };

function StepLine({ step }: { step: Step }) {
  const Sign = signs[step.state] ?? IconClock;
  return (
    <li data-state={step.state}>
      <Sign size={15} stroke={1.75} aria-label={step.state} />
      <span>{step.label || step.kind}</span>
      {step.at && <span className={css.when}><Ago at={step.at} /></span>}
      {step.error && <p className={css.error}>{step.error}</p>}
    </li>
  );
}

/** Whether a run came to do anything. */
const steps = (run: Run): boolean => (run.steps ?? []).some((s) => s.state === 'done');

function Steer({ run }: { run: Run }) {
  const { t } = useWords();
  const reason = useReason();
  const steer = useSteerRun();
  const may = useMeta().user.can.includes('runs');
  if (!may) return null;
  if (run.state === 'done' || run.state === 'cancelled') return steps(run) ? <footer><UndoRun run={run} /></footer> : null;
  const act = (how: 'retry' | 'skip' | 'cancel') => steer.mutateAsync({ id: run.id, how }).catch((e: unknown) => notify.refused(t('notDone'), reason(e)));
  const broken = run.state === 'failed' || run.state === 'parked';
  return (
    <footer>
      {broken && <Button variant="default" leftSection={<IconRefresh size={15} stroke={1.5} />} loading={steer.isPending} onClick={() => void act('retry')}>{t('retry')}</Button>}
      {(broken || run.state === 'waiting') && <Button variant="subtle" color="gray" onClick={() => void act('skip')}>{t('skipStep')}</Button>}
      <Button variant="subtle" color="red" onClick={() => void act('cancel')}>{t('cancelRun')}</Button>
    </footer>
  );
}
