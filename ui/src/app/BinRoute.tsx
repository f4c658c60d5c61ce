import { getRouteApi } from '@tanstack/react-router';
import { useEntity } from '../api/meta';
import { BinPage } from '../features/bin/BinPage';
import { Lost } from './Lost';

const route = getRouteApi('/bin/$entity');

export default function BinRoute() {
  const { entity: name } = route.useParams();
  const entity = useEntity(name);
  return entity ? <BinPage entity={entity} /> : <Lost />;
}
