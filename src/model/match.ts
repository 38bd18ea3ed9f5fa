// Compares two lists by key: what is missing, changed, extra or the same. Written once because routes, rules, address
// blocks and associations are all planned this way. Every item of either list comes out exactly once, except a
// duplicate wish, which is the wish that stands first; a duplicate of what is there is extra.
//
//            observed: no    observed: same   observed: other
// desired      missing          same             changed
// not desired    –              extra            extra

export type Matched<D, O> = {
  missing: readonly D[];
  changed: readonly { desired: D; observed: O }[];
  same: readonly { desired: D; observed: O }[];
  extra: readonly O[];
};

export type Match<D, O> = {
  desired: readonly D[];
  observed: readonly O[];
  keyOfDesired(item: D): string;
  keyOfObserved(item: O): string;
  same(desired: D, observed: O): boolean;
};

export function match<D, O>({
  desired,
  observed,
  keyOfDesired,
  keyOfObserved,
  same,
}: Match<D, O>): Matched<D, O> {
  const byKey = new Map<string, O>();
  const extra: O[] = [];
  for (const item of observed) {
    if (byKey.has(keyOfObserved(item))) extra.push(item);
    else byKey.set(keyOfObserved(item), item);
  }
  const seen = new Set<string>();
  const missing: D[] = [];
  const pairs: { desired: D; observed: O }[] = [];
  for (const item of desired) {
    const key = keyOfDesired(item);
    if (seen.has(key)) continue;
    seen.add(key);
    const found = byKey.get(key);
    if (found === undefined) missing.push(item);
    else pairs.push({ desired: item, observed: found });
  }
  for (const [key, item] of byKey) if (!seen.has(key)) extra.push(item);
  return {
    missing,
    changed: pairs.filter((pair) => !same(pair.desired, pair.observed)),
    same: pairs.filter((pair) => same(pair.desired, pair.observed)),
    extra,
  };
}
