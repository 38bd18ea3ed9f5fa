// Runs the actions of a plan, in order, each at most once, and says how far it came. Nothing waits here: a refused
// reservation, an answer that is not to be seen yet, a dependency all end the pass with the time of the next look.
import { createHash } from 'node:crypto';
import { Fault, faultOf } from '../model/fault.ts';
import { canonicalText } from '../model/json.ts';
import type { Action, Held, ObjectKey } from '../model/kind.ts';
import { isScope } from '../model/scope.ts';
import type { WriteCall } from '../model/writer.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';

/** undefined: all done, look again. */
export type Performed = Outcome | undefined;

export async function performAll(pass: Pass, actions: readonly Action[]): Promise<Performed> {
  for (const action of actions) {
    const outcome = await performOne(pass, action);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

async function performOne(pass: Pass, action: Action): Promise<Performed> {
  const scope = pass.scope(action.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', `${action.operation}: ${scope.none}`);
  const hash = hashOf(action);
  if (wasJustDone(pass, action)) return notAgain(pass, action);
  const reservation = pass.deps.writer.reserve(scope, action.operation);
  if ('retryAtMs' in reservation)
    return { is: 'limited', retryAtMs: reservation.retryAtMs, operation: action.operation };
  try {
    await pass.deps.writer.perform(reservation, callOf(pass, action), pass.kind.faults);
  } catch (error) {
    return failed(pass, { action, hash, error });
  }
  succeeded(pass, action, hash);
  return undefined;
}

export function callOf(pass: Pass, action: Action): WriteCall {
  return {
    operation: action.operation,
    input: action.input,
    key: pass.key,
    uid: pass.object.metadata.uid,
    why: action.changes.map((change) => `${change.field}: ${change.why}`).join('; '),
  };
}

function succeeded(pass: Pass, action: Action, hash: string): void {
  pass.wrote();
  pass.progressed = true;
  noteDone(pass, action);
  pass.memo.stale.delete(hash);
  pass.memo.refusals.delete(hash);
  const items = new Set(pass.record.items);
  for (const { field, to } of action.changes.filter((change) => change.field.includes('['))) {
    if (action.does === 'remove' || to === null) items.delete(field);
    else items.add(field);
  }
  pass.record = { ...pass.record, items: [...items].filter((field) => !field.startsWith('tags[')).sort() };
  const what = action.changes
    .map((change) => `${change.field}: ${shown(change.from)} → ${shown(change.to)} (${change.why})`)
    .join('; ');
  pass.event('Normal', eventReason(action.operation), what === '' ? action.operation : what);
  if (pass.memo.drifted)
    pass.deps.metrics.count('vpcraft_drift_repaired_total', { kind: pass.kind.names.kind });
}

async function failed(
  pass: Pass,
  failure: { action: Action; hash: string; error: unknown },
): Promise<Performed> {
  const fault = faultOf(failure.error);
  if (fault === undefined) throw failure.error;
  const { action, hash } = failure;
  const { disposition, outcomeUnknown } = fault.details;
  if (outcomeUnknown || disposition === 'stale' || disposition === 'gone') pass.wrote();
  if (disposition === 'stale' || disposition === 'gone') {
    if (!pass.memo.stale.has(hash)) {
      pass.memo.stale.add(hash);
      return undefined;
    }
    pass.memo.stale.delete(hash);
    // What one item names may not exist at all: the rest of its batch must not suffer for it.
    if (action.split !== undefined) return oneByOne(pass, action.split);
    return faulted(pass, action, new Fault({ ...fault.details, disposition: 'waiting' }));
  }
  if (disposition === 'refused' && action.split !== undefined) return oneByOne(pass, action.split);
  return faulted(pass, action, fault);
}

function faulted(pass: Pass, action: Action, fault: Fault): Performed {
  if (action.from !== undefined && noteRefusal(pass, { action, from: action.from, fault })) return undefined;
  const fields = action.changes.map((change) => change.field);
  return { is: 'faulted', fault: withContributors(pass, fault, fields), fields };
}

/** A full list may be full of what others contribute; the owner must learn of whom. */
function withContributors(pass: Pass, fault: Fault, fields: readonly string[]): Fault {
  if (fault.details.reason !== 'QuotaExceeded') return fault;
  const out = new Set(pass.heldItems.map(({ from }) => from));
  const list = fields[0]?.split('[')[0];
  const inPlace = pass.contributed.filter((one) => one.list === list && !one.isLeaving && !out.has(one.from));
  const newest = inPlace.at(-1);
  if (newest === undefined) return fault;
  const cure = 'have some of them deleted, or the quota raised';
  const message = `${fault.details.message}; ${inPlace.length} items of ${list} are contributed by others, the newest by ${newest.from}: ${cure}`;
  return new Fault({ ...fault.details, message });
}

/** A contributed item that AWS refused, how often, and until when (monotonic ms) it is not tried again. */
export type Refusal = { untilMs: number; times: number; held: Held };

/** True: the fault is the contributing object's, and holds up nothing else. */
function noteRefusal(
  pass: Pass,
  { action, from, fault }: { action: Action; from: ObjectKey; fault: Fault },
): boolean {
  const { disposition, reason, message, code, operation } = fault.details;
  // What the item names may be young, or may be nothing at all: that is for its object to know.
  const isUnknown = disposition === 'transient' && reason === 'DependencyNotFound';
  const isSoon = disposition === 'waiting' || isUnknown;
  if (disposition !== 'refused' && disposition !== 'denied' && !isSoon) return false;
  const { deniedSeconds, settlingLookSeconds } = pass.deps.settings;
  const hash = hashOf(action);
  const times = (pass.memo.refusals.get(hash)?.times ?? 0) + 1;
  // Soon at first, then ever more slowly: many such items must not use up what the owner's own calls need.
  const soon = Math.min(settlingLookSeconds * 2 ** (times - 1), deniedSeconds);
  const seconds = isSoon ? soon : deniedSeconds;
  const path = action.changes[0]?.field ?? '';
  const held: Held = { path, reason, message: `${operation} answered ${code}: ${message}`, from };
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

/** The batch was refused as a whole: the good items must not suffer for the bad one. */
async function oneByOne(pass: Pass, actions: readonly Action[]): Promise<Performed> {
  let first: Performed;
  for (const action of actions) {
    const outcome = await performOne(pass, action);
    if (outcome === undefined) continue;
    if (outcome.is !== 'faulted') return outcome;
    first ??= outcome;
  }
  return first;
}

/** The end of a pass that would do again what it just did. */
export function notAgain(pass: Pass, { operation, gaveUp }: Action): Outcome {
  const { deniedSeconds, settlingLookSeconds } = pass.deps.settings;
  if (gaveUp !== undefined) return waiting(gaveUp.reason, gaveUp.message, deniedSeconds);
  const message = `Waits until AWS shows the effect of ${operation}.`;
  return { is: 'working', message, seconds: settlingLookSeconds };
}

export function noteDone(pass: Pass, action: Action): void {
  pass.memo.done.set(hashOf(action), pass.memo.lastWriteAt);
}

/** This process did exactly that, and EC2 may not show it yet. */
export function wasJustDone(pass: Pass, action: Action): boolean {
  const hash = hashOf(action);
  const at = pass.memo.done.get(hash);
  if (at === undefined) return false;
  if (pass.deps.clock.monotonic() - at < pass.settlingMs) return true;
  pass.memo.done.delete(hash);
  return false;
}

function hashOf(action: Action): string {
  return createHash('sha256')
    .update(canonicalText([action.role, action.operation, action.input]))
    .digest('hex');
}

/** CreateRoute → CreatedRoute, AuthorizeSecurityGroupIngress → AuthorizedSecurityGroupIngress. */
export function eventReason(operation: string): string {
  return operation.replace(/^([A-Z][a-z]+)/, (verb) => {
    if (verb.endsWith('e')) return `${verb}d`;
    if (verb.endsWith('y')) return `${verb.slice(0, -1)}ied`;
    return `${verb}ed`;
  });
}

function shown(value: unknown): string {
  return value === null ? '–' : typeof value === 'string' ? value : canonicalText(value);
}
