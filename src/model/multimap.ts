// Several values under one key, where nearly every key has one: a Set for each of them takes about 200 bytes more than the
// value itself, and such keys stand by the ten thousand.

/** Values keep the order in which they came; each is held once. */
export class Multimap<K, V extends string | object> {
  readonly #byKey = new Map<K, V | Several<V>>();

  has(key: K): boolean {
    return this.#byKey.has(key);
  }

  get(key: K): readonly V[] {
    const held = this.#byKey.get(key);
    if (held === undefined) return [];
    return held instanceof Several ? [...held.values] : [held];
  }

  add(key: K, value: V): void {
    const held = this.#byKey.get(key);
    if (held === undefined) this.#byKey.set(key, value);
    else if (held instanceof Several) held.values.add(value);
    else if (held !== value) this.#byKey.set(key, new Several([held, value]));
  }

  /** A key without values is forgotten. */
  delete(key: K, value: V): void {
    const held = this.#byKey.get(key);
    if (held instanceof Several) {
      held.values.delete(value);
      if (held.values.size === 0) this.#byKey.delete(key);
    } else if (held === value) this.#byKey.delete(key);
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The values of each key. */
  *groups(): Generator<readonly V[]> {
    for (const key of this.#byKey.keys()) yield this.get(key);
  }
}

/** A class of our own, so that no value can be taken for it. */
class Several<V> {
  readonly values: Set<V>;
  constructor(values: readonly V[]) {
    this.values = new Set(values);
  }
}
