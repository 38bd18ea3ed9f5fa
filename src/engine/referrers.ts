// Who refers to whom, both ways, by name: for wake-up when a target changes, and for deletion, where what lives holds
// what it refers to.
//
//   holder           being deleted?   in a cycle of holders with the target, nobody alive above   so the target
//   -------------------------------------------------------------------------------------------------------------------
//   alive            no               –                                                           waits, holder is named
//   leaving          yes              no                                                          waits, holder is named
//   leaving          yes              yes: both release their releasable links                    goes when released
//
// While it is held only by what leaves, held.ts keeps AWS as declared: there, too, nothing holds but what is seen here.
import type { AnyKind, ObjectKey } from '../model/kind.ts';
import { Multimap } from '../model/multimap.ts';
import { type KubeObject, partsOfKey } from '../model/object.ts';
import type { ObjectStore } from '../model/objects.ts';
import { type Occurrence, occurrencesOf } from './occurrences.ts';
import { grantedVerbs } from './tenancy.ts';

export type Link = { from: ObjectKey; to: ObjectKey; occurrence: Occurrence };

export class Referrers {
  readonly #kinds: ReadonlyMap<string, AnyKind>;
  readonly #store: ObjectStore;
  readonly #outgoing = new Map<ObjectKey, readonly Link[]>();
  readonly #incoming = new Multimap<ObjectKey, ObjectKey>();

  constructor(kinds: ReadonlyMap<string, AnyKind>, store: ObjectStore) {
    this.#kinds = kinds;
    this.#store = store;
  }

  /** Takes note of what the object refers to now; `undefined`: it is gone. */
  update(key: ObjectKey, object: KubeObject | undefined): void {
    for (const link of this.#outgoing.get(key) ?? []) this.#incoming.delete(link.to, key);
    this.#outgoing.delete(key);
    if (object === undefined) return;
    const links = this.#linksOf(key, object);
    this.#outgoing.set(key, links);
    for (const link of links) this.#incoming.add(link.to, key);
  }

  referrersOf(key: ObjectKey): readonly ObjectKey[] {
    return this.#incoming.get(key);
  }

  /** @param path only those that stand at this path of the spec */
  targetsOf(key: ObjectKey, path?: string): readonly ObjectKey[] {
    const links = (this.#outgoing.get(key) ?? []).filter(
      ({ occurrence }) => path === undefined || occurrence.path === path,
    );
    return [...new Set(links.map((link) => link.to))];
  }

  /** The objects that keep `key` from being deleted: granted references that hold, never to oneself. */
  holdersOf(key: ObjectKey, released: (holder: ObjectKey) => ReadonlySet<ObjectKey>): readonly ObjectKey[] {
    return this.referrersOf(key)
      .filter((from) => from !== key && !released(from).has(key))
      .filter((from) => (this.#outgoing.get(from) ?? []).some((link) => link.to === key && this.#holds(link)))
      .sort();
  }

  /** Own links that may be let go: releasable ones to targets within the given circle. */
  releasable(key: ObjectKey, circle: ReadonlySet<ObjectKey>): readonly Link[] {
    return (this.#outgoing.get(key) ?? []).filter(
      (link) => link.occurrence.reference.releasable && circle.has(link.to) && link.to !== key,
    );
  }

  #linksOf(key: ObjectKey, object: KubeObject): readonly Link[] {
    const kind = this.#kinds.get(object.kind);
    if (kind === undefined) return [];
    return occurrencesOf(kind, object.spec ?? {}).flatMap((occurrence) => {
      if (!('name' in occurrence.target)) return [];
      const { name, namespace = object.metadata.namespace } = occurrence.target;
      return occurrence.reference.to.map((to) => ({
        from: key,
        to: `${to}/${namespace ?? ''}/${name}`,
        occurrence,
      }));
    });
  }

  #holds(link: Link): boolean {
    if (!link.occurrence.reference.holdsTarget || this.#store.get(link.to) === undefined) return false;
    const from = partsOfKey(link.from);
    const verbs = grantedVerbs(this.#store, {
      from: { namespace: from.namespace, kind: from.kind },
      to: partsOfKey(link.to),
    });
    return verbs.includes(link.occurrence.reference.verb);
  }
}

export type Hold =
  | { is: 'free' }
  /** Links to let go first, into the circle that is leaving as a whole. */
  | { is: 'release'; links: readonly Link[]; holders: readonly ObjectKey[] }
  /** allLeave: nobody alive holds it, or what holds it. */
  | { is: 'held'; holders: readonly ObjectKey[]; allLeave: boolean; links: readonly Link[] };

export type HoldQuestion = {
  isDeleting(key: ObjectKey): boolean;
  released(key: ObjectKey): ReadonlySet<ObjectKey>;
};

/** Whether the object, being deleted, may go now. */
export function holdOn(key: ObjectKey, referrers: Referrers, question: HoldQuestion): Hold {
  const holders = referrers.holdersOf(key, question.released);
  const above = transitive(holders, (one) => referrers.holdersOf(one, () => new Set()));
  const circle = new Set(
    [...above].filter((one) =>
      transitive(
        referrers.holdersOf(one, () => new Set()),
        (next) => referrers.holdersOf(next, () => new Set()),
      ).has(key),
    ),
  );
  const everyoneLeaves = [...above].every(question.isDeleting);
  const links = everyoneLeaves ? referrers.releasable(key, circle) : [];
  if (!links.every((link) => question.released(key).has(link.to))) return { is: 'release', links, holders };
  return holders.length === 0 ? { is: 'free' } : { is: 'held', holders, allLeave: everyoneLeaves, links };
}

function transitive(
  first: readonly ObjectKey[],
  next: (key: ObjectKey) => readonly ObjectKey[],
): ReadonlySet<ObjectKey> {
  const found = new Set<ObjectKey>();
  const pending = [...first];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    pending.push(...next(key));
  }
  return found;
}
