// Looking for what carries our key, and recording it: after an intent, a lost answer, a lost record, and before a plan that
// makes nothing is believed.
import type { Plan } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { isScope, type Scope } from '../model/scope.ts';
import { chosen } from './duplicates.ts';
import { type Outcome, refused } from './outcome.ts';
import { inheritanceProblem } from './ownership.ts';
import { isConflict, type Pass } from './pass.ts';
import { recordOf, withID } from './record.ts';
import { ownershipOf } from './tags.ts';
import type { SomePart } from './things.ts';
import { stateOf } from './things.ts';

/** Looks for things with our owner key; takes one over, or says what is wrong. undefined: there is none. */
export async function findOwn(
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
      stateOf(part, row) !== 'leaving' &&
      !givesWay.has(part.table.idOf(row)) &&
      !isDeadHeritage(pass, part, row),
  );
  if (living.length === 0) return undefined;
  const working = living.filter((row: unknown) => stateOf(part, row) !== 'failed');
  const ids = (working.length === 0 ? living : working).map((row: unknown) => part.table.idOf(row)).sort();
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
  // Nothing was made, and AWS shows more than empty lists.
  pass.memo.remadeAt = undefined;
  pass.event('Normal', 'Recovered', `Found ${keep} by its owner tags.`);
  pass.memo.expecting = true;
  return { outcome: undefined };
}

/**
 * A plan for a thing that is not there may wait, or refuse, because of that very thing: in a cluster built anew from its
 * manifests nothing is recorded, and what stands in AWS looks like somebody else's. Only a create looks for its own by
 * itself, so here it is looked for once per generation. undefined: nothing was found, the plan holds.
 */
export async function findBehind(
  pass: Pass,
  plan: Plan,
): Promise<{ outcome: Outcome | undefined } | undefined> {
  const makes = plan.is === 'act' && plan.actions.some(({ does }) => does === 'create');
  if (makes || pass.kind.parts.length === 0 || pass.policy('managementPolicy', 'Manage') !== 'Manage')
    return undefined;
  const part = pass.mainPart;
  const scope = pass.scope(part.role);
  if (pass.record.ids[part.name] !== undefined || !isScope(scope)) return undefined;
  if (pass.memo.soughtFor === pass.generation) return undefined;
  // What it waits for may be that reference alone; with an id it is planned anew.
  if (plan.is === 'wait' && pass.resolved.some(({ ref }) => ref.is === 'missing')) return undefined;
  const found = await findOwn(pass, part, scope);
  pass.memo.soughtFor = pass.generation;
  return found;
}

/** A dead thing of the object's earlier incarnation, which EC2 still shows: there is nothing to take over. */
function isDeadHeritage(pass: Pass, part: SomePart, row: unknown): boolean {
  return (
    stateOf(part, row) === 'failed' && ownershipOf(part.table.tagsOf?.(row) ?? {}, pass.owner) === 'inherited'
  );
}

/** Durable at once; when the object changed meanwhile, the live copy decides whether this is still the open intent. */
export async function recordID(pass: Pass, part: SomePart, id: string): Promise<void> {
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
