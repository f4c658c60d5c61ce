import { useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconMoon, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMeta } from '../api/meta';
import { useSignOut } from '../api/session';
import { openSearch, Search } from '../features/search/Search';
import type { Action } from '../kit/action';
import { useWords } from '../lib/words';
import type { Places } from './places';
import { onOpenSearch } from './searching';

export default function SearchBox({ places }: { places: Places }) {
  const { t } = useWords();
  const meta = useMeta();
  const navigate = useNavigate();
  const out = useSignOut();
  const { toggleColorScheme } = useMantineColorScheme();
  useEffect(() => onOpenSearch(openSearch), []);
  const pages: Action[] = [places.today, ...places.groups.flatMap((g) => g.places), ...places.office, { ...places.me, label: t('profile') }]
    .map((p) => ({ id: `go-${p.key}`, label: p.label, icon: p.icon, perform: () => void navigate({ to: p.to }) }));
  const actions: Action[] = [
    ...Object.values(meta.entities).filter((e) => e.can.create && meta.navigation.some((g) => g.entities.includes(e.name)))
      .map((e) => ({ id: `new-${e.name}`, label: t('newWhat', { what: e.label }), icon: IconPlus, perform: () => void navigate({ to: '/e/$entity/new', params: { entity: e.name } } as never) })),
    { id: 'theme', label: t('toggleTheme'), icon: IconMoon, perform: toggleColorScheme },
    { id: 'sign-out', label: t('signOut'), icon: IconLogout, perform: () => out.mutate() },
  ];
  return <Search actions={actions} pages={pages} onRecord={(entity, id) => void navigate({ to: '/e/$entity/$id', params: { entity, id } } as never)} />;
}
