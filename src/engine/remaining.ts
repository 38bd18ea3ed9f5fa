// What of a plan may still be done after AWS refused items of a list. A declared removal closes a way that people want
// closed, so one bad item must not keep it open; but what replaces it may just not be there yet.
//
//   refused                               further additions to the list   removals from the list
//   -----------------------------------------------------------------------------------------------------------------
//   for good (the declaration is wrong)   yes                             yes, but for the same item
//   the list is full                      no                              one at a time, then all is planned anew
//   for now, or by permissions            yes                             no: make before break
import type { Action } from '../model/kind.ts';
import type { Outcome } from './outcome.ts';
import { listOf } from './policy.ts';

export type Faulted = Extract<Outcome, { is: 'faulted' }>;

/** AWS has answered, and what it refused are items of a list: the rest of the plan does not depend on them. */
export function isOfItems(action: Action, { fault }: Faulted): boolean {
  const { disposition, outcomeUnknown, reason } = fault.details;
  if (outcomeUnknown || disposition === 'throttled' || disposition === 'bug') return false;
  if (reason === 'CredentialsUnavailable' || action.breakFirst !== undefined) return false;
  return action.changes.length > 0 && action.changes.every(({ field }) => listOf(field) !== undefined);
}

export function afterFailures(
  action: Action,
  failures: readonly Faulted[],
): 'as planned' | 'to make room' | 'not now' {
  const lists = new Set(action.changes.map(({ field }) => listOf(field)));
  // What is no item of a list may be what holds the rest together: it is taken away only when all else is done.
  if (action.does === 'remove' && lists.has(undefined))
    return failures.length === 0 ? 'as planned' : 'not now';
  const inList = failures.filter(({ fields }) => fields.some((field) => lists.has(listOf(field))));
  if (inList.length === 0) return 'as planned';
  const isFull = inList.some(({ fault }) => fault.details.reason === 'QuotaExceeded');
  if (action.does !== 'remove') return isFull ? 'not now' : 'as planned';
  if (isFull) return 'to make room';
  const fields = new Set(action.changes.map(({ field }) => field));
  const allows = (one: Faulted) =>
    one.fault.details.disposition === 'refused' && !one.fields.some((field) => fields.has(field));
  return inList.every(allows) ? 'as planned' : 'not now';
}
