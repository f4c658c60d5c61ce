import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Reach, TestPart, TestReport, TestResult } from '../../api/rehearsals';
import { useWords, type WordKey } from '../../lib/words';
import css from './rehearsals.module.css';

const reachWords: Record<keyof NonNullable<TestReport['coverage']>, WordKey> = { automations: 'automations', branches: 'branches', stages: 'stages', rules: 'rules' };

/** What became of the package's tests: failures with the value of each part, and what no test reaches. */
export function TestsReport({ report: r }: { report: TestReport }) {
  const { t } = useWords();
  return (
    <>
      <p className={css.sum}>{t('testsSum', { passed: r.passed, failed: r.failed })}</p>
      <ul className={css.tests}>{r.tests?.map((x) => <Test key={x.name} test={x} />)}</ul>
      {r.coverage && <Coverage coverage={r.coverage} />}
    </>
  );
}

function Test({ test }: { test: TestResult }) {
  const { t } = useWords();
  return (
    <li data-passed={test.passed}>
      <div className={css.test}>
        {test.passed ? <IconCircleCheck size={17} stroke={1.75} aria-label={t('passed')} /> : <IconCircleX size={17} stroke={1.75} aria-label={t('failedTest')} />}
        <span>{test.name.replaceAll('_', ' ')}</span>
        <span className={css.when}>{test.file}:{test.line}</span>
      </div>
      {test.failures?.map((f, i) => (
        <div key={i} className={css.failure}>
          <p>{f.message} <span className={css.when}>{f.file}:{f.line}</span></p>
          {f.source && <code>{f.source}</code>}
          {f.parts && <Parts parts={f.parts} />}
        </div>
      ))}
      {test.stuck?.map((s) => <p key={s} className={css.failure}>{s}</p>)}
    </li>
  );
}

function Parts({ parts }: { parts: TestPart[] }) {
  return <ul className={css.parts}>{parts.map((p, i) => <li key={i}><code>{p.source}</code> <strong>{p.value}</strong>{p.parts && <Parts parts={p.parts} />}</li>)}</ul>;
}

function Coverage({ coverage }: { coverage: NonNullable<TestReport['coverage']> }) {
  const { t } = useWords();
  const all = (Object.keys(reachWords) as (keyof typeof reachWords)[]).map((k) => ({ key: k, reach: coverage[k] as Reach | undefined }));
  return (
    <section className={css.block}>
      <h2>{t('coverage')}</h2>
      <dl className={css.reach}>{all.map(({ key, reach }) => reach && <div key={key}><dt>{t(reachWords[key])}</dt><dd>{reach.reached} / {reach.of}</dd></div>)}</dl>
      {all.some(({ reach }) => reach?.missing?.length) && (
        <div className={css.examples}>
          <h3>{t('noTestReaches')}</h3>
          <ul>{all.flatMap(({ key, reach }) => reach?.missing?.map((m) => <li key={`${key} ${m.name}`}><span>{m.name}</span><span className={css.when}>{m.file}:{m.line}:{m.column}</span></li>) ?? [])}</ul>
        </div>
      )}
    </section>
  );
}
