// The Kubernetes permissions of the controller, verb by verb: what the kube room does and nothing else. No wildcard, no
// secret, nothing written outside the controller's own namespace but its custom resources and events.
import { GROUP } from '../model/object.ts';
import type { Resource } from './resource.ts';
import type { Node } from './structural.ts';

const NAME = 'vpcraft';
const NAMESPACE = 'vpcraft-system';
const RBAC_GROUP = 'rbac.authorization.k8s.io';

const metadata = { name: NAME, labels: { 'app.kubernetes.io/name': 'vpcraft' } };

type PolicyRule = {
  apiGroups: readonly string[];
  resources: readonly string[];
  verbs: readonly string[];
  resourceNames?: readonly string[];
};

function clusterRules(resources: readonly Resource[]): readonly PolicyRule[] {
  const plurals = resources.map((resource) => resource.plural).sort();
  const placed = resources
    .filter(({ from }) => from !== undefined)
    .map(({ plural }) => plural)
    .sort();
  return [
    // Finalizer and placement are a patch of the metadata; the spec is never written.
    { apiGroups: [GROUP], resources: plurals, verbs: ['get', 'list', 'watch', 'patch'] },
    { apiGroups: [GROUP], resources: plurals.map((plural) => `${plural}/status`), verbs: ['patch'] },
    // The admission policy lets nobody else write where an object lives.
    { apiGroups: [GROUP], resources: placed, verbs: ['place'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
  ];
}

const ownRules: readonly PolicyRule[] = [
  // A create cannot be limited to a name: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    resourceNames: [NAME],
    verbs: ['get', 'update'],
  },
  // The cluster id is compared with the one written here first.
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
  { apiGroups: [''], resources: ['configmaps'], resourceNames: [NAME], verbs: ['get'] },
];

function binding(kind: 'ClusterRole' | 'Role', inNamespace: Node): Node {
  return {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: `${kind}Binding`,
    metadata: { ...metadata, ...inNamespace },
    roleRef: { apiGroup: RBAC_GROUP, kind, name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
  };
}

/** ClusterRole and Role with their bindings. */
export function rbacOf(resources: readonly Resource[]): readonly Node[] {
  return [
    { apiVersion: `${RBAC_GROUP}/v1`, kind: 'ClusterRole', metadata, rules: clusterRules(resources) },
    binding('ClusterRole', {}),
    {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'Role',
      metadata: { ...metadata, namespace: NAMESPACE },
      rules: ownRules,
    },
    binding('Role', { namespace: NAMESPACE }),
  ];
}

/** Settings of the cluster's administrators, which no role of Kubernetes' own is given. */
function isForTenants(resource: Resource): boolean {
  return resource.scope === 'Namespaced';
}

function clusterRole(
  name: string,
  aggregate: string | undefined,
  plurals: readonly string[],
  verbs: readonly string[],
): Node {
  const joins = aggregate === undefined ? {} : { [`${RBAC_GROUP}/aggregate-to-${aggregate}`]: 'true' };
  return {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `vpcraft-${name}`, labels: { ...metadata.labels, ...joins } },
    rules: [{ apiGroups: [GROUP], resources: plurals, verbs }],
  };
}

/**
 * For people: reading and editing join Kubernetes' own roles view, edit and admin; the decisions that the admission policies
 * guard (approve a plan, adopt something that exists, abandon it) are bound by an administrator.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
export function rolesOf(resources: readonly Resource[]): readonly Node[] {
  const tenant = resources.filter(isForTenants);
  const networks = tenant
    .filter((resource) => resource.from !== undefined)
    .map((resource) => resource.plural);
  const grants = tenant.filter((resource) => resource.from === undefined).map((resource) => resource.plural);
  const change = ['create', 'update', 'patch', 'delete', 'deletecollection'];
  return [
    clusterRole('view', 'view', [...networks, ...grants].sort(), ['get', 'list', 'watch']),
    clusterRole('edit', 'edit', networks.sort(), change),
    clusterRole('grant', 'admin', grants.sort(), change),
    clusterRole('approve', undefined, networks.sort(), ['approve', 'adopt', 'abandon']),
  ];
}
