import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMeta } from '../api/meta';
import { Initials } from '../kit/Person';
import { keepPref, readPref } from '../lib/prefs';
import { useWords } from '../lib/words';
import type { Place, Places } from './places';
import { openSearch } from './searching';
import css from './rail.module.css';

export function Rail({ places }: { places: Places }) {
  const { t } = useWords();
  const { package: pack, user } = useMeta();
  const [folded, setFolded] = useState(() => readPref('rail.folded', false));
  const fold = () => { setFolded(!folded); keepPref('rail.folded', !folded); };
  const Fold = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav className={css.rail} data-folded={folded || undefined} aria-label={t('navigation')}>
      <div className={css.top}>
        <Link to="/" className={css.mark} title={pack.label}><span className={css.sign} aria-hidden>{[...pack.label][0]}</span>{!folded && <span className="t-clip">{pack.label}</span>}</Link>
        <ActionIcon size="sm" aria-label={folded ? t('unfold') : t('fold')} aria-expanded={!folded} onClick={fold}><Fold size={17} stroke={1.5} /></ActionIcon>
      </div>
      <UnstyledButton className={css.search} onClick={openSearch} aria-label={folded ? t('search') : undefined}><IconSearch size={16} stroke={1.5} aria-hidden />{!folded && <><span>{t('search')}</span><kbd aria-hidden>Ctrl K</kbd></>}</UnstyledButton>
      <div className={css.scroll}>
        <Item place={places.today} folded={folded} exact />
        {places.groups.map((g, i) => (
          <div key={i} className={css.group} role="group" aria-label={g.label || undefined}>
            {g.label && !folded && <div className={css.heading}>{g.label}</div>}
            {g.places.map((p) => <Item key={p.key} place={p} folded={folded} />)}
          </div>
        ))}
      </div>
      <div className={css.foot}>
        {places.office.map((p) => <Item key={p.key} place={p} folded={folded} />)}
        <Link to="/me" className={css.item} activeProps={{ 'aria-current': 'page' }} title={folded ? user.name : undefined}><Initials name={user.name} size={20} />{!folded && <span className="t-clip">{user.name}</span>}</Link>
      </div>
    </nav>
  );
}

function Item({ place, folded, exact }: { place: Place; folded: boolean; exact?: boolean }) {
  const Sign = place.icon;
  return (
    <Tooltip label={place.label} position="right" disabled={!folded}>
      <Link to={place.to} className={css.item} activeOptions={{ exact: !!exact, includeSearch: false }} activeProps={{ 'aria-current': 'page' }} aria-label={folded ? place.label : undefined}>
        <Sign size={18} stroke={1.5} aria-hidden />{!folded && <span className="t-clip">{place.label}</span>}
      </Link>
    </Tooltip>
  );
}
