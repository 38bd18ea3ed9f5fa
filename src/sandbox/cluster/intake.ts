// What arrives in a request body becomes an object of its kind: kind and name checked against the path, unknown fields
// pruned and reported, defaults filled in, values validated. The order is that of the real server: prune, default,
// reset what the endpoint may not write, default again (as reading from etcd does), validate.
import { noKindText, summaryOf, textOfBody } from './bodies.ts';
import { BUILTINS } from './builtins.ts';
import { definitionFaults } from './crds.ts';
import { DecodeError, decodeStruct } from './go-decode.ts';
import { goStructOf } from './go-types.ts';
import type { KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { kindFaults } from './kind-rules.ts';
import { creationFaults, embeddedFaults, immutableFaults, updateFaults } from './metadata-rules.ts';
import { invalidValue } from './names.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import { applyDefaults } from './schema/defaults.ts';
import { embeddedObjects } from './schema/embedded.ts';
import { prune } from './schema/prune.ts';
import { validate } from './schema/validate.ts';
import type { Cause } from './status-errors.ts';
import { badRequest, invalid } from './status-errors.ts';
import type { WriteOptions } from './write-options.ts';

export type Target = { resource: Resource; namespace: string; name: string; subresource: string };
/** How what the server makes of a body is refused: as a body, or as the outcome of a patch. */
export type Refuse = (kind: string, version: string, why: string) => Error;

const asBody =
  (resource: Resource): Refuse =>
  (kind, version, why) =>
    badRequest(`${kind} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`);

/** `ofPatch`: another apiVersion is found out with the values, as the body was none. */
export type IntakeOptions = Pick<WriteOptions, 'fieldValidation' | 'warnings'> & { ofPatch?: boolean };

/** The body as an object of `resource`, pruned; throws the 400 of a body that does not belong here. */
export function intake(
  target: Target,
  body: unknown,
  options: IntakeOptions,
  refuse: Refuse = asBody(target.resource),
): KubeObject {
  const { resource } = target;
  const unrecognized = (why: string): Error =>
    badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): ${why} (${summaryOf(textOfBody(body))})`,
    );
  if (!isObject(body) || body.constructor !== Object) throw unrecognized(noKindText(body));
  const custom = resource.compiled !== undefined;
  if (custom && stringAt(body, 'kind') === '')
    throw unrecognized(`Object 'Kind' is missing in '${textOfBody(body)}'`);
  const apiVersion = stringAt(body, 'apiVersion') || apiVersionOf(resource);
  const kind = stringAt(body, 'kind') || resource.kind;
  if (custom && options.ofPatch !== true) refuseVersion(resource, apiVersion);
  else if (!custom) refuseOther(resource, apiVersion, kind);
  const { object, unknown } = decoded(resource, { ...body, apiVersion, kind }, refuse);
  const named = withNamespace(target, object);
  const { compiled } = resource;
  const pruned = compiled === undefined ? { object: named, unknownFields: [] } : prune(compiled, named);
  const warnings = [...unknown, ...pruned.unknownFields].sort().map((field) => `unknown field "${field}"`);
  if (warnings.length > 0 && options.fieldValidation === 'Strict')
    throw refuse(resource.kind, resource.version, `strict decoding error: ${warnings.join(', ')}`);
  if (options.fieldValidation === 'Warn') options.warnings.push(...warnings);
  return pruned.object as KubeObject;
}

function refuseVersion(resource: Resource, apiVersion: string): void {
  if (apiVersion === apiVersionOf(resource)) return;
  throw badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(resource)})`,
  );
}

/** A built-in kind in another's place: known to the server, or not. */
function refuseOther(resource: Resource, apiVersion: string, kind: string): void {
  if (apiVersion === apiVersionOf(resource) && kind === resource.kind) return;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const known = BUILTINS.some((other) => apiVersionOf(other) === apiVersion && other.kind === kind);
  const internal = (name: string): string => (name === '' ? 'core' : (name.split('.')[0] ?? name));
  const why = known
    ? `converting (${group === '' ? version : internal(group)}.${kind}) to (${internal(resource.group)}.${resource.kind}): unknown conversion`
    : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  throw asBody(resource)(kind, version, why);
}

function decoded(resource: Resource, body: Obj, refuse: Refuse): { object: Obj; unknown: string[] } {
  const struct = goStructOf(resource);
  try {
    if (resource.compiled === undefined && struct !== undefined) {
      const { value, unknown } = decodeStruct(struct, body);
      return { object: { ...value, metadata: objectAt(value, 'metadata') }, unknown };
    }
    const { value, unknown } = decodeStruct('ObjectMeta', objectAt(body, 'metadata'), 'metadata');
    return { object: { ...body, metadata: value }, unknown };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw refuse(resource.kind, resource.version, error.message);
  }
}

function withNamespace({ resource, namespace }: Target, object: Obj): Obj {
  const { namespace: own = '', ...metadata } = objectAt(object, 'metadata');
  if (!resource.namespaced) return { ...object, metadata };
  if (own !== '' && own !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return { ...object, metadata: { ...metadata, namespace } };
}

export function withDefaults(resource: Resource, object: KubeObject): KubeObject {
  return resource.compiled === undefined ? object : (applyDefaults(resource.compiled, object) as KubeObject);
}

/** Throws the 422 when a new object may not be stored so. */
export function validateNew(target: Target, object: KubeObject): void {
  const { resource } = target;
  refuse(target, object, [
    ...creationFaults(resource, object.metadata),
    ...ownFaults(resource, object, undefined),
  ]);
}

/** @param sent what the client stated in metadata. */
export function validateChange(
  target: Target,
  { object, old, sent }: { object: KubeObject; old: KubeObject; sent: Meta },
): void {
  const shared = [...immutableFaults(sent, old.metadata), ...updateFaults(object, old)];
  const own = ownFaults(target.resource, object, old);
  refuse(target, object, [...shared, ...(target.subresource === 'status' ? own.map(ofStatus) : own)]);
}

/** The status endpoint validates status by itself, and its texts begin there. */
function ofStatus(cause: Cause): Cause {
  return { ...cause, message: cause.message.replace(/: status\.(\S+ in body)/, ': $1') };
}

function refuse({ resource }: Target, object: KubeObject, causes: Cause[]): void {
  if (causes.length === 0) return;
  const named = namedIn(resource, object);
  throw invalid(
    named,
    object.metadata.name ?? '',
    resource.compiled === undefined ? causes : withNote(resource, causes),
  );
}

/** Refusals of a custom resource speak of the kind that it says it is; those of events of the older group. */
function namedIn(resource: Resource, object: KubeObject): { group: string; kind: string } {
  if (resource.store === '/events') return { group: '', kind: 'Event' };
  if (resource.compiled === undefined) return resource;
  const [, group = ''] = object.apiVersion.split('/').reverse();
  return { group, kind: object.kind };
}

function ownFaults(resource: Resource, object: KubeObject, old: KubeObject | undefined): Cause[] {
  const causes: Cause[] = [];
  if (resource.compiled !== undefined) {
    if (object.kind !== resource.kind)
      causes.push(invalidValue('kind', object.kind, `must be ${resource.kind}`));
    const apiVersion = apiVersionOf(resource);
    if (object.apiVersion !== apiVersion)
      causes.push(invalidValue('apiVersion', object.apiVersion, `must be ${apiVersion}`));
    for (const { path, metadata } of embeddedObjects(resource.compiled.root, object))
      causes.push(
        ...embeddedFaults(metadata).map((cause) => ({ ...cause, field: `${path}.${cause.field}` })),
      );
    causes.push(...validate(resource.compiled, object, old));
  }
  if (resource.kind === 'CustomResourceDefinition' && resource.group === 'apiextensions.k8s.io') {
    if (old?.spec !== object.spec) causes.push(...definitionFaults(object, old));
  }
  return [...causes, ...kindFaults(resource, object, old)];
}

const NOTE = 'some validation rules were not checked';
const BLOCKING: readonly (string | undefined)[] = [
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTypeInvalid',
];

/** Faults of metadata keep rules from being asked, as faults of the schema do. */
function withNote(resource: Resource, causes: Cause[]): Cause[] {
  const blocked = causes.some(({ reason }) => BLOCKING.includes(reason));
  if (!blocked || resource.compiled?.root.celBelow === 'none') return causes;
  if (causes.some(({ message }) => message.includes(NOTE))) return causes;
  const why = `${NOTE} because the object was invalid; correct the existing errors to complete validation`;
  return [...causes, invalidValue('<nil>', null, why)];
}
