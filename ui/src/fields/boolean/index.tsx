import { Switch } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

function BooleanShow({ value, dense }: ShowProps) {
  const { t } = useWords();
  if (value !== true) return dense || value === undefined || value === null ? null : <span>{t('no')}</span>;
  return dense ? <IconCheck size={15} stroke={2} aria-label={t('yes')} style={{ color: 'var(--t-accent-ink)' }} /> : <span>{t('yes')}</span>;
}

function BooleanEdit(p: EditProps) {
  const { withAsterisk: _, inputWrapperOrder: __, placeholder: ___, ...rest } = control(p);
  return (
    <div className={css.check}>
      <Switch {...rest} checked={p.value === true} onChange={(e) => p.onChange(e.currentTarget.checked)} />
    </div>
  );
}

export const boolean: FieldType = { Show: BooleanShow, Edit: BooleanEdit, sort: 'boolean', width: 90 };
