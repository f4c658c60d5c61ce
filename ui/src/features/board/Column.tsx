import { Draggable, Droppable } from '@hello-pangea/dnd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, type UIEvent } from 'react';
import type { Entity, Field, Stage } from '../../api/gen/meta';
import { expandOf } from '../../api/meta';
import { pageQuery, type ListQuery, type Row, type Summary } from '../../api/records';
import { Dot } from '../../kit/Tag';
import { Bone } from '../../kit/States';
import { writeDecimal } from '../../lib/decimal';
import type { Json } from '../../lib/json';
import { moneyOf, writeShortMoney } from '../../lib/money';
import { useWords } from '../../lib/words';
import type { Flight } from './Board';
import css from './board.module.css';
import { Card } from './Card';
import { verdictOf } from './verdict';

interface Props {
  entity: Entity;
  stage: Stage;
  cards: Field[];
  sumField?: Field;
  total?: NonNullable<Summary['groups']>[number];
  flight: Flight | null;
  moved: Record<string, { row: Row; to: string }>;
  known: Map<string, Row>;
  query: ListQuery;
  open?: string;
  onOpen: (id: string) => void;
  draggable: boolean;
}

/** The cards of one stage, a page at a time as the column is scrolled. */
function useCards(entity: Entity, query: ListQuery, known: Map<string, Row>) {
  const pages = useInfiniteQuery({
    queryKey: ['records', entity.name, 'column', query],
    queryFn: ({ pageParam, signal }) => pageQuery(entity.name, { ...query, limit: 40, cursor: pageParam || undefined }).queryFn({ signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
  const rows = pages.data?.pages.flatMap((p) => p.data) ?? [];
  for (const r of rows) known.set(r.id, r);
  return { ...pages, rows };
}

export function Column({ entity, stage, cards, sumField, total, flight, moved, known, query, open, onOpen, draggable }: Props) {
  const { t } = useWords();
  const expand = expandOf(cards);
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage, isPending } = useCards(entity, { ...query, expand }, known);
  const here = [...Object.values(moved).filter((m) => m.to === stage.name && !rows.some((r) => r.id === m.row.id)).map((m) => m.row), ...rows.filter((r) => (moved[r.id]?.to ?? stage.name) === stage.name)];
  const verdict = flight && flight.from !== stage.name ? verdictOf(entity, stage, flight.gates) : null;
  const list = useRef<HTMLElement | null>(null);
  const more = (e: UIEvent<HTMLElement>) => {
    const el = e.currentTarget;
    if (hasNextPage && !isFetchingNextPage && el.scrollHeight - el.scrollTop - el.clientHeight < 500) void fetchNextPage();
  };
  useEffect(() => {
    const el = list.current;
    if (el && hasNextPage && !isFetchingNextPage && el.scrollHeight <= el.clientHeight) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length]);
  return (
    <section className={css.column} aria-label={stage.label} data-takes={verdict?.takes}>
      <header className={css.columnHead}>
        <Dot color={stage.color} />
        <h2 className="t-clip" title={stage.label}>{stage.label}</h2>
        <span className={css.count}>{total?.count ?? (isPending ? '' : 0)}</span>
        <Sum value={sumField && total?.sum?.[sumField.name]} />
      </header>
      {verdict && verdict.takes !== 'yes' && <p className={css.why}>{verdict.takes === 'asks' ? t('willAsk', { what: verdict.why }) : verdict.why || t('notTaken')}</p>}
      <Droppable droppableId={stage.name} type="card">
        {(drop, over) => (
          <div {...drop.droppableProps} className={css.cards} data-over={over.isDraggingOver || undefined} onScroll={more} ref={(el) => { drop.innerRef(el); list.current = el; }}>
            {isPending && [0, 1, 2].map((i) => <Bone key={i} h={86} r={6} />)}
            {here.map((row, i) => (
              <Draggable key={row.id} draggableId={`${row.id}|${stage.name}`} index={i} isDragDisabled={!draggable || !!moved[row.id]} disableInteractiveElementBlocking={false}>
                {(drag, state) => (
                  <div ref={drag.innerRef} {...drag.draggableProps} {...drag.dragHandleProps} className={css.holder} role="group" aria-roledescription={t('card')}>
                    <Card entity={entity} row={row} stage={stage} fields={cards} open={open === row.id} flying={state.isDragging} waiting={!!moved[row.id]} onOpen={onOpen} />
                  </div>
                )}
              </Draggable>
            ))}
            {drop.placeholder}
            {isFetchingNextPage && <Bone h={86} r={6} />}
            {!isPending && here.length === 0 && !over.isDraggingOver && <p className={css.none}>{t('noCards')}</p>}
          </div>
        )}
      </Droppable>
    </section>
  );
}

export function Sum({ value }: { value: Json | undefined }) {
  const { t, locale } = useWords();
  const money = moneyOf(value);
  const units = { thousand: t('unitThousand'), million: t('unitMillion'), billion: t('unitBillion') };
  if (money) return <span className={css.sum}>{writeShortMoney(money, locale, units)}</span>;
  return typeof value === 'string' || typeof value === 'number' ? <span className={css.sum}>{writeDecimal(value, locale, { trim: true })}</span> : null;
}
