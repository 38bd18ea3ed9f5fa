// Previews and approvals: a change set is data with a hash; what was approved by that hash may run, in any round, and
// nothing else.
import { createHash } from 'node:crypto';
import { canonicalText } from '../model/json.ts';
import type { Action, Change } from '../model/kind.ts';
import type { Approved } from './record.ts';

/** At most this many changes stand in status.plan (the rest is counted), so that an object stays small. */
const MOST_CHANGES_SHOWN = 64;
/** And at most this many bytes of them: 32 KiB. */
const MOST_PLAN_BYTES = 32 * 1024;

export type StatusPlan = { hash: string; generation: number; changes: readonly Change[]; more: number };

/** Identity of one change: field, to, risk. What it changes from may move while a person decides. */
export function changeHash(change: Change): string {
  return digest(canonicalText([change.field, change.to, change.risk]));
}

export function planHash(changes: readonly Change[], generation: number, counter: number): string {
  return digest(canonicalText([changes.map(changeHash).sort(), generation, counter])).slice(0, 16);
}

export function changesOf(actions: readonly Action[], later: readonly Change[]): readonly Change[] {
  return [...actions.flatMap((action) => action.changes), ...later];
}

export function statusPlan(changes: readonly Change[], generation: number, counter: number): StatusPlan {
  const shown: Change[] = [];
  let bytes = 0;
  for (const change of changes.slice(0, MOST_CHANGES_SHOWN)) {
    bytes += Buffer.byteLength(canonicalText(change));
    if (bytes > MOST_PLAN_BYTES) break;
    shown.push(change);
  }
  return {
    hash: planHash(changes, generation, counter),
    generation,
    changes: shown,
    more: changes.length - shown.length,
  };
}

/** What was approved of this very declaration: an approval does not outlive an edit, nor the request to delete. */
export function approvedNow(approved: Approved | undefined, generation: number): readonly string[] {
  return approved?.generation === generation ? approved.changes : [];
}

/** Whether all that the action changes was approved. An action that changes nothing for people needs no approval. */
export function isApproved(action: Action, approved: readonly string[]): boolean {
  return action.changes.every((change) => approved.includes(changeHash(change)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
