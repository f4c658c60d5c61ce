import { operators, type Condition } from '../lib/where';

/** An address is written by anyone: only the conditions that make sense are kept. */
export function readConditions(v: unknown): Condition[] | undefined {
  if (!Array.isArray(v)) return undefined;
  const kept = v.filter((c): c is Condition => typeof c === 'object' && c !== null && typeof (c as Condition).field === 'string' && operators.includes((c as Condition).op));
  return kept.length ? kept : undefined;
}
