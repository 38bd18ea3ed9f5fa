// Containers that go last: a namespace that is being deleted first deletes what it holds, a CustomResourceDefinition its
// objects. Nothing promises an order of the contents, so the order is drawn.
import type { KubeObject, Meta } from './json.ts';
import { equal, isObject, arrayAt, objectAt, stringsAt } from './json.ts';
import { DEFINITION_CLEANUP, remove } from './deletes.ts';
import type { Target } from './intake.ts';
import type { Resource } from './resource.ts';
import { ApiError } from './status-errors.ts';
import { Storage } from './storage.ts';
import type { Committed, World } from './world.ts';
import { isFinished } from './updates.ts';
import { timestamp } from './world.ts';
import { type Content, remainingConditions } from './namespace-conditions.ts';
import { controllerDelete } from './write-options.ts';

export const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
const NAMESPACES = '/namespaces';
/** Who deletes the contents (k8s.io/kubernetes/cmd/kube-controller-manager, service account of the controller). */
const CONTROLLER = 'system:serviceaccount:kube-system:namespace-controller';
/** Milliseconds until refused deletions are tried again; a real controller waits 5 ms to a minute, ever longer. */
const AGAIN_MS = 5_000;

export class Containers {
  readonly #world: World;
  readonly #delayMs: number;
  readonly #pending = new Set<string>();

  constructor(world: World, delayMs: number) {
    this.#world = world;
    this.#delayMs = delayMs;
  }

  onCommit({ type, resource, object }: Committed): void {
    const deleting = type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined;
    if (resource.store === NAMESPACES || resource.store === DEFINITIONS) {
      if (deleting) this.#later(resource.store, object.metadata.name);
      return;
    }
    if (type !== 'DELETED') return;
    if (object.metadata.namespace !== undefined) this.#laterIfDeleting(NAMESPACES, object.metadata.namespace);
    if (resource.compiled !== undefined)
      this.#laterIfDeleting(DEFINITIONS, `${resource.plural}.${resource.group}`);
  }

  #laterIfDeleting(store: string, name: string): void {
    const container = this.#world.storage.get(store, Storage.key(undefined, name));
    if (container?.metadata.deletionTimestamp !== undefined) this.#later(store, name);
  }

  #later(store: string, name: string, delayMs = this.#delayMs): void {
    const id = `${store} ${name}`;
    if (this.#pending.has(id)) return;
    this.#pending.add(id);
    this.#world.clock.after(delayMs, () => {
      this.#pending.delete(id);
      this.#empty(store, name);
    });
  }

  #empty(store: string, name: string): void {
    const { storage } = this.#world;
    const key = Storage.key(undefined, name);
    if (storage.get(store, key)?.metadata.deletionTimestamp === undefined) return;
    const refusals: string[] = [];
    for (const { resource, object } of this.#drawn(this.#contents(store, name))) {
      const { name: itemName, namespace = '' } = object.metadata;
      if (object.metadata.deletionTimestamp !== undefined) continue;
      if (storage.get(resource.store, Storage.key(object.metadata.namespace, itemName)) === undefined)
        continue;
      const refusal = this.#remove({ resource, namespace, name: itemName, subresource: '' });
      if (refusal !== undefined) refusals.push(refusal);
    }
    // A policy may refuse a deletion: the namespace stays, says why, and tries again.
    if (refusals.length > 0) this.#later(store, name, AGAIN_MS);
    const container = storage.get(store, key);
    const resource = this.#world.registry.ofStore(store);
    if (container === undefined || resource === undefined) return;
    const remaining = this.#contents(store, name);
    if (remaining.length === 0) this.#release(resource, container);
    else if (store === NAMESPACES) this.#tell(resource, container, { remaining, refusals });
  }

  /** What a refusal says; anything else that goes wrong is thrown. */
  #remove(target: Target): string | undefined {
    try {
      remove(this.#world, target, { ...controllerDelete(CONTROLLER, 'Background'), ofCollection: true });
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  }

  #contents(store: string, name: string): Content[] {
    const { storage, registry } = this.#world;
    if (store === DEFINITIONS) {
      const [plural = '', ...group] = name.split('.');
      const id = `${group.join('.')}/${plural}`;
      const resource = registry.ofStore(id);
      return resource === undefined ? [] : storage.list(id).map((object) => ({ resource, object }));
    }
    return storage.stores().flatMap((id) => {
      const resource = registry.ofStore(id);
      if (resource === undefined || !resource.namespaced) return [];
      return storage.list(id, name).map((object) => ({ resource, object }));
    });
  }

  #drawn<T>(items: T[]): T[] {
    const drawn = [...items];
    for (let i = drawn.length - 1; i > 0; i--) {
      const j = Math.floor(this.#world.random.next() * (i + 1));
      const held = drawn[i] as T;
      drawn[i] = drawn[j] as T;
      drawn[j] = held;
    }
    return drawn;
  }

  /** What of a namespace is left, and which finalizers hold it, as conditions. */
  #tell(
    resource: Resource,
    container: KubeObject,
    left: { remaining: readonly Content[]; refusals: readonly string[] },
  ): void {
    const conditions = remainingConditions(left, timestamp(this.#world.clock));
    const known = arrayAt(objectAt(container, 'status'), 'conditions');
    const timeless = (list: readonly unknown[]) =>
      list.map((one) => ({ ...(one as object), lastTransitionTime: '' }));
    if (equal(timeless(conditions), timeless(known))) return;
    const status = { ...objectAt(container, 'status'), conditions };
    this.#world.commit(resource, 'MODIFIED', { ...container, status });
  }

  #release(resource: Resource, container: KubeObject): void {
    const finalizers = stringsAt(container.metadata, 'finalizers').filter(
      (name) => name !== DEFINITION_CLEANUP,
    );
    const { finalizers: _, ...rest } = container.metadata;
    const metadata = (finalizers.length === 0 ? rest : { ...rest, finalizers }) as Meta;
    const spec = { ...objectAt(container, 'spec') };
    if (resource.store === NAMESPACES) {
      const left = arrayAt(spec, 'finalizers').filter((name) => name !== 'kubernetes');
      if (left.length === 0) delete spec.finalizers;
      else spec.finalizers = left;
    }
    const next: KubeObject = { ...container, metadata, ...(isObject(container.spec) ? { spec } : {}) };
    if (isFinished(resource, next)) this.#world.commit(resource, 'DELETED', container);
    else if (!equal(container, next)) this.#world.commit(resource, 'MODIFIED', next);
  }
}
