// Server-side apply: merges a configuration into the live object by the schema's list and map types, drops what its
// manager applied before and no longer does, and refuses to take fields of others unless forced.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/ ; the steps are those of structured-merge-diff's
// merge/update.go (Apply, prune, update).
import { changesBetween, claimedFields } from './field-changes.ts';
import { difference, intersection, isEmpty, isMember, pathsOf, union } from './field-sets.ts';
import type { FieldSet, KubeObject, ManagedFieldsEntry, Obj } from './json.ts';
import { equal, isObject, setMember } from './json.ts';
import { takenOver, withLastApplied } from './last-applied.ts';
import type { Manager } from './managed-fields.ts';
import { entryFor, isEntryOf, ownablePart, sorted } from './managed-fields.ts';
import type { Shape } from './shape.ts';
import { childShape, isAtomicMap, itemElement, itemShape, itemsByElement, listType } from './shape.ts';
import type { Cause } from './status-errors.ts';
import { applyConflict } from './status-errors.ts';

export type Apply = {
  live: KubeObject;
  config: KubeObject;
  /** Of the live object, or as the client just rewrote them. */
  entries: readonly ManagedFieldsEntry[];
  shape: Shape;
  manager: Manager;
  force: boolean;
  time: string;
};

/** The live object with the configuration applied, and who then owns what. Throws the 409 of a conflict. */
export function applyConfiguration(apply: Apply): {
  object: KubeObject;
  entries: readonly ManagedFieldsEntry[];
} {
  const own = apply.entries.find((entry) => isEntryOf(entry, apply.manager));
  const others = apply.entries.filter((entry) => entry !== own);
  const claimed = claimedFields(ownablePart(apply.config), apply.shape);
  let merged = mergeValue(apply.live, apply.config, apply.shape) as KubeObject;
  merged = { ...merged, metadata: { ...merged.metadata, ...serverMetadata(apply.live) } };
  if (own !== undefined) {
    const kept = others.reduce((set, entry) => union(set, entry.fieldsV1), claimed);
    merged = { ...(prune(merged, own.fieldsV1, kept, apply.shape) as KubeObject) };
  }
  const changes = changesBetween(ownablePart(apply.live), ownablePart(merged), apply.shape);
  const taken = union(changes.added, changes.modified);
  if (!apply.force)
    refuseConflicts(others, difference(taken, takenOver(apply.manager.name, apply.live, apply.shape)));
  const lost = union(taken, changes.removed);
  const rest = others
    .map((entry) => ({ ...entry, fieldsV1: difference(entry.fieldsV1, lost) }))
    .filter((entry) => !isEmpty(entry.fieldsV1));
  const unchanged =
    own !== undefined && equal(own.fieldsV1, claimed) && own.apiVersion === apply.manager.apiVersion;
  // The time is that of a change of the object: who only shares what is there has none.
  const changed = !isEmpty(taken) || !isEmpty(changes.removed);
  const entry = unchanged ? own : entryFor(apply.manager, claimed, changed ? apply.time : own?.time);
  return {
    object: withLastApplied(apply.manager.name, merged, apply.config),
    entries: sorted(isEmpty(claimed) ? rest : [...rest, entry]),
  };
}

/** What a configuration may state but never change. */
function serverMetadata(live: KubeObject): Obj {
  const { uid, creationTimestamp, generation } = live.metadata;
  return { uid, creationTimestamp, ...(generation === undefined ? {} : { generation }) };
}

function refuseConflicts(others: readonly ManagedFieldsEntry[], taken: FieldSet): void {
  const found = others
    .map((entry) => ({ entry, paths: pathsOf(intersection(entry.fieldsV1, taken)).sort() }))
    .filter(({ paths }) => paths.length > 0);
  if (found.length === 0) return;
  const causes: Cause[] = found.flatMap(({ entry, paths }) =>
    paths.map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(entry)}`,
      field: path,
    })),
  );
  throw applyConflict(
    causes,
    found.map(({ entry, paths }) => ({ manager: managerText(entry), paths })),
  );
}

function managerText(entry: ManagedFieldsEntry): string {
  let text = JSON.stringify(entry.manager);
  if (entry.subresource !== undefined) text += ` with subresource ${JSON.stringify(entry.subresource)}`;
  if (entry.operation === 'Apply') return text;
  return `${text} using ${entry.apiVersion}`;
}

function mergeValue(live: unknown, config: unknown, shape: Shape): unknown {
  if (isObject(live) && isObject(config) && !isAtomicMap(shape)) {
    const result: Obj = { ...live };
    for (const [name, value] of Object.entries(config)) {
      const held = Object.hasOwn(live, name) ? live[name] : undefined;
      setMember(result, name, mergeValue(held, value, childShape(shape, name)));
    }
    return result;
  }
  if (Array.isArray(live) && Array.isArray(config) && listType(shape) !== 'atomic')
    return mergeLists(live, config, shape);
  return config;
}

/** The configuration decides the order of what it shares with the live list; the rest stays where it stood (typed/merge.go). */
function mergeLists(live: readonly unknown[], config: readonly unknown[], shape: Shape): unknown[] {
  const before = itemsByElement(shape, live);
  const wanted = itemsByElement(shape, config);
  const left = [...before.keys()];
  const right = [...wanted.keys()];
  const shared = right.filter((element) => before.has(element));
  const merged = new Set<string>();
  const result: unknown[] = [];
  const take = (element: string): void => {
    merged.add(element);
    const item = wanted.get(element);
    result.push(before.has(element) ? mergeValue(before.get(element), item, itemShape(shape)) : item);
    if (shared[0] === element) shared.shift();
  };
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [mine, theirs] = [left[l], right[r]];
    if (mine !== undefined && mine === theirs) {
      take(mine);
      l += 1;
      r += 1;
    } else if (
      mine !== undefined &&
      theirs !== undefined &&
      wanted.has(mine) &&
      shared[0] !== undefined &&
      shared[0] !== mine
    ) {
      l += 1;
    } else if (mine !== undefined && !wanted.has(mine)) {
      result.push(before.get(mine));
      l += 1;
    } else {
      if (mine !== undefined && merged.has(mine)) l += 1;
      if (theirs !== undefined) {
        take(theirs);
        r += 1;
      }
    }
  }
  return result;
}

/** A map or list whose last member went goes with it. */
function isEmptied(left: unknown, before: unknown): boolean {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
  return count(left) === 0 && count(before) > 0;
}

/** Removes what `last` holds and `kept` does not; what nobody ever owned below a kept node stays. */
function prune(value: unknown, last: FieldSet | undefined, kept: FieldSet, shape: Shape): unknown {
  if (last === undefined) return value;
  if (isObject(value)) {
    const result: Obj = {};
    for (const [name, member] of Object.entries(value)) {
      const below = kept[`f:${name}`];
      const owned = last[`f:${name}`];
      if (owned === undefined) setMember(result, name, member);
      // A node of which only parts were held is not itself removed.
      else if (below !== undefined || !isMember(owned)) {
        const left = prune(member, owned, below ?? {}, childShape(shape, name));
        if (!isEmptied(left, member)) setMember(result, name, left);
      }
    }
    return result;
  }
  if (Array.isArray(value) && listType(shape) !== 'atomic') {
    const result: unknown[] = [];
    for (const item of value) {
      const element = itemElement(shape, item);
      const below = kept[element];
      if (last[element] === undefined) result.push(item);
      else if (below !== undefined) result.push(prune(item, last[element], below, itemShape(shape)));
    }
    return result;
  }
  return value;
}
