// The ordinary pass: the object is wanted. Look, plan, filter, act, look again; a few rounds, then the key comes back.
// The same path serves create, update, drift, restart and crash.
import { sameJson } from '../model/json.ts';
import type { Action } from '../model/kind.ts';
import { annotations, FINALIZER } from '../model/names.ts';
import { adoptedThing } from './adopt.ts';
import { shielding } from './contributions.ts';
import { create } from './create.ts';
import { driftFound, isDrift } from './drift.ts';
import { findBehind } from './discovery.ts';
import { removeDuplicates } from './duplicates.ts';
import type { AnyInput } from './input.ts';
import { lostRecord, resumeIntent } from './intent.ts';
import { keptItems } from './leaving.ts';
import { look } from './look.ts';
import { type Outcome, refused, settling, waiting } from './outcome.ts';
import { authorityOver, claim, observationProblem } from './ownership.ts';
import type { Pass, Seen } from './pass.ts';
import { notAgain, performAll, wasJustDone } from './perform.ts';
import { permit } from './permit.ts';
import { placementAnnotation } from './placement.ts';
import { allowedActions, inOrder } from './policy.ts';
import { commonProblem, missingPlacement, place, present, referenceOutcome, resolve } from './prepare.ts';
import { retired, withoutID } from './record.ts';
import { withoutRefused } from './refusals.ts';
import { destroyFormer, failedThing } from './replace.ts';
import { noteFieldsSet, settled } from './settled.ts';
import { tagActions, wantedTags } from './tags.ts';
import { adoptedGone, isNamedByID, type Standing, vanished } from './vanished.ts';
import { stateOf, wordOf } from './things.ts';

/** Rounds of looking and acting in one pass; chosen: a create with attributes takes four. */
const ROUNDS = 6;
/** What was asked for up to so many ms before the pass counts as asked in it: chosen, as much as a slow call takes. */
const FRESH_MS = 1_000;

export async function presentPass(pass: Pass): Promise<Outcome> {
  if (pass.annotation(annotations.paused) === 'true') return { is: 'paused' };
  const early = commonProblem(pass) ?? (await place(pass));
  if (early !== undefined) return early;
  await resolve(pass, pass.spec);
  const held = referenceOutcome(pass);
  if (held !== undefined) return held;
  const policy = pass.policy('managementPolicy', 'Manage');
  const observes = policy === 'Observe' && pass.kind.parts.length > 0;
  if (policy === 'Manage') await claimObject(pass);
  try {
    return observes ? await observeOnly(pass) : ((await identify(pass)) ?? (await rounds(pass)));
  } finally {
    if (pass.unconfirmed) forgetThing(pass);
  }
}

/** Recorded, the id would be lent to whatever refers to the object, and keep the thing from those who may have it. */
function forgetThing(pass: Pass): void {
  pass.record = withoutID(pass.record, pass.mainPart.name);
  pass.seen = undefined;
}

/** Finalizer and placement are durable, in one patch, before anything can exist in AWS. */
async function claimObject(pass: Pass): Promise<void> {
  const placement = missingPlacement(pass);
  pass.record = { ...pass.record, place: placement ?? placementAnnotation(pass.homeScope()) };
  const has = pass.object.metadata.finalizers?.includes(FINALIZER) ?? false;
  if (has && placement === undefined) return;
  pass.object = await pass.deps.objects.patchMetadata(pass.object, {
    ...(has ? {} : { addFinalizer: FINALIZER }),
    ...(placement === undefined ? {} : { annotations: { [annotations.placement]: placement } }),
  });
  if (!has) pass.memo.expecting = false;
  pass.fresh = !has;
}

async function observeOnly(pass: Pass): Promise<Outcome> {
  const adopted = await adoptedThing(pass);
  if (adopted !== undefined && 'outcome' in adopted) return adopted.outcome;
  const id = adopted?.id ?? pass.record.ids.main;
  if (id === undefined)
    return refused('InvalidSpec', 'managementPolicy: Observe needs to know what is to be observed', 'adopt');
  if (adopted !== undefined) adopt(pass, id);
  const looked = await look(pass, present(pass, pass.spec), pass.memo.lastWriteAt);
  if ('outcome' in looked) return looked.outcome;
  const row = looked.seen.rows.get('main');
  if (row === undefined && adopted !== undefined && !isNamedByID(pass)) return adoptedGone(pass, id);
  if (row === undefined)
    return refused('Vanished', `${id} does not exist in ${pass.homeScope().region}`, 'adopt');
  const { tagsOf } = pass.mainPart.table;
  const denied = adopted === undefined ? undefined : observationProblem(pass, id, tagsOf?.(row) ?? {});
  // Nothing is declared that could be missing.
  pass.complete = denied === undefined;
  pass.unconfirmed = denied !== undefined;
  return denied ?? { is: 'observing' };
}

/** Looks at `id` as the object's own; whether it may have it is found out by its tags. */
function adopt(pass: Pass, id: string): void {
  pass.unconfirmed = pass.record.ids.main !== id;
  pass.record = { ...pass.record, adopted: true, ids: { main: id } };
}

/** Which thing in AWS this is: adopted, recorded, or looked for because a create may have been under way. */
async function identify(pass: Pass): Promise<Outcome | undefined> {
  if (pass.kind.parts.length === 0) return undefined;
  const adopted = await adoptedThing(pass);
  if (adopted !== undefined) {
    if ('outcome' in adopted) return adopted.outcome;
    if (pass.record.ids.main === undefined) adopt(pass, adopted.id);
    return undefined;
  }
  if (pass.record.intent !== undefined) return resumeIntent(pass, pass.record.intent);
  if (pass.recordKnown || pass.fresh || pass.policy('managementPolicy', 'Manage') !== 'Manage')
    return undefined;
  return lostRecord(pass);
}

async function rounds(pass: Pass): Promise<Outcome> {
  let since = seenEnough(pass);
  for (let round = 0; round < ROUNDS; ) {
    const { refusedItems, memo } = pass;
    const { lastWriteAt } = memo;
    const input = present(pass, pass.spec);
    const looked = await look(pass, input, Math.max(since, pass.memo.lastWriteAt));
    if ('outcome' in looked) return looked.outcome;
    // What others told meanwhile counts: two groups made at the same time learn each other's ids here.
    if (await learnt(pass)) {
      round++;
      continue;
    }
    const step = await oneRound(pass, {
      input,
      seen: looked.seen,
      fresh: since >= pass.startedAt - FRESH_MS || pass.memo.lastWriteAt >= pass.startedAt,
    });
    if (step !== 'look fresh' && step !== 'look again') return step;
    if (step === 'look fresh') since = pass.startedAt - FRESH_MS;
    // Items of others that AWS refused, one after another as their time came, must not be taken for changes of this object.
    if (pass.refusedItems === refusedItems || memo.lastWriteAt !== lastWriteAt) round++;
  }
  return { is: 'working', message: 'Changes were made; looks whether AWS shows them.', seconds: 1 };
}

/** Rows must be younger than this: than what the last pass found wanting, or what this process wrote. */
function seenEnough(pass: Pass): number {
  const { expecting, lookedUntil, lastWriteAt } = pass.memo;
  if (lookRequested(pass)) return pass.startedAt;
  return expecting ? lookedUntil : lastWriteAt;
}

/** A person asked for a look: what was read before does not answer that. */
function lookRequested(pass: Pass): boolean {
  const asked = pass.annotation(annotations.reconcileRequestedAt);
  return asked !== undefined && asked !== pass.object.status?.lastHandledReconcileAt;
}

/** Whether the references mean something else by now. */
async function learnt(pass: Pass): Promise<boolean> {
  const known = () => [
    pass.resolved.map(({ ref }) => ref),
    pass.contributed.map(({ face, sight }) => [face, sight]),
  ];
  const before = known();
  await resolve(pass, pass.spec);
  return !sameJson(before, known());
}

type Round = { input: AnyInput; seen: Seen; fresh: boolean };

async function oneRound(pass: Pass, round: Round): Promise<Outcome | 'look again' | 'look fresh'> {
  const standing = await standingOf(pass, round.seen);
  if ('outcome' in standing) return standing.outcome;
  if ('again' in standing) return 'look again';
  const leaving = await destroyFormer(pass, round.seen);
  if (leaving !== undefined) return leaving;
  const plan = pass.kind.plan(round.input, round.seen.observed);
  const own = await findBehind(pass, plan);
  if (own !== undefined) return own.outcome ?? 'look again';
  pass.complete = false;
  if (plan.is === 'refuse') return refused(plan.reason, plan.message, plan.field);
  const tagging = tagPlan(pass, round.seen);
  // What the kind waits for holds up neither tags nor ownership.
  const waits = plan.is === 'wait' ? waiting(plan.reason, plan.message, plan.seconds) : undefined;
  const kinds = plan.is === 'act' ? plan.actions : [];
  const { tried, refusals } = withoutRefused(pass, kinds);
  pass.heldItems = [...(plan.is === 'wait' ? [] : plan.held), ...refusals.map(({ held }) => held)];
  const memory = {
    spec: pass.spec,
    adopted: pass.record.adopted,
    ours: pass.record.items,
    held: shielding(pass.heldItems, pass.contributed),
  };
  const planned = allowedActions(tried, memory);
  // Whoever contributes an item that cannot be had does not keep others from using the rest.
  const lacks = pass.heldItems.some(({ from }) => from === undefined);
  pass.complete = waits === undefined && planned.length === 0 && !lacks;
  const wanted = inOrder([...planned, ...allowedActions(tagging, memory)]);
  if (wanted.length === 0 && standing.claims.length === 0) {
    if (waits !== undefined) return waits;
    await removeDuplicates(pass);
    const { input, seen } = round;
    pass.keptItems = keptItems(pass, { input, observed: seen.observed, actions: tried, held: memory.held });
    return settled(pass, refusals);
  }
  if (!round.fresh && round.seen.rows.get('main') !== undefined) return 'look fresh';
  if (isDrift(pass, wanted, round)) driftFound(pass);
  const later = plan.is === 'act' ? plan.later : [];
  const permitted = await permit(pass, { wanted, later });
  if ('outcome' in permitted) return waits ?? permitted.outcome;
  await noteFieldsSet(pass, permitted.actions);
  return (await claim(pass, standing.claims)) ?? (await act(pass, permitted.actions)) ?? 'look again';
}

/** What each part's row says before the kind is asked: gone, not ours, settling, failed, leaving. */
async function standingOf(pass: Pass, seen: Seen): Promise<Standing> {
  const claims: Action[] = [];
  for (const part of pass.kind.parts) {
    const row = seen.rows.get(part.name);
    const id = pass.record.ids[part.name];
    if (id === undefined) continue;
    if (row === undefined) return vanished(pass, part, id);
    pass.memo.remadeAt = undefined;
    const tags = part.table.tagsOf?.(row) ?? {};
    const authority = authorityOver(pass, id, tags);
    if (pass.record.adopted) pass.unconfirmed = authority.is === 'not';
    if (authority.is === 'not') {
      disown(pass);
      return { outcome: authority.outcome };
    }
    claims.push(...authority.claims);
    const state = stateOf(part, row);
    if (state === 'failed') return failedThing(pass, { part, id, row });
    if (state !== 'ready') {
      return {
        outcome: settling(
          state === 'leaving' ? 'Deleting' : 'Pending',
          `${id} is ${wordOf(part, row)}.`,
          pass.deps.settings.settlingLookSeconds,
        ),
      };
    }
  }
  return { claims };
}

/** Nobody begins to use what is not ours, whatever a record says; nothing of it is shown either. */
function disown(pass: Pass): void {
  pass.seen = undefined;
  pass.record = { ...pass.record, usable: false };
}

function tagPlan(pass: Pass, seen: Seen): readonly Action[] {
  const part = pass.kind.parts[0];
  if (part === undefined) return [];
  const row = seen.rows.get(part.name);
  const id = pass.record.ids[part.name];
  if (row === undefined || id === undefined || part.table.tagsOf === undefined) return [];
  return tagActions(id, part.table.tagsOf(row), { tags: wantedTags(pass), managedBefore: pass.record.tags });
}

/** What a create makes has to be seen before anything else of the plan makes sense. */
async function act(pass: Pass, actions: readonly Action[]): Promise<Outcome | undefined> {
  const creation = actions.find((action) => action.does === 'create');
  if (creation === undefined) return performAll(pass, actions);
  const { part = '', replaces } = creation;
  const gone = replaces === undefined || pass.record.ids[part] === undefined;
  // What was made just like that would be replaced by its like, for ever.
  if (!gone && wasJustDone(pass, creation)) return notAgain(pass, creation);
  if (gone || replaces === 'after') return create(pass, creation);
  await pass.saveRecord(retired(pass.record, part));
  return undefined;
}
