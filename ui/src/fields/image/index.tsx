import { fileHref, storedOf } from '../../api/files';
import css from '../fields.module.css';
import { FilePick } from '../file/parts';
import type { FieldType } from '../kind';

export const image: FieldType = {
  Show: ({ value, dense }) => { const f = storedOf(value); return f && <img className={dense ? css.thumbSmall : css.thumb} src={fileHref(f.id)} alt={f.name} loading="lazy" />; },
  Edit: (p) => { const f = storedOf(p.value); return <FilePick {...p} accept="image/*" kept={f ? [f] : []} put={(all) => p.onChange(all.length ? { ...all[all.length - 1] } : null)} />; },
  sort: 'present', width: 70,
};
