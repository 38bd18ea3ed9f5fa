// JSON Merge Patch, both ways: the patch that turns one object into another, and what a patch makes of a value. Members that
// vanish are null in it, lists are replaced as a whole. `__proto__` is a key like any other here, as in JSON.
// https://www.rfc-editor.org/rfc/rfc7396
import { isPlain, isRecord, ownMember, sameJson } from './json.ts';

type Members = Readonly<Record<string, unknown>>;

/** Undefined when there is no difference. Nulls in `to` count as absent: a merge patch cannot express them. */
export function mergePatch(from: Members, to: Members): Record<string, unknown> | undefined {
  // Without a prototype, so that `__proto__` can be set.
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

/** What the patch makes of the target. Never changes its arguments. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const members = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, applyMergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}
