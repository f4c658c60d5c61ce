import { DragDropContext, type DragStart, type DropResult } from '@hello-pangea/dnd';
import { SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { Entity, Field, Funnel, Stage, View } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { movesQuery, useSummary, type Gate, type Row } from '../../api/records';
import { useMover } from '../../kit/mover';
import { all } from '../../lib/where';
import { textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './board.module.css';
import { Column } from './Column';
import { Ends } from './Ends';

interface Props { entity: Entity; view: View; where: string; search: string; sort: string; open?: string; onOpen: (id: string) => void; onList: (stage: string, funnel: string) => void }

/** What is true while a card is in the air: which, where from, and who would take it. */
export interface Flight { row: Row; from: string; gates: Gate[] | null }

export function Board(p: Props) {
  const meta = useMeta();
  const { t } = useWords();
  const names = p.view.funnel ? [p.view.funnel] : p.entity.funnels;
  const [chosen, setChosen] = useState(names[0] ?? '');
  const funnel = meta.funnels[names.includes(chosen) ? chosen : (names[0] ?? '')];
  if (!funnel) return null;
  return (
    <>
      {names.length > 1 && <div className={css.funnels}><SegmentedControl size="xs" aria-label={t('funnel')} value={funnel.name} onChange={setChosen} data={names.map((n) => ({ value: n, label: meta.funnels[n]?.label ?? n }))} /></div>}
      <Stages key={funnel.name} {...p} funnel={funnel} />
    </>
  );
}

function Stages({ entity, view, funnel, where, search, sort, open, onOpen, onList }: Props & { funnel: Funnel }) {
  const client = useQueryClient();
  const move = useMover();
  const { t } = useWords();
  const [flight, setFlight] = useState<Flight | null>(null);
  // Cards on their way: shown in the column they were dropped on until the server has answered.
  const [moved, setMoved] = useState<Record<string, { row: Row; to: string }>>({});
  const inFunnel = all(where, `funnel == ${JSON.stringify(funnel.name)}`);
  const summary = useSummary(entity.name, { where: inFunnel, search, group: 'stage', sum: view.sum });
  const sumField = view.sum ? fieldOf(entity, view.sum) : undefined;
  const names = [...view.columns, ...(view.sum ? [view.sum] : []), 'owner'];
  const cards = [...new Set(names)].map((c) => fieldOf(entity, c)).filter((f): f is Field => f !== undefined);
  const total = (s: Stage) => summary.data?.groups?.find((g) => textOf(g.value) === s.name);
  const may = entity.can.move;

  const start = async (e: DragStart) => {
    const [id = '', from = ''] = e.draggableId.split('|');
    const row = known.get(id);
    if (!row) return;
    setFlight({ row, from, gates: null });
    const gates = await client.fetchQuery(movesQuery(entity.name, id)).catch(() => null);
    setFlight((now) => (now?.row.id === id ? { ...now, gates } : now));
  };
  const end = async (e: DropResult) => {
    setFlight(null);
    setLifting(false);
    const [id = '', from = ''] = e.draggableId.split('|');
    const to = e.destination?.droppableId;
    const row = known.get(id);
    if (!to || to === from || !row) return;
    setMoved((old) => ({ ...old, [id]: { row, to } }));
    const outcome = await move({ entity: entity.name, id, title: row._title, funnel: funnel.name, stage: to });
    if (outcome.moved) await client.refetchQueries({ queryKey: ['records', entity.name], type: 'active' });
    setMoved(({ [id]: _, ...rest }) => rest);
  };
  // The zones at the foot grow before the places are measured, so that a card's middle finds them.
  const [lifting, setLifting] = useState(false);
  const [known] = useState(() => new Map<string, Row>());
  const openStages = funnel.stages.filter((s) => s.kind === 'open');
  const ends = funnel.stages.filter((s) => s.kind !== 'open');
  return (
    <DragDropContext onBeforeCapture={() => flushSync(() => setLifting(true))} onDragStart={(e) => void start(e)} onDragEnd={(e) => void end(e)} dragHandleUsageInstructions={t('dragHelp')}>
      <div className={css.board} data-flying={flight ? true : undefined}>
        {openStages.map((s) => (
          <Column key={s.name} entity={entity} stage={s} cards={cards} sumField={sumField} total={total(s)} flight={flight} moved={moved} known={known} open={open} onOpen={onOpen} draggable={may}
            query={{ where: all(inFunnel, `stage == ${JSON.stringify(s.name)}`), search, sort: sort || '-stage_since' }} />
        ))}
      </div>
      {ends.length > 0 && <Ends stages={ends} lifting={lifting} flight={flight} total={total} sumField={sumField} onList={(s) => onList(s.name, funnel.name)} />}
    </DragDropContext>
  );
}
