import { Drawer, UnstyledButton } from '@mantine/core';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useWords } from '../lib/words';
import css from './dock.module.css';
import type { Place, Places } from './places';
import { openSearch } from './searching';

/** The phone's bar of five; the rest is on a sheet. */
export function Dock({ places }: { places: Places }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const all = places.groups.flatMap((g) => g.places);
  const near = [places.today, ...all.slice(0, 2)];
  return (
    <>
      <nav className={css.dock} aria-label={t('navigation')}>
        {near.map((p) => <Item key={p.key} place={p} />)}
        <UnstyledButton className={css.item} onClick={openSearch}><IconSearch size={20} stroke={1.5} aria-hidden /><span className="t-clip">{t('search')}</span></UnstyledButton>
        <UnstyledButton className={css.item} aria-expanded={open} onClick={() => setOpen(true)}><IconDots size={20} stroke={1.5} aria-hidden /><span className="t-clip">{t('more')}</span></UnstyledButton>
      </nav>
      <Drawer opened={open} onClose={() => setOpen(false)} position="bottom" size="auto" title={t('navigation')} closeButtonProps={{ 'aria-label': t('close') }} radius="lg">
        <div className={css.sheet} onClick={() => setOpen(false)}>
          {places.groups.map((g, i) => (
            <div key={i} role="group" aria-label={g.label || undefined}>
              {g.label && <div className={css.heading}>{g.label}</div>}
              <div className={css.grid}>{g.places.map((p) => <Tile key={p.key} place={p} />)}</div>
            </div>
          ))}
          <div className={css.grid}>{[...places.office, places.me].map((p) => <Tile key={p.key} place={p} />)}</div>
        </div>
      </Drawer>
    </>
  );
}

const Item = ({ place }: { place: Place }) => (
  <Link to={place.to} className={css.item} activeOptions={{ exact: place.to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }}><place.icon size={20} stroke={1.5} aria-hidden /><span className="t-clip">{place.label}</span></Link>
);

const Tile = ({ place }: { place: Place }) => <Link to={place.to} className={css.tile}><place.icon size={20} stroke={1.5} aria-hidden /><span>{place.label}</span></Link>;
