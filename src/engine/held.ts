// What is done while a deletion is held, or refused by AWS. Who waits for whom is read from declarations (referrers.ts). Whatever
// else stands in AWS holds others as well, and no declaration shows it: an item that was contributed and taken back, a rule of
// another hand in a list that is ours alone, the old links of an edit. So as long as the thing stays, it stays as declared.
//
//   the deletion is                          taken out meanwhile
//   ---------------------------------------------------------------------------------------------------------------
//   held by somebody alive, or protected     items that others take back: everything else may still carry traffic
//   held by nobody but what leaves as well   all that is not declared, and links that hold nothing
//   held in a circle of such                 the links into the circle as well
//   held by nobody, and refused by AWS       all that is not declared, and links that hold nothing or were released
import type { ObjectKey } from '../model/kind.ts';
import { isDeleting } from '../model/objects.ts';
import { keptItems, withItem } from './leaving.ts';
import { blockersOf } from './blockers.ts';
import { shielding } from './contributions.ts';
import { look } from './look.ts';
import { type Occurrence, withoutOccurrences } from './occurrences.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { approvalOf, destruction } from './permit.ts';
import { present, resolve } from './prepare.ts';
import { recordOf } from './record.ts';
import type { Link } from './referrers.ts';
import type { Resolved } from './references.ts';
import { pendingChanges, plannedRounds } from './undo.ts';

type Spec = Readonly<Record<string, unknown>>;

/** Takes out what others have contributed and take back. undefined: done, as far as it can be. */
export async function takeItemsOut(pass: Pass): Promise<Outcome | undefined> {
  const leaving = pass.contributed.filter(({ isLeaving }) => isLeaving);
  if (leaving.length === 0) return undefined;
  const pending = await pendingChanges(pass, leaving.reduce(withItem, present(pass, pass.spec)));
  if ('outcome' in pending) return pending.outcome;
  const { changes: not } = pending;
  const stay = { mayBeOld: false, shields: true, permission: () => permission(pass) };
  const outcome = await plannedRounds(pass, { spec: pass.spec, want: 'present', not, stay });
  return outcome ?? noteItemsOut(pass);
}

async function noteItemsOut(pass: Pass): Promise<Outcome | undefined> {
  const input = present(pass, pass.spec);
  const looked = await look(pass, input, pass.memo.lastWriteAt);
  if ('outcome' in looked) return looked.outcome;
  const { observed } = looked.seen;
  const plan = pass.kind.plan(input, observed);
  const held = plan.is === 'act' || plan.is === 'settled' ? shielding(plan.held, pass.contributed) : [];
  const actions = plan.is === 'act' ? plan.actions : [];
  pass.keptItems = keptItems(pass, { input, observed, actions, held });
  pass.itemsOut = true;
  return undefined;
}

type Picture = 'seen now' | 'seen before';

/**
 * Takes out what is not declared, and what is declared and may not hold anybody back. undefined: done; refused: what
 * is declared makes no sense.
 * @param circle own links into a circle of holders that leave as a whole
 */
async function keepAsDeclared(
  pass: Pass,
  circle: readonly Link[],
  picture: Picture = 'seen before',
): Promise<Outcome | undefined> {
  await resolve(pass, pass.spec);
  const released = pass.deps.referrers.releasable(pass.key, pass.memo.released);
  const links = [...circle, ...released].map(({ occurrence }) => occurrence);
  return bringTo(pass, withoutOccurrences(pass.spec, [...links, ...looseLinks(pass)]), picture);
}

/** The same where nobody who lives can mind: what cannot be carried out as declared gives all its links back. */
export async function freeHolders(
  pass: Pass,
  circle: readonly Link[],
  picture: Picture = 'seen before',
): Promise<Outcome | undefined> {
  const outcome = await keepAsDeclared(pass, circle, picture);
  return outcome?.is === 'refused' ? bringTo(pass, withoutLinks(pass), picture) : outcome;
}

/** The same where AWS refuses the deletion. @throws Fault when a read failed. */
export async function freeBlockers(pass: Pass): Promise<Outcome | undefined> {
  const outcome = await keepAsDeclared(pass, []);
  if (outcome?.is !== 'refused') return outcome;
  const { facts } = pass.deps;
  const blockers = await blockersOf(pass);
  const allLeave = blockers.every(({ id }) => facts.havingID(id).some((key) => isDestroyed(pass, key)));
  return allLeave && blockers.length > 0 ? bringTo(pass, withoutLinks(pass), 'seen before') : outcome;
}

async function bringTo(pass: Pass, spec: Spec, picture: Picture): Promise<Outcome | undefined> {
  await resolve(pass, spec);
  pass.resolved = pass.resolved.map((one) => asItIs(pass, one));
  const mayBeOld = picture === 'seen before';
  const stay = { mayBeOld, shields: false, permission: () => permission(pass) };
  const outcome = await plannedRounds(pass, { spec, want: 'present', stay });
  if (outcome === undefined) pass.itemsOut = true;
  return outcome;
}

/** What is undone before a deletion is approved with it. */
function permission(pass: Pass): Promise<Outcome | undefined> {
  return approvalOf(pass, destruction(pass));
}

/**
 * Own links that hold nothing in the order of deletions, while AWS may know them: to what is not there or may not be used any
 * more, and by raw id to what is being deleted. One that is not resolved would also keep what looks like it (policy.ts).
 */
function looseLinks(pass: Pass): readonly Occurrence[] {
  return pass.resolved.flatMap((one) =>
    one.occurrence.reference.releasable && isLoose(pass, one) ? [one.occurrence] : [],
  );
}

function isLoose(pass: Pass, { occurrence: { target }, ref }: Resolved): boolean {
  if (ref.is === 'missing' || ref.is === 'withdrawn') return true;
  return (
    'rawID' in target &&
    pass.deps.facts.havingID(target.rawID).some((key) => key !== pass.key && isDestroyed(pass, key))
  );
}

/** What leaves gets no more complete than it is: nothing waits for that. */
function asItIs(pass: Pass, { occurrence, ref, target }: Resolved): Resolved {
  const isLeaving = target !== undefined && isDeleting(pass.deps.store, target);
  return { occurrence, target, ref: isLeaving && ref.is === 'notUsable' ? { ...ref, is: 'usable' } : ref };
}

/** The declaration without the fields that link: one of them may be what makes no sense, such as two rules that contradict each other. */
function withoutLinks({ kind, spec }: Pass): Spec {
  const linking = new Set(
    kind.references.filter(({ releasable }) => releasable).map(({ path }) => path.split(/[.[]/)[0] ?? ''),
  );
  return Object.fromEntries(
    Object.entries(spec).flatMap(([field, value]) => {
      if (!linking.has(field)) return [[field, value]];
      return Array.isArray(value) ? [[field, []]] : [];
    }),
  );
}

export function retains({ spec, record }: Pick<Pass, 'spec' | 'record'>): boolean {
  const policy = spec.deletionPolicy;
  const adopted = record.adopted || spec.adopt !== undefined;
  return policy === 'Retain' || (adopted && policy !== 'Delete');
}

/** What the object stands for goes from AWS; what is only let go of stays there, and so may every link to it. */
export function isDestroyed(pass: Pass, key: ObjectKey): boolean {
  const object = pass.deps.store.get(key);
  if (object === undefined || !isDeleting(pass.deps.store, key)) return false;
  const spec = object.spec ?? {};
  return (
    (spec.managementPolicy ?? 'Manage') === 'Manage' && !retains({ spec, record: recordOf(object).record })
  );
}
