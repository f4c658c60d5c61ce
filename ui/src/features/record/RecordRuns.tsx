import { IconBolt } from '@tabler/icons-react';
import { useRecordRuns } from '../../api/story';
import { RunCard } from '../../kit/RunCard';
import { Bones, Empty, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './record.module.css';

/** What automations did for this record, are doing, and wait to do. */
export function RecordRuns({ entity, id }: { entity: string; id: string }) {
  const { t } = useWords();
  const runs = useRecordRuns(entity, id, true);
  if (runs.isPending) return <Bones rows={4} />;
  if (runs.isError) return <Failure error={runs.error} retry={() => void runs.refetch()} />;
  if (runs.data.length === 0) return <Empty icon={IconBolt} title={t('noRuns')} text={t('noRunsText')} />;
  return <div className={css.related}>{runs.data.map((r) => <RunCard key={r.id} run={r} />)}</div>;
}
