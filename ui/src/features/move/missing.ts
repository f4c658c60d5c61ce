import type { Problem } from '../../api/client';
import type { Entity, Field } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';

/** The fields that a refusal names and that a person may fill in. */
export function missing(entity: Entity, problem: Problem): Field[] {
  const names = [...new Set(problem.errors.map((f) => f.field))];
  return names.map((n) => fieldOf(entity, n)).filter((f) => f !== undefined).filter((f) => !f.readonly);
}
