import { getRouteApi } from '@tanstack/react-router';
import { useMeta } from '../api/meta';
import { DashboardPage } from '../features/report/DashboardPage';
import { ReportPage } from '../features/report/ReportPage';
import { Lost } from './Lost';

const report = getRouteApi('/reports/$name');
const dashboard = getRouteApi('/dashboards/$name');

export function ReportRoute() {
  const { name } = report.useParams();
  const { period } = report.useSearch() as { period?: string };
  const navigate = report.useNavigate();
  if (!useMeta().reports.some((r) => r.name === name)) return <Lost />;
  return <ReportPage key={name} name={name} period={period} go={(next) => void navigate({ search: { period: next } } as never)} />;
}

export function DashboardRoute() {
  const { name } = dashboard.useParams();
  const { period } = dashboard.useSearch() as { period?: string };
  const navigate = dashboard.useNavigate();
  const found = useMeta().dashboards.find((d) => d.name === name);
  if (!found) return <Lost />;
  return <DashboardPage key={name} dashboard={found} period={period} go={(next) => void navigate({ search: { period: next } } as never)} />;
}
