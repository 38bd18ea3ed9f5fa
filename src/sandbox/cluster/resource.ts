// What the server knows of one served kind in one version: names, scope, rules of writing, columns. Built-in kinds and
// CustomResourceDefinitions become the same type, so that everything after routing is written once.
import type { KubeObject, Obj } from './json.ts';
import type { CompiledSchema } from './schema/compile.ts';

export type Column = {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  /** JSONPath of a CRD column, or a function of a built-in kind. */
  jsonPath?: string;
  cell?: (object: KubeObject, nowMs: number) => string | number;
};

export type Resource = {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  /** Key of the shelf in storage; two served resources may share one (events). */
  store: string;
  verbs: readonly string[];
  /** Has /status, and the main endpoint ignores status. */
  statusSubresource: boolean;
  /** metadata.generation is kept: starts at 1, counts changes outside metadata and status. */
  countsGenerations: boolean;
  /** PUT without resourceVersion is accepted (strategy AllowUnconditionalUpdate). */
  unconditionalUpdate: boolean;
  names: 'subdomain' | 'label' | 'path';
  /** OpenAPI v3 schema in CRD notation: list types, merge keys and, for custom resources, the fields. */
  shape: Obj;
  /** Only custom resources are pruned, defaulted and validated. */
  compiled?: CompiledSchema;
  columns: readonly Column[];
  /** Fields that fieldSelector accepts besides metadata.name and metadata.namespace, as paths. */
  selectable: readonly string[];
  /** Where a selectable field lies in the stored object, when not at its own path. */
  selectPaths?: Readonly<Record<string, string>>;
  /** Between the stored and the served form, where they differ. */
  /** DELETE answers with the object that is gone, not with a Status (registry.Store, ReturnDeletedObject). */
  returnsDeleted?: boolean;
  /** The version in which objects are stored, when not the one that is served. */
  storageVersion?: string;
  toServed?: (object: KubeObject) => KubeObject;
  toStored?: (object: Obj) => Obj;
  /** The CRD is being deleted: its objects may only go. */
  terminating?: boolean;
  /** What every client of a deprecated version is told. */
  deprecation?: string;
};

export const ALL_VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;

export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The stored object in the version and form of the resource that serves it. */
export function served(resource: Resource, object: KubeObject): KubeObject {
  if (resource.toServed !== undefined) return resource.toServed(object);
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
