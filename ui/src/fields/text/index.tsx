import { TextInput } from '@mantine/core';
import { textOf } from '../../lib/json';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

export function TextShow({ value, dense }: ShowProps) {
  return <span className={dense ? css.clip : css.long}>{textOf(value)}</span>;
}

/** One line of text; kinds that are read as text pass what their keyboard and browser should know. */
export function TextLine({ type, mode, complete, ...p }: EditProps & { type?: string; mode?: 'email' | 'tel' | 'url' | 'text'; complete?: string }) {
  return (
    <TextInput {...control(p)} type={type ?? 'text'} inputMode={mode} autoComplete={complete ?? 'off'} maxLength={p.field.max ?? undefined}
      value={textOf(p.value)} onChange={(e) => p.onChange(e.currentTarget.value || null)} />
  );
}

export const text: FieldType = { Show: TextShow, Edit: TextLine, sort: 'text', width: 140 };
