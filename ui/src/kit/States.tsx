import { Button } from '@mantine/core';
import { IconCloudOff, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../api/client';
import { useWords } from '../lib/words';
import css from './kit.module.css';

/** What stands where nothing is yet: what this is for, and the first step. */
export function Empty({ icon: Sign, title, text, children }: { icon?: Icon; title: string; text?: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      {Sign && <span className={css.emptyIcon}><Sign size={22} stroke={1.5} aria-hidden /></span>}
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children && <div className={css.emptyActions}>{children}</div>}
    </div>
  );
}

/** What went wrong, in words, and the way on. */
export function useReason(): (e: unknown) => string {
  const { t } = useWords();
  return (e) => {
    if (!(e instanceof Problem)) return t('failedUnexpected');
    if (e.status === 0) return t('failedOffline');
    if (e.status === 404) return t('failedAbsent');
    if (e.status === 412) return t('failedStale');
    if (e.status === 429) return t('failedTooMany');
    const spoken = e.errors.map((f) => f.message).filter(Boolean);
    return (e.status === 403 && e.message) || spoken.join(' ') || e.message || t('failedUnexpected');
  };
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  return (
    <div role="alert">
      <Empty icon={IconCloudOff} title={t('failedTitle')} text={reason(error)}>
        {retry && <Button variant="default" onClick={retry}>{t('tryAgain')}</Button>}
      </Empty>
    </div>
  );
}

export function Bone({ w = '100%', h = 14, r }: { w?: number | string; h?: number; r?: number }) {
  return <span className={css.bone} style={{ width: w, height: h, borderRadius: r }} aria-hidden />;
}

/** Rows of the size that the content will have. */
export function Bones({ rows = 8, h = 14, gap = 22 }: { rows?: number; h?: number; gap?: number }) {
  return (
    <div aria-busy="true" style={{ display: 'grid', gap, padding: '12px 0' }}>
      {Array.from({ length: rows }, (_, i) => <Bone key={i} h={h} w={`${92 - ((i * 17) % 40)}%`} />)}
    </div>
  );
}
