import type { Entity, Stage } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import type { Gate } from '../../api/records';

export type Verdict = { takes: 'yes' } | { takes: 'asks' | 'no'; why: string } | null;

/** Whether a stage takes the card in the air: yes, after some fields are filled, or no. Null while nobody knows. */
export function verdictOf(entity: Entity, stage: Stage, gates: Gate[] | null): Verdict {
  const gate = gates?.find((g) => g.stage === stage.name);
  if (!gate) return null;
  if (gate.allowed) return { takes: 'yes' };
  const errors = gate.errors ?? [];
  const fillable = errors.every((e) => { const f = fieldOf(entity, e.field); return f && !f.readonly; });
  if (errors.length > 0 && fillable) return { takes: 'asks', why: errors.map((e) => fieldOf(entity, e.field)?.label ?? e.message).join(', ') };
  return { takes: 'no', why: errors.map((e) => e.message).join(' ') };
}
