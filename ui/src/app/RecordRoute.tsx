import { getRouteApi } from '@tanstack/react-router';
import { useEntity } from '../api/meta';
import { RecordPage } from '../features/record/RecordPage';
import { Lost } from './Lost';

const route = getRouteApi('/e/$entity/$id');

export default function RecordRoute() {
  const { entity: name, id } = route.useParams();
  const { tab } = route.useSearch() as { tab?: string };
  const navigate = route.useNavigate();
  const entity = useEntity(name);
  if (!entity) return <Lost />;
  return (
    <RecordPage key={id} entity={entity} id={id} tab={tab} onTab={(next) => void navigate({ search: { tab: next }, replace: true } as never)}
      onGone={() => void navigate({ to: '/e/$entity', params: { entity: name } } as never)} />
  );
}
