// What of a plan may run: the order (make before break), the removals that are not ours to make, and who decides.
// Policies are filters on a plan, so that no kind knows them.
//
//   list item to remove          Exclusive     Additive, ours   Additive, not ours   adopted, list left out
//   ------------------------------------------------------------------------------------------------------
//   not shielded                 removed       removed          stays                stays, unless ours
//   shielded by a held item      stays         stays            stays                stays
import { actionOrder, type Action, type Change, type Held } from '../model/kind.ts';

export type ListMemory = {
  spec: Readonly<Record<string, unknown>>;
  adopted: boolean;
  /** Change fields of the items that we added. */
  ours: readonly string[];
  held: readonly Held[];
};

/** Make before break: removals last, but for those that EC2 demands first. */
export function inOrder(actions: readonly Action[]): readonly Action[] {
  const rank = (action: Action) => (action.breakFirst === undefined ? actionOrder.indexOf(action.does) : -1);
  return actions
    .map((action, index) => ({ action, index }))
    .sort((a, b) => rank(a.action) - rank(b.action) || a.index - b.index)
    .map(({ action }) => action);
}

/** Drops the removals that must not be made; of a batch, what may be done of it one by one stays. */
export function allowedActions(actions: readonly Action[], memory: ListMemory): readonly Action[] {
  return actions.flatMap((action) =>
    removedBy(action).every((change) => mayRemove(change.field, memory))
      ? [action]
      : allowedActions(action.split ?? [], memory),
  );
}

/** A call that replaces one item by another takes the first one away. */
export function removedBy({ does, changes }: Action): readonly Change[] {
  if (does === 'remove') return changes;
  return does === 'replace' ? changes.filter((change) => change.to === null) : [];
}

/** `ingress[tcp/443/10.0.0.0/8]` is an item of `ingress`; `ipv6.amazonProvided` is of no list. */
export function listOf(field: string): string | undefined {
  return /^([A-Za-z0-9]+)\[/.exec(field)?.[1];
}

/** The removals that held items do not let happen, and which item each. */
export function shieldedRemovals(
  actions: readonly Action[],
  held: readonly Held[],
): readonly { field: string; by: Held }[] {
  return actions.flatMap((action) => {
    const fields = removedBy(action).map(({ field }) => field);
    const ofBatch = action.split === undefined ? fields.flatMap((field) => shieldOf(field, held) ?? []) : [];
    return fields.flatMap((field) => {
      const by = shieldOf(field, held) ?? ofBatch[0];
      return by === undefined ? [] : [{ field, by }];
    });
  });
}

function shieldOf(field: string, held: readonly Held[]): Held | undefined {
  const list = listOf(field);
  if (list === undefined || list === 'tags') return undefined;
  return held.find((one) => isShielded(field, list, one));
}

function mayRemove(field: string, memory: ListMemory): boolean {
  const list = listOf(field);
  if (list === undefined || list === 'tags') return true;
  if (shieldOf(field, memory.held) !== undefined) return false;
  const isOnlyOurs = memory.spec.policy === 'Additive' || (memory.adopted && memory.spec[list] === undefined);
  return !isOnlyOurs || memory.ours.includes(field);
}

/** What cannot be resolved now may be what is there: it is not taken away meanwhile. */
function isShielded(field: string, list: string, { path, shields, from }: Held): boolean {
  if (shields !== undefined) return field.startsWith(shields);
  return from === undefined && path.startsWith(`${list}[`);
}
