// What AWS refused of the items of a list: whose fault it is, and what is not tried again so soon. An item that another
// object contributes is that object's affair, and holds up nothing else.
import { Fault, NO_ANSWER } from '../model/fault.ts';
import type { Action, Held, ObjectKey } from '../model/kind.ts';
import type { Pass } from './pass.ts';
import { hashOf } from './action-hash.ts';

/**
 * AWS answered no, and it is not said that it would always do so: what an item names may be young, or may be nothing at
 * all, or the code is one that nobody knows. With an item of another object, that is for this object to know.
 */
export function isUnclear({ details }: Fault): boolean {
  const { disposition, outcomeUnknown, reason, code } = details;
  const isAnswer = reason === 'DependencyNotFound' || (reason === 'AWSError' && code !== NO_ANSWER);
  return disposition === 'transient' && !outcomeUnknown && isAnswer;
}

/** A contributed item that AWS refused, how often, and until when (monotonic ms) it is not tried again. */
export type Refusal = { untilMs: number; times: number; held: Held };

/** True: the fault is the contributing object's, and holds up nothing else. */
export function noteRefusal(
  pass: Pass,
  { action, from, fault }: { action: Action; from: ObjectKey; fault: Fault },
): boolean {
  const { disposition, reason, message } = fault.details;
  const isSoon = disposition === 'waiting' || isUnclear(fault);
  if (disposition !== 'refused' && disposition !== 'denied' && !isSoon) return false;
  const { deniedSeconds, settlingLookSeconds } = pass.deps.settings;
  const hash = hashOf(action);
  const times = (pass.memo.refusals.get(hash)?.times ?? 0) + 1;
  // Soon at first, then ever more slowly: many such items must not use up what the owner's own calls need.
  const soon = Math.min(settlingLookSeconds * 2 ** (times - 1), deniedSeconds);
  const seconds = isSoon ? soon : deniedSeconds;
  const path = action.changes[0]?.field ?? '';
  const held: Held = { path, reason, message, from };
  pass.refusedItems += 1;
  pass.memo.refusals.set(hash, { untilMs: pass.deps.clock.monotonic() + seconds * 1000, times, held });
  return true;
}

/** The actions without those of contributed items that AWS refused lately. */
export function withoutRefused(
  pass: Pass,
  actions: readonly Action[],
): { tried: readonly Action[]; refusals: readonly Refusal[] } {
  const refusals: Refusal[] = [];
  const nowMs = pass.deps.clock.monotonic();
  // What was not tried again for so long is not wanted any more.
  const oldMs = nowMs - pass.deps.settings.deniedSeconds * 1000;
  for (const [hash, { untilMs }] of pass.memo.refusals) if (untilMs < oldMs) pass.memo.refusals.delete(hash);
  const isTried = (action: Action): boolean => {
    const refusal = action.from === undefined ? undefined : pass.memo.refusals.get(hashOf(action));
    if (refusal === undefined || refusal.untilMs <= nowMs) return true;
    refusals.push(refusal);
    return false;
  };
  const tried = actions.flatMap((action) => {
    if (action.split === undefined) return isTried(action) ? [action] : [];
    const split = action.split.filter(isTried);
    return split.length === action.split.length ? [action] : split;
  });
  return { tried, refusals };
}

/**
 * AWS has said for the settling time that it does not know what an item names: only another declaration helps by now.
 * The fault as it is to be taken.
 */
export function afterLong(pass: Pass, hash: string, fault: Fault): Fault {
  const { disposition, reason } = fault.details;
  if (disposition !== 'transient' || reason !== 'DependencyNotFound') return fault;
  const nowMs = pass.deps.clock.monotonic();
  const { settlingBoundSeconds, backoffLongestSeconds } = pass.deps.settings;
  const known = pass.memo.unclear.get(hash);
  // What was not asked for during two back-offs was not declared in between.
  const isSame = known !== undefined && nowMs - known.lastMs < 2 * backoffLongestSeconds * 1000;
  const sinceMs = isSame ? known.sinceMs : nowMs;
  pass.memo.unclear.set(hash, { sinceMs, lastMs: nowMs });
  if (nowMs - sinceMs < settlingBoundSeconds * 1000) return fault;
  return new Fault({ ...fault.details, disposition: 'refused' });
}
