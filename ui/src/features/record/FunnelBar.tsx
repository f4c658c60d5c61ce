import { HoverCard } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Entity, Funnel, Stage } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { movesQuery, type Gate, type Row } from '../../api/records';
import { useMover } from '../../kit/mover';
import { isBlank, textOf } from '../../lib/json';
import { humanSpan, secondsSince } from '../../lib/dates';
import { useWords } from '../../lib/words';
import css from './funnel.module.css';

interface Props { entity: Entity; row: Row; funnels: Funnel[] }

/** The stages of the record's funnel: where it is, where it may go, and what each stage wants. */
export function FunnelBar({ entity, row, funnels }: Props) {
  const { t } = useWords();
  const move = useMover();
  const [going, setGoing] = useState<string | null>(null);
  const funnel = funnels.find((f) => f.name === textOf(row.funnel)) ?? (funnels.length === 1 ? funnels[0] : undefined);
  const may = row._can?.move ?? entity.can.move;
  const gates = useQuery({ ...movesQuery(entity.name, row.id), enabled: may && !!funnel });
  const bar = useRef<HTMLOListElement>(null);
  const standing = textOf(row.stage);
  useEffect(() => {
    const now = bar.current?.querySelector<HTMLElement>('[data-state=now]');
    if (bar.current && now) bar.current.scrollLeft = now.offsetLeft - bar.current.offsetLeft - 48;
  }, [standing]);
  if (!funnel) return null;
  const at = textOf(row.stage);
  const shown = going ?? at;
  const position = funnel.stages.findIndex((s) => s.name === shown);
  const current = funnel.stages[position];
  const stages = funnel.stages.filter((s) => s.kind === 'open' || s.name === at || may);
  const go = async (stage: Stage) => {
    if (!may || stage.name === at || going) return;
    setGoing(stage.name);
    await move({ entity: entity.name, id: row.id, title: row._title, funnel: funnel.name, stage: stage.name });
    setGoing(null);
  };
  return (
    <div className={css.funnel}>
      <ol ref={bar} className={css.bar} aria-label={funnel.label}>
        {stages.map((s) => {
          const index = funnel.stages.indexOf(s);
          const state = s.name === shown ? 'now' : s.kind === 'open' && current?.kind !== 'lost' && index < position ? 'passed' : 'ahead';
          const gate = gates.data?.find((g) => g.stage === s.name && (!g.funnel || g.funnel === funnel.name));
          return (
            <li key={s.name} className={css.stage} data-state={state} data-kind={s.kind}>
              <HoverCard width={280} position="bottom-start" openDelay={260} withinPortal shadow="md" disabled={!tells(s, gate) || s.name === at}>
                <HoverCard.Target>
                  <button type="button" disabled={!may} aria-current={s.name === at ? 'step' : undefined} aria-busy={going === s.name} onClick={() => void go(s)}>
                    {state === 'passed' && <IconCheck size={13} stroke={2} aria-hidden />}
                    {s.kind === 'won' && <IconCircleCheck size={14} stroke={1.75} aria-hidden />}
                    {s.kind === 'lost' && <IconCircleX size={14} stroke={1.75} aria-hidden />}
                    <span className="t-clip">{s.label}</span>
                  </button>
                </HoverCard.Target>
                <HoverCard.Dropdown><StageNeeds entity={entity} stage={s} row={row} gate={gate} /></HoverCard.Dropdown>
              </HoverCard>
            </li>
          );
        })}
      </ol>
      {current && current.name === at && <Now stage={current} row={row} />}
      <span className="t-hidden" role="status">{going ? t('moving') : ''}</span>
    </div>
  );
}

const tells = (s: Stage, gate: Gate | undefined): boolean => s.requires.length > 0 || !!s.guidance || (gate?.errors?.length ?? 0) > 0;

/** How long it has been here, and what the package advises to do. */
function Now({ stage, row }: { stage: Stage; row: Row }) {
  const { t, locale } = useWords();
  const since = textOf(row.stage_since);
  const age = since ? secondsSince(since) : 0;
  const late = stage.stale_after && age > stage.stale_after ? (age > 2 * stage.stale_after ? 'red' : 'amber') : undefined;
  return (
    <div className={css.now}>
      {since && <span data-late={late}>{t('inStageFor', { span: humanSpan(age, locale) })}</span>}
      {stage.guidance && <span className={css.guidance}><IconInfoCircle size={15} stroke={1.5} aria-hidden />{stage.guidance}</span>}
      {(stage.checklist?.length ?? 0) > 0 && <span className="t-quiet">{stage.checklist?.join(' · ')}</span>}
    </div>
  );
}

function StageNeeds({ entity, stage, row, gate }: { entity: Entity; stage: Stage; row: Row; gate: Gate | undefined }) {
  const { t } = useWords();
  const names = stage.requires.map((name) => {
    const label = fieldOf(entity, name)?.label ?? entity.related.find((r) => r.name === name)?.label ?? name;
    const refused = gate?.errors?.some((f) => f.field === name);
    return { name, label, filled: gate ? !refused : !isBlank(row[name]) };
  });
  const rest = (gate?.errors ?? []).filter((f) => !stage.requires.includes(f.field));
  return (
    <div className={css.needs}>
      <strong>{stage.label}{stage.probability > 0 && stage.kind === 'open' && <span className="t-quiet"> · {stage.probability}%</span>}</strong>
      {stage.guidance && <p>{stage.guidance}</p>}
      {names.length > 0 && (
        <ul aria-label={t('stageNeeds')}>
          {names.map((n) => <li key={n.name} data-filled={n.filled || undefined}>{n.filled ? <IconCircleCheck size={15} stroke={1.5} aria-label={t('filledIn')} /> : <IconCircleX size={15} stroke={1.5} aria-label={t('missing')} />}{n.label}</li>)}
        </ul>
      )}
      {rest.map((f, i) => <p key={i} className={css.why}>{f.field && fieldOf(entity, f.field) ? `${fieldOf(entity, f.field)?.label}: ` : ''}{f.message}</p>)}
    </div>
  );
}
