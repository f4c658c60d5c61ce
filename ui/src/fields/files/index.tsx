import { storedOf, type Stored } from '../../api/files';
import type { Json } from '../../lib/json';
import css from '../fields.module.css';
import { FileChip, FilePick } from '../file/parts';
import type { FieldType } from '../kind';

export const filesOf = (v: Json | undefined): Stored[] => (Array.isArray(v) ? v.map(storedOf).filter((f) => f !== null) : []);

export const files: FieldType = {
  Show: ({ value, dense }) => <span className={css.row} data-dense={dense || undefined}>{filesOf(value).map((f) => <FileChip key={f.id} file={f} dense={dense} />)}</span>,
  Edit: (p) => <FilePick {...p} many kept={filesOf(p.value)} put={(all) => p.onChange(all.map((f) => ({ ...f })))} />,
  sort: 'present', width: 200, wide: true,
};
