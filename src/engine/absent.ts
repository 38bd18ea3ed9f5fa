// The object is being deleted: hold, release links, undo, destroy, make sure, let go. What is done by policy:
//
//   Manage, Delete                    undo and destroy what carries our key, verify absence, drop the finalizer
//   Manage, Retain; adopted           take our owner tags off, drop the finalizer (adopted: unless Delete was written)
//   Observe, Preview, never managed   drop the finalizer, write nothing to AWS
//   paused, protected, approval,
//   account gone, still referred to,
//   the watch is stale                held: DeletionBlocked says which (what is done meanwhile: held.ts)
import { type Fault, faultOf } from '../model/fault.ts';
import type { Change, ObjectKey } from '../model/kind.ts';
import { annotations, FINALIZER } from '../model/names.ts';
import type { Reason } from '../model/reasons.ts';
import { specProblem } from '../model/spec-problem.ts';
import { isDeleting } from '../model/objects.ts';
import { abandonCommand, abandons, noteAbandon } from './abandon.ts';
import { withdrawal } from './contributor.ts';
import { destroyThing } from './destroy.ts';
import { freeBlockers, freeHolders, isDestroyed, retains, takeItemsOut } from './held.ts';
import { lostRecord, resumeIntent } from './intent.ts';
import { look } from './look.ts';
import { type Blocked, blocked, type Outcome, waiting } from './outcome.ts';
import { idsSeen, releases } from './ownership.ts';
import type { Pass } from './pass.ts';
import { performAll } from './perform.ts';
import { approvalOf, DELETION_FIELD, destruction } from './permit.ts';
import { place, present, resolve } from './prepare.ts';
import { type Hold, holdOn, type Link } from './referrers.ts';
import { STALE_LOOK_SECONDS, staleWatch } from './stale-watch.ts';
import { patient } from './patience.ts';
import { partsOf } from './things.ts';
import { dependency, plannedRounds, planWithout, stillBlocked, triedAgainLater } from './undo.ts';

export async function absentPass(pass: Pass): Promise<Outcome> {
  return abandons(pass) ? letGo(pass) : noteAbandon(pass, await deletionPass(pass));
}

async function deletionPass(pass: Pass): Promise<Outcome> {
  const held = heldByPolicy(pass);
  if (held !== undefined && (held.reason === 'Paused' || !isLeft(pass))) return held;
  const unsound = await unsoundSpec(pass);
  if (unsound !== undefined) return held ?? unsound;
  if (pass.kind.contributesTo !== undefined) return withdraw(pass);
  if (!managedAnything(pass)) return held ?? letGo(pass);
  const placed = await placeForDeletion(pass);
  if (placed !== undefined) return held ?? placed;
  if (pass.record.intent !== undefined || !pass.recordKnown) {
    const outcome =
      pass.record.intent === undefined
        ? await lostRecord(pass)
        : await resumeIntent(pass, pass.record.intent);
    if (outcome !== undefined) return outcome;
  }
  const stale = staleWatch(pass);
  if (stale !== undefined) return blocked('WatchStale', stale, STALE_LOOK_SECONDS);
  if (held !== undefined) return meanwhile(await takeItemsOut(pass), held);
  if (retains(pass)) return retain(pass);
  const hold = currentHold(pass);
  if (hold.is === 'held') {
    const done = hold.allLeave ? await freeHolders(pass, hold.links) : await takeItemsOut(pass);
    return meanwhile(done, heldBy(pass, hold.holders));
  }
  const unapproved = await approvalOf(pass, destruction(pass));
  if (unapproved !== undefined) return unapproved;
  return hold.is === 'release' ? releaseLinks(pass, hold) : destroy(pass);
}

function heldByPolicy(pass: Pass): Blocked | undefined {
  if (pass.annotation(annotations.paused) === 'true') {
    return blocked('Paused', `The annotation ${annotations.paused} holds the deletion; remove it to go on.`);
  }
  if (pass.annotation(annotations.deletionProtection) === 'true') {
    return blocked(
      'DeletionProtected',
      `The annotation ${annotations.deletionProtection} holds the deletion; remove it to go on.`,
    );
  }
  return undefined;
}

/** Whether somebody takes back what he has contributed. */
function isLeft({ key, deps: { kinds, referrers, store } }: Pass): boolean {
  return referrers.referrersOf(key).some((from) => {
    const object = store.get(from);
    const contributes = kinds.get(object?.kind ?? '')?.contributesTo !== undefined;
    return contributes && object?.metadata.deletionTimestamp !== undefined;
  });
}

/** What the deletion says that is held, and when it is looked at again. */
function meanwhile(done: Outcome | undefined, held: Blocked): Outcome {
  if (done === undefined) return held;
  if (done.is === 'waiting') return { ...held, seconds: done.seconds };
  if (done.is !== 'refused') return done;
  return { ...held, message: `${held.message} What is declared cannot be carried out: ${textOf(done)}` };
}

/** Nothing is undone by a declaration that cannot be read, policies of deletion included. */
async function unsoundSpec(pass: Pass): Promise<Outcome | undefined> {
  const problem = specProblem(pass.kind, pass.object.spec);
  if (problem === undefined) return undefined;
  const { placed } = pass.record;
  const hasActed = pass.kind.contributesTo === undefined ? managedAnything(pass) : placed !== undefined;
  if (!hasActed) return letGo(pass);
  const wayOut = `to let go of it without touching AWS: ${abandonCommand(pass)}`;
  return blocked('InvalidSpec', `${problem.field} ${problem.message}. The deletion goes on then; ${wayOut}`);
}

/** A contributed item goes with its object: the parent takes it out, and says when it has. */
async function withdraw(pass: Pass): Promise<Outcome> {
  if (!(pass.object.metadata.finalizers ?? []).includes(FINALIZER)) return letGo(pass);
  const placed = await placeForDeletion(pass);
  if (placed !== undefined) return placed;
  const change: Change = {
    field: DELETION_FIELD,
    from: pass.key,
    to: null,
    risk: 'Interrupts',
    why: 'the object is deleted',
  };
  const waits = withdrawal(pass);
  if (waits === undefined) return letGo(pass);
  return (await approvalOf(pass, [change])) ?? waits;
}

function managedAnything(pass: Pass): boolean {
  if (!(pass.object.metadata.finalizers ?? []).includes(FINALIZER)) return false;
  if (pass.policy('managementPolicy', 'Manage') !== 'Manage') return false;
  const { ids, former, intent } = pass.record;
  const recorded = Object.keys(ids).length > 0 || former.length > 0 || intent !== undefined;
  return recorded || !pass.recordKnown;
}

function reasonIn(outcome: Outcome): Reason {
  return 'reason' in outcome ? outcome.reason : 'CredentialsUnavailable';
}

function textOf(outcome: Outcome): string {
  if (outcome.is !== 'refused') return 'message' in outcome ? outcome.message : outcome.is;
  return outcome.field === undefined ? outcome.message : `${outcome.field}: ${outcome.message}`;
}

async function placeForDeletion(pass: Pass): Promise<Outcome | undefined> {
  let problem: { reason: Reason; text: string } | undefined;
  try {
    const outcome = await place(pass);
    if (outcome !== undefined) problem = { reason: reasonIn(outcome), text: textOf(outcome) };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined || fault.details.disposition !== 'denied') throw error;
    problem = { reason: fault.details.reason, text: fault.details.message };
  }
  if (problem === undefined) {
    await resolve(pass, pass.spec);
    return undefined;
  }
  return blocked(
    problem.reason,
    `${problem.text}. The deletion goes on when the account can be used again; to let go of it without touching AWS: ${abandonCommand(pass)}`,
    pass.deps.settings.deniedSeconds,
  );
}

/** Our owner tags go, links into what is being deleted are given back, everything else stays. */
async function retain(pass: Pass): Promise<Outcome> {
  const looked = await look(pass, present(pass, pass.spec), pass.startedAt);
  if ('outcome' in looked) return looked.outcome;
  const open = releases(pass);
  if (open.length === 0) return letGo(pass);
  const unapproved = await approvalOf(
    pass,
    open.flatMap((action) => action.changes),
  );
  if (unapproved !== undefined) return unapproved;
  const leaving = pass.deps.referrers.targetsOf(pass.key).filter((key) => isDestroyed(pass, key));
  const links = pass.deps.referrers.releasable(pass.key, new Set(leaving));
  // Only what AWS shows as ours is changed; a process before this one may have taken the tags off already.
  if (links.length > 0 && idsSeen(pass, 'mine').length === 0) {
    const message = 'Makes sure that AWS does not just show the owner tags late.';
    return waiting('Deleting', message, pass.deps.settings.settlingLookSeconds);
  }
  const linked = links.length === 0 ? undefined : await planWithout(pass, links);
  if (linked !== undefined) return linked;
  const outcome = await performAll(pass, open);
  if (outcome !== undefined) return outcome;
  if (releases(pass).length > 0) {
    const { settlingLookSeconds } = pass.deps.settings;
    return waiting('Deleting', 'Waits until AWS knows the thing whose tags are to go.', settlingLookSeconds);
  }
  pass.event('Normal', 'Retained', 'It stays in AWS and is not looked after any more.');
  return letGo(pass);
}

async function destroy(pass: Pass): Promise<Outcome> {
  const frozen = pass.deps.reader.frozen(pass.homeScope(), pass.key);
  if (frozen !== undefined) return blocked('Frozen', frozen, pass.deps.settings.deniedSeconds);
  const undone = await plannedRounds(pass, { spec: pass.spec, want: 'absent' });
  if (undone !== undefined) return undone;
  for (const part of [...partsOf(pass)].reverse()) {
    const outcome = await destroyThing(pass, part, 'the object is deleted');
    if (outcome === undefined) continue;
    if (outcome.is !== 'faulted') return stillBlocked(pass, part, outcome);
    const leaves = leaveWithOther(pass, outcome.fault);
    if (leaves !== undefined || outcome.fault.details.disposition !== 'waiting') return leaves ?? outcome;
    const done = await freeBlockers(pass);
    return done === undefined || done.is === 'refused' ? dependency(pass, outcome.fault) : done;
  }
  return letGo(pass);
}

/**
 * Nobody can delete it alone, and what takes it along is being deleted as well, but held by this very object: it is held no
 * longer. Whether it takes it along shows only then, as it may put another in its place first; so this one is looked after,
 * and tried again, until it is gone.
 */
function leaveWithOther(pass: Pass, { details }: Fault): Outcome | undefined {
  const observed = pass.seen?.observed;
  if (details.disposition !== 'waiting' || observed === undefined) return undefined;
  const id = pass.kind.goesWith?.(observed);
  const others = id === undefined ? [] : pass.deps.facts.havingID(id).filter((key) => isDestroyed(pass, key));
  if (id === undefined || others.length === 0) return undefined;
  pass.memo.released = new Set([...pass.memo.released, ...others]);
  pass.wake(others);
  const what = `it goes from AWS together with ${id} (${others.join(', ')})`;
  return triedAgainLater(pass, `${details.operation} was refused with ${details.code}; ${what}`);
}

async function letGo(pass: Pass): Promise<Outcome> {
  if ((pass.object.metadata.finalizers ?? []).includes(FINALIZER)) {
    pass.object = await pass.deps.objects.patchMetadata(pass.object, { removeFinalizer: FINALIZER });
  }
  return { is: 'gone' };
}

function currentHold(pass: Pass): Hold {
  return holdOn(pass.key, pass.deps.referrers, {
    isDeleting: (key) => isDeleting(pass.deps.store, key),
    released: (key) => {
      if (key === pass.key) return pass.memo.released;
      return takesBack(pass, key) ? new Set([pass.key]) : pass.releasedBy(key);
    },
  });
}

/** Its item goes with this object's thing, so it waits for that and not the other way round. */
function takesBack({ contributed }: Pass, key: ObjectKey): boolean {
  return contributed.some(({ from, isLeaving }) => from === key && isLeaving);
}

async function releaseLinks(
  pass: Pass,
  hold: { links: readonly Link[]; holders: readonly ObjectKey[] },
): Promise<Outcome> {
  const outcome = await freeHolders(pass, hold.links, 'seen now');
  if (outcome !== undefined && outcome.is !== 'refused') return outcome;
  pass.memo.released = new Set([...pass.memo.released, ...hold.links.map((link) => link.to)]);
  pass.wake(hold.links.map((link) => link.to));
  const next = currentHold(pass);
  if (next.is === 'free') return destroy(pass);
  return heldBy(pass, hold.holders);
}

function heldBy(pass: Pass, holders: readonly ObjectKey[]): Blocked {
  const named = holders.map((key) => {
    const [kind, namespace, name] = key.split('/');
    const own = pass.object.metadata.namespace === namespace;
    return `${kind} ${own ? name : `${namespace}/${name}`}${isDeleting(pass.deps.store, key) ? ' (being deleted)' : ''}`;
  });
  const allLeave = holders.every((key) => isDeleting(pass.deps.store, key));
  return patient(
    blocked('DeletionBlocked', `Still referred to by ${named.join(', ')}.`),
    allLeave ? 'they leave too' : 'they may be next',
  );
}
