// The cache of Kubernetes objects that the engine plans from. Three sources feed it: lists, watch events, and the
// answers to our own writes; what always holds is that an older picture never replaces a newer one, that a uid which
// was seen to go never comes back by an event, and that every change is told to every listener exactly once.
import type { ObjectKey } from '../model/kind.ts';
import { keyOfObject, type KubeObject, partsOfKey } from '../model/object.ts';
import { type ObjectStore, STALE_SECONDS, type StoreChange } from '../model/objects.ts';
import type { Clock, Log, Metrics } from '../model/ports.ts';
import type { TextPool } from '../model/texts.ts';
import type { KubeResource } from './resource.ts';
import { isNewer } from './resource-version.ts';
import { slim } from './slim.ts';

const MS_PER_SECOND = 1_000;
/** Chosen: enough for a namespace full of objects to go at once; past it the oldest are forgotten. */
const REMEMBERED_GONE = 5_000;
/**
 * Milliseconds after the first sign of life of a watch that was silent for long. That may be an old bookmark, or a watch that
 * resumes: the events that were missed come right behind it. Chosen: thousands of events are read in a second.
 */
const CATCH_UP_MS = 5_000;

type Entry = {
  object: KubeObject /** Number of the own answer that brought it; 0: a list or a watch did. */;
  own: number;
};
type Shelf = {
  entries: Map<ObjectKey, Entry>;
  /** uid → number of own answers at the time it went. */
  gone: Map<string, number>;
  synced: boolean;
  /** Monotonic milliseconds. */
  aliveAt: number;
  /** After a long silence: when it began, and when what was missed has surely been read. */
  silence: { since: number; caughtUpAt: number } | undefined;
  listed: readonly KubeObject[] | undefined;
};

export type StoreOptions = {
  resources: readonly KubeResource[];
  clock: Clock;
  log: Log;
  metrics: Metrics;
  texts: TextPool;
};

export class KubeStore implements ObjectStore {
  readonly #options: StoreOptions;
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners: ((change: StoreChange) => void)[] = [];
  /** Counts own answers, so that a list knows which of them came after it was begun. */
  #ownAnswers = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    for (const { kind } of options.resources) {
      this.#shelves.set(kind, {
        entries: new Map(),
        gone: new Map(),
        synced: false,
        aliveAt: 0,
        silence: undefined,
        listed: undefined,
      });
    }
  }

  hasSynced(): boolean {
    for (const shelf of this.#shelves.values()) if (!shelf.synced) return false;
    return true;
  }

  get(key: ObjectKey): KubeObject | undefined {
    return this.#shelves.get(partsOfKey(key).kind)?.entries.get(key)?.object;
  }

  list(kind: string): readonly KubeObject[] {
    const shelf = this.#shelves.get(kind);
    if (shelf === undefined) return [];
    shelf.listed ??= Array.from(shelf.entries.values(), (entry) => entry.object);
    return shelf.listed;
  }

  /** Infinite until the first list is complete, and for kinds that are not watched. */
  staleSeconds(kind: string): number {
    const shelf = this.#shelves.get(kind);
    if (shelf?.synced !== true) return Number.POSITIVE_INFINITY;
    const now = this.#options.clock.monotonic();
    const { silence, aliveAt } = shelf;
    const since = silence !== undefined && now < silence.caughtUpAt ? silence.since : aliveAt;
    return (now - since) / MS_PER_SECOND;
  }

  onChange(listener: (change: StoreChange) => void): void {
    this.#listeners.push(listener);
  }

  /** To be read before a list is begun, and given to `replace`. */
  answersSoFar(): number {
    return this.#ownAnswers;
  }

  /** The watch of `kind` has just shown that it works. */
  alive(kind: string): void {
    const shelf = this.#shelf(kind);
    const now = this.#options.clock.monotonic();
    if (shelf.synced && now - shelf.aliveAt > STALE_SECONDS * MS_PER_SECOND)
      shelf.silence = { since: shelf.aliveAt, caughtUpAt: now + CATCH_UP_MS };
    shelf.aliveAt = now;
  }

  /** A complete list of `kind`, of version `version`, begun when `answers` own answers had come. */
  replace(kind: string, list: { objects: readonly KubeObject[]; version: string; answers: number }): void {
    const shelf = this.#shelf(kind);
    const initial = !shelf.synced;
    const listed = new Set<ObjectKey>();
    for (const object of list.objects) {
      const key = keyOfObject(object);
      listed.add(key);
      const held = shelf.entries.get(key);
      if ((shelf.gone.get(object.metadata.uid) ?? -1) > list.answers) continue;
      if (held !== undefined && held.own > list.answers && !newer(object, held.object)) continue;
      if (held !== undefined && sameVersion(object, held.object)) continue;
      // A list is what the API server holds: it may even go back, after a backup was restored.
      shelf.gone.delete(object.metadata.uid);
      this.#put(shelf, { object, own: 0 }, initial);
    }
    for (const [key, held] of shelf.entries) {
      const answeredLater =
        held.own > list.answers && isNewer(held.object.metadata.resourceVersion, list.version);
      if (!listed.has(key) && !answeredLater) this.#drop(shelf, held.object, initial);
    }
    shelf.synced = true;
    this.alive(kind);
    shelf.silence = undefined;
  }

  /** One event of the watch of `kind`. */
  apply(kind: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    const shelf = this.#shelf(kind);
    if (type === 'DELETED') this.#drop(shelf, object, false);
    else this.#update(shelf, { object, own: 0 });
    this.alive(kind);
  }

  /** The answer to an own read or write. Ignored before the first list, and for kinds that are not watched. */
  absorb(object: KubeObject): void {
    const shelf = this.#shelves.get(object.kind);
    if (shelf?.synced !== true) return;
    const own = ++this.#ownAnswers;
    const { deletionTimestamp, finalizers } = object.metadata;
    // The API server answers with the object's last state when the last finalizer goes, and drops it at the same time.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
    if (deletionTimestamp !== undefined && (finalizers?.length ?? 0) === 0) this.#drop(shelf, object, false);
    else this.#update(shelf, { object, own });
  }

  #update(shelf: Shelf, entry: Entry): void {
    const held = shelf.entries.get(keyOfObject(entry.object));
    if (shelf.gone.has(entry.object.metadata.uid)) return;
    if (held === undefined || newer(entry.object, held.object)) this.#put(shelf, entry, false);
  }

  /** Another uid under the same name is another object: the old one is told to be gone first. */
  #put(shelf: Shelf, entry: Entry, initial: boolean): void {
    const key = keyOfObject(entry.object);
    const held = shelf.entries.get(key)?.object;
    const replaced = held !== undefined && held.metadata.uid !== entry.object.metadata.uid;
    if (replaced) this.#drop(shelf, held, initial);
    slim(entry.object, this.#options.texts);
    shelf.entries.set(key, entry);
    shelf.listed = undefined;
    const before = replaced || held === undefined ? {} : { old: held };
    this.#tell({ key, ...before, now: entry.object, initial });
  }

  /** `last` is the last state known, and what the listeners get. */
  #drop(shelf: Shelf, last: KubeObject, initial: boolean): void {
    const key = keyOfObject(last);
    shelf.gone.set(last.metadata.uid, this.#ownAnswers);
    if (shelf.gone.size > REMEMBERED_GONE) {
      const [oldest = ''] = shelf.gone.keys();
      shelf.gone.delete(oldest);
    }
    if (shelf.entries.get(key)?.object.metadata.uid !== last.metadata.uid) return;
    shelf.entries.delete(key);
    shelf.listed = undefined;
    this.#tell({ key, old: last, initial });
  }

  /** A listener that throws is a defect, and must not cost the others the change. */
  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        const { kind } = partsOfKey(change.key);
        this.#options.metrics.count('vpcraft_listener_errors_total', { kind });
        this.#options.log.error({ key: change.key, error }, 'a listener of the object store failed');
      }
    }
  }

  #shelf(kind: string): Shelf {
    const shelf = this.#shelves.get(kind);
    if (shelf === undefined) throw new Error(`kind ${kind} is not among the resources of the object store`);
    return shelf;
  }
}

function newer(a: KubeObject, b: KubeObject): boolean {
  return isNewer(a.metadata.resourceVersion, b.metadata.resourceVersion);
}

function sameVersion(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.uid === b.metadata.uid && a.metadata.resourceVersion === b.metadata.resourceVersion;
}
