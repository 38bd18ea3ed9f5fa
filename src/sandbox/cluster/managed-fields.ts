// Who owns which field: metadata.managedFields, kept for every write as a real server keeps it
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
import { changesBetween } from './field-changes.ts';
import { difference, isEmpty, union } from './field-sets.ts';
import type { KubeObject, ManagedFieldsEntry, Meta, Obj } from './json.ts';
import { equal } from './json.ts';
import type { Shape } from './shape.ts';

export type Manager = {
  name: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
};

/** The part of metadata that somebody can own; the rest belongs to the server. */
function ownable(metadata: Meta): Obj {
  const { labels, annotations, finalizers, ownerReferences, generateName } = metadata;
  return { labels, annotations, finalizers, ownerReferences, generateName };
}

/** The object reduced to what can be owned. */
export function ownablePart(object: KubeObject): Obj {
  const part: Obj = { ...object, metadata: ownable(object.metadata) };
  delete part.apiVersion;
  delete part.kind;
  return part;
}

export function isEntryOf(entry: ManagedFieldsEntry, manager: Manager): boolean {
  return (
    entry.manager === manager.name &&
    entry.operation === manager.operation &&
    (entry.subresource ?? '') === manager.subresource &&
    (manager.operation === 'Apply' || entry.apiVersion === manager.apiVersion)
  );
}

export function entryFor(
  manager: Manager,
  fieldsV1: ManagedFieldsEntry['fieldsV1'],
  time: string | undefined,
): ManagedFieldsEntry {
  return {
    manager: manager.name,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
  };
}

export type Tracked = {
  before: KubeObject | undefined;
  after: KubeObject;
  shape: Shape;
  manager: Manager;
  time: string;
};

/** managedFields after an ordinary write of `manager` that turned `before` into `after`. */
export function afterUpdate(
  entries: readonly ManagedFieldsEntry[],
  write: Tracked,
): readonly ManagedFieldsEntry[] {
  const before = write.before === undefined ? { metadata: {} } : ownablePart(write.before);
  const changes = changesBetween(before, ownablePart(write.after), write.shape);
  const gained = union(changes.added, changes.modified);
  if (isEmpty(gained) && isEmpty(changes.removed)) return entries;
  const lost = union(gained, changes.removed);
  const result: ManagedFieldsEntry[] = [];
  let own: ManagedFieldsEntry | undefined;
  for (const entry of entries) {
    if (isEntryOf(entry, write.manager)) own = entry;
    else {
      const fieldsV1 = difference(entry.fieldsV1, lost);
      if (!isEmpty(fieldsV1)) result.push({ ...entry, fieldsV1 });
    }
  }
  const held = union(difference(own?.fieldsV1 ?? {}, changes.removed), gained);
  if (!isEmpty(held)) {
    const unchanged = own !== undefined && equal(own.fieldsV1, held);
    result.push(unchanged && own !== undefined ? own : entryFor(write.manager, held, write.time));
  }
  return sorted(result);
}

/** Apply entries first, then by time, then by name. */
export function sorted(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return [...entries].sort(
    (a, b) =>
      compare(a.operation, b.operation) ||
      compare(a.time ?? '', b.time ?? '') ||
      compare(a.manager, b.manager) ||
      compare(a.subresource ?? '', b.subresource ?? ''),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
