import type { Dashboard, Tile as TileMeta } from '../../api/gen/meta';
import { Link } from '@tanstack/react-router';
import { useMeta } from '../../api/meta';
import { useTile } from '../../api/reports';
import { Prose } from './Prose';
import { Page, Scroll } from '../../kit/Page';
import { Bones, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';
import { Big } from './Big';
import { Chart } from './Chart';
import { FiguresTable } from './Figures';
import { PeriodPicker } from './PeriodPicker';
import { spanOf } from './period';
import { ViewTile } from './ViewTile';
import css from './report.module.css';

/** A page of tiles; the period counts for all that have a date. */
export function DashboardPage({ dashboard: d, period, go }: { dashboard: Dashboard; period?: string; go: (period: string | undefined) => void }) {
  return (
    <Page title={d.label} actions={d.tiles.some((t) => t.kind === 'report') && <PeriodPicker value={period} onChange={go} />}>
      <Scroll>
        <div className={css.tiles}>
          {d.tiles.map((t) => (
            <section key={t.place} className={css.tile} style={{ '--wide': t.width } as React.CSSProperties} aria-label={t.label || undefined}>
              {t.label && <h2>{t.kind === 'report' ? <Link to="/reports/$name" params={{ name: t.report ?? '' }} search={{ period } as never}>{t.label}</Link> : t.kind === 'view' ? <Link to="/e/$entity" params={{ entity: t.entity ?? '' }} search={{ view: t.view } as never}>{t.label}</Link> : t.label}</h2>}
              <Body dashboard={d.name} tile={t} period={period} />
            </section>
          ))}
        </div>
      </Scroll>
    </Page>
  );
}

function Body({ dashboard, tile, period }: { dashboard: string; tile: TileMeta; period?: string }) {
  if (tile.kind === 'text') return <Prose text={tile.text ?? ''} />;
  if (tile.kind === 'view') return <ViewTile entity={tile.entity ?? ''} view={tile.view ?? ''} />;
  return <FiguresTile dashboard={dashboard} tile={tile} period={period} />;
}

function FiguresTile({ dashboard, tile, period }: { dashboard: string; tile: TileMeta; period?: string }) {
  const { t } = useWords();
  const { zone } = useMeta().package;
  const found = useTile(dashboard, tile.place, spanOf(period, zone));
  const a = found.data;
  if (found.isPending) return <Bones rows={tile.kind === 'number' ? 1 : 6} h={tile.kind === 'number' ? 32 : 14} />;
  if (!a) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (a.chart === 'number') return <Big answer={a} />;
  if (a.lines.length === 0) return <p className="t-quiet">{t('noFigures')}</p>;
  return a.chart === 'table' ? <FiguresTable answer={a} rows={8} /> : <Chart answer={a} height={220} />;
}
