import { Go } from '../kit/Go';
import { Button } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { Empty } from '../kit/States';
import { useWords } from '../lib/words';

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useWords();
  return <Empty icon={IconCompass} title={t('lostTitle')} text={t('lostText')}><Button component={Go} {...{ to: '/' }} variant="default">{t('toToday')}</Button></Empty>;
}
