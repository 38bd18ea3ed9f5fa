// Making a thing exactly once, whatever dies when:
//
//   reserve a token of the limiter → durable intent → discovery by owner key → the call → id recorded at once
//
// intent.ts says what is done about an intent that a later pass finds, discovery.ts what is found by our key.
import { faultOf } from '../model/fault.ts';
import { memberAt } from '../model/json.ts';
import type { Action } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { isScope, type Scope } from '../model/scope.ts';
import { findOwn, recordID } from './discovery.ts';
import { clashed, standingClash } from './clash.ts';
import { noteSent, openIntent } from './intent.ts';
import { type Outcome, settling, waiting } from './outcome.ts';
import { isConflict, type Pass } from './pass.ts';
import { callOf, eventReason, noteDone } from './perform.ts';
import { type Intent, withoutIntent } from './record.ts';
import { ownerTags, tagList, wantedTags } from './tags.ts';
import { partNamed, type SomePart, stateOf, wordOf } from './things.ts';

/** undefined: made (or found), look again. */
export async function create(pass: Pass, action: Action): Promise<Outcome | undefined> {
  const part = partNamed(pass.kind, action.part);
  const scope = pass.scope(part.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', scope.none);
  const clash = await standingClash(pass, part);
  if (clash !== undefined) return clash;
  const reservation = pass.deps.writer.reserve(scope, action.operation, pass.key);
  if ('retryAtMs' in reservation)
    return { is: 'limited', retryAtMs: reservation.retryAtMs, operation: action.operation };
  let used = false;
  try {
    const intent = await openIntent(pass, part, action.replaces);
    const found = await findOwn(pass, part, scope);
    if (found !== undefined) return found.outcome;
    used = true;
    noteSent(pass);
    const answer = await pass.deps.writer.perform(
      reservation,
      callOf(pass, withIdentity(pass, { action, part, intent })),
      pass.kind.faults,
    );
    return await created(pass, { action, part, answer });
  } catch (error) {
    if (!used) throw error;
    return await createFailed(pass, { part, scope, error });
  } finally {
    if (!used) reservation.giveBack();
  }
}

function withIdentity(
  pass: Pass,
  { action, part, intent }: { action: Action; part: SomePart; intent: Intent },
): Action {
  const tags = tagList({ ...wantedTags(pass), ...ownerTags(pass.owner) });
  const identity = {
    TagSpecifications: [{ ResourceType: part.ownedBy.tagType, Tags: tags }],
    ...(part.create.once === 'token' ? { ClientToken: intent.token } : {}),
  };
  return { ...action, input: { ...action.input, ...identity } } as Action;
}

async function created(
  pass: Pass,
  { action, part, answer }: { action: Action; part: SomePart; answer: Readonly<Record<string, unknown>> },
): Promise<Outcome | undefined> {
  pass.wrote();
  noteDone(pass, action);
  pass.progressed = true;
  const id = memberAt(answer, part.create.idPath);
  if (typeof id !== 'string')
    return waiting(
      'Creating',
      `${action.operation} answered without an id; it is looked for by its tags.`,
      1,
    );
  if (part.create.mayReturnExisting && !answersWithOurTags(pass, answer)) {
    return waiting(
      'Creating',
      `${action.operation} answered with ${id}; its owner is checked before it is recorded.`,
      1,
    );
  }
  await recordID(pass, part, id);
  pass.event('Normal', eventReason(action.operation), `Made ${id}.`);
  pass.deps.log.info(
    { kind: pass.kind.names.kind, key: pass.key, awsId: id, operation: action.operation },
    'created',
  );
  return stillAtWork(pass, { part, id, answer });
}

/** The answer of a create shows the new thing itself: while AWS is at work on it, there is nothing to look at. */
function stillAtWork(
  pass: Pass,
  { part, id, answer }: { part: SomePart; id: string; answer: Readonly<Record<string, unknown>> },
): Outcome | undefined {
  const at = part.create.idPath.split('.').slice(0, -1).join('.');
  const shown = at === '' ? undefined : memberAt(answer, at);
  if (shown === undefined) return undefined;
  const row = part.table.keep(shown);
  if (stateOf(part, row) !== 'settling') return undefined;
  return settling('Pending', `${id} is ${wordOf(part, row)}.`, pass.deps.settings.settlingLookSeconds);
}

/** The created thing's own tags stand in the answer of calls that may return somebody else's. */
function answersWithOurTags(pass: Pass, answer: Readonly<Record<string, unknown>>): boolean {
  const tags = Object.values(answer).flatMap(
    (member) => (member as { Tags?: { Key?: string; Value?: string }[] } | undefined)?.Tags ?? [],
  );
  return tags.some((tag) => tag.Key === tagKeys.owner && tag.Value === pass.object.metadata.uid);
}

async function createFailed(
  pass: Pass,
  { part, scope, error }: { part: SomePart; scope: Scope; error: unknown },
): Promise<Outcome | undefined> {
  const fault = faultOf(error);
  if (fault === undefined || isConflict(error)) throw error;
  pass.wrote();
  if (fault.details.outcomeUnknown) {
    if (pass.memo.intent !== undefined)
      pass.memo.intent = {
        ...pass.memo.intent,
        mine: true,
        emptyLooks: 0,
        firstSeenAt: pass.deps.clock.monotonic(),
      };
    return { is: 'faulted', fault, fields: [] };
  }
  if (part.create.clash?.codes.includes(fault.details.code)) return clashed(pass, { part, scope, fault });
  if (fault.details.code === 'IdempotentParameterMismatch') return mismatched(pass, { part, scope });
  pass.memo.intent = undefined;
  await pass.saveRecord(withoutIntent(pass.record));
  return { is: 'faulted', fault, fields: [] };
}

/** The token was used with other parameters: what it made is looked for, and a new token is used only after the window. */
async function mismatched(
  pass: Pass,
  { part, scope }: { part: SomePart; scope: Scope },
): Promise<Outcome | undefined> {
  const found = await findOwn(pass, part, scope);
  if (found !== undefined) return found.outcome;
  const known = pass.memo.intent;
  const windowMs =
    1000 * (known?.mine ? pass.deps.settings.lostAnswerSeconds : pass.deps.settings.otherProcessSeconds);
  if (known !== undefined && pass.deps.clock.monotonic() - known.firstSeenAt < windowMs) {
    const message = `${part.create.operation}: what an earlier attempt with other parameters made is still being looked for.`;
    return waiting('Creating', message, pass.deps.settings.settlingLookSeconds);
  }
  pass.memo.intent = undefined;
  await pass.saveRecord(withoutIntent(pass.record));
  return undefined;
}
