// What arrives in a request body becomes an object of its kind: kind and name checked against the path, unknown fields
// pruned and reported, defaults filled in, values validated. The order is that of the real server: prune, default,
// reset what the endpoint may not write, default again (as reading from etcd does), validate.
import type { KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { definitionFaults } from './crds.ts';
import { eventFaults, eventNamespaceFault } from './events-kind.ts';
import { metadataFaults, unknownMetadata } from './names.ts';
import type { WriteOptions } from './request.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import { applyDefaults } from './schema/defaults.ts';
import { prune } from './schema/prune.ts';
import { validate } from './schema/validate.ts';
import type { Cause } from './status-errors.ts';
import { badRequest, invalid } from './status-errors.ts';

export type Intake = { object: KubeObject; warnings: string[] };
export type Target = { resource: Resource; namespace: string; name: string; subresource: string };

/** The body as an object of `resource`, pruned; throws the 400 of a body that does not belong here. */
export function intake(
  target: Target,
  body: unknown,
  options: Pick<WriteOptions, 'fieldValidation'>,
): Intake {
  const { resource } = target;
  if (!isObject(body)) throw badRequest(`the request body is no JSON object; send a ${resource.kind}`);
  const apiVersion = stringAt(body, 'apiVersion') || apiVersionOf(resource);
  const kind = stringAt(body, 'kind') || resource.kind;
  if (apiVersion !== apiVersionOf(resource) || kind !== resource.kind) {
    throw badRequest(
      `the API version in the data (${apiVersion}, Kind=${kind}) does not match the expected API version ` +
        `(${apiVersionOf(resource)}, Kind=${resource.kind})`,
    );
  }
  const metadata = metadataOf(target, body);
  let object: KubeObject = { ...body, apiVersion, kind, metadata: metadata as Meta };
  const unknown = unknownMetadata(metadata).map((name) => `metadata.${name}`);
  for (const field of unknown) delete metadata[field.slice('metadata.'.length)];
  if (resource.compiled !== undefined && options.fieldValidation !== undefined) {
    const pruned = prune(resource.compiled, object);
    object = pruned.object as KubeObject;
    unknown.push(...pruned.unknownFields);
  }
  const warnings = unknown.map((field) => `unknown field "${field}"`);
  if (warnings.length > 0 && options.fieldValidation === 'Strict') {
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ` +
        `strict decoding error: ${warnings.join(', ')}`,
    );
  }
  return { object, warnings: options.fieldValidation === 'Warn' ? warnings : [] };
}

function metadataOf({ resource, namespace }: Target, body: Obj): Obj {
  const metadata: Obj = { ...objectAt(body, 'metadata') };
  if (!resource.namespaced) delete metadata.namespace;
  else {
    const own = stringAt(metadata, 'namespace');
    if (own !== '' && own !== namespace) {
      throw badRequest(
        `the namespace of the provided object does not match the namespace sent on the request`,
      );
    }
    metadata.namespace = namespace;
  }
  for (const name of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'selfLink'] as const) {
    const value = metadata[name];
    const empty =
      value === null ||
      value === '' ||
      (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);
    if (empty) delete metadata[name];
  }
  return metadata;
}

export function withDefaults(resource: Resource, object: KubeObject): KubeObject {
  return resource.compiled === undefined ? object : (applyDefaults(resource.compiled, object) as KubeObject);
}

/** Throws the 422 when the object may not be stored so. `sent` is the object in the form that the client sent. */
export function validateObject(target: Target, object: KubeObject, old: KubeObject | undefined): void {
  const { resource } = target;
  const causes: Cause[] = [...metadataFaults(resource, object.metadata)];
  if (old !== undefined) causes.push(...deletionFaults(object, old));
  if (resource.compiled !== undefined) causes.push(...validate(resource.compiled, object, old));
  if (resource.kind === 'CustomResourceDefinition' && resource.group === 'apiextensions.k8s.io') {
    if (old?.spec !== object.spec) causes.push(...definitionFaults(object));
  }
  if (resource.store === '/events' && old === undefined) causes.push(...eventCauses(resource, object));
  if (causes.length > 0) throw invalid(resource, object.metadata.name ?? '', causes);
}

function deletionFaults(object: KubeObject, old: KubeObject): Cause[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const known = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !known.includes(finalizer));
  if (added.length === 0) return [];
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [{ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }];
}

function eventCauses(resource: Resource, event: KubeObject): Cause[] {
  const strict = resource.toServed === undefined ? [] : eventFaults(resource.toServed(event));
  const place = eventNamespaceFault(event);
  return [...strict, ...(place === undefined ? [] : [place])].map(({ field, message }) => ({
    reason: message.startsWith('Required') ? 'FieldValueRequired' : 'FieldValueInvalid',
    message,
    field,
  }));
}
