import { IconBolt, IconChartBar, IconFlask, IconLayoutDashboard, IconMail, IconSun, IconUserCog, IconUsers, type Icon } from '@tabler/icons-react';
import { useMeta } from '../api/meta';
import { iconOf } from '../kit/icons';
import { useWords } from '../lib/words';

/** One line of the navigation. */
export interface Place { key: string; label: string; icon: Icon; to: string }
export interface Places { today: Place; groups: { label: string; places: Place[] }[]; office: Place[]; me: Place }

/** Where this person can go, in the package's own groups and order. */
export function usePlaces(): Places {
  const { t } = useWords();
  const meta = useMeta();
  const { can } = meta.user;
  const groups = meta.navigation.map((g) => ({
    label: g.label,
    places: g.entities.map((n) => meta.entities[n]).filter((e) => e !== undefined).map((e) => ({ key: e.name, label: e.plural, icon: iconOf(e.icon), to: `/e/${e.name}` })),
  })).filter((g) => g.places.length > 0);
  const figures: Place[] = [
    ...meta.dashboards.map((d) => ({ key: `dashboard.${d.name}`, label: d.label, icon: d.icon ? iconOf(d.icon) : IconLayoutDashboard, to: `/dashboards/${d.name}` })),
    ...(meta.reports.length ? [{ key: 'reports', label: t('reports'), icon: IconChartBar, to: '/reports' }] : []),
  ];
  if (figures.length) groups.push({ label: t('figures'), places: figures });
  const office: Place[] = [
    ...(can.includes('runs') ? [{ key: 'runs', label: t('automations'), icon: IconBolt, to: '/runs' }] : []),
    ...(can.includes('outbox') ? [{ key: 'outbox', label: t('outbox'), icon: IconMail, to: '/outbox' }] : []),
    ...(can.includes('simulate') ? [{ key: 'rehearsals', label: t('rehearsals'), icon: IconFlask, to: '/rehearsals' }] : []),
    ...(can.includes('users') ? [{ key: 'people', label: t('people'), icon: IconUsers, to: '/people' }] : []),
  ];
  return { today: { key: 'today', label: t('today'), icon: IconSun, to: '/' }, groups, office, me: { key: 'me', label: meta.user.name, icon: IconUserCog, to: '/me' } };
}
