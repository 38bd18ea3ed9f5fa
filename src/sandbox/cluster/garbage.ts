// The garbage collector: what happens to objects whose owners go (background, foreground, orphan).
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/ . Works from an index by owner uid, some time
// after the event, as the real collector does.
import type { KubeObject, Meta } from './json.ts';
import { FOREGROUND, ORPHAN, remove } from './deletes.ts';
import type { Resource } from './resource.ts';
import { ApiError } from './status-errors.ts';
import { Storage } from './storage.ts';
import type { Committed, World } from './world.ts';
import { controllerDelete } from './write-options.ts';

/** Who deletes dependents (k8s.io/kubernetes/cmd/kube-controller-manager, service account of the collector). */
const COLLECTOR = 'system:serviceaccount:kube-system:generic-garbage-collector';
/** Milliseconds until a refused deletion is tried again; the real collector waits 5 ms to 1000 s, ever longer. */
const AGAIN_MS = 5_000;

type Place = { resource: Resource; key: string; uid: string };

export class GarbageCollector {
  readonly #world: World;
  readonly #delayMs: number;
  readonly #dependents = new Map<string, Map<string, Place>>();
  /** Live objects by uid, to tell an absent owner from a present one. */
  readonly #live = new Set<string>();

  constructor(world: World, delayMs: number) {
    this.#world = world;
    this.#delayMs = delayMs;
  }

  onCommit({ type, resource, object, old }: Committed): void {
    const { uid } = object.metadata;
    const place = { resource, key: Storage.key(object.metadata.namespace, object.metadata.name), uid };
    if (object.metadata.ownerReferences !== old?.metadata.ownerReferences || type !== 'MODIFIED')
      this.#index(place, object, old, type);
    if (type === 'DELETED') {
      this.#live.delete(uid);
      this.#later(() => this.#ownerGone(uid));
      for (const owner of object.metadata.ownerReferences ?? [])
        this.#later(() => this.#finishForeground(owner.uid));
      return;
    }
    this.#live.add(uid);
    if ((object.metadata.ownerReferences ?? []).some((owner) => !this.#live.has(owner.uid)))
      this.#later(() => this.#check(place));
    if (object.metadata.deletionTimestamp === undefined) return;
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes(ORPHAN)) this.#later(() => this.#orphan(place));
    if (finalizers.includes(FOREGROUND)) this.#later(() => this.#foreground(place));
  }

  #later(run: () => void): void {
    this.#world.clock.after(this.#delayMs, run);
  }

  #index(place: Place, object: KubeObject, old: KubeObject | undefined, type: string): void {
    for (const owner of old?.metadata.ownerReferences ?? [])
      this.#dependents.get(owner.uid)?.delete(place.uid);
    if (type === 'DELETED') return;
    for (const owner of object.metadata.ownerReferences ?? []) {
      const known = this.#dependents.get(owner.uid) ?? new Map<string, Place>();
      known.set(place.uid, place);
      this.#dependents.set(owner.uid, known);
    }
  }

  #of(uid: string): Place[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }

  #current(place: Place): KubeObject | undefined {
    const object = this.#world.storage.get(place.resource.store, place.key);
    return object?.metadata.uid === place.uid ? object : undefined;
  }

  #ownerGone(uid: string): void {
    for (const place of this.#of(uid)) this.#check(place);
    if (this.#of(uid).length === 0) this.#dependents.delete(uid);
  }

  /** Deletes an object none of whose owners lives; takes absent owners out of one that still has another. */
  #check(place: Place): void {
    const object = this.#current(place);
    const owners = object?.metadata.ownerReferences ?? [];
    if (object === undefined || owners.length === 0 || object.metadata.deletionTimestamp !== undefined)
      return;
    const present = owners.filter((owner) => this.#live.has(owner.uid));
    if (present.length === owners.length) return;
    if (present.length > 0) this.#write(place, { ...object.metadata, ownerReferences: present });
    else this.#delete(place, 'Background', () => this.#check(place));
  }

  #delete(place: Place, policy: 'Background' | 'Foreground', again: () => void): void {
    const object = this.#current(place);
    if (object === undefined) return;
    const { name, namespace = '' } = object.metadata;
    const target = { resource: place.resource, namespace, name, subresource: '' };
    try {
      remove(this.#world, target, controllerDelete(COLLECTOR, policy));
    } catch (error) {
      // A policy may refuse a deletion: it is tried again, as the real collector does.
      if (!(error instanceof ApiError)) throw error;
      this.#world.clock.after(AGAIN_MS, () => again());
    }
  }

  #write(place: Place, metadata: Meta): void {
    const object = this.#current(place);
    if (object === undefined) return;
    const next: KubeObject = { ...object, metadata };
    const finished = metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
    this.#world.commit(place.resource, finished ? 'DELETED' : 'MODIFIED', finished ? object : next);
  }

  #withoutFinalizer(place: Place, finalizer: string): void {
    const object = this.#current(place);
    if (object === undefined || object.metadata.finalizers?.includes(finalizer) !== true) return;
    const finalizers = object.metadata.finalizers.filter((name) => name !== finalizer);
    const { finalizers: _, ...metadata } = object.metadata;
    this.#write(place, (finalizers.length === 0 ? metadata : { ...metadata, finalizers }) as Meta);
  }

  #orphan(place: Place): void {
    for (const dependent of this.#of(place.uid)) {
      const object = this.#current(dependent);
      const owners = object?.metadata.ownerReferences?.filter((owner) => owner.uid !== place.uid) ?? [];
      if (object === undefined) continue;
      const { ownerReferences: _, ...metadata } = object.metadata;
      this.#write(
        dependent,
        (owners.length === 0 ? metadata : { ...metadata, ownerReferences: owners }) as Meta,
      );
    }
    this.#withoutFinalizer(place, ORPHAN);
  }

  #foreground(place: Place): void {
    for (const dependent of this.#of(place.uid)) {
      if (this.#current(dependent)?.metadata.deletionTimestamp !== undefined) continue;
      // What has dependents itself goes as its owner does.
      this.#delete(dependent, this.#of(dependent.uid).length > 0 ? 'Foreground' : 'Background', () =>
        this.#foreground(place),
      );
    }
    this.#finishForeground(place.uid, place);
  }

  /** The owner goes when no dependent that blocks it is left. */
  #finishForeground(uid: string, known?: Place): void {
    const blocking = this.#of(uid).some((dependent) =>
      this.#current(dependent)?.metadata.ownerReferences?.some(
        (owner) => owner.uid === uid && owner.blockOwnerDeletion === true,
      ),
    );
    if (blocking) return;
    const place = known ?? this.#placeOf(uid);
    if (place !== undefined) this.#withoutFinalizer(place, FOREGROUND);
  }

  #placeOf(uid: string): Place | undefined {
    if (!this.#live.has(uid)) return undefined;
    for (const store of this.#world.storage.stores()) {
      const resource = this.#world.registry.ofStore(store);
      const object = resource && this.#world.storage.list(store).find((item) => item.metadata.uid === uid);
      if (resource !== undefined && object !== undefined) {
        return { resource, uid, key: Storage.key(object.metadata.namespace, object.metadata.name) };
      }
    }
    return undefined;
  }
}
