// The object is being deleted: hold, release links, undo, destroy, make sure, let go. What is done by policy:
//
//   Manage, Delete                    undo and destroy what carries our key, verify absence, drop the finalizer
//   Manage, Retain; adopted           take our owner tags off, drop the finalizer (adopted: unless Delete was written)
//   Observe, Preview, never managed   drop the finalizer, write nothing to AWS
//   paused, protected, approval,
//   account gone, still referred to   held: DeletionBlocked says which
import { type Fault, faultOf } from '../model/fault.ts';
import type { Change, ObjectKey } from '../model/kind.ts';
import { annotations, FINALIZER } from '../model/names.ts';
import { approvedNow, changeHash, statusPlan } from './approval.ts';
import { blockersOf } from './blockers.ts';
import { resumeIntent } from './create.ts';
import { withdrawal } from './contributor.ts';
import { destroyThing } from './destroy.ts';
import { look } from './look.ts';
import { withoutOccurrences } from './occurrences.ts';
import { type Outcome, waiting } from './outcome.ts';
import { idsSeen, inheritanceProblem } from './ownership.ts';
import type { Pass, Seen } from './pass.ts';
import { performAll } from './perform.ts';
import { allowedActions, inOrder } from './policy.ts';
import { place, present, resolve } from './prepare.ts';
import { lostRecord } from './present.ts';
import { type Hold, holdOn, type Link } from './referrers.ts';
import { ownershipOf, releaseAction } from './tags.ts';
import { partsOf, recordedID } from './things.ts';

const ROUNDS = 6;

export async function absentPass(pass: Pass): Promise<Outcome> {
  const abandoned = await abandon(pass);
  if (abandoned !== undefined) return abandoned;
  const held = heldByPolicy(pass);
  if (held !== undefined) return held;
  if (pass.kind.contributesTo !== undefined) return withdraw(pass);
  if (!managedAnything(pass)) return letGo(pass);
  const placed = await placeForDeletion(pass);
  if (placed !== undefined) return placed;
  if (pass.record.intent !== undefined || !pass.recordKnown) {
    const outcome =
      pass.record.intent === undefined
        ? await lostRecord(pass)
        : await resumeIntent(pass, pass.record.intent);
    if (outcome !== undefined) return outcome;
  }
  if (retains(pass)) return retain(pass);
  const hold = currentHold(pass);
  if (hold.is === 'held') return heldBy(pass, hold.holders);
  const unapproved = await approvalOf(pass, destruction(pass));
  if (unapproved !== undefined) return unapproved;
  return hold.is === 'release' ? releaseLinks(pass, hold) : destroy(pass);
}

/** Lets go of exactly the thing that the annotation names, without touching AWS; for people, when nothing else helps. */
async function abandon(pass: Pass): Promise<Outcome | undefined> {
  const id = pass.annotation(annotations.abandon);
  if (id === undefined || id === '') return undefined;
  const ids = Object.values(pass.record.ids);
  if (!ids.includes(id) && !(ids.length === 0 && id === 'unknown')) return undefined;
  pass.event(
    'Warning',
    'Abandoned',
    `${id} was abandoned by annotation: it stays in AWS and nobody looks after it.`,
  );
  pass.deps.log.warn({ kind: pass.kind.names.kind, key: pass.key, awsId: id }, 'abandoned by annotation');
  return letGo(pass);
}

function heldByPolicy(pass: Pass): Outcome | undefined {
  if (pass.annotation(annotations.deletionProtection) === 'true') {
    return blocked(
      'DeletionProtected',
      `The annotation ${annotations.deletionProtection} holds the deletion; remove it to go on.`,
    );
  }
  if (pass.annotation(annotations.paused) === 'true') {
    return blocked('Paused', `The annotation ${annotations.paused} holds the deletion; remove it to go on.`);
  }
  return undefined;
}

/** A contributed item goes with its object: the parent takes it out, and says when it has. */
async function withdraw(pass: Pass): Promise<Outcome> {
  if (!(pass.object.metadata.finalizers ?? []).includes(FINALIZER)) return letGo(pass);
  const placed = await placeForDeletion(pass);
  if (placed !== undefined) return placed;
  const change: Change = {
    field: '',
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

async function placeForDeletion(pass: Pass): Promise<Outcome | undefined> {
  let problem: string | undefined;
  try {
    const outcome = await place(pass);
    problem = outcome === undefined ? undefined : 'message' in outcome ? outcome.message : outcome.is;
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined || fault.details.disposition !== 'denied') throw error;
    problem = fault.details.message;
  }
  if (problem === undefined) {
    await resolve(pass, pass.spec);
    return undefined;
  }
  const id = pass.record.ids.main ?? 'unknown';
  return blocked(
    'CredentialsUnavailable',
    `${problem}. The deletion goes on when the account can be used again; to let go of it without touching AWS: vpcraft.dev/abandon=${id}`,
    pass.deps.settings.deniedSeconds,
  );
}

function retains(pass: Pass): boolean {
  const policy = pass.spec.deletionPolicy;
  const adopted = pass.record.adopted || pass.spec.adopt !== undefined;
  return policy === 'Retain' || (adopted && policy !== 'Delete');
}

/** Our owner tags go, links into what is being deleted are given back, everything else stays. */
async function retain(pass: Pass): Promise<Outcome> {
  const looked = await look(pass, present(pass, pass.spec), pass.startedAt);
  if ('outcome' in looked) return looked.outcome;
  const releases = idsSeen(pass, 'mine').map(releaseAction);
  if (releases.length === 0) return letGo(pass);
  const unapproved = await approvalOf(
    pass,
    releases.flatMap((action) => action.changes),
  );
  if (unapproved !== undefined) return unapproved;
  const leaving = pass.deps.referrers.targetsOf(pass.key).filter((key) => isDeleting(pass, key));
  const links = pass.deps.referrers.releasable(pass.key, new Set(leaving));
  const open = links.length === 0 ? undefined : await planWithout(pass, links);
  if (open !== undefined) return open;
  const outcome = await performAll(pass, releases);
  if (outcome !== undefined) return outcome;
  pass.event('Normal', 'Retained', 'It stays in AWS and is not looked after any more.');
  return letGo(pass);
}

function isDeleting(pass: Pass, key: ObjectKey): boolean {
  const object = pass.deps.store.get(key);
  return object !== undefined && object.metadata.deletionTimestamp !== undefined;
}

function currentHold(pass: Pass): Hold {
  return holdOn(pass.key, pass.deps.referrers, {
    isDeleting: (key) => isDeleting(pass, key),
    released: (key) => (key === pass.key ? pass.memo.released : pass.releasedBy(key)),
  });
}

async function releaseLinks(
  pass: Pass,
  hold: { links: readonly Link[]; holders: readonly ObjectKey[] },
): Promise<Outcome> {
  const outcome = await planWithout(pass, hold.links);
  if (outcome !== undefined) return outcome;
  pass.memo.released = new Set([...pass.memo.released, ...hold.links.map((link) => link.to)]);
  pass.wake(hold.links.map((link) => link.to));
  const next = currentHold(pass);
  if (next.is === 'free') return destroy(pass);
  return heldBy(pass, hold.holders);
}

/** The ordinary plan for the spec without these links. undefined: it has settled. */
async function planWithout(pass: Pass, links: readonly Link[]): Promise<Outcome | undefined> {
  const spec = withoutOccurrences(
    pass.spec,
    links.map((link) => link.occurrence),
  );
  await resolve(pass, spec);
  return plannedRounds(pass, spec, 'present');
}

/** Looks and acts until the plan for `spec` is settled; undefined when it is. */
async function plannedRounds(
  pass: Pass,
  spec: Readonly<Record<string, unknown>>,
  want: 'present' | 'absent',
): Promise<Outcome | undefined> {
  for (let round = 0; round < ROUNDS; round++) {
    const input = present(pass, spec, want);
    const looked = await look(pass, input, Math.max(pass.startedAt, pass.memo.lastWriteAt));
    if ('outcome' in looked) return looked.outcome;
    if (gone(pass, looked.seen)) return undefined;
    const trouble = notOurs(pass, looked.seen);
    if (trouble !== undefined) return trouble;
    const plan = pass.kind.plan(input, looked.seen.observed);
    if (plan.is === 'wait') return waiting(plan.reason, plan.message, plan.seconds);
    if (plan.is !== 'act') return undefined;
    const memory = { spec, adopted: pass.record.adopted, ours: pass.record.items, held: [] };
    const actions = inOrder(allowedActions(plan.actions, memory)).filter(
      (action) => action.does !== 'create',
    );
    if (actions.length === 0) return undefined;
    const outcome = await performAll(pass, actions);
    if (outcome !== undefined) return outcome.is === 'faulted' ? dependency(pass, outcome.fault) : outcome;
  }
  return { is: 'working', message: 'Links are being undone.', seconds: 1 };
}

function gone(pass: Pass, seen: Seen): boolean {
  return partsOf(pass).every(({ name }) => seen.rows.get(name) === undefined);
}

/** Only what carries our key, and no living object's or other controller's uid, is ever changed or destroyed. */
function notOurs(pass: Pass, seen: Seen): Outcome | undefined {
  for (const part of partsOf(pass)) {
    const id = recordedID(pass.record, part.name);
    const row = seen.rows.get(part.name);
    if (id === undefined || row === undefined) continue;
    const tags = part.table.tagsOf?.(row) ?? {};
    const ownership = ownershipOf(tags, pass.owner);
    const problem = inheritanceProblem(pass, id, tags);
    if (ownership === 'mine' || (ownership === 'inherited' && problem === undefined)) continue;
    const why = problem ?? `${id} does not carry this object's owner tags`;
    return blocked(
      'NotOwned',
      `${why}, so it is not deleted; put them back, or let go of it: vpcraft.dev/abandon=${id}`,
    );
  }
  return undefined;
}

async function destroy(pass: Pass): Promise<Outcome> {
  const frozen = pass.deps.reader.frozen(pass.homeScope(), pass.key);
  if (frozen !== undefined) return blocked('Frozen', frozen, pass.deps.settings.deniedSeconds);
  const undone = await plannedRounds(pass, pass.spec, 'absent');
  if (undone !== undefined) return undone;
  for (const part of [...partsOf(pass)].reverse()) {
    const outcome = await destroyThing(pass, part, 'the object is deleted');
    if (outcome !== undefined) return outcome.is === 'faulted' ? dependency(pass, outcome.fault) : outcome;
  }
  return letGo(pass);
}

/** Something in AWS stands in the way: find out what, and say so. */
async function dependency(pass: Pass, fault: Fault): Promise<Outcome> {
  if (fault.details.disposition !== 'waiting' || pass.kind.blockers === undefined)
    return { is: 'faulted', fault, fields: [] };
  const blockers = await blockersOf(pass);
  const named = blockers
    .map((one) => `${one.type} ${one.id} (${one.owner})`)
    .sort()
    .join(', ');
  const what = named === '' ? 'AWS does not show by what yet' : `in the way: ${named}`;
  return blocked(
    'DeletionBlocked',
    `${fault.details.operation} was refused with ${fault.details.code}; ${what}`,
    pass.deps.settings.settlingLookSeconds,
  );
}

/** One line for each thing that the deletion destroys; what is undone first goes with it and needs no word of its own. */
function destruction(pass: Pass): readonly Change[] {
  return partsOf(pass).flatMap((part): Change[] => {
    const id = recordedID(pass.record, part.name);
    if (id === undefined) return [];
    const field = part.name === pass.mainPart.name ? '' : part.name;
    return [{ field, from: id, to: null, risk: 'Destroys', why: 'the object is deleted' }];
  });
}

/** Under Manual approval the deletion is a change set like any other: asked for once, as a whole. */
async function approvalOf(pass: Pass, changes: readonly Change[]): Promise<Outcome | undefined> {
  if (pass.policy('approval', 'Automatic') !== 'Manual' || changes.length === 0) return undefined;
  const plan = statusPlan(changes, pass.generation, pass.record.approvals);
  const hashes = changes.map(changeHash);
  const approved = approvedNow(pass.record.approved, pass.generation);
  if (hashes.every((hash) => approved.includes(hash))) return undefined;
  if (pass.annotation(annotations.approvePlan) !== plan.hash) {
    const why = `The deletion waits for approval: kubectl annotate … ${annotations.approvePlan}=${plan.hash}`;
    return { is: 'planned', plan, why };
  }
  await pass.saveRecord({
    ...pass.record,
    approved: { hash: plan.hash, generation: pass.generation, changes: hashes },
  });
  pass.event('Normal', 'Approved', `The deletion ${plan.hash} was approved.`);
  return undefined;
}

async function letGo(pass: Pass): Promise<Outcome> {
  if ((pass.object.metadata.finalizers ?? []).includes(FINALIZER)) {
    pass.object = await pass.deps.objects.patchMetadata(pass.object, { removeFinalizer: FINALIZER });
  }
  return { is: 'gone' };
}

function heldBy(pass: Pass, holders: readonly ObjectKey[]): Outcome {
  const named = holders.map((key) => {
    const [kind, namespace, name] = key.split('/');
    const own = pass.object.metadata.namespace === namespace;
    return `${kind} ${own ? name : `${namespace}/${name}`}${isDeleting(pass, key) ? ' (being deleted)' : ''}`;
  });
  return blocked('DeletionBlocked', `Still referred to by ${named.join(', ')}.`);
}

function blocked(
  reason: Extract<Outcome, { is: 'blocked' }>['reason'],
  message: string,
  seconds?: number,
): Outcome {
  return { is: 'blocked', reason, message, seconds };
}
