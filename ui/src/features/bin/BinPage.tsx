import { Button } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Entity } from '../../api/gen/meta';
import { binQuery, useRestore, type Row } from '../../api/records';
import { Ago } from '../../kit/Ago';
import { notify } from '../../kit/notify';
import { Narrow, Page } from '../../kit/Page';
import { Bones, Empty, Failure, useReason } from '../../kit/States';
import { textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './bin.module.css';

/** What was deleted of an entity, the latest first, to bring back. */
export function BinPage({ entity }: { entity: Entity }) {
  const { t } = useWords();
  const found = useInfiniteQuery(binQuery(entity.name));
  const rows = found.data?.pages.flatMap((p) => p.data) ?? [];
  return (
    <Page narrow title={t('binOf', { what: entity.plural })}>
      <Narrow>
        {found.isPending ? <Bones rows={6} /> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
          : rows.length === 0 ? <Empty icon={IconTrash} title={t('binEmpty')} text={t('binText')} />
            : <ul className={css.bin}>{rows.map((r) => <Binned key={r.id} row={r} />)}</ul>}
        {found.hasNextPage && <Button variant="subtle" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('showMore')}</Button>}
      </Narrow>
    </Page>
  );
}

function Binned({ row }: { row: Row }) {
  const { t } = useWords();
  const reason = useReason();
  const restore = useRestore();
  const act = () => restore.mutateAsync({ entity: row._entity, id: row.id }).then(
    () => notify.done(t('restoredWhat', { what: row._title })),
    (e: unknown) => notify.refused(t('notDone'), reason(e)),
  );
  return (
    <li>
      <span className={css.title}>{row._title}</span>
      <span className={css.when}><Ago at={textOf(row.deleted_at)} /></span>
      <Button variant="default" size="xs" leftSection={<IconArrowBackUp size={15} stroke={1.5} />} loading={restore.isPending} aria-label={t('restoreWhat', { what: row._title })} onClick={() => void act()}>{t('restore')}</Button>
    </li>
  );
}
