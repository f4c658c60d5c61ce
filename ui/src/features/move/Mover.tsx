import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { Problem } from '../../api/client';
import { stageOf, useMeta } from '../../api/meta';
import { useMove } from '../../api/records';
import { MoverContext, type MoveAsk, type Outcome } from '../../kit/mover';
import { notify } from '../../kit/notify';
import { useReason } from '../../kit/States';
import { useWords } from '../../lib/words';
import { missing } from './missing';
import type { Open } from './Missing';

const Missing = lazy(() => import('./Missing'));

/** Moves records between stages for board and record page alike: asks for what is missing, says why not. */
export function Mover({ children }: { children: ReactNode }) {
  const meta = useMeta();
  const { t } = useWords();
  const reason = useReason();
  const send = useMove();
  const [open, setOpen] = useState<Open | null>(null);
  const { mutateAsync } = send;
  const move = useCallback(async (ask: MoveAsk): Promise<Outcome> => {
    const entity = meta.entities[ask.entity];
    const stage = stageOf(meta, ask.funnel, ask.stage)?.label ?? ask.stage;
    try {
      const row = await mutateAsync({ entity: ask.entity, id: ask.id, stage: ask.stage, funnel: ask.funnel });
      return { moved: true, row };
    } catch (e) {
      const fields = entity && e instanceof Problem ? missing(entity, e) : [];
      const ask422 = e instanceof Problem && (e.warnings.length > 0 || fields.length > 0);
      if (!ask422) {
        notify.refused(t('notMovedTo', { stage }), reason(e));
        return { moved: false };
      }
      return new Promise((end) => setOpen({ ask, problem: e, fields, end }));
    }
  }, [meta, mutateAsync, reason, t]);
  const close = (o: Outcome) => { open?.end(o); setOpen(null); };
  return (
    <MoverContext value={move}>
      {children}
      <Suspense fallback={null}>{open && <Missing key={open.ask.id + open.ask.stage} open={open} close={close} />}</Suspense>
    </MoverContext>
  );
}
