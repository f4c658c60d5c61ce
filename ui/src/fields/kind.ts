import type { ComponentType, ReactNode } from 'react';
import type { Field } from '../api/gen/meta';
import type { Json } from '../lib/json';
import type { Sort } from '../lib/where';

export interface ShowProps {
  field: Field;
  value: Json | undefined;
  /** In a row of a list: one line, no links inside links. */
  dense?: boolean;
}

export interface EditProps {
  field: Field;
  value: Json | undefined;
  onChange: (value: Json) => void;
  id?: string;
  /** Without a visible label the field's own names it for a screen reader. */
  bare?: boolean;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
}

/** All that the screens know of a kind of field. */
export interface FieldType {
  Show: ComponentType<ShowProps>;
  Edit: ComponentType<EditProps>;
  /** How it is compared in filters. */
  sort: Sort;
  /** Its first width in a list, in pixels. */
  width: number;
  end?: boolean;
  /** Takes the whole width of a form. */
  wide?: boolean;
}

/** What every Mantine control is told, from what a field knows. */
export function control(p: EditProps) {
  return {
    id: p.id,
    label: p.bare ? undefined : p.field.label,
    'aria-label': p.bare ? p.field.label : undefined,
    description: p.bare ? undefined : p.field.help,
    placeholder: p.field.placeholder,
    error: p.error,
    withAsterisk: p.required ?? p.field.required ?? false,
    'aria-required': (p.required ?? p.field.required) || undefined,
    disabled: p.disabled,
    autoFocus: p.autoFocus,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
  };
}
