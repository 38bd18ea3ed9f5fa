// Which fields an object sets, and which differ between two objects, as FieldSets. The walk is that of
// structured-merge-diff (typed/tofieldset.go and typed/compare.go), so that managedFields look as on a real server.
import type { FieldSet, Obj } from './json.ts';
import { equal, isObject } from './json.ts';
import type { Shape } from './shape.ts';
import {
  childShape,
  isAtomicMap,
  isNamedField,
  itemElement,
  itemShape,
  itemsByElement,
  listType,
} from './shape.ts';

export type FieldChanges = { added: FieldSet; modified: FieldSet; removed: FieldSet };

/** What an apply configuration claims: leaves, and the items of keyed lists. */
export function claimedFields(value: Obj, shape: Shape): FieldSet {
  const { 'f:metadata': metadata, ...others } = claimed(value, shape) ?? {};
  // A name alone is no claim on metadata.
  return metadata === undefined || isLeaf(metadata) ? others : { 'f:metadata': metadata, ...others };
}

function claimed(value: unknown, shape: Shape): FieldSet | undefined {
  if (isObject(value) && !isAtomicMap(shape)) {
    const node: FieldSet = {};
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const child = claimed(member, childShape(shape, name)) ?? {};
      node[`f:${name}`] = isNamedField(shape, name) || isLeaf(child) ? child : { '.': {}, ...child };
    }
    return node;
  }
  if (Array.isArray(value) && listType(shape) !== 'atomic') {
    const node: FieldSet = {};
    for (const item of value) node[itemElement(shape, item)] = ownItem(claimed(item, itemShape(shape)));
    return node;
  }
  return {};
}

function isLeaf(node: FieldSet): boolean {
  return Object.keys(node).length === 0;
}

function ownItem(node: FieldSet | undefined): FieldSet {
  return node === undefined || isLeaf(node) ? {} : { '.': {}, ...node };
}

/** Every path below and including a value that came or went. */
function everything(value: unknown, shape: Shape): FieldSet {
  const node: FieldSet = {};
  if (isObject(value) && !isAtomicMap(shape)) {
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) node[`f:${name}`] = everything(member, childShape(shape, name));
    }
  } else if (Array.isArray(value) && listType(shape) !== 'atomic') {
    for (const item of value) node[itemElement(shape, item)] = everything(item, itemShape(shape));
  }
  return isLeaf(node) ? node : { '.': {}, ...node };
}

/** Compares two objects; members that are the same reference are skipped without a look. */
export function changesBetween(before: Obj, after: Obj, shape: Shape): FieldChanges {
  const changes: FieldChanges = { added: {}, modified: {}, removed: {} };
  compareObjects({ before, after, shape, into: changes });
  return changes;
}

type Pair<T> = { before: T; after: T; shape: Shape; into: FieldChanges };

function compareObjects({ before, after, shape, into }: Pair<Obj>): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name] === after[name]) continue;
    const child = { before: before[name], after: after[name], shape: childShape(shape, name) };
    compareChild(`f:${name}`, { ...child, into });
  }
}

function compareLists({ before, after, shape, into }: Pair<readonly unknown[]>): void {
  const left = itemsByElement(shape, before);
  const right = itemsByElement(shape, after);
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const child = { before: left.get(element), after: right.get(element), shape: itemShape(shape) };
    compareChild(element, { ...child, into });
  }
}

function compareChild(element: string, { before, after, shape, into }: Pair<unknown>): void {
  if (before === undefined) {
    into.added[element] = everything(after, shape);
    return;
  }
  if (after === undefined) {
    into.removed[element] = everything(before, shape);
    return;
  }
  const below: FieldChanges = { added: {}, modified: {}, removed: {} };
  if (isObject(before) && isObject(after) && !isAtomicMap(shape))
    compareObjects({ before, after, shape, into: below });
  else if (Array.isArray(before) && Array.isArray(after) && listType(shape) !== 'atomic') {
    compareLists({ before, after, shape, into: below });
  } else if (!equal(before, after)) {
    into.modified[element] = {};
    return;
  }
  for (const side of ['added', 'modified', 'removed'] as const) {
    if (!isLeaf(below[side])) into[side][element] = below[side];
  }
}
