// Two things that carry the key of one object: which one is kept, and how the other one goes. EC2 lets nobody exclude
// them for certain where a create has neither token nor natural key and an answer is lost for longer than the windows.
//
//   the other one                                              it
//   -----------------------------------------------------------------------------------------------------
//   has another uid, is adopted, or is recorded by any object  stays: it is not proven to be a duplicate
//   cannot have been made by this object: its create was       stays, and is named in an event: tags can be copied
//   never repeated, or EC2 tells a repetition by itself, or
//   the kind refuses to make of it what is declared
//   is in use, or its kind cannot tell                         stays, and is named in an event
//   approval is Manual                                         stays, and is named in an event
//   is empty, and older than every window                      is destroyed, after a live look at both and at the object
//
// It is done within a pass of the object, so that nothing else works on the object meanwhile.
import { faultOf } from '../model/fault.ts';
import { sameJson } from '../model/json.ts';
import { tagKeys } from '../model/names.ts';
import { isScope, type Scope } from '../model/scope.ts';
import { isForeignMade, isInUse } from './blockers.ts';
import type { Pass } from './pass.ts';
import { recordOf } from './record.ts';
import { staleWatch } from './stale-watch.ts';
import { ownershipOf } from './tags.ts';
import { partNamed, type SomePart, stateOf } from './things.ts';

/** Found by the garbage sweep: it carries the key of a living object, which has recorded another one. */
export type Suspect = { part: string; id: string };

/** Of several, none of them recorded: the one in use, else the one with the smallest id. @throws Fault */
export async function chosen(
  pass: Pass,
  part: SomePart,
  ids: readonly string[],
): Promise<string | undefined> {
  const sorted = [...ids].sort();
  if (sorted.length > 1) {
    for (const id of sorted) if (await isInUse(pass, part.name, id)) return id;
  }
  return sorted[0];
}

/** Looks at what the garbage sweep suspects, once each. The object is as declared, so nothing of it is under way. */
export async function removeDuplicates(pass: Pass): Promise<void> {
  for (const suspect of pass.memo.suspects.splice(0)) {
    try {
      await removeOne(pass, suspect);
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      pass.deps.log.warn(
        { kind: pass.kind.names.kind, key: pass.key, awsId: suspect.id, detail: fault.message },
        'a duplicate could not be removed',
      );
    }
  }
}

async function removeOne(pass: Pass, { part: name, id }: Suspect): Promise<void> {
  const part = partNamed(pass.kind, name);
  const scope = pass.scope(part.role);
  if (!isScope(scope) || pass.deps.reader.frozen(scope, pass.key) !== undefined) return;
  if (staleWatch(pass) !== undefined) return;
  const row = await provenDuplicate(pass, { part, scope, id });
  if (row === undefined) return;
  const kept = pass.record.ids[name] ?? '';
  const obstacle = await obstacleTo(pass, part, id);
  if (obstacle !== undefined) {
    const note = `${id} carries this object's tags beside ${kept} and stays because ${obstacle}; delete it by hand, or take its vpcraft.dev/ tags off.`;
    return pass.event('Warning', 'FoundDuplicates', note);
  }
  await destroyDuplicate(pass, { part, scope, id, row, kept });
}

/** Why it stays, in words; undefined: nothing speaks against its end. @throws Fault */
async function obstacleTo(pass: Pass, part: SomePart, id: string): Promise<string | undefined> {
  if (pass.policy('approval', 'Automatic') === 'Manual') return 'approval is Manual';
  // Only a create that was begun twice, and that EC2 does not tell from its repetition, can have made two.
  const begun = pass.record.attempts[part.name] ?? 0;
  if (part.create.once !== 'none' || begun < 2 || (await isForeignMade(pass, part.name, id)))
    return 'this object cannot have made it';
  return (await isInUse(pass, part.name, id)) ? 'it is in use, or nobody can tell' : undefined;
}

/** The row, when everything that is known live says so. @throws Fault */
async function provenDuplicate(
  pass: Pass,
  { part, scope, id }: { part: SomePart; scope: Scope; id: string },
): Promise<unknown> {
  const since = pass.deps.clock.monotonic() - 1e-3;
  const owner = { cluster: pass.owner.cluster, resource: pass.owner.resource };
  const rows: readonly unknown[] = await pass.deps.reader.discover(scope, part.table, owner, since);
  const row = rows.find((one) => part.table.idOf(one) === id);
  const kept = rows.find((one) => part.table.idOf(one) === pass.record.ids[part.name]);
  if (row === undefined || kept === undefined || row === kept) return undefined;
  if (stateOf(part, kept) !== 'ready' || stateOf(part, row) === 'leaving') return undefined;
  const tags = part.table.tagsOf?.(row) ?? {};
  if (ownershipOf(tags, pass.owner) !== 'mine' || tags[tagKeys.adopted] !== undefined) return undefined;
  return isRecorded(pass, id) ? undefined : row;
}

/** Whether any living object has recorded the id, or wants it. */
function isRecorded(pass: Pass, id: string): boolean {
  return [...pass.deps.kinds.keys()]
    .flatMap((kind) => pass.deps.store.list(kind))
    .some((object) => {
      const { ids, former, intent } = recordOf(object).record;
      const adopts = (object.spec?.adopt as { id?: string } | undefined)?.id;
      return [...Object.values(ids), ...former.map((one) => one.id), intent?.replaces, adopts].includes(id);
    });
}

async function destroyDuplicate(
  pass: Pass,
  { part, scope, id, row, kept }: { part: SomePart; scope: Scope; id: string; row: unknown; kept: string },
): Promise<void> {
  const live = await pass.deps.objects.read(pass.key);
  if (live === undefined || live.metadata.uid !== pass.object.metadata.uid) return;
  const { record } = recordOf(live);
  const isQuiet = live.metadata.deletionTimestamp === undefined && record.intent === undefined;
  if (!isQuiet || !sameJson(record.ids, pass.record.ids)) return;
  const { operation } = part.destroy;
  const reservation = pass.deps.writer.reserve(scope, operation, pass.key);
  if ('retryAtMs' in reservation) return;
  const call = {
    operation,
    input: part.destroy.input(id, row),
    key: pass.key,
    uid: pass.object.metadata.uid,
    why: `a duplicate of ${kept}`,
  };
  await pass.deps.writer.perform(reservation, call, pass.kind.faults);
  pass.deps.reader.noteDeleted(scope, part.table, id);
  pass.deps.metrics.count('vpcraft_duplicates_removed_total', { kind: pass.kind.names.kind });
  pass.event('Warning', 'RemovedDuplicate', `Deleted ${id}, an empty duplicate of ${kept}.`);
}
