// Whether a call takes something away from AWS that stands there, read from its changes: what a call is named says only what
// it is meant for, and one that sets a list, or changes several things at once, may remove as well.
//
//   change                                    takes away
//   -----------------------------------------------------------------------------------
//   nothing → anything                        no
//   anything → nothing                        yes
//   list → list without one of its elements   yes
//   members → the same, or more of them       what its members say
//   one value → another                       no: another pass sets it back
import { isPlain, ownMember, sameJson } from '../model/json.ts';
import type { Action, Change } from '../model/kind.ts';

/** What is replaced goes whatever the changes say. */
export function takesAway({ does, replaces, changes }: Action): boolean {
  if (does === 'remove' || does === 'replace' || replaces === 'before') return true;
  return does !== 'create' && changes.some(loses);
}

export function loses({ from, to }: Pick<Change, 'from' | 'to'>): boolean {
  return isLost(from, to);
}

function isLost(from: unknown, to: unknown): boolean {
  if (from === null || from === undefined) return false;
  if (to === null || to === undefined) return true;
  if (Array.isArray(from))
    return !Array.isArray(to) || from.some((one) => !to.some((other) => sameJson(one, other)));
  if (!isPlain(from)) return false;
  return !isPlain(to) || Object.entries(from).some(([name, member]) => isLost(member, ownMember(to, name)));
}
