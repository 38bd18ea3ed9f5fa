// Discovery in both forms, OpenAPI, health, version, and paths that are not served.
import type { Case } from '../case.ts';
import { del, family, get, GROUP, one, post, put } from '../case.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
const GROUPS = [
  '',
  'events.k8s.io',
  'coordination.k8s.io',
  'apiextensions.k8s.io',
  'rbac.authorization.k8s.io',
] as const;
const PLURALS: readonly [string, string][] = [
  ...['namespaces', 'secrets', 'configmaps', 'events'].map((name): [string, string] => ['', name]),
  ['events.k8s.io', 'events'],
  ['coordination.k8s.io', 'leases'],
  ['apiextensions.k8s.io', 'customresourcedefinitions'],
  ...['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map((name): [string, string] => [
    'rbac.authorization.k8s.io',
    name,
  ]),
  ...['gadgets', 'crates'].map((name): [string, string] => [GROUP, name]),
  ...['vpcs', 'subnets', 'routetables', 'networkgrants'].map((name): [string, string] => [
    'vpcraft.dev',
    name,
  ]),
];
const rows = PLURALS.map(([group, plural]) => [`${plural} of ${group || 'core'}`, group, plural] as const);
const root = (group: string) =>
  group === '' ? '/api/v1' : `/apis/${group}/${group === 'vpcraft.dev' ? 'v1alpha1' : 'v1'}`;

export const discoveryCases: readonly Case[] = [
  one('versions of core', get('/api', { pick: ['versions'] })),
  one('the group of gadgets', get(`/apis/${GROUP}`), get('/apis', { pick: ['groups', { name: GROUP }] })),
  one(
    'the group of ours',
    get('/apis/vpcraft.dev'),
    get('/apis', { pick: ['groups', { name: 'vpcraft.dev' }] }),
  ),
  one('resources of gadgets', get(`/apis/${GROUP}/v1`), get(`/apis/${GROUP}/v1beta1`)),
  one('resources of ours', get('/apis/vpcraft.dev/v1alpha1')),
  one(
    'a group that is not served',
    get('/apis/nowhere.dev'),
    get('/apis/nowhere.dev/v1'),
    get(`/apis/${GROUP}/v9`),
  ),
  ...family<[string, string]>('plain discovery of', rows, (group, plural) => [
    get(root(group), { pick: ['resources', { name: plural }] }),
    get(root(group), { pick: ['resources', { name: `${plural}/status` }] }),
  ]),
  ...family<[string, string]>('aggregated discovery of', rows, (group, plural) => [
    get(group === '' ? '/api' : '/apis', {
      accept: AGGREGATED,
      pick: [
        'items',
        group === '' ? {} : { 'metadata.name': group },
        'versions',
        { version: group === 'vpcraft.dev' ? 'v1alpha1' : 'v1' },
        'resources',
        { resource: plural },
      ],
    }),
  ]),
  ...family<[string]>(
    'groups of',
    GROUPS.filter((group) => group !== '').map((group) => [group, group] as const),
    (group) => [get('/apis', { pick: ['groups', { name: group }, 'preferredVersion'] })],
  ),
  one(
    'aggregated discovery says its form',
    get('/apis', { accept: AGGREGATED, pick: ['kind'] }),
    get('/api', { accept: AGGREGATED, pick: ['apiVersion'] }),
  ),
  one('the index of OpenAPI', get('/openapi/v3', { pick: ['kind'] })),
  one(
    'OpenAPI of gadgets: the schema',
    get(`/openapi/v3/apis/${GROUP}/v1`, {
      pick: ['components', 'schemas', 'dev.corpus.v1.Gadget', 'properties', 'spec'],
    }),
    get(`/openapi/v3/apis/${GROUP}/v1`, {
      pick: ['components', 'schemas', 'dev.corpus.v1.Gadget', 'x-kubernetes-group-version-kind'],
    }),
  ),
  one(
    'OpenAPI of gadgets: metadata',
    get(`/openapi/v3/apis/${GROUP}/v1`, {
      pick: ['components', 'schemas', 'dev.corpus.v1.Gadget', 'properties', 'metadata'],
    }),
  ),
  one(
    'OpenAPI of ours: the schema',
    get('/openapi/v3/apis/vpcraft.dev/v1alpha1', {
      pick: ['components', 'schemas', 'dev.vpcraft.v1alpha1.VPC', 'properties', 'spec'],
    }),
  ),
  one(
    'OpenAPI of ours: the kind',
    get('/openapi/v3/apis/vpcraft.dev/v1alpha1', {
      pick: ['components', 'schemas', 'dev.vpcraft.v1alpha1.Subnet', 'x-kubernetes-group-version-kind'],
    }),
  ),
  one('OpenAPI of what is not served', get('/openapi/v3/apis/nowhere.dev/v1')),
  one('health', get('/healthz'), get('/readyz'), get('/livez')),
  one('the version says 1.36', get('/version', { pick: ['major'] }), get('/version', { pick: ['minor'] })),
  one(
    'paths that are not served',
    get('/nowhere'),
    get('/apis/corpus.dev/v1/namespaces/default/gadgets/a/b/c'),
  ),
  one(
    'methods that are not allowed',
    post('/api', {}),
    put('/apis', {}, { pick: ['kind'] }),
    del('/version'),
    del(`/apis/${GROUP}`),
  ),
];
