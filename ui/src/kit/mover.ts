import { createContext, useContext } from 'react';
import type { Row } from '../api/records';

export interface MoveAsk { entity: string; id: string; title: string; funnel: string; stage: string }
export type Outcome = { moved: true; row: Row } | { moved: false };

/** Moves a record to a stage; whatever it takes to get there has been asked when it answers. */
export type Mover = (ask: MoveAsk) => Promise<Outcome>;

export const MoverContext = createContext<Mover | null>(null);

export function useMover(): Mover {
  const mover = useContext(MoverContext);
  if (!mover) throw new Error('useMover outside of the frame');
  return mover;
}
