import { IconChartBar } from '@tabler/icons-react';
import { useMeta } from '../../api/meta';
import { useReport } from '../../api/reports';
import { Page, Scroll } from '../../kit/Page';
import { Bones, Empty, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';
import { Chart } from './Chart';
import { FiguresTable } from './Figures';
import { Big } from './Big';
import { PeriodPicker } from './PeriodPicker';
import { spanOf } from './period';
import css from './report.module.css';

/** One report: its drawing, and the figures themselves. */
export function ReportPage({ name, period, go }: { name: string; period?: string; go: (period: string | undefined) => void }) {
  const { t } = useWords();
  const meta = useMeta();
  const known = meta.reports.find((r) => r.name === name);
  const found = useReport(name, spanOf(period, meta.package.zone));
  const a = found.data;
  return (
    <Page title={known?.label ?? a?.label ?? t('reports')} actions={a?.period && <PeriodPicker value={period} about={a.period} onChange={go} />}>
      <Scroll>
        <div className={css.report}>
          {known?.help && <p className={css.help}>{known.help}</p>}
          {found.isPending ? <Bones rows={10} /> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
            : a && a.lines.length === 0 ? <Empty icon={IconChartBar} title={t('noFigures')} text={t('noFiguresText')} />
              : a && <>{a.chart === 'number' ? <Big answer={a} /> : <><Chart answer={a} /><FiguresTable answer={a} /></>}{a.more && <p className="t-quiet">{t('moreGroups')}</p>}</>}
        </div>
      </Scroll>
    </Page>
  );
}
