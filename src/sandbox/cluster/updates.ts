// PUT and every PATCH end here: preconditions, what the endpoint may write, generation, ownership of fields, and
// deletion when the last finalizer goes. A write that changes nothing is answered without a new resourceVersion.
import type { KubeObject, ManagedFieldsEntry, Meta } from './json.ts';
import { arrayAt, equal, isObject, objectAt } from './json.ts';
import { withDefaultNames, establishedDefinition } from './crds.ts';
import type { Written } from './creates.ts';
import { nameMismatch, withSecretData } from './creates.ts';
import type { Target } from './intake.ts';
import { intake, validateObject, withDefaults } from './intake.ts';
import type { Manager } from './managed-fields.ts';
import { afterUpdate } from './managed-fields.ts';
import type { WriteOptions } from './request.ts';
import { apiVersionOf } from './resource.ts';
import type { Resource } from './resource.ts';
import { conflict, failure, invalid, MODIFIED, notFound } from './status-errors.ts';
import { Storage } from './storage.ts';
import type { World } from './world.ts';

export function read(world: World, target: Target): KubeObject {
  const { resource, namespace, name } = target;
  const object = world.storage.get(
    resource.store,
    Storage.key(resource.namespaced ? namespace : undefined, name),
  );
  if (object === undefined) throw notFound(resource, name);
  return object;
}

/** The stored object in the version and form of the resource that serves it. */
export function served(resource: Resource, object: KubeObject): KubeObject {
  if (resource.toServed !== undefined) return resource.toServed(object);
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

export function update(world: World, target: Target, body: unknown, options: WriteOptions): Written {
  const { resource } = target;
  const old = read(world, target);
  const { object, warnings } = intake(target, body, options);
  if (object.metadata.name !== target.name) throw nameMismatch(object.metadata.name, target.name);
  if ((object.metadata.resourceVersion ?? '') === '' && !resource.unconditionalUpdate) {
    const message = 'Invalid value: 0x0: must be specified for an update';
    throw invalid(resource, target.name, [
      { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' },
    ]);
  }
  return { object: store(world, target, { old, sent: object, options }), warnings, created: false };
}

export type Store = {
  old: KubeObject;
  /** In the served form. */
  sent: KubeObject;
  options: WriteOptions;
  /** From server-side apply; otherwise the change is credited to the request's field manager. */
  entries?: readonly ManagedFieldsEntry[];
};

/** Stores what `sent` may change of `old`; returns the object as stored. */
export function store(world: World, target: Target, write: Store): KubeObject {
  const { resource } = target;
  const { old, options } = write;
  preconditions(resource, old, write.sent.metadata);
  const sent = resource.toStored === undefined ? write.sent : (resource.toStored(write.sent) as KubeObject);
  const kept = withDefaults(resource, reset(target, old, withDefaults(resource, sent), options.time));
  const object = counted(resource, old, { ...kept, metadata: systemMetadata(old, kept.metadata) });
  validateObject(target, object, old);
  const next = owned(world, target, { ...write, object });
  if (sameContent(old, next) || options.dryRun) return sameContent(old, next) ? old : next;
  if (isFinished(resource, next)) {
    world.commit(resource, 'DELETED', old);
    return next;
  }
  return world.commit(resource, 'MODIFIED', next);
}

function preconditions(resource: Resource, old: KubeObject, sent: Meta): void {
  if ((sent.uid ?? '') !== '' && sent.uid !== old.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${sent.uid}, UID in object meta: ${old.metadata.uid}`;
    throw conflict(resource, old.metadata.name, why);
  }
  const version = sent.resourceVersion ?? '';
  if (version !== '' && version !== '0' && version !== old.metadata.resourceVersion) {
    throw conflict(resource, old.metadata.name, MODIFIED);
  }
}

/** Takes from the sent object only what its endpoint may write. */
function reset(
  { resource, subresource }: Target,
  old: KubeObject,
  sent: KubeObject,
  time: string,
): KubeObject {
  if (subresource === 'status') {
    const object: KubeObject = { ...old, metadata: { ...old.metadata, ...managedOf(sent) } };
    if (sent.status === undefined) delete object.status;
    else object.status = sent.status;
    return object;
  }
  if (subresource === 'finalize') return { ...old, spec: sent.spec };
  let object: KubeObject = sent;
  if (resource.statusSubresource) {
    object = { ...sent };
    if (old.status === undefined) delete object.status;
    else object.status = old.status;
  }
  if (resource.store === '/secrets') return withSecretData(object);
  if (resource.store === '/namespaces') return { ...object, spec: old.spec };
  if (resource.store === 'apiextensions.k8s.io/customresourcedefinitions') {
    const spec = withDefaultNames(objectAt(object, 'spec'));
    return establishedDefinition({ ...object, spec: equal(spec, old.spec) ? old.spec : spec }, time);
  }
  return object;
}

function managedOf(sent: KubeObject): Partial<Meta> {
  return sent.metadata.managedFields === undefined ? {} : { managedFields: sent.metadata.managedFields };
}

/** What only the server sets, whatever was sent. */
function systemMetadata(old: KubeObject, sent: Meta): Meta {
  const {
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generateName,
  } = old.metadata;
  const metadata: Meta = { ...sent, uid, resourceVersion, creationTimestamp };
  const kept = { generation, deletionTimestamp, deletionGracePeriodSeconds, generateName };
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) delete metadata[name];
    else metadata[name] = value;
  }
  for (const name of ['labels', 'annotations'] as const) {
    if (isObject(metadata[name]) && Object.keys(metadata[name]).length === 0) delete metadata[name];
  }
  return metadata;
}

function counted(resource: Resource, old: KubeObject, object: KubeObject): KubeObject {
  if (!resource.countsGenerations || old.metadata.generation === undefined) return object;
  const names = new Set([...Object.keys(old), ...Object.keys(object)]);
  names.delete('metadata');
  if (resource.statusSubresource) names.delete('status');
  for (const name of names) {
    if (equal(old[name], object[name])) continue;
    return { ...object, metadata: { ...object.metadata, generation: old.metadata.generation + 1 } };
  }
  return object;
}

export function managerOf(target: Target, options: WriteOptions, operation: 'Apply' | 'Update'): Manager {
  const { resource, subresource } = target;
  return { name: options.fieldManager, operation, apiVersion: apiVersionOf(resource), subresource };
}

/** The entries that a write starts from: the client's own when it sends some, none when it sends an empty list. */
export function baseEntries(old: KubeObject, sent: KubeObject): readonly ManagedFieldsEntry[] {
  if (sent.metadata.managedFields === undefined || sent.metadata.managedFields === null)
    return old.metadata.managedFields ?? [];
  return arrayAt(sent.metadata, 'managedFields').filter(
    (entry): entry is ManagedFieldsEntry =>
      isObject(entry) && typeof entry.manager === 'string' && isObject(entry.fieldsV1),
  );
}

function owned(world: World, target: Target, write: Store & { object: KubeObject }): KubeObject {
  const { managedFields: _, ...metadata } = write.object.metadata;
  if (!world.managedFields) return { ...write.object, metadata: metadata as Meta };
  const shape = target.resource.shape;
  const entries =
    write.entries ??
    afterUpdate(baseEntries(write.old, write.sent), {
      before: write.old,
      after: write.object,
      shape,
      manager: managerOf(target, write.options, 'Update'),
      time: write.options.time,
    });
  const held = entries.length === 0 ? {} : { managedFields: [...entries] };
  return { ...write.object, metadata: { ...metadata, ...held } as Meta };
}

/** Times in managedFields alone make no difference. */
function sameContent(a: KubeObject, b: KubeObject): boolean {
  return equal(withoutTimes(a), withoutTimes(b));
}

function withoutTimes(object: KubeObject): KubeObject {
  const managedFields = object.metadata.managedFields?.map(({ time: _, ...entry }) => entry);
  return managedFields === undefined
    ? object
    : { ...object, metadata: { ...object.metadata, managedFields } as Meta };
}

/** An object that is being deleted goes when nothing holds it any more. */
export function isFinished(resource: Resource, object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp === undefined) return false;
  if ((object.metadata.finalizers ?? []).length > 0) return false;
  if (resource.store === '/namespaces') return arrayAt(objectAt(object, 'spec'), 'finalizers').length === 0;
  return true;
}

export function refusePatchType(): Error {
  return failure(
    422,
    'Invalid',
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    {
      group: 'meta.k8s.io',
      kind: 'PatchOptions',
      causes: [
        {
          reason: 'FieldValueForbidden',
          message: 'Forbidden: may not be specified for non-apply patch',
          field: 'force',
        },
      ],
    },
  );
}
