// DELETE: at once when nothing holds the object, else a deletionTimestamp that holders see.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
import { admit } from './admission/admission.ts';
import type { KubeObject, Meta } from './json.ts';
import { equal, objectAt } from './json.ts';
import type { Target } from './intake.ts';
import type { Resource } from './resource.ts';
import type { Status } from './status-errors.ts';
import { conflict, deleted, forbidden } from './status-errors.ts';
import { isFinished, read } from './updates.ts';
import { served } from './resource.ts';
import type { World } from './world.ts';
import { timestamp } from './world.ts';
import type { DeleteOptions } from './write-options.ts';

/** Namespaces that admission keeps (k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle). */
const IMMORTAL = ['default', 'kube-system', 'kube-public'];
export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';
/** Holds a definition until its objects are gone. */
export const DEFINITION_CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export function remove(world: World, target: Target, options: DeleteOptions): KubeObject | Status {
  const { resource } = target;
  if (resource.store === '/namespaces' && IMMORTAL.includes(target.name))
    throw forbidden(resource, target.name, 'this namespace may not be deleted');
  const object = read(world, target);
  refusePreconditions(resource, object, options);
  const named = options.ofCollection ? { ...target, name: '' } : target;
  admit(world, named, { operation: 'DELETE', object: undefined, old: object }, options);
  const next = marked(world, resource, object, options);
  if (isFinished(resource, next)) {
    if (!options.dryRun) world.commit(resource, 'DELETED', object);
    if (resource.returnsDeleted === true) return served(resource, next);
    return deleted(resource, object.metadata.name, object.metadata.uid);
  }
  if (next === object || options.dryRun) return served(resource, next);
  return served(resource, world.commit(resource, 'MODIFIED', next));
}

function refusePreconditions(resource: Resource, { metadata }: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options;
  const kind = { group: resource.group, plural: resource.kind, kind: resource.kind };
  const refuse = (what: string, wanted: string, actual: string, event: string) => {
    const why = `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${actual}). The object might have been ${event}`;
    throw conflict(kind, metadata.name, why);
  };
  if (uid !== undefined && uid !== metadata.uid && resource.store === '/namespaces') {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
    throw conflict(resource, metadata.name, why);
  }
  if (uid !== undefined && uid !== metadata.uid)
    refuse('UID', uid, metadata.uid, 'deleted and then recreated');
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    refuse('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified');
}

/** The object as being deleted; the same object when it already is and nothing new holds it. */
function marked(world: World, resource: Resource, object: KubeObject, { policy }: DeleteOptions): KubeObject {
  const known = object.metadata.finalizers ?? [];
  const finalizers = withCollector(known, policy);
  const definition = resource.store === 'apiextensions.k8s.io/customresourcedefinitions';
  if (definition && !finalizers.includes(DEFINITION_CLEANUP)) finalizers.push(DEFINITION_CLEANUP);
  const going = object.metadata.deletionTimestamp !== undefined;
  if (going && equal(finalizers, known)) return object;
  const { generation } = object.metadata;
  const metadata: Meta = {
    ...object.metadata,
    ...(going ? {} : { deletionTimestamp: timestamp(world.clock), deletionGracePeriodSeconds: 0 }),
    ...(going || generation === undefined ? {} : { generation: generation + 1 }),
    finalizers,
  };
  if (finalizers.length === 0) delete metadata.finalizers;
  if (resource.store !== '/namespaces') return { ...object, metadata };
  return { ...object, metadata, status: { ...objectAt(object, 'status'), phase: 'Terminating' } };
}

/** The finalizers by which the collector acts, as the policy says; without one those that are there stay. */
function withCollector(finalizers: readonly string[], policy: DeleteOptions['policy']): string[] {
  if (policy === undefined) return [...finalizers];
  const others = finalizers.filter((name) => name !== ORPHAN && name !== FOREGROUND);
  if (policy === 'Background') return others;
  return [...others, policy === 'Orphan' ? ORPHAN : FOREGROUND];
}
