// POST: what a new object gets from the server, and when a namespace or a definition refuses it.
import { admit } from './admission/admission.ts';
import { withBindingDefaults, withPolicyDefaults } from './admission/policy-faults.ts';
import { decodeStruct } from './go-decode.ts';
import { goStructOf } from './go-types.ts';
import type { KubeObject, ManagedFieldsEntry, Meta, Obj } from './json.ts';
import { equal, isObject, objectAt, stringAt, stringsAt } from './json.ts';
import { establishedDefinition, withDefaultNames } from './crds.ts';
import type { Target } from './intake.ts';
import { intake, validateNew, withDefaults } from './intake.ts';
import { afterUpdate } from './managed-fields.ts';
import { finalizerWarnings } from './metadata-rules.ts';
import type { WriteOptions } from './write-options.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf, served } from './resource.ts';
import { alreadyExists, failure, forbidden, methodNotAllowed, notFound } from './status-errors.ts';
import { Storage } from './storage.ts';
import type { World } from './world.ts';
import { newUid } from './world.ts';

export type Written = { object: KubeObject; created: boolean };

/** Characters that the server draws for generateName, and how many (k8s.io/apiserver/pkg/storage/names/generate.go). */
const NAME_CHARACTERS = 'bcdfghjklmnpqrstvwxz2456789';
const RANDOM_CHARACTERS = 5;
const LONGEST_GENERATED_BASE = 58;

/** @param applied ownership decided by server-side apply; otherwise the object is credited to the field manager. */
export function create(
  world: World,
  target: Target,
  sending: { body: unknown; applied?: ManagedFieldsEntry },
  options: WriteOptions,
): Written {
  const { resource } = target;
  if (resource.terminating === true) {
    throw methodNotAllowed('create not allowed while custom resource definition is terminating');
  }
  const sent = intake(target, sending.body, options);
  const stored = resource.toStored === undefined ? sent : (resource.toStored(sent) as KubeObject);
  const { metadata, doubled } = withoutDoubledOwners(stored.metadata);
  const defaulted = withDefaults(resource, withKindDefaults(resource, { ...stored, metadata }));
  refuseNamespace(world, target, stored.metadata.name ?? '');
  const object = prepared(world, target, defaulted, options);
  validateNew(target, object);
  if (resource.compiled !== undefined)
    options.warnings.push(...finalizerWarnings(object.metadata, undefined));
  const named = { ...target, name: object.metadata.name };
  admit(
    world,
    named,
    { operation: 'CREATE', object, old: undefined },
    {
      ...options,
      asked: { ...options.asked, kind: 'CreateOptions' },
    },
  );
  const key = Storage.key(object.metadata.namespace, object.metadata.name);
  const present = world.storage.get(resource.store, key);
  if (present !== undefined) throw alreadyExists(resource, object.metadata.name, isGoing(present));
  // Ownership is of what was sent and defaulted; what the kind's strategy adds belongs to nobody.
  const tracked = served(resource, { ...defaulted, metadata: object.metadata });
  const owned = withEntries(
    object,
    world.managedFields ? entriesOf(target, tracked, sending.applied, options) : [],
  );
  const written = options.dryRun ? withoutVersion(owned) : world.commit(resource, 'ADDED', owned);
  options.warnings.push(...doubled);
  return { object: written, created: true };
}

function isGoing(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** What a dry run shows of an object that was never stored. */
function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as Meta };
}

/** Owners that are named twice count once, and the client is told (k8s.io/apiserver/pkg/endpoints/handlers/create.go). */
export function withoutDoubledOwners(metadata: Meta): { metadata: Meta; doubled: string[] } {
  const owners = metadata.ownerReferences ?? [];
  const kept = owners.filter((owner, index) => owners.findIndex((other) => equal(other, owner)) === index);
  if (kept.length === owners.length) return { metadata, doubled: [] };
  const uids = [...new Set(owners.filter((owner) => !kept.includes(owner)).map(({ uid }) => uid))];
  const warning =
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject ' +
    `such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids.join(', ')}`;
  return { metadata: { ...metadata, ownerReferences: kept }, doubled: [warning] };
}

function prepared(world: World, { resource }: Target, sent: KubeObject, options: WriteOptions): KubeObject {
  const { name, namespace, generateName, labels, annotations, finalizers, ownerReferences } = sent.metadata;
  if ((sent.metadata.resourceVersion ?? '') !== '') {
    throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  }
  const metadata = {
    name: name || generated(world, generateName),
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    uid: newUid(world.random),
    resourceVersion: '',
    ...(resource.countsGenerations ? { generation: 1 } : {}),
    creationTimestamp: options.time,
    ...defined({ labels, annotations, finalizers, ownerReferences }),
  } as Meta;
  const object: KubeObject = { ...sent, metadata };
  if (resource.statusSubresource) delete object.status;
  return withDefaults(resource, withServerFields(resource, object, options.time));
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}

function generated(world: World, base: string | undefined): string {
  if (base === undefined || base === '') return '';
  let name = base.slice(0, LONGEST_GENERATED_BASE);
  for (let i = 0; i < RANDOM_CHARACTERS; i++) {
    name += NAME_CHARACTERS[Math.floor(world.random.next() * NAME_CHARACTERS.length)] ?? 'x';
  }
  return name;
}

/** Defaults of built-in kinds, which count as written by the client. */
export function withKindDefaults(resource: Resource, object: KubeObject): KubeObject {
  if (resource.store === '/secrets') return withSecretData(object);
  if (resource.store === '/namespaces') {
    const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
    return { ...object, metadata: { ...object.metadata, labels } };
  }
  if (resource.store === 'apiextensions.k8s.io/customresourcedefinitions')
    return { ...object, spec: withDefaultNames(objectAt(object, 'spec')) };
  if (resource.kind === 'ValidatingAdmissionPolicy') return withPolicyDefaults(object);
  if (resource.kind === 'ValidatingAdmissionPolicyBinding') return withBindingDefaults(object);
  if (resource.kind === 'PriorityClass')
    return { ...object, preemptionPolicy: object.preemptionPolicy ?? 'PreemptLowerPriority' };
  return object;
}

/** What the strategies of built-in kinds fill in on creation. */
function withServerFields(resource: Resource, object: KubeObject, time: string): KubeObject {
  if (resource.store === '/namespaces') {
    const finalizers = stringsAt(objectAt(object, 'spec'), 'finalizers');
    const spec = { finalizers: [...finalizers.filter((name) => name !== 'kubernetes'), 'kubernetes'] };
    return { ...object, spec, status: { phase: 'Active' } };
  }
  if (resource.store === 'apiextensions.k8s.io/customresourcedefinitions') {
    return establishedDefinition(object, time);
  }
  if (resource.kind === 'ValidatingAdmissionPolicy') return { ...object, status: {} };
  return object;
}

/** stringData is written, never read: it becomes data. */
export function withSecretData(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  const object = { ...rest, type: stringAt(secret, 'type') || 'Opaque' } as KubeObject;
  if (!isObject(stringData)) return object;
  const data = { ...objectAt(secret, 'data') };
  for (const [name, value] of Object.entries(stringData))
    data[name] = Buffer.from(String(value)).toString('base64');
  return { ...object, data };
}

/** Every namespaced object needs a namespace that exists and is not going away. */
function refuseNamespace(world: World, { resource, namespace }: Target, name: string): void {
  if (!resource.namespaced) return;
  const found = world.storage.get('/namespaces', Storage.key(undefined, namespace));
  if (found === undefined) throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw forbidden(resource, name, why, [cause]);
}

/** What every object of a decoded kind has before anybody writes: its structs, empty. */
function zeroOf(resource: Resource): Obj {
  if (resource.store === 'apiextensions.k8s.io/customresourcedefinitions') return { spec: { names: {} } };
  const struct = resource.compiled === undefined ? goStructOf(resource) : undefined;
  return struct === undefined ? {} : decodeStruct(struct, {}).value;
}

function entriesOf(
  target: Target,
  object: KubeObject,
  applied: ManagedFieldsEntry | undefined,
  options: WriteOptions,
): readonly ManagedFieldsEntry[] {
  if (applied !== undefined) return [applied];
  const { resource } = target;
  const manager = {
    name: options.fieldManager,
    operation: 'Update' as const,
    apiVersion: apiVersionOf(resource),
    subresource: '',
  };
  const { status: _, ...rest } = object;
  const after = resource.statusSubresource ? (rest as KubeObject) : object;
  const before = { ...zeroOf(resource), metadata: {} as Meta } as KubeObject;
  return afterUpdate([], { before, after, shape: resource.shape, manager, time: options.time });
}

function withEntries(object: KubeObject, entries: readonly ManagedFieldsEntry[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const held = entries.length === 0 ? {} : { managedFields: [...entries] };
  return { ...object, metadata: { ...metadata, ...held } as Meta };
}
