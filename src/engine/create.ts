// Making a thing exactly once, whatever dies when:
//
//   reserve a token of the limiter → durable intent → discovery by owner key → the call → id recorded at once
//
//   what is found on return, with an open intent        token            naturalKey               none
//   --------------------------------------------------------------------------------------------------------------
//   discovery shows a thing with our key                recorded         recorded                 recorded
//   nothing, the window has not passed                  same token again again; "exists" = look   wait
//   nothing, twice, and the window has passed           same token again again                    next attempt
//   nothing, and this process knows: it was not sent    same token again again                    next attempt
//
// The window is lostAnswerSeconds after an answer that this process lost, otherProcessSeconds when another process wrote
// the intent; both are counted from when this process first saw it, on its own monotonic clock.
import { createHash } from 'node:crypto';
import { type Fault, faultOf } from '../model/fault.ts';
import { memberAt } from '../model/json.ts';
import type { Action } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { isScope, type Scope } from '../model/scope.ts';
import { chosen } from './duplicates.ts';
import { type Outcome, refused, settling, waiting } from './outcome.ts';
import { isConflict, type Pass } from './pass.ts';
import { callOf, eventReason } from './perform.ts';
import { type Intent, recordOf, UNKNOWN_PROCESS, withID, withoutIntent } from './record.ts';
import { inheritanceProblem } from './ownership.ts';
import { ownerTags, ownershipOf, tagList, userTags } from './tags.ts';
import { partNamed, type SomePart } from './things.ts';

/** How often discovery must have been empty before a thing is believed not to have been made. */
const EMPTY_LOOKS = 2;

/** undefined: made (or found), look again. */
export async function create(pass: Pass, action: Action): Promise<Outcome | undefined> {
  const part = partNamed(pass.kind, action.part);
  const scope = pass.scope(part.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', scope.none);
  const reservation = pass.deps.writer.reserve(scope, action.operation);
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

/**
 * What to do about an intent that a pass finds: undefined when nothing stands in the way of (re)playing the create.
 * @throws Fault when discovery failed.
 */
export async function resumeIntent(pass: Pass, intent: Intent): Promise<Outcome | undefined> {
  const part = partNamed(pass.kind, intent.part);
  const scope = pass.scope(part.role);
  if (!isScope(scope)) return waiting('CredentialsUnavailable', scope.none);
  const known = intentMemo(pass, intent);
  const found = await findOwn(pass, part, scope);
  if (found !== undefined) return found.outcome;
  known.emptyLooks += 1;
  const windowMs =
    1000 * (known.mine ? pass.deps.settings.lostAnswerSeconds : pass.deps.settings.otherProcessSeconds);
  const passedMs = pass.deps.clock.monotonic() - known.firstSeenAt;
  // What was never sent cannot show up late. The intent is closed, so that the next one proves that our copy is fresh.
  const isOver = !known.sent || (known.emptyLooks >= EMPTY_LOOKS && passedMs >= windowMs);
  // Whether a thing is still to be replaced may have changed, so such an intent does not stay open for ever.
  const staysOpen = intent.replaces === undefined || !isOver;
  if (!pass.deleting && mayReplay(part, intent) && staysOpen) return undefined;
  if (isOver) {
    pass.memo.intent = undefined;
    await pass.saveRecord(withoutIntent(pass.record));
    return undefined;
  }
  const lookMs = Math.min(Math.max(windowMs - passedMs, 1000), LONGEST_BETWEEN_LOOKS_MS);
  return waiting(
    'Creating',
    `Makes sure that an earlier ${part.create.operation} left nothing behind before it is repeated.`,
    lookMs / 1000,
  );
}

/** A token that was lost with the record cannot be sent again: what was made by it must show up, or be given up. */
function mayReplay(part: SomePart, intent: Intent): boolean {
  if (part.create.once === 'token') return intent.process !== UNKNOWN_PROCESS;
  return part.create.once === 'naturalKey';
}

/** Chosen: a thing that shows up late is found within this time. */
const LONGEST_BETWEEN_LOOKS_MS = 30_000;

function intentMemo(pass: Pass, intent: Intent): NonNullable<Pass['memo']['intent']> {
  const known = pass.memo.intent;
  if (known?.token === intent.token) return known;
  const fresh = {
    token: intent.token,
    firstSeenAt: pass.deps.clock.monotonic(),
    emptyLooks: 0,
    mine: intent.process === pass.deps.process,
    sent: true,
  };
  pass.memo.intent = fresh;
  return fresh;
}

function noteSent(pass: Pass): void {
  if (pass.memo.intent !== undefined) pass.memo.intent.sent = true;
}

async function openIntent(pass: Pass, part: SomePart, replaces: Action['replaces']): Promise<Intent> {
  const open = pass.record.intent;
  if (open !== undefined && open.part === part.name) return open;
  const attempt = (pass.record.attempts[part.name] ?? 0) + 1;
  const intent: Intent = {
    part: part.name,
    attempt,
    token: tokenOf(pass, part, attempt),
    at: new Date(pass.deps.clock.now()).toISOString(),
    process: pass.deps.process,
    ...replacedBy(pass, part, replaces),
  };
  const tags = Object.keys(wantedTags(pass)).sort();
  intentMemo(pass, intent).sent = false;
  await pass.saveRecord({
    ...pass.record,
    intent,
    tags,
    attempts: { ...pass.record.attempts, [part.name]: attempt },
  });
  return intent;
}

function replacedBy(pass: Pass, part: SomePart, replaces: Action['replaces']): { replaces?: string } {
  const id = pass.record.ids[part.name];
  return replaces === undefined || id === undefined ? {} : { replaces: id };
}

/** ClientToken holds at most 64 ASCII characters: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
function tokenOf(pass: Pass, part: SomePart, attempt: number): string {
  const { clusterID } = pass.deps.settings;
  return createHash('sha256')
    .update(`${clusterID}/${pass.object.metadata.uid}/${part.name}/${attempt}`)
    .digest('hex')
    .slice(0, 48);
}

export function wantedTags(pass: Pass): Readonly<Record<string, string>> {
  const declared = (pass.spec.tags ?? {}) as Readonly<Record<string, string>>;
  return userTags({
    declared: { ...pass.placement?.account?.defaultTags, ...declared },
    defaultName: pass.record.adopted ? undefined : pass.object.metadata.name,
  });
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
  if (part.state(row) !== 'settling') return undefined;
  return settling('Pending', `${id} is ${part.word(row)}.`, pass.deps.settings.settlingLookSeconds);
}

/** The created thing's own tags stand in the answer of calls that may return somebody else's. */
function answersWithOurTags(pass: Pass, answer: Readonly<Record<string, unknown>>): boolean {
  const tags = Object.values(answer).flatMap(
    (member) => (member as { Tags?: { Key?: string; Value?: string }[] } | undefined)?.Tags ?? [],
  );
  return tags.some((tag) => tag.Key === tagKeys.owner && tag.Value === pass.object.metadata.uid);
}

/** Durable at once; when the object changed meanwhile, the live copy decides whether this is still the open intent. */
async function recordID(pass: Pass, part: SomePart, id: string): Promise<void> {
  pass.memo.intent = undefined;
  pass.memo.deleted.delete(part.name);
  const next = withID(pass.record, part.name, id);
  try {
    await pass.saveRecord(next);
    pass.publish(pass);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const live = await pass.deps.objects.read(pass.key);
    const token = live === undefined ? undefined : recordOf(live).record.intent?.token;
    if (
      live === undefined ||
      live.metadata.uid !== pass.object.metadata.uid ||
      token !== pass.record.intent?.token
    )
      throw error;
    pass.object = live;
    await pass.saveRecord(next);
  }
}

/** Looks for things with our owner key; takes one over, or says what is wrong. undefined: there is none. */
async function findOwn(
  pass: Pass,
  part: SomePart,
  scope: Scope,
): Promise<{ outcome: Outcome | undefined } | undefined> {
  const since = pass.deps.clock.monotonic();
  const owner = { cluster: pass.owner.cluster, resource: pass.owner.resource };
  const rows = await pass.deps.reader.discover(scope, part.table, owner, since - 1e-3);
  const givesWay = new Set([
    ...pass.record.former.map((former) => former.id),
    ...(pass.record.intent?.replaces === undefined ? [] : [pass.record.intent.replaces]),
  ]);
  const living = rows.filter(
    (row: unknown) =>
      part.state(row) !== 'leaving' &&
      !givesWay.has(part.table.idOf(row)) &&
      !isDeadHeritage(pass, part, row),
  );
  if (living.length === 0) return undefined;
  const ids = living.map((row: unknown) => part.table.idOf(row)).sort();
  const recorded = pass.record.ids[part.name];
  const keep = ids.includes(recorded ?? '') ? recorded : await chosen(pass, part, ids);
  if (keep === undefined) return undefined;
  const row = living.find((one: unknown) => part.table.idOf(one) === keep);
  const problem = inheritanceProblem(pass, keep, part.table.tagsOf?.(row) ?? {});
  if (problem !== undefined) return { outcome: refused('Conflict', problem) };
  if (ids.length > 1)
    pass.event(
      'Warning',
      'FoundDuplicates',
      `Several things carry this object's tags: ${ids.join(', ')}; ${keep} is kept.`,
    );
  // The tag remembers what a lost record forgot: an adopted thing is not deleted with its object.
  if (part.table.tagsOf?.(row)?.[tagKeys.adopted] === 'true') pass.record = { ...pass.record, adopted: true };
  await recordID(pass, part, keep);
  pass.event('Normal', 'Recovered', `Found ${keep} by its owner tags.`);
  pass.memo.expecting = true;
  return { outcome: undefined };
}

/** A dead thing of the object's earlier incarnation, which EC2 still shows: there is nothing to take over. */
function isDeadHeritage(pass: Pass, part: SomePart, row: unknown): boolean {
  return (
    part.state(row) === 'failed' && ownershipOf(part.table.tagsOf?.(row) ?? {}, pass.owner) === 'inherited'
  );
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
  if (part.create.existsCodes?.includes(fault.details.code)) return existing(pass, { part, scope, fault });
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

/** "Exists already": ours from an earlier attempt, or someone else's. */
async function existing(
  pass: Pass,
  { part, scope, fault }: { part: SomePart; scope: Scope; fault: Fault },
): Promise<Outcome | undefined> {
  const found = await findOwn(pass, part, scope);
  if (found !== undefined) return found.outcome;
  const known = pass.memo.intent;
  if (known !== undefined) {
    known.emptyLooks += 1;
    const windowMs = 1000 * Math.min(part.table.settlingSeconds, pass.deps.settings.settlingBoundSeconds);
    if (known.emptyLooks < EMPTY_LOOKS + 1 || pass.deps.clock.monotonic() - known.firstSeenAt < windowMs) {
      return waiting(
        'Creating',
        `${fault.details.code}: looks whether the existing one is this object's own.`,
        pass.deps.settings.settlingLookSeconds,
      );
    }
  }
  pass.memo.intent = undefined;
  await pass.saveRecord(withoutIntent(pass.record));
  return refused(
    'Conflict',
    `${fault.details.message} (${fault.details.code}); it does not carry this object's owner tags`,
  );
}
