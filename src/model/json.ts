// Plain JSON values: comparing, ordering, addressing. Separate because every room compares data and must agree on what
// "equal" means: the order of object keys never matters, `undefined` members do not exist.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON with sorted keys and without undefined members: equal values have equal texts. Dates become ISO strings. */
export function canonicalText(value: unknown): string {
  if (value === undefined) return 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`);
  return `{${members.join(',')}}`;
}

/** True when both hold the same JSON, that is, when their canonical texts are equal; without making these. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (isPlain(a) && isPlain(b)) return sameMembers(a, b);
  // Of what is left, only single values and dates have texts that may be equal.
  return !isPlain(a) && !isPlain(b) && !Array.isArray(a) && !Array.isArray(b)
    ? canonicalText(a) === canonicalText(b)
    : false;
}

function sameMembers(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let left = 0;
  for (const member of Object.values(b)) if (member !== undefined) left += 1;
  for (const [name, member] of Object.entries(a)) {
    if (member === undefined) continue;
    const other = ownMember(b, name);
    if (other === undefined || !sameJson(member, other)) return false;
    left -= 1;
  }
  return left === 0;
}

/** A member of the object itself: `constructor` and `__proto__` are names like any other in JSON. */
export function ownMember(members: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** True for JSON objects; dates are texts in JSON. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !(value instanceof Date);
}

/** True for objects that are neither null nor arrays. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member at a dotted path of plain names and list positions (`a.b`, `ids.0`), or undefined; inherited members do not count. */
export function memberAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split('.')) {
    const holder: Readonly<Record<string, unknown>> = isRecord(current)
      ? current
      : Array.isArray(current)
        ? Object.fromEntries(current.entries())
        : {};
    if (!Object.hasOwn(holder, name)) return undefined;
    current = holder[name];
  }
  return current;
}
