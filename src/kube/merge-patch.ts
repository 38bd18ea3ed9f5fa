// The merge patch that turns one JSON object into another, https://www.rfc-editor.org/rfc/rfc7396: members that vanish
// become null, lists are replaced as a whole.
import { isPlain, ownMember, sameJson } from '../model/json.ts';

type Members = Readonly<Record<string, unknown>>;

/** Undefined when there is no difference. Nulls in `to` count as absent: a merge patch cannot express them. */
export function mergePatch(from: Members, to: Members): Record<string, unknown> | undefined {
  // Without a prototype: '__proto__' is a key like any other here, as in JSON.
  const patch: Record<string, unknown> = Object.create(null);
  for (const [name, held] of Object.entries(from)) {
    if (!isAbsent(held) && isAbsent(ownMember(to, name))) patch[name] = null;
  }
  for (const [name, wanted] of Object.entries(to)) {
    if (isAbsent(wanted)) continue;
    const held = ownMember(from, name);
    if (isPlain(wanted)) {
      const inner = mergePatch(isPlain(held) ? held : {}, wanted);
      if (inner !== undefined || !isPlain(held)) patch[name] = inner ?? {};
    } else if (!sameJson(held, wanted)) patch[name] = wanted;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
