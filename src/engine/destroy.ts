// Destroying one thing: looked at once more, destroyed by one call, and believed to be gone only when AWS shows it. Separate
// from deletion because what was replaced or has failed is destroyed while its object lives.
import { Fault, faultOf } from '../model/fault.ts';
import { isScope } from '../model/scope.ts';
import { look } from './look.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { eventReason } from './perform.ts';
import { present } from './prepare.ts';
import { leftToItself } from './record.ts';
import { recordedID, type SomePart, stateOf, withoutThing, wordOf } from './things.ts';

/** undefined: it is gone. A refusal is answered as a fault: what stands in the way is for the caller to find out. */
export async function destroyThing(pass: Pass, part: SomePart, why: string): Promise<Outcome | undefined> {
  const { name } = part;
  const id = recordedID(pass.record, name);
  if (id === undefined) return undefined;
  const looked = await look(pass, presentInput(pass), Math.max(pass.startedAt, pass.memo.lastWriteAt));
  if ('outcome' in looked) return looked.outcome;
  const row = looked.seen.rows.get(name);
  if (row === undefined) {
    pass.record = withoutThing(pass.record, name);
    return undefined;
  }
  if (stateOf(part, row) === 'leaving')
    return waiting('Deleting', `${id} is ${wordOf(part, row)}.`, pass.deps.settings.settlingLookSeconds);
  const undeleted = pass.memo.deleted.has(name) ? part.undeleted?.(row) : undefined;
  if (undeleted !== undefined) {
    pass.memo.deleted.delete(name);
    return { is: 'faulted', fault: givenUp(part, `${id}: ${undeleted}`, wordOf(part, row)), fields: [] };
  }
  if (pass.memo.deleted.has(name))
    return waiting(
      'Deleting',
      `Waits until AWS shows that ${id} is gone.`,
      pass.deps.settings.settlingLookSeconds,
    );
  const live = await pass.deps.objects.read(pass.key);
  const deleting = live?.metadata.deletionTimestamp !== undefined;
  if (live?.metadata.uid !== pass.object.metadata.uid || deleting !== pass.deleting)
    return { is: 'conflict' };
  return callDestroy(pass, { part, id, row, why });
}

/** A deletion that AWS accepted and gave up later is as good as one that it refused. */
function givenUp(part: SomePart, message: string, code: string): Fault {
  const { operation } = part.destroy;
  const what = { disposition: 'waiting', reason: 'DependencyNotReady', outcomeUnknown: false } as const;
  return new Fault({ ...what, operation, code, message: `${operation}: ${code}: ${message}` });
}

async function callDestroy(
  pass: Pass,
  { part, id, row, why }: { part: SomePart; id: string; row: unknown; why: string },
): Promise<Outcome | undefined> {
  const scope = pass.scope(part.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', scope.none, pass.deps.settings.deniedSeconds);
  const { operation } = part.destroy;
  const reservation = pass.deps.writer.reserve(scope, operation, pass.key);
  if ('retryAtMs' in reservation) return { is: 'limited', retryAtMs: reservation.retryAtMs, operation };
  try {
    const call = {
      operation,
      input: part.destroy.input(id, row),
      key: pass.key,
      uid: pass.object.metadata.uid,
      why,
    };
    await pass.deps.writer.perform(reservation, call, pass.kind.faults);
    pass.event('Normal', eventReason(operation), `Asked AWS to delete ${id}: ${why}.`);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    pass.wrote();
    if (stateOf(part, row) === 'failed' && part.destroy.deadCodes?.includes(fault.details.code)) {
      pass.deps.reader.noteDeleted(scope, part.table, id);
      pass.record = pass.deleting ? withoutThing(pass.record, part.name) : leftToItself(pass.record, id);
      return undefined;
    }
    if (!part.destroy.goneCodes.includes(fault.details.code)) return { is: 'faulted', fault, fields: [] };
    // EC2 may not know a young id for a moment although it exists: only the full proof of absence counts here.
    return waiting(
      'Deleting',
      `Makes sure that ${id} is gone: ${operation} answered ${fault.details.code}.`,
      pass.deps.settings.settlingLookSeconds,
    );
  }
  pass.wrote();
  pass.memo.deleted.add(part.name);
  pass.deps.reader.noteDeleted(scope, part.table, id);
  return verifyGone(pass, part.name, id);
}

async function verifyGone(pass: Pass, name: string, id: string): Promise<Outcome | undefined> {
  const looked = await look(pass, presentInput(pass), pass.memo.lastWriteAt);
  if ('outcome' in looked) return looked.outcome;
  if (looked.seen.rows.get(name) !== undefined) {
    return waiting(
      'Deleting',
      `Waits until AWS shows that ${id} is gone.`,
      pass.deps.settings.settlingLookSeconds,
    );
  }
  pass.record = withoutThing(pass.record, name);
  return undefined;
}

/** Observing must not ask for more than the deletion needs, nor for less than the living object's kind needs. */
function presentInput(pass: Pass) {
  return present(pass, pass.spec, pass.deleting ? 'absent' : 'present');
}
