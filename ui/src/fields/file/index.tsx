import { storedOf } from '../../api/files';
import type { FieldType } from '../kind';
import { FileChip, FilePick } from './parts';

export const file: FieldType = {
  Show: ({ value, dense }) => { const f = storedOf(value); return f && <FileChip file={f} dense={dense} />; },
  Edit: (p) => { const f = storedOf(p.value); return <FilePick {...p} kept={f ? [f] : []} put={(all) => p.onChange(all.length ? { ...all[all.length - 1] } : null)} />; },
  sort: 'present', width: 180,
};
