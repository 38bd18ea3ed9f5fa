// Discovery, plain and aggregated: which groups, versions and resources are served, as kubectl caches them.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#discovery-api
import { createHash } from 'node:crypto';
import type { Obj } from './json.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';

export const VERSION: Obj = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'sandbox/any',
};

const STATUS_VERBS = ['get', 'patch', 'update'];
const REVIEW: Obj = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};
export const REVIEW_GROUP = 'authorization.k8s.io/v1';

/** Group-versions in the order served: core first, then by name. */
function byGroupVersion(resources: readonly Resource[]): Map<string, Resource[]> {
  const groups = new Map<string, Resource[]>([['v1', []]]);
  for (const resource of resources) {
    const id = apiVersionOf(resource);
    groups.set(id, [...(groups.get(id) ?? []), resource]);
  }
  if (!groups.has(REVIEW_GROUP)) groups.set(REVIEW_GROUP, []);
  return groups;
}

export function groupVersions(resources: readonly Resource[]): string[] {
  return [...byGroupVersion(resources).keys()];
}

export function coreVersions(): Obj {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
}

export function groupList(resources: readonly Resource[]): Obj {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups(resources).map(([name, versions]) => group(name, versions)),
  };
}

export function oneGroup(resources: readonly Resource[], name: string): Obj | undefined {
  const found = groups(resources).find(([id]) => id === name);
  return found === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...group(...found) };
}

function groups(resources: readonly Resource[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const id of byGroupVersion(resources).keys()) {
    const [name = '', version] = id.split('/');
    if (version !== undefined) found.set(name, [...(found.get(name) ?? []), version]);
  }
  return [...found];
}

function group(name: string, versions: readonly string[]): Obj {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

/** What GET /apis/GROUP/VERSION answers, or undefined when that is not served. */
export function resourceList(resources: readonly Resource[], groupVersion: string): Obj | undefined {
  const served = byGroupVersion(resources).get(groupVersion);
  if (served === undefined) return undefined;
  const list = served.flatMap((resource) => [
    plain(resource),
    ...(resource.store === '/namespaces' ? [plainBelow(resource, 'finalize', ['update'])] : []),
    ...(resource.statusSubresource ? [plainBelow(resource, 'status', STATUS_VERBS)] : []),
  ]);
  if (groupVersion === REVIEW_GROUP) list.push(REVIEW);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: list };
}

function plain(resource: Resource): Obj {
  const { plural, singular, namespaced, kind, shortNames, categories } = resource;
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    storageVersionHash: storageHash(resource),
  };
}

/** In the server's order, which is another one for custom resources (apiextensions-apiserver, customresource_discovery_controller.go). */
function verbsOf(resource: Resource): readonly string[] {
  if (resource.compiled === undefined) return resource.verbs;
  return CUSTOM_VERBS.filter((verb) => resource.verbs.includes(verb));
}

const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
/** Bytes of the digest that count (k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go). */
const HASH_BYTES = 8;

/** Tells clients when the version changes in which objects are stored; events are stored in that of v1. */
function storageHash({ store, kind, storageVersion, version }: Resource): string {
  const [group = ''] = store.split('/');
  const stored = store === '/events' ? 'v1' : (storageVersion ?? version);
  return createHash('sha256')
    .update(`${group}/${stored}/${kind}`)
    .digest()
    .subarray(0, HASH_BYTES)
    .toString('base64');
}

function plainBelow({ plural, namespaced, kind }: Resource, name: string, verbs: readonly string[]): Obj {
  return { name: `${plural}/${name}`, singularName: '', namespaced, kind, verbs };
}

/** The aggregated form of /api (core) or /apis (the rest). */
export function aggregated(resources: readonly Resource[], core: boolean, apiVersion: string): Obj {
  const all = byGroupVersion(resources);
  const named: [string, string[]][] = core ? [['', ['v1']]] : groups(resources);
  const items = named.map(([name, versions]) => ({
    metadata: name === '' ? { creationTimestamp: null } : { name, creationTimestamp: null },
    versions: versions.map((version) => ({
      version,
      freshness: 'Current',
      resources: aggregatedResources(
        all.get(name === '' ? version : `${name}/${version}`) ?? [],
        name,
        version,
      ),
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion, metadata: {}, items };
}

function aggregatedResources(resources: readonly Resource[], group: string, version: string): Obj[] {
  const found = resources.map((resource): Obj => {
    // Built-in kinds name no group: it is that of the list.
    const own = resource.compiled === undefined ? { group: '', version: '' } : { group, version };
    const responseKind = { ...own, kind: resource.kind };
    const below = [
      ...(resource.store === '/namespaces'
        ? [{ subresource: 'finalize', responseKind, verbs: ['update'] }]
        : []),
      ...(resource.statusSubresource ? [{ subresource: 'status', responseKind, verbs: STATUS_VERBS }] : []),
    ];
    return {
      resource: resource.plural,
      responseKind,
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singular,
      verbs: verbsOf(resource),
      ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
      ...(below.length === 0 ? {} : { subresources: below }),
    };
  });
  if (`${group}/${version}` !== REVIEW_GROUP) return found;
  const responseKind = { group, version, kind: 'SelfSubjectAccessReview' };
  return [
    {
      resource: REVIEW.name,
      responseKind,
      scope: 'Cluster',
      singularResource: REVIEW.singularName,
      verbs: ['create'],
    },
  ];
}
