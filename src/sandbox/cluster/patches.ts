// PATCH by content type: what each type makes of the live object, and which kinds take which types.
import { applyMergePatch } from '../../model/merge-patch.ts';
import { applyConfiguration } from './apply.ts';
import type { Written } from './creates.ts';
import { create, withoutDoubledOwners } from './creates.ts';
import type { Target } from './intake.ts';
import { intake } from './intake.ts';
import type { KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { claimedFields } from './field-changes.ts';
import { jsonType } from './go-decode.ts';
import { entryFor, ownablePart } from './managed-fields.ts';
import { jsonPatch } from './patch-json.ts';
import { strategicPatch } from './patch-strategic.ts';
import { UnreadableBody } from './request.ts';
import { apiVersionOf } from './resource.ts';
import { validate } from './schema/validate.ts';
import { badRequest, conflict, failure, invalid, unsupportedMediaType } from './status-errors.ts';
import { Storage } from './storage.ts';
import { typedFaults } from './typed-check.ts';
import { baseEntries, managerOf, read, refuseName, store } from './updates.ts';
import { served } from './resource.ts';
import type { World } from './world.ts';
import type { WriteOptions } from './write-options.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

export type Patch = { contentType: string; body: unknown };

/** The patch type of a content type; throws the 415 of one that the kind does not take. */
export function patchType(target: Target, contentType: string): string {
  const custom = target.resource.compiled !== undefined;
  const type = contentType.split(';')[0]?.trim() ?? '';
  const taken = [JSON_PATCH, MERGE_PATCH, ...(custom ? [] : [STRATEGIC_PATCH]), APPLY_PATCH];
  if (!taken.includes(type)) throw unsupportedMediaType(custom ? taken : []);
  return type;
}

export function isApply(type: string): boolean {
  return type === APPLY_PATCH;
}

export function patch(
  world: World,
  target: Target,
  sent: { type: string; body: unknown },
  options: WriteOptions,
): Written {
  if (isApply(sent.type)) return apply(world, target, sent.body, options);
  const old = read(world, target);
  const result = patched(target, served(target.resource, old), sent);
  const object = outcome(target, result, options);
  refuseName(target, object.metadata.name);
  return { object: store(world, target, { old, sent: object, options }), created: false };
}

/** What a patch makes, taken in as a body is; a fault is one of the patch. */
function outcome(target: Target, result: unknown, options: WriteOptions): KubeObject {
  const refused = (why: string): Error => {
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(result))}: ${why}`;
    return invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
  };
  if (!isObject(result)) throw refused('the patch leaves no object');
  if (target.resource.compiled !== undefined && stringAt(result, 'kind') === '')
    throw refused(`Object 'Kind' is missing in '${JSON.stringify(result)}'`);
  const object = intake(target, result, { ...options, ofPatch: true }, (_, __, why) => refused(why));
  const { metadata, doubled } = withoutDoubledOwners(object.metadata);
  options.warnings.push(...doubled);
  return { ...object, metadata };
}

function patched(target: Target, live: KubeObject, { type, body }: { type: string; body: unknown }): unknown {
  if (body instanceof UnreadableBody)
    throw badRequest(type === STRATEGIC_PATCH ? body.why : `error decoding patch: ${body.why}`);
  if (type === JSON_PATCH) return jsonPatch(live, body);
  if (!isObject(body)) {
    const what = jsonType(body);
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    );
  }
  return type === MERGE_PATCH
    ? applyMergePatch(live, body)
    : strategicPatch(live, body, target.resource.shape);
}

function apply(world: World, target: Target, body: unknown, options: WriteOptions): Written {
  const { resource } = target;
  const config = configuration(target, body);
  const old = world.storage.get(
    resource.store,
    Storage.key(resource.namespaced ? target.namespace : undefined, target.name),
  );
  if (old === undefined && target.subresource !== '') read(world, target);
  refuseKind(target, config);
  refuseUntyped(target, config);
  if (old === undefined) return applyNew(world, target, config, options);
  return applyOver(world, target, { old, config, options });
}

function configuration(target: Target, body: unknown): Obj {
  if (body instanceof UnreadableBody)
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${body.why}`);
  if (!isObject(body)) {
    const why = `json: cannot unmarshal ${jsonType(body)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  const metadata = objectAt(body, 'metadata');
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (
    target.resource.namespaced &&
    metadata.namespace !== undefined &&
    metadata.namespace !== target.namespace
  )
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return body;
}

function refuseKind({ resource }: Target, config: Obj): void {
  const apiVersion = stringAt(config, 'apiVersion');
  const kind = stringAt(config, 'kind');
  if (apiVersion === apiVersionOf(resource) && kind === resource.kind) return;
  throw badRequest(`invalid object type: ${apiVersion === '' ? '/' : apiVersion}, Kind=${kind}`);
}

function refuseUntyped({ resource }: Target, config: Obj): void {
  const faults = typedFaults(config, resource.shape);
  if (faults === undefined) return;
  const { namespace = '', name = '' } = objectAt(config, 'metadata');
  const what = `${String(namespace)}/${String(name)}; ${apiVersionOf(resource)}, Kind=${resource.kind}`;
  throw failure(500, '', `failed to create typed patch object (${what}): ${faults}`);
}

/** Nulls that other writes drop as defaults are applied are values of the wrong type to server-side apply. */
function refuseNulls({ resource, name }: Target, object: KubeObject): void {
  if (resource.compiled === undefined) return;
  const faults = validate(resource.compiled, object);
  if (faults.some(({ message }) => message.endsWith(': "null"'))) throw invalid(resource, name, faults);
}

/** The part of an apply configuration that its endpoint may write. */
function writable(target: Target, config: KubeObject): KubeObject {
  if (target.subresource === 'status') {
    const { apiVersion, kind, metadata, status } = config;
    return {
      apiVersion,
      kind,
      metadata: { name: metadata.name } as Meta,
      ...(status === undefined ? {} : { status }),
    };
  }
  if (!target.resource.statusSubresource) return config;
  const { status: _, ...rest } = config;
  return rest as KubeObject;
}

function applyNew(world: World, target: Target, config: Obj, options: WriteOptions): Written {
  const { resource } = target;
  const { name, uid, resourceVersion: _, ...metadata } = objectAt(config, 'metadata');
  refuseName(target, typeof name === 'string' ? name : '');
  if (typeof uid === 'string' && uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resource, target.name, why);
  }
  refuseNulls(target, config as KubeObject);
  const entry = entryFor(
    managerOf(target, options, 'Apply'),
    claimedFields(ownablePart(writable(target, config as KubeObject)), resource.shape),
    options.time,
  );
  return create(
    world,
    target,
    { body: { ...config, metadata: { ...metadata, name } }, applied: entry },
    options,
  );
}

function applyOver(
  world: World,
  target: Target,
  { old, config, options }: { old: KubeObject; config: Obj; options: WriteOptions },
): Written {
  const live = served(target.resource, old);
  const { object, entries } = applyConfiguration({
    live,
    config: writable(target, config as KubeObject),
    entries: baseEntries(old, live),
    shape: target.resource.shape,
    manager: managerOf(target, options, 'Apply'),
    force: options.force,
    time: options.time,
  });
  refuseName(target, stringAt(objectAt(config, 'metadata'), 'name'));
  refuseNulls(target, object);
  const taken = outcome(target, object, options);
  return { object: store(world, target, { old, sent: taken, options, entries }), created: false };
}
