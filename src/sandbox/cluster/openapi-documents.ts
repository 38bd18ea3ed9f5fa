// /openapi/v3: an index and one document per group-version. kubectl reads from it the fields for `explain`, and that
// PATCH takes fieldValidation, without which `kubectl apply` falls back to a document in another format.
import type { Obj } from './json.ts';
import { groupVersions } from './discovery.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import { toOpenAPIv3 } from './schema/openapi.ts';

function pathOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

export function openapiIndex(resources: readonly Resource[], version: number): Obj {
  const paths: Obj = {};
  for (const id of groupVersions(resources)) {
    paths[pathOf(id)] = { serverRelativeURL: `/openapi/v3/${pathOf(id)}?hash=${version}` };
  }
  return { paths };
}

export function openapiDocument(resources: readonly Resource[], path: string): Obj | undefined {
  const id = groupVersions(resources).find((groupVersion) => pathOf(groupVersion) === path);
  if (id === undefined) return undefined;
  const served = resources.filter((resource) => apiVersionOf(resource) === id);
  const paths: Obj = {};
  const schemas: Obj = { [META]: OBJECT_META };
  for (const resource of served) {
    Object.assign(paths, pathsOf(resource));
    schemas[schemaName(resource)] = schemaOf(resource);
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths,
    components: { schemas },
  };
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const TEXTS: Obj = { type: 'object', additionalProperties: { type: 'string', default: '' } };

function text(description: string): Obj {
  return { type: 'string', description };
}

const OBJECT_META: Obj = {
  type: 'object',
  description: 'ObjectMeta is metadata that all persisted resources must have.',
  properties: {
    name: text('Name must be unique within a namespace.'),
    generateName: text('GenerateName is a prefix for a name that the server completes.'),
    namespace: text('Namespace defines the space within which each name must be unique.'),
    uid: text('UID is unique in time and space.'),
    resourceVersion: text('ResourceVersion is an opaque value that changes with every write.'),
    generation: {
      type: 'integer',
      format: 'int64',
      description: 'Generation counts the changes of the desired state.',
    },
    creationTimestamp: text('CreationTimestamp is when the server created the object.'),
    deletionTimestamp: text('DeletionTimestamp is when deletion was requested.'),
    deletionGracePeriodSeconds: { type: 'integer', format: 'int64' },
    labels: { ...TEXTS, description: 'Labels to organize and select objects by.' },
    annotations: { ...TEXTS, description: 'Annotations hold arbitrary data for tools.' },
    finalizers: {
      type: 'array',
      items: { type: 'string', default: '' },
      'x-kubernetes-list-type': 'set',
      'x-kubernetes-patch-strategy': 'merge',
    },
    ownerReferences: {
      type: 'array',
      items: { type: 'object' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
    },
    managedFields: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'atomic' },
  },
};

function schemaName({ group, version, kind }: Resource): string {
  const reversed = group === '' ? 'io.k8s.api.core' : group.split('.').reverse().join('.');
  return `${reversed}.${version}.${kind}`;
}

function schemaOf(resource: Resource): Obj {
  const { group, version, kind } = resource;
  if (resource.compiled !== undefined) return toOpenAPIv3(resource.shape, { group, version, kind }) as Obj;
  return {
    type: 'object',
    description: `${kind} of Kubernetes, stored as it is written; see the Kubernetes API reference for its fields.`,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { $ref: `#/components/schemas/${META}` },
    },
    'x-kubernetes-preserve-unknown-fields': true,
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}

function query(name: string): Obj {
  return { name, in: 'query', schema: { type: 'string', uniqueItems: true } };
}

function pathsOf(resource: Resource): Obj {
  const { group, version, kind, plural } = resource;
  const root = `/${pathOf(apiVersionOf(resource))}${resource.namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  const write = [query('dryRun'), query('fieldManager'), query('fieldValidation')];
  const operation = (action: string, parameters: readonly Obj[]): Obj => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
    parameters,
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(resource)}` } } },
      },
    },
  });
  const one: Obj = {
    get: operation('get', []),
    put: operation('put', write),
    patch: operation('patch', [...write, query('force')]),
    delete: operation('delete', [query('dryRun')]),
  };
  const paths: Obj = {
    [root]: { get: operation('list', []), post: operation('post', write) },
    [`${root}/{name}`]: one,
  };
  if (resource.statusSubresource)
    paths[`${root}/{name}/status`] = { get: one.get, put: one.put, patch: one.patch };
  return paths;
}
