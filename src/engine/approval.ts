// Previews and approvals: a change set is data with a hash; what was approved by that hash may run, in any round, and
// nothing else.
import { createHash } from 'node:crypto';
import { canonicalText, type Json } from '../model/json.ts';
import type { Action, AnyKind, Change } from '../model/kind.ts';
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { annotateCommand } from './kubectl.ts';
import { type Approved, type Declared, type ObjectRecord, recordOf } from './record.ts';

/** At most this many changes stand in status.plan (the rest is counted), so that an object stays small. */
const MOST_CHANGES_SHOWN = 64;
/** And at most this many bytes of them: 32 KiB. */
const MOST_PLAN_BYTES = 32 * 1024;

/** A change as status.plan has it: without the values that there are none of. */
export type ShownChange = Omit<Change, 'from' | 'to'> & Partial<Pick<Change, 'from' | 'to'>>;
export type StatusPlan = { hash: string; generation: number; changes: readonly ShownChange[]; more: number };

/** Identity of one change: field, to, risk. What it changes from may move while a person decides. */
export function changeHash(change: Change): string {
  return digest(canonicalText([change.field, change.to, change.risk]));
}

/** What tells this question from every other one: of which declaration, and after how many that were answered. */
export type Question = { generation: number; declared: Declared; counter: number };

export function planHash(changes: readonly Change[], { declared, counter }: Question): string {
  return digest(canonicalText([changes.map(changeHash).sort(), declared.generation, counter])).slice(0, 16);
}

/**
 * What the object declares, apart from how it is handled: from Preview to Manage the generation rises, but what was
 * previewed is still the same, and so is its hash. Any other edit asks anew, and so does the request to delete.
 */
export function declarationOf({ spec, metadata }: KubeObject, { asked }: ObjectRecord): Declared {
  const { managementPolicy: _how, approval: _whether, ...declared } = spec ?? {};
  const isDeleting = metadata.deletionTimestamp !== undefined;
  const face = digest(canonicalText([declared, isDeleting])).slice(0, 16);
  return asked?.face === face ? asked : { face, generation: metadata.generation ?? 0 };
}

export function questionOf(object: KubeObject, record = recordOf(object).record): Question {
  const generation = object.metadata.generation ?? 0;
  return { generation, declared: declarationOf(object, record), counter: record.approvals };
}

export function changesOf(actions: readonly Action[], later: readonly Change[]): readonly Change[] {
  return [...actions.flatMap((action) => action.changes), ...later];
}

export function statusPlan(changes: readonly Change[], question: Question): StatusPlan {
  const shown: ShownChange[] = [];
  let bytes = 0;
  for (const change of changes.slice(0, MOST_CHANGES_SHOWN).map(shownChange)) {
    bytes += Buffer.byteLength(canonicalText(change));
    if (bytes > MOST_PLAN_BYTES) break;
    shown.push(change);
  }
  return {
    hash: planHash(changes, question),
    generation: question.generation,
    changes: shown,
    more: changes.length - shown.length,
  };
}

function shownChange({ field, from, to, risk, why }: Change): ShownChange {
  return { field, ...(hasValue(from) ? { from } : {}), ...(hasValue(to) ? { to } : {}), risk, why };
}

function hasValue(value: Json): boolean {
  return value !== null && value !== '';
}

/** What was approved of this very declaration: an approval does not outlive an edit, nor the request to delete. */
export function approvedNow(
  approved: Approved | undefined,
  { declared: { generation } }: Question,
): readonly string[] {
  return approved?.generation === generation ? approved.changes : [];
}

type Asker = { kind: AnyKind; object: KubeObject };

/** How to answer, to be copied; and that an approval which stands there is of something else. */
export function howToApprove(asker: Asker, { hash }: StatusPlan): string {
  const given = asker.object.metadata.annotations?.[annotations.approvePlan];
  const isOther = given !== undefined && given !== '' && given !== hash;
  const other = isOther
    ? `; the annotation ${annotations.approvePlan} has the hash ${given}, which is of another change set or of none`
    : '';
  return `${annotateCommand(asker, annotations.approvePlan, hash)}${other}`;
}

/** What a preview says, and what comes after it. */
export function previewed(asker: Asker, plan: StatusPlan): string {
  const seen = 'managementPolicy is Preview: the changes stand in status.plan and are not applied';
  return `${seen}. To apply them, set managementPolicy: Manage; to let nothing but these through, set approval: Manual with it, and approve them: ${howToApprove(asker, plan)}`;
}

/** Whether all that the action changes was approved. An action that changes nothing for people needs no approval. */
export function isApproved(action: Action, approved: readonly string[]): boolean {
  return action.changes.every((change) => approved.includes(changeHash(change)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
