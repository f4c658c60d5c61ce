import { Button } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useRehearsal, useRehearsals, useRehearse, type Rehearsal, type Simulation, type TestReport } from '../../api/rehearsals';
import { useMeta } from '../../api/meta';
import { Ago } from '../../kit/Ago';
import { notify } from '../../kit/notify';
import { Narrow, Page } from '../../kit/Page';
import { Bones, Empty, Failure, useReason } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { writeInstant } from '../../lib/dates';
import { useWords, type WordKey } from '../../lib/words';
import css from './rehearsals.module.css';
import { SimulationReport } from './SimulationReport';
import { TestsReport } from './TestsReport';

const stateWords: Record<Rehearsal['state'], WordKey> = { waiting: 'runWaiting', running: 'runRunning', done: 'runDone', failed: 'runFailed' };
const stateColors: Record<Rehearsal['state'], string> = { waiting: 'yellow', running: 'blue', done: 'green', failed: 'red' };

/** Simulations of the automations over the past, and runs of the package's tests: ask for one, read its report. */
export function RehearsalsPage({ id, go }: { id?: string; go: (id: string | undefined) => void }) {
  const { t } = useWords();
  const all = useRehearsals();
  const open = id ?? all.data?.[0]?.id;
  return (
    <Page narrow title={t('rehearsals')}>
      <Narrow>
        <p className={css.lead}>{t('rehearsalsText')}</p>
        <Ask onAsked={go} />
        {all.isPending ? <Bones rows={4} /> : all.isError ? <Failure error={all.error} retry={() => void all.refetch()} />
          : all.data.length === 0 ? <Empty icon={IconFlask} title={t('noRehearsals')} /> : (
            <>
              <div className={css.list} role="list" aria-label={t('rehearsals')}>{all.data.map((r) => <Line key={r.id} r={r} open={r.id === open} onOpen={() => go(r.id)} />)}</div>
              {open && <Report key={open} id={open} />}
            </>
          )}
      </Narrow>
    </Page>
  );
}

/** The period to go over, and the two things to ask for. */
function Ask({ onAsked }: { onAsked: (id: string) => void }) {
  const { t } = useWords();
  const reason = useReason();
  const rehearse = useRehearse();
  const [from, setFrom] = useState(() => new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10));
  const [to, setTo] = useState('');
  const ask = (what: Parameters<typeof rehearse.mutateAsync>[0]) => void rehearse.mutateAsync(what).then((r) => onAsked(r.id)).catch((e: unknown) => notify.refused(t('notDone'), reason(e)));
  return (
    <form className={css.ask} onSubmit={(e) => { e.preventDefault(); ask({ kind: 'simulation', from, to: to || undefined }); }}>
      <label>{t('from')}<input type="date" required value={from} onChange={(e) => setFrom(e.target.value)} /></label>
      <label>{t('to')}<input type="date" value={to} onChange={(e) => setTo(e.target.value)} /></label>
      <Button type="submit" loading={rehearse.isPending} leftSection={<IconPlayerPlay size={15} stroke={1.5} />}>{t('simulate')}</Button>
      <Button type="button" variant="default" disabled={rehearse.isPending} onClick={() => ask({ kind: 'tests' })}>{t('runTests')}</Button>
    </form>
  );
}

function Line({ r, open, onOpen }: { r: Rehearsal; open: boolean; onOpen: () => void }) {
  const { t } = useWords();
  const period = usePeriod(r.from, r.to);
  return (
    <div role="listitem">
      <button type="button" className={css.line} aria-current={open || undefined} onClick={onOpen}>
        <span className={css.name}>{r.kind === 'tests' ? t('testsOfPackage') : t('simulationOf', { period })}</span>
        <Tag color={stateColors[r.state]}>{t(stateWords[r.state])}</Tag>
        <span className={css.when}><Ago at={r.created_at} /></span>
      </button>
    </div>
  );
}

function usePeriod(from: string | null, to: string | null): string {
  const { locale } = useWords();
  const zone = useMeta().package.zone;
  return [from, to].map((d) => (d ? writeInstant(d, locale, zone) : '')).join(' – ');
}

function Report({ id }: { id: string }) {
  const { t } = useWords();
  const found = useRehearsal(id);
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Bones rows={5} />;
  const r = found.data;
  if (r.state === 'failed') return <p role="alert" className={css.error}>{r.error}</p>;
  if (r.state !== 'done') {
    const part = r.of > 0 ? r.done / r.of : 0;
    return (
      <div className={css.progress} role="status">
        <div className={css.track} role="progressbar" aria-valuenow={Math.round(part * 100)} aria-valuemin={0} aria-valuemax={100} aria-label={t('rehearsalRuns')}><span style={{ width: `${part * 100}%` }} /></div>
        <span>{t('rehearsalRuns')}{r.of > 0 && ` ${Math.round(part * 100)} %`}</span>
      </div>
    );
  }
  return r.kind === 'tests' ? <TestsReport report={r.report as TestReport} /> : <SimulationReport report={r.report as Simulation} />;
}
