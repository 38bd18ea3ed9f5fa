// Runs the actions of a plan, in order, each at most once, and says how far it came. Nothing waits here: a refused
// reservation, an answer that is not to be seen yet, a dependency all end the pass with the time of the next look.
//
// What fails                     goes on with
// -------------------------------------------------------------------------------------------------------------------
// an item of a list              everything else; of the list's removals those that remaining.ts lets through
// a contributed item             everything: the fault is its object's (refusals.ts)
// anything else, or no answer    nothing
import { Fault, faultOf } from '../model/fault.ts';
import { canonicalText } from '../model/json.ts';
import type { Action } from '../model/kind.ts';
import { isScope } from '../model/scope.ts';
import type { WriteCall } from '../model/writer.ts';
import { type Outcome, waiting } from './outcome.ts';
import { hashOf } from './action-hash.ts';
import { inTheWay } from './blockers.ts';
import type { Pass } from './pass.ts';
import { listOf } from './policy.ts';
import { afterLong, isUnclear, noteRefusal } from './refusals.ts';
import { afterFailures, type Faulted, isOfItems } from './remaining.ts';
import { tagField, tagKeysIn } from './tags.ts';

/** undefined: all done, look again. */
export type Performed = Outcome | undefined;

export async function performAll(pass: Pass, actions: readonly Action[]): Promise<Performed> {
  const failures: Faulted[] = [];
  const end = await performEach(pass, actions, failures);
  if (end === 'made room') return undefined;
  return end ?? failures[0];
}

/** undefined: came to the end. made room: something was taken out of a full list, so what failed is tried anew. */
async function performEach(
  pass: Pass,
  actions: readonly Action[],
  failures: Faulted[],
): Promise<Outcome | 'made room' | undefined> {
  for (const action of actions) {
    const may = afterFailures(action, failures);
    if (may === 'not now') continue;
    const outcome = await performOne(pass, action, failures);
    if (outcome === 'made room') return outcome;
    if (outcome === undefined) {
      if (may === 'to make room') return 'made room';
      continue;
    }
    if (outcome.is !== 'faulted' || !isOfItems(action, outcome)) return outcome;
    failures.push(outcome);
  }
  return undefined;
}

async function performOne(
  pass: Pass,
  action: Action,
  failures: Faulted[],
): Promise<Outcome | 'made room' | undefined> {
  const scope = pass.scope(action.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', `${action.operation}: ${scope.none}`);
  const hash = hashOf(action);
  if (wasJustDone(pass, action)) return notAgain(pass, action);
  const reservation = pass.deps.writer.reserve(scope, action.operation, pass.key);
  if ('retryAtMs' in reservation)
    return { is: 'limited', retryAtMs: reservation.retryAtMs, operation: action.operation };
  try {
    await pass.deps.writer.perform(reservation, callOf(pass, action), pass.kind.faults);
  } catch (error) {
    return failed(pass, { action, hash, error, failures });
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
    why: action.why ?? action.changes.map((change) => `${change.field}: ${change.why}`).join('; '),
  };
}

function succeeded(pass: Pass, action: Action, hash: string): void {
  pass.wrote();
  pass.progressed = true;
  noteDone(pass, action);
  pass.memo.stale.delete(hash);
  pass.memo.refusals.delete(hash);
  pass.memo.unclear.delete(hash);
  const items = new Set(pass.record.items);
  for (const { field, to } of action.changes.filter((change) => listOf(change.field) !== undefined)) {
    if (action.does === 'remove' || to === null) items.delete(field);
    else items.add(field);
  }
  pass.record = { ...pass.record, items: [...items].filter((field) => listOf(field) !== 'tags').sort() };
  pass.memo.items = pass.record.items;
  for (const key of tagKeysIn([action]).taken) pass.memo.leftOut.set(tagField(key), Number.NEGATIVE_INFINITY);
  pass.event('Normal', eventReason(action.operation), toldOf(pass, action));
  if (pass.memo.drifted)
    pass.deps.metrics.count('vpcraft_drift_repaired_total', { kind: pass.kind.names.kind });
}

/** What was done and why; of what another hand did, that it was put back. */
function toldOf({ memo }: Pass, { changes, operation, why }: Action): string {
  if (changes.length === 0) return why ?? operation;
  const what = changes.map((one) => `${one.field}: ${shown(one.from)} → ${shown(one.to)} (${one.why})`);
  return `${memo.drifted ? 'Put back what another hand changed in AWS: ' : ''}${what.join('; ')}`;
}

async function failed(
  pass: Pass,
  { action, hash, error, failures }: { action: Action; hash: string; error: unknown; failures: Faulted[] },
): Promise<Outcome | 'made room' | undefined> {
  const fault = faultOf(error);
  if (fault === undefined) throw error;
  const { disposition, outcomeUnknown } = fault.details;
  if (outcomeUnknown || disposition === 'stale' || disposition === 'gone') pass.wrote();
  if (outcomeUnknown && action.addsAgain === true) noteDone(pass, action);
  if (disposition === 'stale' || disposition === 'gone') {
    if (!pass.memo.stale.has(hash)) {
      pass.memo.stale.add(hash);
      return undefined;
    }
    pass.memo.stale.delete(hash);
    // What one item names may not exist at all: the rest of its batch must not suffer for it.
    if (action.split !== undefined) return performEach(pass, action.split, failures);
    return faulted(pass, action, new Fault({ ...fault.details, disposition: 'waiting' }));
  }
  if (action.split !== undefined && (disposition === 'refused' || isUnclear(fault)))
    return performEach(pass, action.split, failures);
  return faulted(pass, action, await withBlockers(pass, action, afterLong(pass, hash, fault)));
}

/** What a living object cannot take away, something else still needs: people must learn what. Of a deletion undo.ts says it. */
async function withBlockers(pass: Pass, { does }: Action, fault: Fault): Promise<Fault> {
  const { disposition, reason, message } = fault.details;
  if (pass.deleting || does !== 'remove' || disposition !== 'waiting' || reason !== 'DependencyNotReady')
    return fault;
  try {
    const named = await inTheWay(pass);
    if (named === undefined) return fault;
    return new Fault({ ...fault.details, message: `${message.replace(/\.$/, '')}; in the way: ${named}` });
  } catch (error) {
    // That AWS could not be asked for more must not hide what it refused.
    if (faultOf(error) === undefined) throw error;
    return fault;
  }
}

function faulted(pass: Pass, action: Action, fault: Fault): Faulted | undefined {
  if (action.from !== undefined && noteRefusal(pass, { action, from: action.from, fault })) return undefined;
  const fields = action.changes.map((change) => change.field);
  return { is: 'faulted', fault: withContributors(pass, fault, fields), fields };
}

/** A full list may be full of what others contribute; the owner must learn of whom. */
function withContributors(pass: Pass, fault: Fault, fields: readonly string[]): Fault {
  if (fault.details.reason !== 'QuotaExceeded') return fault;
  const out = new Set(pass.heldItems.map(({ from }) => from));
  const list = fields[0] === undefined ? undefined : listOf(fields[0]);
  const inPlace = pass.contributed.filter((one) => one.list === list && !one.isLeaving && !out.has(one.from));
  const newest = inPlace.at(-1);
  if (newest === undefined) return fault;
  const cure = 'have some of them deleted, or the quota raised';
  const message = `${fault.details.message}; ${inPlace.length} items of ${list} are contributed by others, the newest by ${newest.from}: ${cure}`;
  return new Fault({ ...fault.details, message });
}

/** The end of a pass that would do again what it just did. */
export function notAgain(pass: Pass, { operation, gaveUp }: Action): Outcome {
  const { deniedSeconds, settlingLookSeconds } = pass.deps.settings;
  if (gaveUp !== undefined) return waiting(gaveUp.reason, gaveUp.message, deniedSeconds);
  const message = `Waits until AWS shows the effect of ${operation}.`;
  return { is: 'working', message, seconds: settlingLookSeconds };
}

export function noteDone({ memo }: Pass, action: Action): void {
  (action.addsAgain === true ? memo.added : memo.done).set(hashOf(action), memo.lastWriteAt);
}

/** This process did exactly that, and EC2 may not show it yet. */
export function wasJustDone(pass: Pass, action: Action): boolean {
  const hash = hashOf(action);
  const { memo } = pass;
  const known = action.addsAgain === true ? memo.added : memo.done;
  // What would add once more may have been done by the process before this one, which is not known.
  const before = action.addsAgain === true && memo.inherited ? memo.knownSince : undefined;
  const at = known.get(hash) ?? before;
  if (at === undefined) return false;
  if (pass.deps.clock.monotonic() - at < pass.settlingMs) return true;
  known.delete(hash);
  return false;
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
