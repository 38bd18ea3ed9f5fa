// What a kind is told: spec with defaults, references as ids, scopes. Pure.
import type { AccountFacts, AnyKind, Input, Item, Ref } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import type { Role, ScopeAnswer } from '../model/scope.ts';
import type { Contributed } from './contributions.ts';
import type { Resolved } from './references.ts';
import type { ObjectRecord } from './record.ts';

// biome-ignore lint/suspicious/noExplicitAny: the spec's type is known to the kind alone
export type AnyInput = Input<any>;

export type InputParts = {
  want: 'present' | 'absent';
  spec: Readonly<Record<string, unknown>>;
  resolved: readonly Resolved[];
  contributed: readonly Contributed[];
  adopted: boolean;
  account: AccountFacts;
  now: number;
  scope(role: Role): ScopeAnswer;
  isOverdue(id: string): boolean;
  declaredBy(id: string, path: string): string | undefined;
};

/**
 * Left out after it was set: EC2's default returns. Never set: ours, unless the object is adopted; then it is left
 * alone.
 */
export function completeSpec(
  kind: AnyKind,
  spec: Readonly<Record<string, unknown>>,
  memory: { record: ObjectRecord; adopted: boolean },
): Readonly<Record<string, unknown>> {
  const defaults = memory.adopted ? {} : kind.defaults;
  const resets = Object.fromEntries(
    Object.entries(kind.resets).filter(
      ([field]) => memory.record.set.includes(field) && spec[field] === undefined,
    ),
  );
  const declared = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  return { ...resets, ...defaults, ...declared };
}

export function inputOf(object: KubeObject, parts: InputParts): AnyInput {
  const refs = new Map<string, Ref>(parts.resolved.map(({ occurrence, ref }) => [occurrence.path, ref]));
  return {
    want: parts.want,
    spec: parts.spec,
    name: object.metadata.name,
    generation: object.metadata.generation ?? 0,
    now: parts.now,
    adopted: parts.adopted,
    account: parts.account,
    scope: parts.scope,
    isOverdue: parts.isOverdue,
    declaredBy: parts.declaredBy,
    ref: (path) => refs.get(path),
    refs: (path) =>
      parts.resolved.filter(({ occurrence }) => occurrence.path.startsWith(`${path}[`)).map(({ ref }) => ref),
    items: <I>(list: string) => [
      ...itemsOf<I>(parts.spec[list], list, refs),
      ...parts.contributed.filter((one) => one.list === list && !one.isLeaving).map(itemOf<I>),
    ],
  };
}

function itemsOf<I>(value: unknown, list: string, refs: ReadonlyMap<string, Ref>): readonly Item<I>[] {
  if (!Array.isArray(value)) return [];
  return value.map((item, index) => {
    const path = `${list}[${index}]`;
    const ref = (field: string) => refs.get(`${path}.${field}`);
    return { key: path, path, value: item as I, ref, mayAdd: true };
  });
}

export function itemOf<I>({ from, list, value, mayAdd, resolved, pathOf }: Contributed): Item<I> {
  const path = `${list}[${from}]`;
  const ref = (field: string) => resolved.find(({ occurrence }) => occurrence.path === pathOf(field))?.ref;
  return { key: path, path, value: value as I, ref, from, mayAdd };
}
