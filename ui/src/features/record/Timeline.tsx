import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { useTimeline, type Entry } from '../../api/story';
import { Bones, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';
import { Composer } from './Composer';
import { EntryLine } from './Entries';
import css from './timeline.module.css';

const filters = ['all', 'comment', 'message', 'task', 'change', 'run'] as const;
type Filter = (typeof filters)[number];

/** All that happened to a record, newest first, with a place to say something on top. */
export function Timeline({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<Filter>('all');
  const story = useTimeline(entity.name, id);
  const entries: Entry[] = story.data?.pages.flatMap((p) => p.data ?? []) ?? [];
  const kinds = new Set(entries.map((e) => e.kind));
  const names = { all: t('all'), comment: t('comments'), message: t('messages'), task: t('tasks'), change: t('changes'), run: t('automations') };
  const offered = filters.filter((f) => f === 'all' || kinds.has(f));
  const shown = filter === 'all' ? entries : entries.filter((e) => e.kind === filter);
  return (
    <section className={css.timeline} aria-label={t('timeline')}>
      <Composer entity={entity} id={id} />
      {offered.length > 2 && <div className={css.filter}><SegmentedControl size="xs" value={filter} onChange={(v) => setFilter(v as Filter)} data={offered.map((f) => ({ value: f, label: names[f] }))} aria-label={t('filter')} /></div>}
      {story.isPending ? <Bones rows={5} /> : story.isError ? <Failure error={story.error} retry={() => void story.refetch()} /> : (
        <ol className={css.list}>
          {shown.map((e, i) => <EntryLine key={`${e.kind}-${e.at}-${i}`} entry={e} entity={entity} id={id} />)}
        </ol>
      )}
      {story.hasNextPage && <Button variant="subtle" loading={story.isFetchingNextPage} onClick={() => void story.fetchNextPage()}>{t('showEarlier')}</Button>}
    </section>
  );
}
