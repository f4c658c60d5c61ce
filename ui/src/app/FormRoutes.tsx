import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEntity } from '../api/meta';
import type { Row } from '../api/records';
import { EditPage, NewPage } from '../features/form/Pages';
import { Lost } from './Lost';
import type { From } from './routes';

const fresh = getRouteApi('/e/$entity/new');
const edited = getRouteApi('/e/$entity/$id/edit');

export function NewRoute() {
  const { entity: name } = fresh.useParams();
  const { from } = fresh.useSearch() as { from?: From };
  const navigate = fresh.useNavigate();
  const { history } = useRouter();
  const entity = useEntity(name);
  if (!entity) return <Lost />;
  const seed = from ? { [from.field]: { id: from.id, _title: from.title, _entity: from.entity } } : undefined;
  const saved = (row: Row) => void navigate(from
    ? ({ to: '/e/$entity/$id', params: { entity: from.entity, id: from.id }, search: { tab: from.tab }, replace: true } as never)
    : ({ to: '/e/$entity/$id', params: { entity: name, id: row.id }, replace: true } as never));
  return <NewPage key={name} entity={entity} seed={seed} onSaved={saved} onCancel={() => history.back()} />;
}

export function EditRoute() {
  const { entity: name, id } = edited.useParams();
  const navigate = edited.useNavigate();
  const entity = useEntity(name);
  if (!entity) return <Lost />;
  const back = () => void navigate({ to: '/e/$entity/$id', params: { entity: name, id }, replace: true } as never);
  return <EditPage key={id} entity={entity} id={id} onSaved={back} onCancel={back} />;
}
