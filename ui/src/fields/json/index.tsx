import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { isBlank, type Json } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType } from '../kind';

function JsonEdit(p: EditProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState(() => (isBlank(p.value) ? '' : JSON.stringify(p.value, null, 2)));
  const [wrong, setWrong] = useState(false);
  const change = (s: string) => {
    setTyped(s);
    try {
      p.onChange(s.trim() === '' ? null : (JSON.parse(s) as Json));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <Textarea {...control(p)} error={wrong ? t('notJson') : p.error} autosize minRows={3} maxRows={16} ff="monospace" value={typed}
      onChange={(e) => change(e.currentTarget.value)} />
  );
}

export const json: FieldType = {
  Show: ({ value, dense }) => (isBlank(value) ? null : <code className={dense ? css.clip : css.long}>{JSON.stringify(value, null, dense ? 0 : 2)}</code>),
  Edit: JsonEdit, sort: 'present', width: 200, wide: true,
};
