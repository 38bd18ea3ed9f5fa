// Items that other objects contribute to a list of this one: gathered anew in every pass, planned by the parent's kind
// like its own items, and reported back. The parent alone writes to AWS; the contributing object waits for its report.
//
//   contributing object                        its item in the parent's list      it reports
//   ---------------------------------------------------------------------------------------------------------
//   granted                                    as declared                        what the parent says of it
//   grant withdrawn, paused, not approved      that which was last in place is    why
//                                              kept where it is, none is made
//   never granted                              none                               ReferenceNotGranted
//   being deleted (and not held)               none, so the parent removes it     gone when the parent has settled, or has
//                                                                                 taken it out while its own deletion is
//                                                                                 held (held.ts); but not while a held
//                                                                                 item keeps it (leaving.ts)
import { createHash } from 'node:crypto';
import { canonicalText, sameJson } from '../model/json.ts';
import type { AnyKind, Contribution, Held, ObjectKey } from '../model/kind.ts';
import { annotations } from '../model/names.ts';
import { type KubeObject, keyOfObject } from '../model/object.ts';
import { approvedNow, questionOf, statusPlan, type StatusPlan } from './approval.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { recordOf } from './record.ts';
import type { Resolved } from './references.ts';

export type Contributed = {
  from: ObjectKey;
  list: string;
  value: unknown;
  resolved: readonly Resolved[];
  pathOf(field: string): string;
  mayAdd: boolean;
  /** Its item was in place as it is declared: what cannot be resolved now may be what is there. */
  stood: boolean;
  /** The object is going: its item is none any more. */
  isLeaving: boolean;
  /** Equal as long as the object says the same. */
  face: string;
  /** Equal as long as what it refers to, but for the parent itself, can be used as before: what was said of it still holds. */
  sight: string;
};

/** What a parent says of one contributed item. */
export type Report = Pick<Contributed, 'face' | 'sight'> &
  (
    | { is: 'inPlace' | 'withdrawn' }
    | { is: 'held'; held: Held }
    /**
     * goesOn: the parent is at it, and only time passes. isFirst: the parent has said nothing of the item in this process, so
     * that an item which stood before still stands as far as is known.
     */
    | { is: 'pending'; message: string; goesOn: boolean; isFirst: boolean }
  );

/** The last report of every parent, in memory: after a restart each parent makes it anew in its first pass. */
export class Reports {
  readonly #byParent = new Map<ObjectKey, ReadonlyMap<ObjectKey, Report>>();

  of(parent: ObjectKey, from: ObjectKey): Report | undefined {
    return this.#byParent.get(parent)?.get(from);
  }

  /** Returns the contributing objects that have something new to report. */
  publish(parent: ObjectKey, reports: ReadonlyMap<ObjectKey, Report>): readonly ObjectKey[] {
    const before = this.#byParent.get(parent);
    if (reports.size === 0) this.#byParent.delete(parent);
    else this.#byParent.set(parent, reports);
    return [...reports].flatMap(([from, report]) => (sameJson(before?.get(from), report) ? [] : [from]));
  }

  forget(parent: ObjectKey): void {
    this.#byParent.delete(parent);
  }
}

export function parentOf(kind: AnyKind, resolved: readonly Resolved[]): Resolved | undefined {
  return resolved.find(({ occurrence }) => occurrence.path === kind.contributesTo?.ref);
}

/** undefined: it contributes nothing, because it may not. */
export function contributedBy(
  kind: AnyKind,
  object: KubeObject,
  resolved: readonly Resolved[],
): Contributed | undefined {
  const contribution = kind.contributesTo;
  const parent = parentOf(kind, resolved);
  if (contribution === undefined || parent === undefined) return undefined;
  if (parent.ref.is === 'missing' && parent.ref.reason === 'ReferenceNotGranted') return undefined;
  const spec = object.spec ?? {};
  const isLeaving = leaves(object);
  const mayAdd = parent.ref.is !== 'withdrawn' && !isHeldBack(kind, object);
  const { uid, generation = 0 } = object.metadata;
  const uses = resolved.filter((one) => one !== parent).map(({ ref }) => ref.is);
  return {
    from: keyOfObject(object),
    list: contribution.list(spec),
    value: contribution.item(spec),
    pathOf: contribution.pathOf,
    resolved,
    mayAdd,
    stood: stands(contribution, object),
    isLeaving,
    face: digestOf([uid, generation, isLeaving, mayAdd, resolved.map(idsOf)]),
    sight: digestOf(uses),
  };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex').slice(0, 16);
}

/** The item that stood before an edit that may not be carried out. */
export function asPlaced(
  kind: AnyKind,
  one: Contributed,
  { spec, resolved }: { spec: Readonly<Record<string, unknown>>; resolved: readonly Resolved[] },
): Contributed {
  return { ...one, value: kind.contributesTo?.item(spec), resolved, stood: true };
}

function stands(contribution: Contribution<unknown>, object: KubeObject): boolean {
  const { placed } = recordOf(object).record;
  return placed !== undefined && sameJson(contribution.item(placed), contribution.item(object.spec ?? {}));
}

/** A held item keeps of the list what it may be; of others' items, only one that was there before. */
export function shielding(held: readonly Held[], contributed: readonly Contributed[]): readonly Held[] {
  return held.filter(
    ({ from }) => from === undefined || contributed.some((one) => one.from === from && one.stood),
  );
}

function idsOf({ occurrence, ref }: Resolved) {
  return [occurrence.path, ref.is === 'missing' ? ref.why : ref.id];
}

function leaves(object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp === undefined) return false;
  const { [annotations.paused]: paused, [annotations.deletionProtection]: guarded } =
    object.metadata.annotations ?? {};
  if (paused === 'true' || guarded === 'true') return false;
  if (object.spec?.approval !== 'Manual') return true;
  return approvedNow(recordOf(object).record.approved, questionOf(object)).length > 0;
}

function isHeldBack(kind: AnyKind, object: KubeObject): boolean {
  if (object.metadata.annotations?.[annotations.paused] === 'true') return true;
  if ((object.spec?.managementPolicy ?? 'Manage') !== 'Manage') return true;
  return object.spec?.approval === 'Manual' && !isApproved(kind, object);
}

/** The one change that a contributing object stands for. */
export function contributionPlan(kind: AnyKind, object: KubeObject): StatusPlan {
  const spec = object.spec ?? {};
  const list = kind.contributesTo?.list(spec) ?? '';
  const to = JSON.parse(canonicalText(kind.contributesTo?.item(spec) ?? null));
  const why = `the item is contributed to ${list}`;
  return statusPlan([{ field: list, from: null, to, risk: 'None', why }], questionOf(object));
}

export function isApproved(kind: AnyKind, object: KubeObject): boolean {
  return object.metadata.annotations?.[annotations.approvePlan] === contributionPlan(kind, object).hash;
}

/** What the parent's pass says of each contributed item. */
export function reportsOf(pass: Pass, outcome: Outcome): ReadonlyMap<ObjectKey, Report> {
  const report = pass.deleting ? lastReportOn : reportOn;
  return new Map(
    pass.contributed.flatMap((one) => {
      const said = report(pass, outcome, one);
      return said === undefined ? [] : [[one.from, said]];
    }),
  );
}

/** A parent that is being deleted takes items out, and adds none. */
function lastReportOn(
  pass: Pass,
  outcome: Outcome,
  { from, face, sight, isLeaving }: Contributed,
): Report | undefined {
  const before = pass.deps.reports.of(pass.key, from);
  const isOut = before?.face === face && before.is === 'withdrawn';
  if (!isLeaving || isOut) return before;
  const kept = pass.keptItems.get(from);
  if (pass.itemsOut && kept === undefined) return { is: 'withdrawn', face, sight };
  const stops = outcome.is === 'faulted' || outcome.is === 'planned' || outcome.is === 'blocked';
  if (kept === undefined && (!stops || isUnderWay(outcome))) return before;
  const message = kept ?? messageOf(outcome);
  return { is: 'pending', message, goesOn: false, isFirst: false, face, sight };
}

function reportOn(pass: Pass, outcome: Outcome, { from, face, sight, isLeaving }: Contributed): Report {
  const of = { face, sight };
  if (outcome.is === 'settled') {
    const kept = pass.keptItems.get(from);
    if (kept !== undefined) return { is: 'pending', message: kept, goesOn: false, isFirst: false, ...of };
    if (isLeaving) return { is: 'withdrawn', ...of };
    const held = pass.heldItems.find((one) => one.from === from);
    return held === undefined ? { is: 'inPlace', ...of } : { is: 'held', held, ...of };
  }
  const before = pass.deps.reports.of(pass.key, from);
  const known = before?.face === face ? before : undefined;
  const goesOn = isUnderWay(outcome);
  if (known !== undefined && (known.is !== 'pending' || goesOn)) return { ...known, ...of };
  const isFirst = before === undefined || (known?.is === 'pending' && known.isFirst);
  return { is: 'pending', message: messageOf(outcome), goesOn, isFirst, ...of };
}

/** Nothing has gone wrong with it, or nothing that lasts. */
function isUnderWay(outcome: Outcome): boolean {
  if (outcome.is !== 'faulted') return outcome.is === 'working' || outcome.is === 'limited';
  return ['throttled', 'transient'].includes(outcome.fault.details.disposition);
}

function messageOf(outcome: Outcome): string {
  if (outcome.is === 'faulted') return outcome.fault.message;
  if (outcome.is === 'planned') return outcome.why;
  if (outcome.is === 'limited') return `the rate limit of ${outcome.operation} is used up`;
  return 'message' in outcome ? outcome.message : `it is ${outcome.is}`;
}
