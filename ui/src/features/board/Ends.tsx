import { Droppable } from '@hello-pangea/dnd';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Field, Stage } from '../../api/gen/meta';
import { useEntity } from '../../api/meta';
import type { Summary } from '../../api/records';
import { useWords } from '../../lib/words';
import type { Flight } from './Board';
import css from './board.module.css';
import { Sum } from './Column';
import { verdictOf } from './verdict';

interface Props { stages: Stage[]; lifting: boolean; flight: Flight | null; total: (s: Stage) => NonNullable<Summary['groups']>[number] | undefined; sumField?: Field; onList: (s: Stage) => void }

/** Won and lost at the foot: quiet figures that become places to drop a card on. */
export function Ends({ stages, lifting, flight, total, sumField, onList }: Props) {
  const { t } = useWords();
  const entity = useEntity(flight?.row._entity ?? '');
  return (
    <div className={css.ends} data-flying={lifting || undefined}>
      {stages.map((s) => {
        const verdict = flight && entity ? verdictOf(entity, s, flight.gates) : null;
        const sum = total(s);
        return (
          <Droppable key={s.name} droppableId={s.name} type="card" direction="horizontal">
            {(drop, over) => (
              <div ref={drop.innerRef} {...drop.droppableProps} className={css.end} data-kind={s.kind} data-over={over.isDraggingOver || undefined} data-takes={verdict?.takes}>
                <button type="button" onClick={() => onList(s)}>
                  {s.kind === 'won' ? <IconCircleCheck size={16} stroke={1.5} aria-hidden /> : <IconCircleX size={16} stroke={1.5} aria-hidden />}
                  <span>{s.label}</span>
                  <span className={css.count}>{sum?.count ?? 0}</span>
                  {!flight && <Sum value={sumField && sum?.sum?.[sumField.name]} />}
                  {verdict && verdict.takes !== 'yes' && <small>{verdict.takes === 'asks' ? t('willAsk', { what: verdict.why }) : verdict.why || t('notTaken')}</small>}
                </button>
                <span className={css.sink}>{drop.placeholder}</span>
              </div>
            )}
          </Droppable>
        );
      })}
    </div>
  );
}
