import { Go } from '../../kit/Go';
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconCalendar, IconChartGridDots, IconLayoutKanban, IconList, IconPlus, IconSearch, IconTimeline, IconTrash, IconX, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import type { Entity } from '../../api/gen/meta';
import { useMeta } from '../../api/meta';
import { iconOf } from '../../kit/icons';
import { Empty } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './collection.module.css';
import { Filters } from './Filters';
import { shownOf, viewOf, type Place, type Shown } from './query';

interface Props {
  entity: Entity;
  place: Place;
  go: (change: Partial<Place>) => void;
  children: (shown: Shown) => ReactNode;
}

/** The head over every list and board: name, saved views, search, filters, and the way to a new one. */
export function Collection({ entity, place, go, children }: Props) {
  const { t } = useWords();
  const meta = useMeta();
  const Sign = iconOf(entity.icon);
  const shown = shownOf(meta, entity, place);
  const current = viewOf(entity, place.view);
  return (
    <section className={css.page} aria-label={entity.plural}>
      <header className={css.head}>
        <h1><Sign size={18} stroke={1.5} aria-hidden />{entity.plural}</h1>
        <nav className={css.views} aria-label={t('views')}>
          {entity.views.length > 1 && entity.views.map((v) => (
            <Link key={v.name} to="/e/$entity" params={{ entity: entity.name }} search={{ view: v.name }} className={css.view} aria-current={v === current ? 'page' : undefined}>
              <ViewSign kind={v.kind} />
              {v.label}
            </Link>
          ))}
        </nav>
        <div className={css.tools}>
          {entity.search && <SearchBox key={entity.name} value={place.q ?? ''} label={t('searchIn', { what: entity.plural })} onSearch={(q) => go({ q: q || undefined })} />}
          {entity.can.delete && (
            <Tooltip label={t('recycleBin')}>
              <ActionIcon component={Go} {...{ to: '/bin/$entity', params: { entity: entity.name } }} variant="subtle" color="gray" aria-label={t('recycleBin')}><IconTrash size={16} stroke={1.5} /></ActionIcon>
            </Tooltip>
          )}
          {entity.can.create && (
            <Tooltip label={t('newWhat', { what: entity.label })}>
              <Button component={Go} {...{ to: '/e/$entity/new', params: { entity: entity.name } }} leftSection={<IconPlus size={16} stroke={2} />} className={css.create} aria-label={t('newWhat', { what: entity.label })}>
                <span>{t('new')}</span>
              </Button>
            </Tooltip>
          )}
        </div>
      </header>
      <Filters entity={entity} conditions={place.f ?? []} where={shown?.where ?? ''} onChange={(f) => go({ f: f.length ? f : undefined })} />
      {shown ? children(shown) : <Empty title={t('noViews')} />}
    </section>
  );
}

const signs: Record<string, Icon> = { kanban: IconLayoutKanban, calendar: IconCalendar, timeline: IconTimeline, grid: IconChartGridDots };

function ViewSign({ kind }: { kind: string }) {
  const Sign = signs[kind] ?? IconList;
  return <Sign size={15} stroke={1.5} aria-hidden />;
}

/** Typing never waits for the server; the address follows when the hand rests. */
function SearchBox({ value, label, onSearch }: { value: string; label: string; onSearch: (q: string) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const soon = useDebouncedCallback(onSearch, 250);
  return (
    <TextInput size="xs" className={css.search} type="search" aria-label={label} placeholder={label} value={typed} leftSection={<IconSearch size={15} stroke={1.5} />}
      rightSection={typed && <ActionIcon size="xs" aria-label={t('clear')} onClick={() => { setTyped(''); onSearch(''); }}><IconX size={13} /></ActionIcon>}
      onChange={(e) => { setTyped(e.currentTarget.value); soon(e.currentTarget.value); }} />
  );
}
