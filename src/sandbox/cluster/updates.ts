// PUT and every PATCH end here: preconditions, what the endpoint may write, generation, ownership of fields, and
// deletion when the last finalizer goes. A write that changes nothing is answered without a new resourceVersion.
import type { KubeObject, ManagedFieldsEntry, Meta } from './json.ts';
import { arrayAt, equal, isObject, objectAt } from './json.ts';
import { admit } from './admission/admission.ts';
import { withDefaultNames, establishedDefinition } from './crds.ts';
import type { Written } from './creates.ts';
import { withoutDoubledOwners, withKindDefaults } from './creates.ts';
import type { Target } from './intake.ts';
import { intake, validateChange, withDefaults } from './intake.ts';
import type { Manager } from './managed-fields.ts';
import { afterUpdate } from './managed-fields.ts';
import { finalizerWarnings } from './metadata-rules.ts';
import { apiVersionOf, served } from './resource.ts';
import type { Resource } from './resource.ts';
import { badRequest, conflict, failure, invalid, MODIFIED, notFound } from './status-errors.ts';
import { Storage } from './storage.ts';
import type { World } from './world.ts';
import type { WriteOptions } from './write-options.ts';

export function read(world: World, target: Target): KubeObject {
  const { resource, namespace, name } = target;
  const object = world.storage.get(
    resource.store,
    Storage.key(resource.namespaced ? namespace : undefined, name),
  );
  if (object === undefined) throw notFound(resource, name);
  return object;
}

export function update(world: World, target: Target, body: unknown, options: WriteOptions): Written {
  const sent = intake(target, body, options);
  refuseName(target, sent.metadata.name);
  const old = read(world, target);
  refuseVersion(target, sent.metadata.resourceVersion ?? '');
  refuseUid(target, sent.metadata, old.metadata);
  const { metadata, doubled } = withoutDoubledOwners(sent.metadata);
  const object = { ...sent, metadata: { ...metadata, uid: old.metadata.uid } };
  const stored = store(world, target, { old, sent: object, options });
  options.warnings.push(...doubled);
  return { object: stored, created: false };
}

/** The name in a body must be that of the path. */
export function refuseName(target: Target, name: string | undefined): void {
  if ((name ?? '') === '') {
    const why = 'was undeterminable: name must be provided';
    throw badRequest(`the name of the object (${target.name} based on URL) ${why}`);
  }
  if (name !== target.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
}

function refuseVersion({ resource, name }: Target, version: string): void {
  if (version !== '' && !/^\d+$/.test(version)) {
    throw failure(500, '', `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
  }
  if (resource.unconditionalUpdate || (version !== '' && version !== '0')) return;
  const message = 'Invalid value: 0: must be specified for an update';
  throw invalid({ group: resource.group, kind: resource.plural }, name, [
    { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' },
  ]);
}

/** A PUT that names a uid means that object and no later one of its name. */
function refuseUid({ resource }: Target, sent: Meta, old: Meta): void {
  if ((sent.uid ?? '') === '' || sent.uid === old.uid) return;
  const key = `/registry/${storagePath(resource)}/${old.namespace === undefined ? '' : `${old.namespace}/`}${old.name}`;
  const why = `Precondition failed: UID in precondition: ${sent.uid}, UID in object meta: ${old.uid}`;
  throw conflict(
    resource,
    old.name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
  );
}

function storagePath({ group, plural }: Resource): string {
  return group.includes('.') && !group.endsWith('.k8s.io') ? `${group}/${plural}` : plural;
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
  refuseOldVersion(resource, old, write.sent.metadata);
  const converted =
    resource.toStored === undefined ? write.sent : (resource.toStored(write.sent) as KubeObject);
  const sent = withKindDefaults(resource, converted);
  const kept = withDefaults(resource, reset(target, old, withDefaults(resource, sent), options.time));
  const object = counted(resource, old, { ...kept, metadata: systemMetadata(old, kept.metadata) });
  validateChange(target, {
    object,
    old,
    sent: target.subresource === '' ? write.sent.metadata : old.metadata,
  });
  if (resource.compiled !== undefined)
    options.warnings.push(...finalizerWarnings(object.metadata, old.metadata));
  admit(world, target, { operation: 'UPDATE', object, old }, options);
  const next = owned(world, target, { ...write, object });
  if (sameContent(old, next) || options.dryRun) return sameContent(old, next) ? old : next;
  if (isFinished(resource, next)) {
    world.commit(resource, 'DELETED', old);
    return next;
  }
  return world.commit(resource, 'MODIFIED', next);
}

function refuseOldVersion(resource: Resource, old: KubeObject, sent: Meta): void {
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

/** The entries that a write starts from: the client's own when it sends whole ones, none when it resets them by `[{}]`. */
export function baseEntries(old: KubeObject, sent: KubeObject): readonly ManagedFieldsEntry[] {
  const entries = arrayAt(sent.metadata, 'managedFields');
  const kept = old.metadata.managedFields ?? [];
  if (entries.length === 0) return kept;
  if (entries.length === 1 && equal(entries[0], {})) return [];
  const whole = entries.filter(
    (entry): entry is ManagedFieldsEntry =>
      isObject(entry) &&
      (entry.operation === 'Apply' || entry.operation === 'Update') &&
      entry.fieldsType === 'FieldsV1' &&
      isObject(entry.fieldsV1),
  );
  return whole.length === entries.length ? whole : kept;
}

function owned(world: World, target: Target, write: Store & { object: KubeObject }): KubeObject {
  const { managedFields: _, ...metadata } = write.object.metadata;
  if (!world.managedFields) return { ...write.object, metadata: metadata as Meta };
  const shape = target.resource.shape;
  const entries =
    write.entries ??
    afterUpdate(baseEntries(write.old, write.sent), {
      before: served(target.resource, write.old),
      after: served(target.resource, write.object),
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
