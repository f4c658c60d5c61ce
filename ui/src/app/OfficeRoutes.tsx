import { getRouteApi } from '@tanstack/react-router';
import { OutboxPage } from '../features/outbox/OutboxPage';
import { RehearsalsPage } from '../features/rehearsals/RehearsalsPage';
import { RunsPage } from '../features/runs/RunsPage';

const outbox = getRouteApi('/outbox');
const runs = getRouteApi('/runs');
const rehearsals = getRouteApi('/rehearsals');

export function OutboxRoute() {
  const place = outbox.useSearch() as { state?: string; message?: string };
  const navigate = outbox.useNavigate();
  return <OutboxPage {...place} go={(search) => void navigate({ search } as never)} />;
}

export function RunsRoute() {
  const { state } = runs.useSearch() as { state?: string };
  const navigate = runs.useNavigate();
  return <RunsPage state={state} go={(next) => void navigate({ search: { state: next } } as never)} />;
}

export function RehearsalsRoute() {
  const { id } = rehearsals.useSearch() as { id?: string };
  const navigate = rehearsals.useNavigate();
  return <RehearsalsPage id={id} go={(next) => void navigate({ search: { id: next } } as never)} />;
}
