import { ActionIcon, PasswordInput } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { isBlank, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type FieldType, type ShowProps } from '../kind';

function SecretShow({ value, dense }: ShowProps) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  if (isBlank(value)) return null;
  if (dense) return <span>••••••</span>;
  return (
    <span className={css.secret}>
      <span className={css.long}>{shown ? textOf(value) : '••••••••'}</span>
      <ActionIcon size="sm" aria-label={shown ? t('hide') : t('show')} onClick={() => setShown(!shown)}>
        {shown ? <IconEyeOff size={15} stroke={1.5} /> : <IconEye size={15} stroke={1.5} />}
      </ActionIcon>
    </span>
  );
}

export const secret: FieldType = {
  Show: SecretShow,
  Edit: (p) => <PasswordInput {...control(p)} autoComplete="off" value={textOf(p.value)} onChange={(e) => p.onChange(e.currentTarget.value || null)} />,
  sort: 'present', width: 120,
};
