import { IconChartArea, IconChartBar, IconChartDonut, IconChartLine, IconChartPie, IconFilter, IconNumber123, IconTable, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMeta } from '../../api/meta';
import { Narrow, Page } from '../../kit/Page';
import { Empty } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './report.module.css';

const signs: Record<string, Icon> = { bar: IconChartBar, line: IconChartLine, area: IconChartArea, pie: IconChartPie, donut: IconChartDonut, funnel: IconFilter, number: IconNumber123, table: IconTable };

/** Every report that this person may see. */
export function ReportsPage() {
  const { t } = useWords();
  const { reports } = useMeta();
  return (
    <Page narrow title={t('reports')}>
      <Narrow>
        {reports.length === 0 && <Empty icon={IconChartBar} title={t('noReports')} />}
        <ul className={css.reports}>
          {reports.map((r) => {
            const Sign = signs[r.chart] ?? IconTable;
            return (
              <li key={r.name}>
                <Link to="/reports/$name" params={{ name: r.name }} className={css.entry}>
                  <Sign size={20} stroke={1.5} aria-hidden />
                  <span><span className={css.entryName}>{r.label}</span>{r.help && <span className="t-quiet">{r.help}</span>}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      </Narrow>
    </Page>
  );
}
