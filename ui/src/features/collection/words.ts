import type { Operator } from '../../lib/where';
import type { WordKey } from '../../lib/words';

/** How each comparison is said. */
export const operatorWords: Record<Operator, WordKey> = {
  contains: 'opContains', eq: 'opEq', ne: 'opNe', any: 'opAny', gt: 'opGt', ge: 'opGe', lt: 'opLt', le: 'opLe', between: 'opBetween',
  yes: 'opYes', no: 'opNo', me: 'opMe', today: 'opToday', this_week: 'opThisWeek', this_month: 'opThisMonth',
  last_days: 'opLastDays', next_days: 'opNextDays', before: 'opBefore', after: 'opAfter', filled: 'opFilled', empty: 'opEmpty',
};
