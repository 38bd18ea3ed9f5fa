// What the planners of all kinds share: changes in words, references as links, notes on what is held. Separate so that
// a kind's file holds only its own rules; nothing here knows a kind.
import type { Json } from '../model/json.ts';
import {
  type Action,
  type ActionOf,
  type Change,
  type Held,
  type Input,
  type Item,
  type Plan,
  planOf,
  reasonOf,
  type Ref,
  type Risk,
} from '../model/kind.ts';
import type { WriteInputs, WriteOperation } from '../model/operations.ts';
import type { Reason } from '../model/reasons.ts';

/** Seconds until a plan that waits for EC2 is made again. Chosen: EC2's own waiters look every 5 to 15 s. */
export const LOOK_AGAIN_SECONDS = 5;

/** Seconds until a place that another thing has is looked at again. Chosen: the sweep wakes the object as soon as it is free. */
export const TAKEN_SECONDS = 60;

export function change(field: string, step: { from: Json; to: Json; why: string; risk?: Risk }): Change {
  return { field, from: step.from, to: step.to, risk: step.risk ?? 'None', why: step.why };
}

/** The changes of a create: one per declared field, none without a value. */
export function creation(fields: Readonly<Record<string, Json | undefined>>, why: string): readonly Change[] {
  return Object.entries(fields).flatMap(([field, to]) =>
    to === undefined ? [] : [change(field, { from: null, to, why })],
  );
}

/** The create of the part `main`. */
export function create<O extends WriteOperation>(
  operation: O,
  input: WriteInputs[O],
  changes: readonly Change[],
): ActionOf<O> {
  return { role: 'home', operation, does: 'create', part: 'main', input, changes };
}

/** What one concern of a kind adds to its plan. `waits`: EC2 is still at it, so the object is not as declared yet. */
export type Planned = { actions: readonly Action[]; held: readonly Held[]; waits?: string };
export const nothing: Planned = { actions: [], held: [] };

/** One plan of what the concerns of a kind add; waits only when there is nothing to do and nothing to report. */
export function together(...concerns: readonly Planned[]): Plan {
  const actions = concerns.flatMap((one) => one.actions);
  const held = concerns.flatMap((one) => one.held);
  const waits = concerns.flatMap((one) => (one.waits === undefined ? [] : [one.waits]));
  if (actions.length === 0 && held.length === 0 && waits.length > 0)
    return waitFor(waits.join(' '), 'Updating');
  return planOf(actions, held);
}

/** `later` of a create: the changes of the plan against the thing as EC2 will make it. */
export function changesOf(plan: Plan): readonly Change[] {
  return plan.is === 'act' ? [...plan.actions.flatMap((action) => action.changes), ...plan.later] : [];
}

export function refuse(field: string, message: string, reason: Reason = 'InvalidSpec'): Plan {
  return { is: 'refuse', reason, message, field };
}

/** The refusal of a change that AWS does not offer. */
export function fixed(field: string, { id, have, want }: { id: string; have: string; want: string }): Plan {
  return refuse(
    field,
    `${field} of ${id} is ${have} and cannot become ${want}: put it back, or delete this object and create a new one`,
    'ImmutableField',
  );
}

export function waitFor(message: string, reason: Reason = 'Pending'): Plan {
  return { is: 'wait', reason, message, seconds: LOOK_AGAIN_SECONDS };
}

/**
 * What a reference gives a planner. `linked` without `mayUse` (a withdrawn grant) keeps what exists and makes nothing
 * new. `held` says what the object is to report.
 */
export type Link =
  | { is: 'unset' }
  | { is: 'linked'; id: string; mayUse: boolean }
  | { is: 'held'; held: Held };

export function linkOf(ref: Ref | undefined, path: string, needs: 'id' | 'usable'): Link {
  if (ref === undefined) return { is: 'unset' };
  if (ref.is === 'missing') return { is: 'held', held: { path, reason: ref.reason, message: ref.why } };
  if (ref.is === 'withdrawn') return { is: 'linked', id: ref.id, mayUse: false };
  if (ref.is === 'notUsable' && needs === 'usable') return { is: 'linked', id: ref.id, mayUse: false };
  return { is: 'linked', id: ref.id, mayUse: true };
}

/** Why a link may not be used for something new. */
export function heldBy(ref: Ref | undefined, path: string): Held {
  const reason = ref === undefined ? 'DependencyNotReady' : reasonOf(ref);
  return { path, reason, message: ref?.why ?? 'the reference cannot be followed' };
}

/** What there is to do about a link that goes to `have` now: nothing, only to report, to end it, to make it. */
export type LinkStep =
  | { is: 'same' }
  | { is: 'unset' }
  | { is: 'held'; held: Held }
  | { is: 'make'; id: string };

export function linkStep(
  ref: Ref | undefined,
  path: string,
  { needs, have }: { needs: 'id' | 'usable'; have: string | undefined },
): LinkStep {
  const link = linkOf(ref, path, needs);
  if (link.is !== 'linked') return link;
  if (link.id === have) return { is: 'same' };
  return link.mayUse ? { is: 'make', id: link.id } : { is: 'held', held: heldBy(ref, path) };
}

export type OneLink = { field: string; ref: Ref | undefined; link: Link };

/** The reference or raw id among `fields` that is set in an item, such as a route's target. */
export function linkAmong<I>(
  item: Item<I>,
  fields: readonly { field: string; needs: 'id' | 'usable' }[],
): OneLink | undefined {
  for (const { field, needs } of fields) {
    const ref = item.ref(field);
    if (ref !== undefined) return { field, ref, link: linkOf(ref, item.path, needs) };
  }
  return undefined;
}

/**
 * Whether a link that is left out now was set before: its reset stands in the spec then. `path` is that of the Ref; a
 * reset names nothing, so it is no reference.
 */
export function wasDeclared<S extends object>(input: Input<S>, path: string & keyof S): boolean {
  const raw = path.replace(/Ref$/, 'ID');
  return Object.entries(input.spec).some(
    ([field, value]) => (field === path || field === raw) && value !== undefined,
  );
}

/** Id of a reference that the object cannot exist without; the engine waits for it before it plans. */
export function idAt<S>(input: Input<S>, path: string): string | undefined {
  const ref = input.ref(path);
  return ref === undefined || ref.is === 'missing' ? undefined : ref.id;
}
