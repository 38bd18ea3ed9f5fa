// Why a pass cannot go on: a value, because waiting and refusing are outcomes and not errors.
import type { Reason } from '../model/reasons.ts';

/**
 * wait: something else has to happen first, which wakes this object.
 * refuse: only a change of the declaration, or of someone's consent, helps.
 * of: it is a reference that leads nowhere.
 */
export type Problem =
  | { is: 'wait'; reason: Reason; message: string; of?: 'reference' }
  | { is: 'refuse'; reason: Reason; message: string; field?: string };

export function isProblem(value: object): value is Problem {
  return 'is' in value && (value.is === 'wait' || value.is === 'refuse');
}
