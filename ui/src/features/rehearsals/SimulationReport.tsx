import { Link } from '@tanstack/react-router';
import type { Compared, Example, Figures, Simulation } from '../../api/rehearsals';
import { useMeta } from '../../api/meta';
import { Scrollable } from '../../kit/Scrollable';
import { Tag } from '../../kit/Tag';
import { writeInstant } from '../../lib/dates';
import { useWords } from '../../lib/words';
import css from './rehearsals.module.css';

/** What each automation would have done beside what it did, and who would have had how much to do. */
export function SimulationReport({ report: r }: { report: Simulation }) {
  const { t } = useWords();
  return (
    <>
      <p className={css.sum}>{t('simulatedSum', { records: r.records, replayed: r.replayed, seconds: (r.milliseconds / 1000).toFixed(1) })}{r.left_out > 0 && ` ${t('simulatedLeftOut', { n: r.left_out })}`}{r.refused > 0 && ` ${t('simulatedRefused', { n: r.refused })}`}</p>
      {r.automations?.map((a) => <Automation key={a.name} a={a} />)}
      {(r.load?.length ?? 0) > 0 && <Workload load={r.load ?? []} />}
    </>
  );
}

function Automation({ a }: { a: Compared }) {
  const { t, locale } = useWords();
  const more = a.would.runs - a.did.runs;
  return (
    <section className={css.block}>
      <h2>{a.labels?.[locale] ?? a.label}{a.gone ? <Tag color="gray">{t('notInPackage')}</Tag> : more === 0 && !a.new?.length && !a.missing?.length ? <Tag color="green">{t('noDifference')}</Tag> : <Tag color="yellow">{more > 0 ? `+${more}` : String(more)}</Tag>}</h2>
      <dl className={css.pair}>
        <div><dt>{t('wouldHave')}</dt><dd><Sums f={a.would} /></dd></div>
        <div><dt>{t('reallyDid')}</dt><dd><Sums f={a.did} /></dd></div>
      </dl>
      <Examples title={t('newRuns')} list={a.new} />
      <Examples title={t('missingRuns')} list={a.missing} />
    </section>
  );
}

function Sums({ f }: { f: Figures }) {
  const { t } = useWords();
  const meta = useMeta();
  const made = Object.entries(f.created).map(([name, n]) => `${meta.entities[name]?.plural ?? name}: ${n}`);
  return (
    <>
      <strong>{t('runsCount', { count: f.runs })}</strong>
      <span>{[f.sent > 0 ? `${t('messagesSent')}: ${f.sent}` : '', ...made, f.parked > 0 ? `${t('runParked')}: ${f.parked}` : ''].filter(Boolean).join(' · ')}</span>
    </>
  );
}

function Examples({ title, list }: { title: string; list: Example[] | null }) {
  const { locale } = useWords();
  const meta = useMeta();
  if (!list?.length) return null;
  return (
    <div className={css.examples}>
      <h3>{title}</h3>
      <ul>
        {list.map((x, i) => (
          <li key={`${x.record}-${i}`}>
            {x.link && meta.entities[x.entity] ? <Link className="t-link" to="/e/$entity/$id" params={{ entity: x.entity, id: x.record }}>{x.title || meta.entities[x.entity]?.label}</Link> : <span>{x.title || meta.entities[x.entity]?.label}</span>}
            <span className={css.when}>{writeInstant(x.at, locale, meta.package.zone, { near: true })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Tasks by day and person: those that would have been given beside those that were. */
function Workload({ load }: { load: NonNullable<Simulation['load']> }) {
  const { t } = useWords();
  return (
    <section className={css.block}>
      <h2>{t('workload')}</h2>
      <Scrollable label={t('workload')} className={css.tableBox}>
        <table>
          <thead><tr><th scope="col">{t('day')}</th><th scope="col">{t('personName')}</th><th scope="col" data-end>{t('wouldHave')}</th><th scope="col" data-end>{t('reallyDid')}</th></tr></thead>
          <tbody>
            {load.map((l) => (
              <tr key={`${l.day} ${l.person}`} data-differs={l.would !== l.did || undefined}><td>{l.day}</td><td>{l.person || '—'}</td><td data-end>{l.would}</td><td data-end>{l.did}</td></tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}
