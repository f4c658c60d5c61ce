import type { Entity, Field } from '../../api/gen/meta';
import type { Row } from '../../api/records';
import { Inplace } from './Inplace';
import css from './record.module.css';

export const fileFields = (entity: Entity): Field[] => entity.fields.filter((f) => ['file', 'files', 'image'].includes(f.kind));

/** All files of the record in one place. */
export function Files({ entity, row }: { entity: Entity; row: Row }) {
  return <div className={css.related}><div className={css.fields}>{fileFields(entity).map((f) => <Inplace key={f.name} entity={entity} field={f} row={row} />)}</div></div>;
}
