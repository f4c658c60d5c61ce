import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../lib/words';

interface Props { title: string; children: ReactNode; action: string; danger?: boolean; busy?: boolean; onAct: () => void; onClose: () => void }

/** Asks before what cannot simply be taken back. */
export function Confirm({ title, children, action, danger, busy, onAct, onClose }: Props) {
  const { t } = useWords();
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
      <div style={{ color: 'var(--t-ink-2)' }}>{children}</div>
      <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 16 }}>
        <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
        <Button color={danger ? 'red' : undefined} loading={busy} onClick={onAct} data-autofocus>{action}</Button>
      </div>
    </Modal>
  );
}
