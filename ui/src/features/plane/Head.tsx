import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Entity, View } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { Dot } from '../../kit/Tag';
import { useWords } from '../../lib/words';
import { legendOf } from './items';
import css from './plane.module.css';

/** Which days are shown, the way to others, and what the colours mean. */
export function Head({ title, onBack, onToday, onOn, children }: { title: string; onBack: () => void; onToday: () => void; onOn: () => void; children?: React.ReactNode }) {
  const { t } = useWords();
  return (
    <div className={css.bar}>
      <h2 aria-live="polite">{title}</h2>
      <div className={css.steps}>
        <ActionIcon aria-label={t('previous')} onClick={onBack}><IconChevronLeft size={17} stroke={1.5} /></ActionIcon>
        <Button size="compact-sm" variant="default" onClick={onToday}>{t('today')}</Button>
        <ActionIcon aria-label={t('next')} onClick={onOn}><IconChevronRight size={17} stroke={1.5} /></ActionIcon>
      </div>
      {children}
    </div>
  );
}

export function Legend({ entity, view }: { entity: Entity; view: View }) {
  const { t } = useWords();
  const options = legendOf(view.color ? fieldOf(entity, view.color) : undefined, { yes: t('yes'), no: t('no') });
  return options.length > 0 && <div className={css.legend}>{options.map((o) => <span key={o.name}><Dot color={o.color} />{o.label}</span>)}</div>;
}

export function TooMany() {
  const { t } = useWords();
  return <p className={css.tooMany}>{t('tooManyShown')}</p>;
}
