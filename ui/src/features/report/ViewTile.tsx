import { Link } from '@tanstack/react-router';
import { fieldOf, useEntity } from '../../api/meta';
import type { Entity, View } from '../../api/gen/meta';
import { useRecords } from '../../api/records';
import { typeOf } from '../../fields';
import { Bones, Failure } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './report.module.css';

/** The first records of a view, each with the one or two things that matter most. */
export function ViewTile({ entity: name, view: wanted }: { entity: string; view: string }) {
  const entity = useEntity(name);
  const view = entity?.views.find((v) => v.name === wanted);
  return entity && view ? <Records entity={entity} view={view} /> : null;
}

function Records({ entity, view }: { entity: Entity; view: View }) {
  const { t } = useWords();
  const fields = view.columns.map((c) => fieldOf(entity, c)).filter((f) => f !== undefined);
  const links = fields.filter((f) => f.to).map((f) => f.name).join(',');
  const found = useRecords(entity.name, { where: view.where, sort: view.sort, limit: 7, expand: links });
  if (found.isPending) return <Bones rows={7} />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (found.data.data.length === 0) return <p className="t-quiet">{t('nothingFound')}</p>;
  return (
    <ul className={css.records}>
      {found.data.data.map((r) => (
        <li key={r.id}>
          <Link to="/e/$entity/$id" params={{ entity: entity.name, id: r.id }} className="t-clip">{r._title}</Link>
          {fields.slice(1, 3).map((f) => { const { Show } = typeOf(f.kind); return <span key={f.name} className="t-clip"><Show field={f} value={r[f.name]} dense /></span>; })}
        </li>
      ))}
    </ul>
  );
}
