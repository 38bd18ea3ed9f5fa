// Every thing in AWS that an object may have: one for each part of its kind, and those that give way to another of their
// part (replaced or failed) until they are gone. A former thing is handled as a part of its own name, so that looking,
// proving absence and destroying are the same for all.
import type { AnyKind, Part, PartState } from '../model/kind.ts';
import type { Pass } from './pass.ts';
import { type Former, type ObjectRecord, withoutFormer, withoutID } from './record.ts';

// biome-ignore lint/suspicious/noExplicitAny: the row type of a part is known to its kind alone
export type SomePart = Part<any>;

export function partNamed(kind: AnyKind, name: string | undefined): SomePart {
  const part = kind.parts.find((one) => one.name === name);
  if (part === undefined) throw new Error(`${kind.names.kind} plans to create the unknown part ${name}`);
  return part;
}

export function stateOf(part: SomePart, row: unknown): PartState {
  return part.state?.(row) ?? 'ready';
}

export function wordOf(part: SomePart, row: unknown): string {
  return part.word?.(row) ?? 'available';
}

export function formerPart(kind: AnyKind, former: Former): SomePart {
  return { ...partNamed(kind, former.part), name: formerName(former.id) };
}

export function partsOf(pass: Pass): readonly SomePart[] {
  return [...pass.kind.parts, ...pass.record.former.map((former) => formerPart(pass.kind, former))];
}

/** The recorded id of a part or of a former thing. */
export function recordedID(record: ObjectRecord, name: string): string | undefined {
  return record.ids[name] ?? record.former.find(({ id }) => formerName(id) === name)?.id;
}

/** It is gone. */
export function withoutThing(record: ObjectRecord, name: string): ObjectRecord {
  const former = record.former.find(({ id }) => formerName(id) === name);
  return former === undefined ? withoutID(record, name) : withoutFormer(record, former.id);
}

function formerName(id: string): string {
  return `former ${id}`;
}
