import { Input } from '@mantine/core';
import { isObject, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { NumberLine } from '../decimal';
import css from '../fields.module.css';
import { control, type EditProps, type FieldType, type ShowProps } from '../kind';

function LocationShow({ value, dense }: ShowProps) {
  if (!isObject(value)) return null;
  const at = `${textOf(value.lat)}, ${textOf(value.lon)}`;
  const href = `https://www.openstreetmap.org/?mlat=${textOf(value.lat)}&mlon=${textOf(value.lon)}#map=16/${textOf(value.lat)}/${textOf(value.lon)}`;
  return dense ? <span className={css.num}>{at}</span> : <a className={css.link} href={href} target="_blank" rel="noreferrer noopener">{at}</a>;
}

function LocationEdit(p: EditProps) {
  const { t } = useWords();
  const { label, description, error, withAsterisk } = control(p);
  const at = isObject(p.value) ? p.value : {};
  const put = (part: 'lat' | 'lon', s: string | null) => {
    const next = { lat: at.lat ?? null, lon: at.lon ?? null, [part]: s === null ? null : Number(s) };
    p.onChange(next.lat === null && next.lon === null ? null : next);
  };
  const end = (part: 'lat' | 'lon', name: string) => (
    <NumberLine {...p} id={undefined} error={undefined} bare field={{ ...p.field, label: `${p.field.label}: ${name}`, placeholder: name }}
      text={textOf(at[part])} onText={(s) => put(part, s)} />
  );
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk={withAsterisk}>
      <div className={css.pair}>{end('lat', t('latitude'))}{end('lon', t('longitude'))}</div>
    </Input.Wrapper>
  );
}

export const location: FieldType = { Show: LocationShow, Edit: LocationEdit, sort: 'present', width: 160 };
