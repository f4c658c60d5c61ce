import { Go } from '../../kit/Go';
import { ActionIcon, Button, Menu, Tabs, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconDots, IconLink, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { expandOf, funnelsOf, isLink, useMeta } from '../../api/meta';
import { useDelete, useRecord, useRestore, type Row } from '../../api/records';
import { Confirm } from '../../kit/Confirm';
import { iconOf } from '../../kit/icons';
import { notify } from '../../kit/notify';
import { Bone, Bones, Failure, useReason } from '../../kit/States';
import { textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Explain } from './Explain';
import { Buttons } from './Buttons';
import { FunnelBar } from './FunnelBar';
import { Files, fileFields } from './Files';
import { KeyFigures } from './KeyFigures';
import css from './record.module.css';
import { RelatedList } from './RelatedList';
import { RecordRuns } from './RecordRuns';
import { Sections } from './Sections';
import { Timeline } from './Timeline';

interface Props {
  entity: Entity;
  id: string;
  tab?: string;
  panel?: boolean;
  onTab: (tab: string | undefined) => void;
  onGone: () => void;
  onClose?: () => void;
}

/** What a record page needs in one answer: titles of links, and the rows of inline children. */
function useWhole(entity: Entity, id: string) {
  const meta = useMeta();
  const rows = entity.related.filter((r) => r.inline).flatMap((r) => {
    const child = meta.entities[r.entity];
    const links = child?.fields.filter((f) => isLink(f) && f.name !== r.field && r.columns.includes(f.name)) ?? [];
    return [r.name, ...links.map((f) => `${r.name}.${f.name}`)];
  });
  return useRecord(entity.name, id, [expandOf(entity.fields), ...rows].filter(Boolean).join(','));
}

export function RecordPage(p: Props) {
  const record = useWhole(p.entity, p.id);
  if (record.isError && !record.data) {
    return <div className={css.page} data-panel={p.panel || undefined}><div className={css.bar}>{p.onClose && <CloseIt onClose={p.onClose} />}</div><Failure error={record.error} retry={() => void record.refetch()} /></div>;
  }
  return (
    <article className={css.page} data-panel={p.panel || undefined} aria-label={record.data?._title ?? p.entity.label} aria-busy={record.isPending}>
      {record.data ? <Whole {...p} row={record.data} /> : <div className={css.head}><Bone w={120} h={12} /><Bone w={280} h={24} /><Bones rows={7} /></div>}
    </article>
  );
}

function CloseIt({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return <ActionIcon aria-label={t('close')} onClick={onClose}><IconX size={18} stroke={1.5} /></ActionIcon>;
}

function Whole(p: Props & { row: Row }) {
  const { t } = useWords();
  const meta = useMeta();
  const { entity, row } = p;
  const Sign = iconOf(entity.icon);
  const lists = entity.related.filter((r) => !r.inline && meta.entities[r.entity]);
  const funnels = funnelsOf(meta, entity);
  const runs = meta.user.can.includes('runs');
  const tabs = ['overview', ...lists.map((r) => r.name), ...(fileFields(entity).length ? ['files'] : []), ...(runs ? ['runs'] : []), 'explain'];
  const tab = tabs.includes(p.tab ?? '') ? (p.tab ?? 'overview') : 'overview';
  return (
    <>
      <header className={css.head}>
        <div className={css.bar}>
          <Link className={css.crumb} to="/e/$entity" params={{ entity: entity.name }}><Sign size={15} stroke={1.5} aria-hidden />{entity.plural}</Link>
          <Actions {...p} />
        </div>
        <h1 className={css.title}>{row._title || t('untitled')}</h1>
        <KeyFigures entity={entity} row={row} />
        {funnels.length > 0 && <FunnelBar entity={entity} row={row} funnels={funnels} />}
      </header>
      <Tabs value={tab} onChange={(v) => p.onTab(v && v !== 'overview' ? v : undefined)} keepMounted={false} className={css.tabs} classNames={{ list: css.tabList, tab: css.tab, panel: css.panel }}>
        {tabs.length > 1 && (
          <Tabs.List>
            <Tabs.Tab value="overview">{t('overview')}</Tabs.Tab>
            {lists.map((r) => <Tabs.Tab key={r.name} value={r.name}>{r.label}</Tabs.Tab>)}
            {tabs.includes('files') && <Tabs.Tab value="files">{t('files')}</Tabs.Tab>}
            {runs && <Tabs.Tab value="runs">{t('automations')}</Tabs.Tab>}
            <Tabs.Tab value="explain">{t('explain')}</Tabs.Tab>
          </Tabs.List>
        )}
        <Tabs.Panel value="overview">
          <div className={css.overview}>
            <div className={css.main}><Sections entity={entity} row={row} /></div>
            <div className={css.side}><Timeline entity={entity} id={row.id} /></div>
          </div>
        </Tabs.Panel>
        {lists.map((r) => <Tabs.Panel key={r.name} value={r.name}><RelatedList related={r} row={row} /></Tabs.Panel>)}
        <Tabs.Panel value="files"><Files entity={entity} row={row} /></Tabs.Panel>
        <Tabs.Panel value="explain"><Explain entity={entity} id={row.id} /></Tabs.Panel>
        {runs && <Tabs.Panel value="runs"><RecordRuns entity={entity.name} id={row.id} /></Tabs.Panel>}
      </Tabs>
    </>
  );
}

function Actions({ entity, row, panel, onClose, onGone }: Props & { row: Row }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const may = row._can ?? { update: entity.can.update, delete: entity.can.delete, move: entity.can.move, actions: [] };
  const href = `/e/${entity.name}/${row.id}`;
  const copy = () => void navigator.clipboard.writeText(location.origin + href).then(() => notify.done(t('linkCopied')));
  return (
    <div className={css.actions}>
      <Buttons entity={entity} row={row} />
      {may.update && <Button component={Go} {...{ to: '/e/$entity/$id/edit', params: { entity: entity.name, id: row.id } }} variant="default" leftSection={<IconPencil size={15} stroke={1.5} />}>{t('edit')}</Button>}
      {panel && <Tooltip label={t('openFull')}><ActionIcon component={Go} {...{ to: '/e/$entity/$id', params: { entity: entity.name, id: row.id } }} aria-label={t('openFull')}><IconArrowsDiagonal size={17} stroke={1.5} /></ActionIcon></Tooltip>}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target><ActionIcon aria-label={t('more')}><IconDots size={18} stroke={1.5} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={15} stroke={1.5} />} onClick={copy}>{t('copyLink')}</Menu.Item>
          {may.delete && <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.5} />} onClick={() => setAsking(true)}>{t('delete')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {onClose && <CloseIt onClose={onClose} />}
      {asking && <DeleteIt entity={entity} row={row} onClose={() => setAsking(false)} onGone={onGone} />}
    </div>
  );
}

function DeleteIt({ entity, row, onClose, onGone }: { entity: Entity; row: Row; onClose: () => void; onGone: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  const drop = useDelete();
  const restore = useRestore();
  const act = async () => {
    try {
      await drop.mutateAsync({ entity: entity.name, id: row.id });
      onGone();
      notify.undo(t('deletedWhat', { what: row._title }), t('undo'), () => void restore.mutateAsync({ entity: entity.name, id: textOf(row.id) }).catch((e: unknown) => notify.refused(t('notDone'), reason(e))));
    } catch (e) {
      onClose();
      notify.refused(t('notDone'), reason(e));
    }
  };
  return <Confirm danger title={t('deleteWhat', { what: row._title })} action={t('delete')} busy={drop.isPending} onClose={onClose} onAct={() => void act()}>{t('deleteText')}</Confirm>;
}
