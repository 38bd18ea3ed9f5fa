// The end of every pass, for every kind: conditions, status, and when to look again. One status write, only if
// something changed; nothing else writes status but the record's own saves.
import { isRecord, sameJson } from '../model/json.ts';
import { annotations, FINALIZER } from '../model/names.ts';
import { reasonOf } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import { partitionOf } from '../model/partition.ts';
import { announce, announcePlan } from './announce.ts';
import { conditionsFor, conditionsIn } from './conditions.ts';
import type { Outcome } from './outcome.ts';
import type { Deps, Pass } from './pass.ts';
import { patienceLeft } from './patience.ts';
import type { Priority } from './queue.ts';
import { recordOf, storedRecord } from './record.ts';
import { stateOf, wordOf } from './things.ts';

/** When to look again; undefined: when something happens. */
export type NextVisit =
  | { is: 'failed'; atLeastMs: number }
  | { is: 'after'; ms: number; priority: Priority }
  | { is: 'none' };

const MS = 1000;

/** Outcomes that say nothing about the generation: it was not planned. */
function leavesGeneration(outcome: Outcome): boolean {
  if (outcome.is === 'limited' || outcome.is === 'conflict' || outcome.is === 'paused') return true;
  return (
    outcome.is === 'faulted' && ['throttled', 'transient', 'bug'].includes(outcome.fault.details.disposition)
  );
}

/** Writes what is true now. @throws Fault code 'Conflict' when the object changed meanwhile. */
export async function report(pass: Pass, outcome: Outcome, failures: number): Promise<void> {
  if (outcome.is === 'gone' || outcome.is === 'conflict' || saysNothingNew(pass, outcome)) return;
  const status = statusOf(pass, outcome, failures);
  const before = pass.object.status;
  const isNew = !sameJson(status, before);
  if (isNew) pass.object = await pass.deps.objects.writeStatus(pass.object, status);
  pass.memo.items = undefined;
  if (!isNew && !pass.memo.untold) return;
  announce(pass, conditionsIn(before), conditionsIn(status), patienceLeft(pass, outcome));
  if (outcome.is === 'planned') announcePlan(pass, outcome, before?.plan);
}

/**
 * A settled object whose look waits, for a token of the limiter or for another object's pass: nothing is known that was not
 * said before, and an estate that a new process looks at for the first time would be written anew as a whole.
 */
function saysNothingNew(pass: Pass, outcome: Outcome): boolean {
  const waits = outcome.is === 'limited' || (outcome.is === 'waiting' && outcome.saysNothing === true);
  return waits && isReady(pass.object) && !pass.memo.drifted && !pass.deleting;
}

function statusOf(pass: Pass, outcome: Outcome, failures: number): Readonly<Record<string, unknown>> {
  const previous = pass.object.status ?? {};
  const before = conditionsIn(previous);
  const planned = !leavesGeneration(outcome) || before.length === 0;
  const generation = planned ? pass.generation : Number(previous.observedGeneration ?? 0);
  const { plan: _old, ...kept } = previous;
  return {
    ...kept,
    ...placed(pass),
    ...projected(pass),
    ...(outcome.is === 'planned' ? { plan: outcome.plan } : {}),
    ...handled(pass),
    observedGeneration: generation,
    conditions: conditionsFor(outcome, {
      generation,
      nowMs: pass.deps.clock.now(),
      previous: before,
      exists: pass.record.ids.main !== undefined,
      deleting: pass.deleting,
      drifted: pass.memo.drifted,
      failures,
      references: referencesVerdict(pass),
    }),
    ...remembered(pass),
  };
}

/** A lost record is written again only when what it held was looked for: an empty one would hide that it was lost. */
function remembered(pass: Pass): Readonly<Record<string, unknown>> {
  const managed = pass.object.metadata.finalizers?.includes(FINALIZER) ?? false;
  const empty = Object.keys(pass.record.ids).length === 0 && pass.record.intent === undefined;
  if (pass.kind.parts.length > 0 && managed && empty && !pass.fresh && !recordOf(pass.object).known)
    return {};
  return { record: storedRecord({ ...pass.record, ...usability(pass) }) };
}

function placed(pass: Pass): Readonly<Record<string, unknown>> {
  if (pass.placement === undefined) return {};
  return { accountID: pass.placement.accountID, region: pass.placement.region };
}

/** The kind's own status fields, the id and EC2's word for the state; nothing when AWS was not asked in this pass. */
function projected(pass: Pass): Readonly<Record<string, unknown>> {
  const part = pass.kind.parts[0];
  if (part === undefined) return pass.seen === undefined ? {} : pass.kind.project(pass.seen.observed);
  const id = pass.record.ids[part.name];
  const row = pass.seen?.rows.get(part.name);
  if (id === undefined) return { id: undefined, arn: undefined, state: undefined };
  const scope = pass.placement;
  const arn =
    scope === undefined
      ? {}
      : {
          arn: `arn:${partitionOf(scope.region)}:ec2:${scope.region}:${scope.accountID}:${part.arnResource(id)}`,
        };
  if (pass.seen === undefined) return { id, ...arn };
  if (row === undefined) return { id, ...arn, state: undefined };
  return { ...pass.kind.project(pass.seen.observed), id, ...arn, state: wordOf(part, row) };
}

export type Usability = { usable: boolean; usableFor?: number };

/** Whether others may use it, and, where a half-made thing does harm, as of which generation; unknown: as before. */
export function usability(pass: Pass): Usability {
  const part = pass.kind.parts[0];
  if (part === undefined || pass.record.ids[part.name] === undefined) return { usable: false };
  const { usable: before, usableFor } = pass.record;
  const known: Usability = usableFor === undefined ? { usable: before } : { usable: before, usableFor };
  const row = pass.seen?.rows.get(part.name);
  if (row === undefined) return known;
  const usable = part.usable?.(row) ?? stateOf(part, row) === 'ready';
  if (part.usableWhen !== 'settled') return { usable };
  if (pass.complete === undefined) return { ...known, usable: usable && before };
  return { usable: usable && pass.complete, usableFor: pass.generation };
}

function handled(pass: Pass): Readonly<Record<string, unknown>> {
  const requested = pass.annotation(annotations.reconcileRequestedAt);
  return requested === undefined ? {} : { lastHandledReconcileAt: requested };
}

function referencesVerdict(pass: Pass) {
  if (pass.placement === undefined) {
    // The reference that decides account and region holds an object before the others are looked at.
    if (pass.unplaced?.is !== 'wait' || pass.unplaced.of === undefined) return undefined;
    return { status: 'False', reason: pass.unplaced.reason, message: pass.unplaced.message } as const;
  }
  const open = pass.resolved.filter(
    ({ occurrence, ref }) =>
      ref.is !== 'usable' && !(ref.is === 'notUsable' && occurrence.reference.needs === 'id'),
  );
  const [first] = open;
  if (first === undefined)
    return {
      status: 'True',
      reason: 'Available',
      message: 'Every reference has an id that can be used.',
    } as const;
  const message = open.map(({ occurrence, ref }) => `${occurrence.shown}: ${ref.why}`).join('; ');
  return { status: 'False', reason: reasonOf(first.ref), message } as const;
}

export function nextVisit(pass: Pass, outcome: Outcome): NextVisit {
  const { settings, random, clock } = pass.deps;
  const resync: NextVisit = {
    is: 'after',
    ms: settings.resyncSeconds * MS * (0.8 + random.next() * 0.4),
    priority: 'resync',
  };
  const soon = (seconds: number | undefined): NextVisit =>
    seconds === undefined
      ? resync
      : {
          is: 'after',
          ms: together(Math.min(seconds, settings.resyncSeconds), pass.deps),
          priority: 'dependent',
        };
  switch (outcome.is) {
    case 'settled':
      return outcome.lookAgainSeconds === undefined ? resync : soon(outcome.lookAgainSeconds);
    case 'working':
    case 'waiting':
      return soon(outcome.seconds);
    case 'blocked':
      return soon(sooner(outcome.seconds, patienceLeft(pass, outcome)));
    case 'limited':
      return { is: 'after', ms: Math.max(0, outcome.retryAtMs - clock.monotonic()), priority: 'dependent' };
    case 'refused':
      return soon(settings.deniedSeconds);
    case 'faulted':
      return afterFault(pass, outcome);
    case 'conflict':
      return { is: 'after', ms: isOutdated(pass) ? settings.backoffFirstSeconds * MS : 0, priority: 'user' };
    case 'gone':
      return { is: 'none' };
    default:
      return resync;
  }
}

/** Not at a time that has passed. */
function sooner(seconds: number | undefined, otherSeconds: number): number | undefined {
  return otherSeconds <= 0 ? seconds : Math.min(seconds ?? otherSeconds, otherSeconds);
}

/** The newer object has not come by the watch yet: at once, the same would happen again. */
function isOutdated({ deps, key, object }: Pass): boolean {
  return deps.store.get(key)?.metadata.resourceVersion === object.metadata.resourceVersion;
}

/**
 * Looks while AWS is at work fall on the same moments for all objects, so that one describe serves those of all that wait:
 * the nearest of them, between half and one and a half of the time that was asked for.
 */
function together(seconds: number, { clock, settings }: Pick<Deps, 'clock' | 'settings'>): number {
  const ms = seconds * MS;
  if (seconds !== settings.settlingLookSeconds) return ms;
  const nowMs = clock.monotonic();
  return Math.round((nowMs + ms) / ms) * ms - nowMs;
}

function afterFault(pass: Pass, outcome: Extract<Outcome, { is: 'faulted' }>): NextVisit {
  const { disposition, retryAfterMs } = outcome.fault.details;
  const { settings } = pass.deps;
  if (disposition === 'denied' || disposition === 'refused')
    return { is: 'after', ms: settings.deniedSeconds * MS, priority: 'drift' };
  return { is: 'failed', atLeastMs: retryAfterMs ?? 0 };
}

/** Whether the next pass needs a newer picture. A call that waits for its token leaves nothing more to be seen than before. */
export function noteExpectation({ memo, deps }: Pass, { is }: Outcome): void {
  if (is === 'limited') return;
  memo.expecting = is === 'working' || is === 'waiting' || is === 'faulted' || is === 'conflict';
  memo.lookedUntil = deps.clock.monotonic();
  memo.lookFrom = undefined;
}

/** The reason of Ready as last written, where it is not True: undefined before the first pass, and while an edit waits. */
export function readyReason(object: KubeObject): string | undefined {
  const ready = conditionsIn(object.status).find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? undefined : ready?.reason;
}

/** What an object says of itself while nothing is to be done, and nothing is under way. */
const RESTING = ['Ready', 'ReferencesResolved', 'Synced'];

/** As declared, and nothing else, as last written: no intent, no approved changes, no failure, nothing that gives way. */
export function saysAtRest(object: KubeObject): boolean {
  const { record, known } = recordOf(object);
  const isAsked =
    object.metadata.deletionTimestamp !== undefined ||
    record.intent !== undefined ||
    record.approved !== undefined ||
    record.failure !== undefined ||
    record.former.length > 0;
  if (!known || isAsked || !isReady(object)) return false;
  return conditionsIn(object.status).every(
    (one) => isRecord(one) && one.status === 'True' && RESTING.includes(one.type),
  );
}

/** Ready and of this generation, as last written. */
export function isReady(object: KubeObject): boolean {
  return conditionsIn(object.status).some(
    (one) =>
      isRecord(one) &&
      one.type === 'Ready' &&
      one.status === 'True' &&
      one.observedGeneration === object.metadata.generation,
  );
}
