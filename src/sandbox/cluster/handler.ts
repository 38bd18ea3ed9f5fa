// From a raw request to an answer, synchronously: routing, authorization, verbs. Faults and time are the fronts'
// business (exchange.ts), so that one request is one step of the state machine.
import type { Answer } from './answer.ts';
import { document, plainText } from './answer.ts';
import { create, type Written } from './creates.ts';
import { remove } from './deletes.ts';
import { aggregated, coreVersions, groupList, oneGroup, resourceList, VERSION } from './discovery.ts';
import type { RequestInfo } from './faults.ts';
import { forbiddenText } from './faults.ts';
import { formOf, listInForm, oneInForm } from './forms.ts';
import type { Target } from './intake.ts';
import type { KubeObject, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { flagOf } from './list-options.ts';
import { list } from './lists.ts';
import { openapiDocument, openapiIndex } from './openapi-documents.ts';
import { isApply, patch, patchType } from './patches.ts';
import type { RawRequest, ResourcePath } from './request.ts';
import { verbOf } from './request.ts';
import {
  ApiError,
  badRequest,
  forbidden,
  methodNotAllowed,
  noSuchPath,
  nothingFound,
  notFound,
  notSupported,
} from './status-errors.ts';
import { read, update } from './updates.ts';
import { served } from './resource.ts';
import { revisionOf, Watch } from './watch.ts';
import type { Resource } from './resource.ts';
import type { WatchOptions } from './watch.ts';
import type { World } from './world.ts';
import { timestamp } from './world.ts';
import { deleteOptions, type WriteOptions, writeOptions } from './write-options.ts';

/** Who asks for what, before anything is looked up. */
export function requestInfo(
  world: World,
  request: RawRequest,
  path: ResourcePath | undefined,
  user: string,
): RequestInfo {
  const watch =
    path?.watch === true || (flagOf(request.query, 'watch') === true && (path?.name ?? '') === '');
  const found = path === undefined ? undefined : world.registry.find(path.group, path.version, path.plural);
  return {
    verb: path === undefined ? request.method.toLowerCase() : verbOf(request.method, path.name !== '', watch),
    group: path?.group ?? '',
    resource: path?.plural ?? '',
    kind: found?.kind ?? '',
    subresource: path?.subresource ?? '',
    namespace: path?.namespace ?? '',
    name: path?.name ?? '',
    path: request.path,
    user,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

export function handle(
  world: World,
  request: RawRequest,
  options: WatchOptions,
  at: { path: ResourcePath | undefined; info: RequestInfo },
): Answer {
  const { path, info } = at;
  if (path === undefined) return unnamed(world, request);
  if (path.plural === 'selfsubjectaccessreviews') return review(request, info, world);
  const resource = world.registry.find(path.group, path.version, path.plural);
  if (resource === undefined) throw noSuchPath();
  authorize(world, info);
  const answer = answerOf(world, request, options, { path, info, resource });
  if (resource.deprecation === undefined) return answer;
  const { warning } = warningHeader([resource.deprecation]);
  return {
    ...answer,
    headers: { ...answer.headers, warning: [warning, answer.headers.warning].filter(Boolean).join(', ') },
  };
}

function answerOf(
  world: World,
  request: RawRequest,
  options: WatchOptions,
  { path, info, resource }: { path: ResourcePath; info: RequestInfo; resource: Resource },
): Answer {
  const target: Target = {
    resource,
    namespace: path.namespace,
    name: path.name,
    subresource: path.subresource,
  };
  refuseScope(target, info.verb);
  const form = formOf(resource, request.headers.accept ?? '', request.query);
  if (info.verb === 'watch') return watch(world, request, target, options);
  if (info.verb === 'list') {
    const { items, metadata } = list(world, resource, path.namespace, request.query);
    return document(200, listInForm(resource, items, metadata, { ...form, nowMs: world.clock.now() }));
  }
  if (info.verb === 'get') {
    revisionOf(request.query.resourceVersion ?? '');
    return document(200, oneInForm(resource, served(resource, read(world, target)), form, world.clock.now()));
  }
  return write(world, request, target, info);
}

function authorize(world: World, info: RequestInfo): void {
  const { user, verb, group, resource, subresource, namespace, kind, name } = info;
  if (world.authorize?.(user, verb, group, resource, subresource, namespace) ?? true) return;
  throw forbidden({ group, plural: resource, kind }, name, forbiddenText(info));
}

/** Refuses what is no endpoint of the kind, and methods that an endpoint does not have. */
function refuseScope(target: Target, verb: string): void {
  const { resource, namespace, name, subresource } = target;
  if (!resource.namespaced && namespace !== '') throw noSuchPath();
  const everywhere = resource.namespaced && namespace === '';
  if (everywhere && (name !== '' || !['list', 'watch'].includes(verb))) throw noSuchPath();
  if (subresource !== '') return refuseSubresource(target, verb);
  if (['update', 'patch'].includes(verb) && name === '') throw badRequest('name must be provided');
  const custom = resource.compiled !== undefined;
  if (verb === 'create' && name !== '' && !custom) throw methodNotAllowed();
  if (verb === 'deletecollection' && resource.store === '/namespaces') throw methodNotAllowed();
}

function refuseSubresource({ resource, name, subresource }: Target, verb: string): void {
  const custom = resource.compiled !== undefined;
  const finalize = subresource === 'finalize' && resource.store === '/namespaces';
  if (!finalize && !(subresource === 'status' && resource.statusSubresource))
    throw custom ? notFound(resource, name) : nothingFound();
  if (finalize ? verb === 'update' : ['get', 'update', 'patch'].includes(verb)) return;
  throw custom ? notSupported(resource, verb) : methodNotAllowed();
}

function write(world: World, request: RawRequest, target: Target, { verb, user }: RequestInfo): Answer {
  const { resource } = target;
  if (verb === 'delete') return deleteOne(world, request, target, user);
  if (verb === 'deletecollection') return deleteMany(world, request, target, user);
  const type = verb === 'patch' ? patchType(target, request.headers['content-type'] ?? '') : '';
  const kind = verb === 'create' || verb === 'update' ? verb : 'patch';
  const time = timestamp(world.clock);
  const options = writeOptions(request, { time, user, verb: kind, apply: isApply(type) });
  try {
    const { object, created } = written(world, request, { target, verb: kind, type, options });
    const form = formOf(resource, request.headers.accept ?? '', request.query);
    const body = oneInForm(resource, served(resource, object), form, world.clock.now());
    return document(created ? 201 : 200, body, warningHeader(options.warnings));
  } catch (error) {
    // What the client is told beside a refusal.
    if (!(error instanceof ApiError) || options.warnings.length === 0) throw error;
    throw new ApiError(error.status, { ...error.headers, ...warningHeader(options.warnings) });
  }
}

type Write = { target: Target; verb: 'create' | 'update' | 'patch'; type: string; options: WriteOptions };

function written(world: World, { body }: RawRequest, { target, verb, type, options }: Write): Written {
  if (verb === 'create') return create(world, target, { body }, options);
  if (verb === 'update') return update(world, target, body, options);
  return patch(world, target, { type, body }, options);
}

/** RFC 9111's Warning header as the server uses it; told once each. */
function warningHeader(warnings: readonly string[]): Record<string, string> {
  if (warnings.length === 0) return {};
  return { warning: [...new Set(warnings)].map((text) => `299 - ${JSON.stringify(text)}`).join(', ') };
}

function deleteOne(world: World, request: RawRequest, target: Target, user: string): Answer {
  const options = deleteOptions(request, user, false);
  const left = remove(world, target, options);
  return document(200, left as Obj, warningHeader(options.warnings));
}

function deleteMany(world: World, request: RawRequest, target: Target, user: string): Answer {
  const { resource, namespace } = target;
  const { items, metadata } = list(world, resource, namespace, { ...request.query, limit: '0' });
  const options = deleteOptions(request, user, true);
  for (const item of items)
    remove(
      world,
      { resource, namespace: item.metadata.namespace ?? '', name: item.metadata.name, subresource: '' },
      options,
    );
  return document(
    200,
    listInForm(resource, items, metadata, { as: 'Object', include: 'Object', nowMs: world.clock.now() }),
  );
}

function watch(
  world: World,
  request: RawRequest,
  { resource, namespace }: Target,
  options: WatchOptions,
): Answer {
  const form = formOf(resource, request.headers.accept ?? '', request.query);
  const asked = { resource, namespace, query: request.query, form };
  return { kind: 'watch', code: 200, headers: {}, open: (sink) => new Watch(world, asked, sink, options) };
}

function review(request: RawRequest, info: RequestInfo, { authorize: decide }: World): Answer {
  if (!isObject(request.body)) throw badRequest('the request body is no SelfSubjectAccessReview');
  const attributes = objectAt(objectAt(request.body, 'spec'), 'resourceAttributes');
  const text = (name: string) => stringAt(attributes, name);
  const allowed =
    decide?.(
      info.user,
      text('verb'),
      text('group'),
      text('resource'),
      text('subresource'),
      text('namespace'),
    ) ?? true;
  const kept: Obj = {
    ...request.body,
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
  };
  return document(201, { ...kept, status: { allowed } } as unknown as KubeObject);
}

/**
 * The older document, in which kubectl looks for kinds that it has not found in /openapi/v3. It names none: an empty
 * openapi.v2.Document (https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto), swagger "2.0".
 */
const OPENAPI_V2 = document(200, '\n\x032.0\x12\x15\n\nKubernetes\x12\x07sandbox', {
  'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
});

function unnamed(world: World, request: RawRequest): Answer {
  const resources = world.registry.all();
  const parts = request.path.split('/').filter((part) => part !== '');
  const [first = '', second, third] = parts;
  const accept = request.headers.accept ?? '';
  // The groups are told to any method, as the aggregator of a real server does.
  if (request.method !== 'GET' && first !== 'apis') throw methodNotAllowed();
  if (first === 'version') return document(200, VERSION);
  if (['healthz', 'readyz', 'livez'].includes(first)) return plainText(200, 'ok');
  if (first === 'openapi' && second === 'v2') return OPENAPI_V2;
  if (first === 'openapi' && second === 'v3') {
    const found =
      parts.length === 2
        ? openapiIndex(resources, world.registry.version)
        : openapiDocument(resources, parts.slice(2).join('/'));
    if (found === undefined) return document(404, '');
    // The index is JSON, and says of itself that it is text.
    return document(200, found, parts.length === 2 ? plainText(200, '').headers : {});
  }
  if ((first === 'api' || first === 'apis') && parts.length === 1) {
    const wanted =
      /v=(v2(?:beta1)?)[^,]*as=APIGroupDiscoveryList|as=APIGroupDiscoveryList[^,]*v=(v2(?:beta1)?)/.exec(
        accept,
      );
    const version = wanted?.[1] ?? wanted?.[2];
    if (version === undefined) return document(200, first === 'api' ? coreVersions() : groupList(resources));
    const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return document(200, aggregated(resources, first === 'api', `apidiscovery.k8s.io/${version}`), {
      'content-type': type,
    });
  }
  if (first === 'api' && parts.length === 2) return known(resourceList(resources, second ?? ''));
  if (first === 'apis')
    return known(
      third === undefined ? oneGroup(resources, second ?? '') : resourceList(resources, `${second}/${third}`),
    );
  throw noSuchPath();
}

function known(found: Obj | undefined): Answer {
  if (found === undefined) throw noSuchPath();
  return document(200, found);
}
