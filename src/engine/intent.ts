// The durable note that a create may be under way, and what a later pass does about one that it finds:
//
//   what is found                                       token            naturalKey               none
//   --------------------------------------------------------------------------------------------------------------
//   discovery shows a thing with our key                recorded         recorded                 recorded
//   nothing, the window has not passed                  same token again again; "exists" = look   wait
//   nothing, twice, and the window has passed           same token again again                    next attempt
//   nothing, and this process knows: it was not sent    same token again again                    next attempt
//
// The window is lostAnswerSeconds after an answer that this process lost, otherProcessSeconds when another process wrote
// the intent; both are counted from when this process first saw it, on its own monotonic clock.
import { createHash } from 'node:crypto';
import type { Action } from '../model/kind.ts';
import { isScope } from '../model/scope.ts';
import { findOwn } from './discovery.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { placementAnnotation } from './placement.ts';
import { type Intent, UNKNOWN_PROCESS, withoutIntent } from './record.ts';
import { union, wantedTags } from './tags.ts';
import { partNamed, type SomePart } from './things.ts';

/** How often discovery must have been empty before a thing is believed not to have been made. */
export const EMPTY_LOOKS = 2;

/** Chosen: a thing that shows up late is found within this time. */
export const LONGEST_BETWEEN_LOOKS_MS = 30_000;

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
  const { windowMs, passedMs } = windowOf(pass, known);
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
  return waiting(
    'Creating',
    `Makes sure that an earlier ${part.create.operation} left nothing behind before it is repeated.`,
    openIntentSeconds(pass),
  );
}

type KnownIntent = NonNullable<Pass['memo']['intent']>;

function windowOf({ deps }: Pass, { mine, firstSeenAt }: KnownIntent) {
  const { lostAnswerSeconds, otherProcessSeconds } = deps.settings;
  const windowMs = 1000 * (mine ? lostAnswerSeconds : otherProcessSeconds);
  return { windowMs, passedMs: deps.clock.monotonic() - firstSeenAt };
}

/** When to look again for what an open intent may have made, also where nothing is to be made any more. undefined: none is open. */
export function openIntentSeconds(pass: Pass): number | undefined {
  const { intent } = pass.memo;
  if (pass.record.intent === undefined || intent === undefined) return undefined;
  const { windowMs, passedMs } = windowOf(pass, intent);
  return Math.min(Math.max(windowMs - passedMs, 1000), LONGEST_BETWEEN_LOOKS_MS) / 1000;
}

/** A token that was lost with the record cannot be sent again: what was made by it must show up, or be given up. */
function mayReplay(part: SomePart, intent: Intent): boolean {
  if (part.create.once === 'token') return intent.process !== UNKNOWN_PROCESS;
  return part.create.once === 'naturalKey';
}

function intentMemo(pass: Pass, intent: Intent): KnownIntent {
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

export function noteSent(pass: Pass): void {
  if (pass.memo.intent !== undefined) pass.memo.intent.sent = true;
}

export async function openIntent(pass: Pass, part: SomePart, replaces: Action['replaces']): Promise<Intent> {
  const open = pass.record.intent;
  const tags = union(pass.record.tags, Object.keys(wantedTags(pass)));
  if (open !== undefined && open.part === part.name) {
    // The call takes the tags that are declared by now, and the process may die before they are seen.
    if (tags.length > pass.record.tags.length) await pass.saveRecord({ ...pass.record, tags });
    return open;
  }
  const attempt = (pass.record.attempts[part.name] ?? 0) + 1;
  const intent: Intent = {
    part: part.name,
    attempt,
    token: tokenOf(pass, part, attempt),
    at: new Date(pass.deps.clock.now()).toISOString(),
    process: pass.deps.process,
    ...replacedBy(pass, part, replaces),
  };
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

/** Finalizer without record: a restored backup, or a wiped status. An intent of unknown age stands for what may exist. */
export async function lostRecord(pass: Pass): Promise<Outcome | undefined> {
  const part = pass.mainPart.name;
  const intent = {
    part,
    attempt: 1,
    token: `unknown-${pass.object.metadata.uid}`,
    at: new Date(pass.deps.clock.now()).toISOString(),
    process: UNKNOWN_PROCESS,
  };
  const place = placementAnnotation(pass.homeScope());
  await pass.saveRecord({ ...pass.record, place, intent, attempts: { [part]: 1 } });
  return resumeIntent(pass, intent);
}
