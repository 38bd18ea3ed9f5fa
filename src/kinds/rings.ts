// Things that are declared for each other's places, of which each can be had by one at a time: two gateways that swap their
// VPCs. Each would wait for the other for ever, so one must leave before its new place is free. Nothing else is reason enough:
// what only follows another, or waits for one that stays, keeps what it has.
type Thing = { id: string };

/** `inPlaceOf`: what has the place for which a thing is declared; undefined where it is free, or nobody can tell. */
export function isInRing<R extends Thing>(own: R, inPlaceOf: (thing: R) => R | undefined): boolean {
  const passed = new Set<string>();
  for (let next = inPlaceOf(own); next !== undefined && !passed.has(next.id); next = inPlaceOf(next)) {
    if (next.id === own.id) return passed.size > 0;
    passed.add(next.id);
  }
  return false;
}
