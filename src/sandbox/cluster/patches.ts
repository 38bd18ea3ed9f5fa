// PATCH by content type: what each type makes of the live object, and which kinds take which types.
import { applyConfiguration } from './apply.ts';
import type { Written } from './creates.ts';
import { create, nameMismatch } from './creates.ts';
import type { Target } from './intake.ts';
import { intake } from './intake.ts';
import type { KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { claimedFields } from './field-changes.ts';
import { entryFor, ownablePart } from './managed-fields.ts';
import { jsonPatch } from './patch-json.ts';
import { mergePatch } from './patch-merge.ts';
import { strategicPatch } from './patch-strategic.ts';
import type { WriteOptions } from './request.ts';
import { badRequest, invalid, unsupportedMediaType } from './status-errors.ts';
import { Storage } from './storage.ts';
import { baseEntries, managerOf, read, refusePatchType, served, store } from './updates.ts';
import type { World } from './world.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

export type Patch = { contentType: string; body: unknown; managerGiven: boolean };

export function patch(world: World, target: Target, sent: Patch, options: WriteOptions): Written {
  const custom = target.resource.compiled !== undefined;
  const type = sent.contentType.split(';')[0]?.trim() ?? '';
  if (type === APPLY_PATCH) return apply(world, target, sent, options);
  if (type === JSON_PATCH || type === MERGE_PATCH || (type === STRATEGIC_PATCH && !custom)) {
    if (options.force) throw refusePatchType();
    return change(world, target, { type, body: sent.body }, options);
  }
  throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, ...(custom ? [] : [STRATEGIC_PATCH]), APPLY_PATCH]);
}

function change(
  world: World,
  target: Target,
  sent: { type: string; body: unknown },
  options: WriteOptions,
): Written {
  const old = read(world, target);
  const live = served(target.resource, old);
  const result = patched(target, live, sent);
  if (!isObject(result)) throw badRequest('the patch does not leave an object');
  const { object, warnings } = intake(target, result, options);
  if (object.metadata.name !== target.name) throw nameMismatch(object.metadata.name, target.name);
  return { object: store(world, target, { old, sent: object, options }), warnings, created: false };
}

function patched(target: Target, live: KubeObject, { type, body }: { type: string; body: unknown }): unknown {
  if (type === JSON_PATCH) return jsonPatch(live, body);
  if (!isObject(body)) throw badRequest('error decoding patch: the patch is no JSON object');
  return type === MERGE_PATCH ? mergePatch(live, body) : strategicPatch(live, body, target.resource.shape);
}

function apply(world: World, target: Target, sent: Patch, options: WriteOptions): Written {
  const { resource } = target;
  if (!sent.managerGiven) {
    const message = 'Required value: is required for apply patch';
    const cause = { reason: 'FieldValueRequired', message, field: 'fieldManager' };
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [cause]);
  }
  if (!isObject(sent.body)) throw badRequest('error decoding YAML: an apply configuration is an object');
  if (objectAt(sent.body, 'metadata').managedFields !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  if (stringAt(sent.body, 'apiVersion') === '' || stringAt(sent.body, 'kind') === '') {
    throw badRequest('invalid object type: apiVersion and kind must be set in an apply configuration');
  }
  const key = Storage.key(resource.namespaced ? target.namespace : undefined, target.name);
  const old = world.storage.get(resource.store, key);
  if (old === undefined && target.subresource === '') return applyNew(world, target, sent.body, options);
  return applyOver(world, target, { old: old ?? read(world, target), body: sent.body, options });
}

function named(target: Target, body: Obj): Obj {
  const name = stringAt(objectAt(body, 'metadata'), 'name') || target.name;
  if (name !== target.name) throw nameMismatch(name, target.name);
  return { ...body, metadata: { ...objectAt(body, 'metadata'), name } };
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

function applyNew(world: World, target: Target, body: Obj, options: WriteOptions): Written {
  const { object } = intake(target, named(target, body), options);
  const config = writable(target, object);
  const entry = entryFor(
    managerOf(target, options, 'Apply'),
    claimedFields(ownablePart(config), target.resource.shape),
    options.time,
  );
  return create(world, target, { body: named(target, body), applied: entry }, options);
}

function applyOver(
  world: World,
  target: Target,
  { old, body, options }: { old: KubeObject; body: Obj; options: WriteOptions },
): Written {
  const { object: config, warnings } = intake(target, named(target, body), options);
  const live = served(target.resource, old);
  const { object, entries } = applyConfiguration({
    live,
    config: writable(target, config),
    entries: baseEntries(old, config),
    shape: target.resource.shape,
    manager: managerOf(target, options, 'Apply'),
    force: options.force,
    time: options.time,
  });
  return { object: store(world, target, { old, sent: object, options, entries }), warnings, created: false };
}
