// Items of others that are to leave a list and cannot: an item that is held may be the very thing that stands in AWS, so nothing
// like it is taken away meanwhile (policy.ts). Whoever contributed the leaving one must not be told that it is gone.
//
// Which of the removals is which item's, the kind alone knows, and tells when it plans with the item and without: what is taken
// away only without it, is its own. An item that cannot be resolved any more may be any of those that look like it.
import type { Action, Held, ObjectKey, Plan } from '../model/kind.ts';
import type { Contributed } from './contributions.ts';
import { type AnyInput, itemOf } from './input.ts';
import type { Pass } from './pass.ts';
import { listOf, removedBy, shieldedRemovals } from './policy.ts';

type Settled = { input: AnyInput; observed: unknown; actions: readonly Action[]; held: readonly Held[] };

/** Why each of them is still there, by the object that contributed it. */
export function keptItems(
  { kind, contributed }: Pick<Pass, 'kind' | 'contributed'>,
  { input, observed, actions, held }: Settled,
): ReadonlyMap<ObjectKey, string> {
  const shielded = shieldedRemovals(actions, held);
  const kept = new Map<ObjectKey, string>();
  if (shielded.length === 0) return kept;
  for (const one of contributed.filter(({ isLeaving }) => isLeaving)) {
    const plan = kind.plan(withItem(input, one), observed);
    const still = shielded.find(({ field }) => listOf(field) === one.list && isOf(plan, one.from, field));
    if (still !== undefined) kept.set(one.from, whyKept(still));
  }
  return kept;
}

/** As if the item stayed where it is; nobody else's item gives way to it. */
export function withItem(input: AnyInput, one: Contributed): AnyInput {
  return {
    ...input,
    items: <I>(list: string) => [
      ...input.items<I>(list),
      ...(list === one.list ? [itemOf<I>({ ...one, mayAdd: false })] : []),
    ],
  };
}

function isOf(plan: Plan, from: ObjectKey, field: string): boolean {
  if (plan.is !== 'act' && plan.is !== 'settled') return true;
  const actions = plan.is === 'act' ? plan.actions : [];
  const others = actions.flatMap(removedBy).map((change) => change.field);
  if (!others.includes(field)) return true;
  return plan.held.some(
    (held) => held.from === from && held.shields !== undefined && field.startsWith(held.shields),
  );
}

function whyKept({ field, by }: { field: string; by: Held }): string {
  const whose = by.from === undefined ? '' : ` of ${by.from}`;
  return `${field} stays while ${by.path}${whose} is held (${by.message})`;
}
