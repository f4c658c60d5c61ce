import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { funnelsOf, useMeta } from '../../api/meta';
import { useExplain, type Decision, type Explanation, type Question } from '../../api/explain';
import { Ago } from '../../kit/Ago';
import { Reason, Reasons, Where } from '../../kit/Reasons';
import { runWords } from '../../kit/RunCard';
import { Bones, Empty, Failure } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { textOf } from '../../lib/json';
import { useWords, type WordKey } from '../../lib/words';
import css from './explain.module.css';

type Kind = 'automations' | 'move' | 'field' | 'access';

const verdictWords: Record<string, WordKey> = { ...runWords, not_fired: 'notFired', not_triggered: 'notTriggered', suppressed: 'suppressed', unknown: 'notFired' };
const verdictColors: Record<string, string> = {
  running: 'blue', waiting: 'yellow', failed: 'orange', parked: 'red', done: 'green', cancelled: 'gray', not_fired: 'gray', not_triggered: 'gray', suppressed: 'violet', unknown: 'gray',
};

/** Why automations ran for the record or did not, why it may move or not, why a field is as it is; now or at a past moment. */
export function Explain({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useWords();
  const meta = useMeta();
  const [kind, setKind] = useState<Kind>('automations');
  const [about, setAbout] = useState<Partial<Record<Kind, string>>>({});
  const [at, setAt] = useState('');
  const stages = funnelsOf(meta, entity).map((f) => ({ group: f.label, items: f.stages.map((s) => ({ value: `${f.name}.${s.name}`, label: s.label })) }));
  const kinds: { value: Kind; label: string }[] = [{ value: 'automations', label: t('automations') }];
  if (stages.length > 0) kinds.push({ value: 'move', label: t('stageMove') });
  kinds.push({ value: 'field', label: t('field') });
  if (meta.user.can.includes('users')) kinds.push({ value: 'access', label: t('accessOf') });
  const pick = (v: string | null) => setAbout({ ...about, [kind]: v ?? '' });
  const picked = about[kind] ?? '';
  return (
    <div className={css.explain}>
      <div className={css.ask}>
        <div className={css.kinds}><SegmentedControl size="xs" aria-label={t('explain')} value={kind} onChange={(v) => setKind(v as Kind)} data={kinds} /></div>
        {kind === 'move' && <Select aria-label={t('stageMove')} placeholder={t('stageMove')} data={stages} value={picked || null} onChange={pick} searchable size="xs" />}
        {kind === 'field' && <Select aria-label={t('field')} placeholder={t('field')} data={entity.fields.map((f) => ({ value: f.name, label: f.label }))} value={picked || null} onChange={pick} searchable size="xs" />}
        {kind === 'access' && <TextInput aria-label={t('accessOf')} placeholder="name@example.org" type="email" size="xs" defaultValue={picked} onBlur={(e) => pick(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') pick(e.currentTarget.value); }} />}
        <label className={css.when}>{t('asOf')}<input type="datetime-local" value={at} onChange={(e) => setAt(e.target.value)} /></label>
      </div>
      {kind !== 'automations' && !picked ? <Empty icon={IconHelpCircle} title={t('explain')} text={t('explainPick')} />
        : <Told entity={entity.name} id={id} question={{ ...questionOf(kind, picked), at: instantOf(at) }} />}
    </div>
  );
}

function questionOf(kind: Kind, about: string): Question {
  if (kind === 'move') {
    const [funnel, stage] = about.split('.');
    return { funnel, move: stage };
  }
  return kind === 'field' ? { field: about } : kind === 'access' ? { as: about } : {};
}

/** The moment asked about; one that is not whole yet is now. */
function instantOf(local: string): string | undefined {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}

function Told({ entity, id, question }: { entity: string; id: string; question: Question }) {
  const { t } = useWords();
  const reply = useExplain(entity, id, question);
  if (reply.isError) return <Failure error={reply.error} retry={() => void reply.refetch()} />;
  if (!reply.data) return <Bones rows={5} />;
  const { answer, automations } = reply.data;
  if (answer) return <section className={css.answer}><h2>{answer.text}</h2><Reasons clauses={answer.clauses ?? []} /></section>;
  if (!automations?.length) return <Empty icon={IconHelpCircle} title={t('noAutomations')} />;
  return <>{automations.map((a) => <Automation key={a.automation} told={a} />)}</>;
}

/** One automation: its verdict, and the changes that it looked at. */
function Automation({ told: a }: { told: Explanation }) {
  const { t } = useWords();
  const [open, setOpen] = useState(a.verdict !== 'not_triggered' && a.verdict !== 'done');
  const news = a.condition && a.condition.holds !== a.decisions[0]?.condition?.holds; // else the last change says it all
  return (
    <article className={css.automation}>
      <header>
        <button type="button" className={css.name} aria-expanded={open} onClick={() => setOpen(!open)}>{a.label}</button>
        <Tag color={verdictColors[a.verdict]}>{t(verdictWords[a.verdict] ?? 'notFired')}</Tag>
        <Where at={a.at} />
      </header>
      <p>{a.text}</p>
      {open && (
        <div className={css.detail}>
          <p className="t-quiet">{t('setOffBy', { what: a.triggers.join(' · ') })}</p>
          {a.turns && <Reasons clauses={a.turns} />}
          {a.decisions.map((d) => <Past key={d.entry || textOf(d.run?.id)} decision={d} />)}
          {a.condition && news && <><h3>{t('asOfMoment')}</h3><ul className={css.bare}><Reason clause={a.condition} /></ul></>}
        </div>
      )}
    </article>
  );
}

function Past({ decision: d }: { decision: Decision }) {
  const { t } = useWords();
  return (
    <div className={css.past}>
      <div className={css.line}>
        <Tag color={verdictColors[d.verdict]}>{t(verdictWords[d.verdict] ?? 'notFired')}</Tag>
        <span>{d.trigger}{d.by && <> · {d.by.name}</>}</span>
        <span className={css.ago}><Ago at={d.at} /></span>
      </div>
      <p>{d.text}</p>
      {d.release && <p className="t-quiet">{d.release}</p>}
      {d.condition && <ul className={css.bare}><Reason clause={d.condition} /></ul>}
    </div>
  );
}
