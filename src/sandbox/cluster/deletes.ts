// DELETE: at once when nothing holds the object, else a deletionTimestamp that holders see.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
import type { KubeObject, Meta } from './json.ts';
import { objectAt } from './json.ts';
import type { Target } from './intake.ts';
import type { DeleteOptions } from './request.ts';
import type { Resource } from './resource.ts';
import type { Status } from './status-errors.ts';
import { conflict, deleted } from './status-errors.ts';
import { isFinished, read, served } from './updates.ts';
import type { World } from './world.ts';
import { timestamp } from './world.ts';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';
/** Holds a definition until its objects are gone. */
export const DEFINITION_CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export function remove(world: World, target: Target, options: DeleteOptions): KubeObject | Status {
  const { resource } = target;
  const object = read(world, target);
  refusePreconditions(resource, object, options);
  const next = marked(world, resource, object, options);
  if (isFinished(resource, next)) {
    if (!options.dryRun) world.commit(resource, 'DELETED', object);
    return deleted(resource, object.metadata.name, object.metadata.uid);
  }
  if (next === object || options.dryRun) return served(resource, next);
  return served(resource, world.commit(resource, 'MODIFIED', next));
}

function refusePreconditions(resource: Resource, { metadata }: KubeObject, options: DeleteOptions): void {
  const refuse = (what: string, wanted: string, actual: string) => {
    throw conflict(
      resource,
      metadata.name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`,
    );
  };
  if (options.uid !== undefined && options.uid !== metadata.uid) refuse('UID', options.uid, metadata.uid);
  if (options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion) {
    refuse('ResourceVersion', options.resourceVersion, metadata.resourceVersion);
  }
}

/** The object as being deleted; the same object when it already is and nothing new holds it. */
function marked(world: World, resource: Resource, object: KubeObject, { policy }: DeleteOptions): KubeObject {
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const finalizers = (object.metadata.finalizers ?? []).filter(
    (name) => name !== ORPHAN && name !== FOREGROUND,
  );
  if (policy === 'Orphan') finalizers.push(ORPHAN);
  if (policy === 'Foreground') finalizers.push(FOREGROUND);
  const definition = resource.store === 'apiextensions.k8s.io/customresourcedefinitions';
  if (definition && !finalizers.includes(DEFINITION_CLEANUP)) finalizers.push(DEFINITION_CLEANUP);
  const { generation } = object.metadata;
  const metadata: Meta = {
    ...object.metadata,
    deletionTimestamp: timestamp(world.clock),
    deletionGracePeriodSeconds: 0,
    ...(generation === undefined ? {} : { generation: generation + 1 }),
    finalizers,
  };
  if (finalizers.length === 0) delete metadata.finalizers;
  if (resource.store !== '/namespaces') return { ...object, metadata };
  return { ...object, metadata, status: { ...objectAt(object, 'status'), phase: 'Terminating' } };
}
