import { ActionIcon, Button, SegmentedControl, Select } from '@mantine/core';
import { IconCheck, IconMail, IconPaperclip, IconSend, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { fileHref } from '../../api/files';
import { useMeta } from '../../api/meta';
import { messageStates, useMessage, useDecide, useOutbox, type Message } from '../../api/outbox';
import { Ago } from '../../kit/Ago';
import { notify } from '../../kit/notify';
import { Page } from '../../kit/Page';
import { Bones, Empty, Failure, useReason } from '../../kit/States';
import { Tag } from '../../kit/Tag';
import { messageColors, messageWords } from '../../kit/words';
import { writeInstant } from '../../lib/dates';
import { fileSize } from '../../lib/names';
import { useWords } from '../../lib/words';
import css from './outbox.module.css';

interface Props { state?: string; message?: string; go: (change: { state?: string; message?: string }) => void }

const listed = (to: string | string[] | null | undefined): string => (Array.isArray(to) ? to.join(', ') : (to ?? ''));

/** Every message that left or waits to: read it, open what is attached, send it again. */
export function OutboxPage({ state, message, go }: Props) {
  const { t } = useWords();
  const found = useOutbox({ state });
  const all = found.data?.pages.flatMap((p) => p.data ?? []) ?? [];
  const filter = (
    <Select size="xs" w={160} aria-label={t('state')} placeholder={t('allStates')} clearable value={state ?? null} onChange={(s) => go({ state: s ?? undefined, message: undefined })}
      clearButtonProps={{ 'aria-label': t('clear') }} data={messageStates.map((s) => ({ value: s, label: t(messageWords[s] ?? 'messageQueued') }))} />
  );
  return (
    <Page title={t('outbox')} actions={filter}>
      <div className={css.split} data-reading={message ? true : undefined}>
        <div className={css.list}>
          {found.isPending ? <div className={css.pad}><Bones rows={8} h={30} /></div> : found.isError ? <Failure error={found.error} retry={() => void found.refetch()} />
            : all.length === 0 ? <Empty icon={IconMail} title={t('noMessages')} text={t('noMessagesText')} />
              : all.map((m) => <Line key={m.id} m={m} open={m.id === message} onOpen={() => go({ state, message: m.id })} />)}
          {found.hasNextPage && <div className={css.pad}><Button variant="subtle" onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>{t('showMore')}</Button></div>}
        </div>
        {message && <Reader id={message} onClose={() => go({ state, message: undefined })} />}
      </div>
    </Page>
  );
}

function Line({ m, open, onOpen }: { m: Message; open: boolean; onOpen: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" className={css.line} aria-current={open || undefined} onClick={onOpen}>
      <span className={css.lineTop}><b className="t-clip">{listed(m.to)}</b><span className={css.when}><Ago at={m.sent_at ?? m.created_at} /></span></span>
      <span className={css.lineTop}><span className="t-clip">{m.subject}</span>{(m.attachments?.length ?? 0) > 0 && <IconPaperclip size={14} stroke={1.5} aria-label={t('attachments')} />}<Tag color={messageColors[m.state]}>{t(messageWords[m.state] ?? 'messageQueued')}</Tag></span>
    </button>
  );
}

function Reader({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const message = useMessage(id);
  return (
    <section className={css.reader} aria-label={t('message')}>
      {message.isPending ? <div className={css.pad}><Bones /></div> : message.isError ? <Failure error={message.error} retry={() => void message.refetch()} /> : <Body m={message.data} onClose={onClose} />}
    </section>
  );
}

function Body({ m, onClose }: { m: Message; onClose: () => void }) {
  const { t, locale } = useWords();
  const meta = useMeta();
  const reason = useReason();
  const decide = useDecide();
  const [as, setAs] = useState<'html' | 'text'>(m.html ? 'html' : 'text');
  const act = (how: 'send' | 'settle') => decide.mutateAsync({ id: m.id, how }).then(() => notify.done(t(how === 'send' ? 'queuedAgain' : 'countedAsSent')), (e: unknown) => notify.refused(t('notDone'), reason(e)));
  const zone = meta.package.zone;
  return (
    <>
      <header className={css.readerHead}>
        <div className={css.readerBar}><h2>{m.subject}</h2><ActionIcon aria-label={t('close')} onClick={onClose}><IconX size={18} stroke={1.5} /></ActionIcon></div>
        <dl className={css.facts}>
          <dt>{t('to')}</dt><dd>{listed(m.to)}{listed(m.cc) && <span className="t-quiet"> · {listed(m.cc)}</span>}</dd>
          <dt>{t('state')}</dt><dd><Tag color={messageColors[m.state]}>{t(messageWords[m.state] ?? 'messageQueued')}</Tag> {m.sent_at ? writeInstant(m.sent_at, locale, zone) : m.next_at && m.state !== 'held' ? t('nextTry', { when: writeInstant(m.next_at, locale, zone, { near: true }) }) : m.state === 'held' ? <span className="t-quiet">{t('heldWhy')}</span> : m.state === 'unknown' ? <span className="t-quiet">{t('unknownWhy')}</span> : null}</dd>
          {m.record && m.entity && meta.entities[m.entity] && <><dt>{t('regarding')}</dt><dd><Link className="t-link" to="/e/$entity/$id" params={{ entity: m.entity, id: m.record }}>{m.record_title}</Link></dd></>}
          {m.error && <><dt>{t('error')}</dt><dd className={css.error}>{m.error}</dd></>}
        </dl>
        <div className={css.readerTools}>
          {(m.attachments ?? []).map((a) => <a key={a.id} className={css.file} href={fileHref(a.id)} target="_blank" rel="noreferrer"><IconPaperclip size={14} stroke={1.5} aria-hidden />{a.name}<small>{fileSize(a.size)}</small></a>)}
          <span className={css.right}>
            {m.html && <SegmentedControl size="xs" aria-label={t('showAs')} value={as} onChange={(v) => setAs(v as 'html' | 'text')} data={[{ value: 'html', label: t('formatted') }, { value: 'text', label: t('plainText') }]} />}
            {m.state === 'unknown' && <Button variant="default" leftSection={<IconCheck size={15} stroke={1.5} />} loading={decide.isPending} onClick={() => void act('settle')}>{t('countAsSent')}</Button>}
            {m.state !== 'sent' && m.state !== 'sending' && <Button leftSection={<IconSend size={15} stroke={1.5} />} loading={decide.isPending} onClick={() => void act('send')}>{t('sendAgain')}</Button>}
          </span>
        </div>
      </header>
      {as === 'html' && m.html ? <iframe className={css.frame} title={m.subject} sandbox="" srcDoc={m.html} /> : <pre className={css.plain}>{m.text}</pre>}
    </>
  );
}
