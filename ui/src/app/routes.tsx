import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { Condition } from '../lib/where';
import { Frame } from './Frame';
import { Lost } from './Lost';
import { readConditions } from './place';

/** What the address of a collection says: all of it can be sent to somebody. */
export interface CollectionSearch { view?: string; f?: Condition[]; sort?: string; q?: string; at?: string; record?: string; tab?: string }

const word = (v: unknown): string | undefined => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined);

const root = createRootRoute({ component: Frame, notFoundComponent: Lost });

const today = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('../features/today/TodayPage'), 'TodayPage') });

const collection = createRoute({
  getParentRoute: () => root, path: '/e/$entity',
  validateSearch: (s: Record<string, unknown>): CollectionSearch => ({ view: word(s.view), f: readConditions(s.f), sort: word(s.sort), q: word(s.q), at: word(s.at), record: word(s.record), tab: word(s.tab) }),
  component: lazyRouteComponent(() => import('./CollectionRoute')),
});

export interface From { field: string; id: string; title: string; entity: string; tab: string }

const fresh = createRoute({
  getParentRoute: () => root, path: '/e/$entity/new',
  validateSearch: (s: Record<string, unknown>): { from?: From } => ({ from: typeof s.from === 'object' && s.from !== null ? (s.from as From) : undefined }),
  component: lazyRouteComponent(() => import('./FormRoutes'), 'NewRoute'),
});
const edit = createRoute({ getParentRoute: () => root, path: '/e/$entity/$id/edit', component: lazyRouteComponent(() => import('./FormRoutes'), 'EditRoute') });
const record = createRoute({
  getParentRoute: () => root, path: '/e/$entity/$id',
  validateSearch: (s: Record<string, unknown>): { tab?: string } => ({ tab: word(s.tab) }),
  component: lazyRouteComponent(() => import('./RecordRoute')),
});
const bin = createRoute({ getParentRoute: () => root, path: '/bin/$entity', component: lazyRouteComponent(() => import('./BinRoute')) });
const period = (s: Record<string, unknown>): { period?: string } => ({ period: word(s.period) });
const reports = createRoute({ getParentRoute: () => root, path: '/reports', component: lazyRouteComponent(() => import('../features/report/ReportsPage'), 'ReportsPage') });
const report = createRoute({ getParentRoute: () => root, path: '/reports/$name', validateSearch: period, component: lazyRouteComponent(() => import('./ReportRoutes'), 'ReportRoute') });
const dashboard = createRoute({ getParentRoute: () => root, path: '/dashboards/$name', validateSearch: period, component: lazyRouteComponent(() => import('./ReportRoutes'), 'DashboardRoute') });
const outbox = createRoute({
  getParentRoute: () => root, path: '/outbox',
  validateSearch: (s: Record<string, unknown>): { state?: string; message?: string } => ({ state: word(s.state), message: word(s.message) }),
  component: lazyRouteComponent(() => import('./OfficeRoutes'), 'OutboxRoute'),
});
const runs = createRoute({
  getParentRoute: () => root, path: '/runs', validateSearch: (s: Record<string, unknown>): { state?: string } => ({ state: word(s.state) }),
  component: lazyRouteComponent(() => import('./OfficeRoutes'), 'RunsRoute'),
});
const rehearsals = createRoute({
  getParentRoute: () => root, path: '/rehearsals', validateSearch: (s: Record<string, unknown>): { id?: string } => ({ id: word(s.id) }),
  component: lazyRouteComponent(() => import('./OfficeRoutes'), 'RehearsalsRoute'),
});
const people = createRoute({ getParentRoute: () => root, path: '/people', component: lazyRouteComponent(() => import('../features/people/PeoplePage'), 'PeoplePage') });
const me = createRoute({ getParentRoute: () => root, path: '/me', component: lazyRouteComponent(() => import('../features/profile/ProfilePage'), 'ProfilePage') });

export const router = createRouter({ routeTree: root.addChildren([today, collection, fresh, edit, record, bin, reports, report, dashboard, outbox, runs, rehearsals, people, me]), defaultPreload: 'intent', scrollRestoration: false });
