import { useMediaQuery } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Bones } from '../kit/States';
import { Mover } from '../features/move/Mover';
import { useWords } from '../lib/words';
import css from './app.module.css';
import { Creator } from './Creator';
import { Dock } from './Dock';
import { Rail } from './Rail';
import { usePlaces } from './places';

const Search = lazy(() => import('./SearchBox'));

/** The house around every page: rail on a desk, dock on a phone, search over both. */
export function Frame() {
  const { t } = useWords();
  const phone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const places = usePlaces();
  return (
    <Mover>
      <Creator>
        <div className={css.frame}>
          <a className={css.skip} href="#main">{t('skipToContent')}</a>
          {!phone && <Rail places={places} />}
          <main id="main" tabIndex={-1} className={css.main}>
            <Suspense fallback={<div className={css.pad}><Bones /></div>}><Outlet /></Suspense>
          </main>
          {phone && <Dock places={places} />}
        </div>
        <Suspense fallback={null}><Search places={places} /></Suspense>
      </Creator>
    </Mover>
  );
}
