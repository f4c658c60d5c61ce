import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import { useEntity } from '../api/meta';
import { Collection } from '../features/collection/Collection';
import type { Place, Shown } from '../features/collection/query';
import { List } from '../features/list/List';
import { Bones } from '../kit/States';
import { Lost } from './Lost';
import type { CollectionSearch } from './routes';
import css from './app.module.css';

const Board = lazy(() => import('../features/board/Board').then((m) => ({ default: m.Board })));
const Calendar = lazy(() => import('../features/plane/Calendar').then((m) => ({ default: m.Calendar })));
const Timeline = lazy(() => import('../features/plane/Timeline').then((m) => ({ default: m.Timeline })));
const Grid = lazy(() => import('../features/plane/Grid').then((m) => ({ default: m.Grid })));
const RecordPage = lazy(() => import('../features/record/RecordPage').then((m) => ({ default: m.RecordPage })));
const route = getRouteApi('/e/$entity');

/** A list or a board, with the opened record beside it on a wide screen and over it on a narrow one. */
export default function CollectionRoute() {
  const { entity: name } = route.useParams();
  const place = route.useSearch() as CollectionSearch;
  const navigate = route.useNavigate();
  const entity = useEntity(name);
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const phone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const go = useCallback((change: CollectionSearch, replace = false) => void navigate({ search: (old: CollectionSearch) => ({ ...old, ...change }), replace } as never), [navigate]);
  const onOpen = useCallback((id: string) => go({ record: id, tab: undefined }), [go]);
  if (!entity) return <Lost />;
  const { record } = place;
  const onAt = (at: string | undefined) => go({ at }, true);
  const plane = (shown: Shown) => {
    const on = { entity, view: shown.view, where: shown.where, search: shown.search, open: record, onOpen };
    const time = { ...on, at: place.at, onAt, narrow: phone || (!!record && wide) };
    return shown.view.kind === 'grid' ? <Grid {...on} sort={shown.sort} /> : shown.view.kind === 'calendar' ? <Calendar {...time} /> : <Timeline {...time} />;
  };
  const body = (shown: Shown) => ['grid', 'calendar', 'timeline'].includes(shown.view.kind) ? (
    <Suspense fallback={<div className={css.pad}><Bones /></div>}>{plane(shown)}</Suspense>
  ) : shown.view.kind === 'kanban' ? (
    <Suspense fallback={<div className={css.pad}><Bones /></div>}>
      <Board key={entity.name + shown.view.name} entity={entity} view={shown.view} where={shown.where} search={shown.search} sort={shown.sort} open={record} onOpen={onOpen}
        onList={(stage, funnel) => go({ view: entity.views.find((v) => v.kind === 'list')?.name, f: [...(place.f ?? []), { field: 'funnel', op: 'any', value: [funnel] }, { field: 'stage', op: 'any', value: [stage] }], record: undefined })} />
    </Suspense>
  ) : (
    <List key={entity.name + shown.view.name} entity={entity} view={shown.view} where={shown.where} sort={shown.sort} search={shown.search} filtered={!!place.f?.length || !!place.q} open={record} narrow={(!!record && wide) || phone}
      onOpen={onOpen} onSort={(sort) => go({ sort }, true)} onClear={() => go({ f: undefined, q: undefined })} />
  );
  return (
    <div className={css.split} data-open={record ? true : undefined}>
      <div className={css.left} inert={!!record && !wide}>
        <Collection entity={entity} place={place} go={(change: Partial<Place>) => go(change, 'q' in change)}>{body}</Collection>
      </div>
      {record && (
        <div className={css.right}>
          <Suspense fallback={<div className={css.pad}><Bones /></div>}>
            <RecordPage key={record} panel entity={entity} id={record} tab={place.tab} onTab={(tab) => go({ tab }, true)} onGone={() => go({ record: undefined, tab: undefined })} onClose={() => go({ record: undefined, tab: undefined })} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
