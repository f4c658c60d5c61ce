import { Button, SegmentedControl } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useRuns } from '../../api/story';
import { Narrow, Page } from '../../kit/Page';
import { RunCard, runWords } from '../../kit/RunCard';
import { Bones, Empty, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';

const states = ['parked', 'failed', 'waiting', 'running', 'done', 'cancelled'] as const;

/** What automations are doing, and those that need a person. */
export function RunsPage({ state, go }: { state?: string; go: (state: string | undefined) => void }) {
  const { t } = useWords();
  const runs = useRuns({ state });
  const all = runs.data?.pages.flatMap((p) => p.data ?? []) ?? [];
  return (
    <Page narrow title={t('automations')}>
      <Narrow>
        <div style={{ overflowX: 'auto', marginBottom: 8 }}>
          <SegmentedControl size="xs" aria-label={t('state')} value={state ?? ''} onChange={(v) => go(v || undefined)} data={[{ value: '', label: t('all') }, ...states.map((s) => ({ value: s, label: t(runWords[s]) }))]} />
        </div>
        {runs.isPending ? <Bones rows={6} h={40} /> : runs.isError ? <Failure error={runs.error} retry={() => void runs.refetch()} />
          : all.length === 0 ? <Empty icon={IconBolt} title={t('noRuns')} text={t('noRunsText')} /> : all.map((r) => <RunCard key={r.id} run={r} named />)}
        {runs.hasNextPage && <Button variant="subtle" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>{t('showMore')}</Button>}
      </Narrow>
    </Page>
  );
}
