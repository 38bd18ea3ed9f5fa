// Objects by kind and key, one resourceVersion counter over all of them, and the history that watches resume from.
// Knows nothing of rules: who calls `commit` has already decided. Objects handed in are never changed afterwards.
import type { KubeObject } from './json.ts';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';
export type Change = {
  revision: number;
  type: ChangeType;
  key: string;
  object: KubeObject;
  old?: KubeObject;
};

type Shelf = {
  objects: Map<string, KubeObject>;
  /** Keys in list order, rebuilt when a key came or went. */
  sorted: string[] | undefined;
  history: Change[];
  /** Changes up to this revision are forgotten. */
  floor: number;
  listeners: Set<(change: Change) => void>;
};

export class Storage {
  #revision = 0;
  readonly #shelves = new Map<string, Shelf>();
  readonly #historyEvents: number;
  /** Everything up to here is forgotten, also of kinds that nobody has asked for yet. */
  #floor = 0;

  /** @param historyEvents changes remembered per kind; a watch from before them is answered with 410. */
  constructor(historyEvents: number) {
    this.#historyEvents = historyEvents;
  }

  get revision(): number {
    return this.#revision;
  }

  static key(namespace: string | undefined, name: string): string {
    return `${namespace ?? ''}/${name}`;
  }

  get(store: string, key: string): KubeObject | undefined {
    return this.#shelves.get(store)?.objects.get(key);
  }

  size(store: string): number {
    return this.#shelves.get(store)?.objects.size ?? 0;
  }

  stores(): string[] {
    return [...this.#shelves.keys()];
  }

  /** Every object of the store in key order (namespace, then name), of one namespace when given. */
  list(store: string, namespace?: string): KubeObject[] {
    const shelf = this.#shelves.get(store);
    if (shelf === undefined) return [];
    const prefix = namespace === undefined ? undefined : `${namespace}/`;
    const found: KubeObject[] = [];
    shelf.sorted ??= [...shelf.objects.keys()].sort();
    for (const key of shelf.sorted) {
      if (prefix !== undefined && !key.startsWith(prefix)) continue;
      const object = shelf.objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /** The objects as they were at `revision`, or undefined when that is forgotten. */
  listAt(store: string, revision: number, namespace?: string): KubeObject[] | undefined {
    const shelf = this.#shelf(store);
    const last = shelf.history.at(-1);
    if (revision >= this.#revision || ((last?.revision ?? 0) <= revision && shelf.floor <= revision)) {
      return this.list(store, namespace);
    }
    if (revision < shelf.floor) return undefined;
    const objects = new Map(shelf.objects);
    for (let i = shelf.history.length - 1; i >= 0; i--) {
      const change = shelf.history[i] as Change;
      if (change.revision <= revision) break;
      if (change.old === undefined) objects.delete(change.key);
      else objects.set(change.key, change.old);
    }
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => objects.get(key) as KubeObject);
  }

  /**
   * Stores `object` (or, for DELETED, forgets it) under a new resourceVersion and tells every watch.
   * Returns the object as stored, or as it was last when deleted, with the new resourceVersion.
   */
  commit(store: string, type: ChangeType, object: KubeObject): KubeObject {
    const shelf = this.#shelf(store);
    const key = Storage.key(object.metadata.namespace, object.metadata.name);
    const old = shelf.objects.get(key);
    this.#revision += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) };
    const stored: KubeObject = { ...object, metadata };
    if (type === 'DELETED') shelf.objects.delete(key);
    else shelf.objects.set(key, stored);
    if (type !== 'MODIFIED') shelf.sorted = undefined;
    const change: Change = {
      revision: this.#revision,
      type,
      key,
      object: stored,
      ...(old === undefined ? {} : { old }),
    };
    this.#remember(shelf, change);
    for (const listener of [...shelf.listeners]) listener(change);
    return stored;
  }

  /** Replaces objects without a new revision: what a new default in a schema does to what is read. */
  reinterpret(store: string, change: (object: KubeObject) => KubeObject): void {
    const shelf = this.#shelf(store);
    for (const [key, object] of shelf.objects) shelf.objects.set(key, change(object));
  }

  /** Changes after `revision`, or undefined when some of them are forgotten. */
  since(store: string, revision: number): readonly Change[] | undefined {
    const shelf = this.#shelf(store);
    if (revision < shelf.floor) return undefined;
    let from = shelf.history.length;
    while (from > 0 && (shelf.history[from - 1] as Change).revision > revision) from -= 1;
    return shelf.history.slice(from);
  }

  /** Oldest revision from which a watch can still begin. */
  floor(store: string): number {
    return this.#shelf(store).floor;
  }

  /** Forgets history as etcd's compaction does: everything up to now, of one kind or of all. */
  compact(store?: string): void {
    if (store === undefined) this.#floor = this.#revision;
    const shelves = store === undefined ? this.#shelves.values() : [this.#shelf(store)];
    for (const shelf of shelves) {
      shelf.history = [];
      shelf.floor = this.#revision;
    }
  }

  listen(store: string, listener: (change: Change) => void): () => void {
    const shelf = this.#shelf(store);
    shelf.listeners.add(listener);
    return () => shelf.listeners.delete(listener);
  }

  #shelf(store: string): Shelf {
    let shelf = this.#shelves.get(store);
    if (shelf === undefined) {
      shelf = {
        objects: new Map(),
        sorted: undefined,
        history: [],
        floor: this.#floor,
        listeners: new Set(),
      };
      this.#shelves.set(store, shelf);
    }
    return shelf;
  }

  #remember(shelf: Shelf, change: Change): void {
    shelf.history.push(change);
    if (shelf.history.length <= 2 * this.#historyEvents) return;
    const dropped = shelf.history.length - this.#historyEvents;
    shelf.floor = (shelf.history[dropped - 1] as Change).revision;
    shelf.history = shelf.history.slice(dropped);
  }
}
