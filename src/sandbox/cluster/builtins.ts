// The kinds that a cluster has before any CustomResourceDefinition: stored so that manifests apply and controllers find
// their Secrets, Leases and Events. Nothing runs: a Deployment stays as it was written.
import {
  AGE,
  BINDING_COLUMNS,
  CONFIG_MAP_COLUMNS,
  CRD_COLUMNS,
  DEPLOYMENT_COLUMNS,
  EVENT_COLUMNS,
  LEASE_COLUMNS,
  NAMESPACE_COLUMNS,
  SECRET_COLUMNS,
  SERVICE_COLUMNS,
} from './builtin-columns.ts';
import { shapeOf } from './builtin-shapes.ts';
import { EVENT_FIELDS, NEW_EVENT_FIELDS, eventToServed, eventToStored } from './events-kind.ts';
import type { Column, Resource } from './resource.ts';
import { ALL_VERBS } from './resource.ts';

type Row = Partial<Resource> & { kind: string };

const CLUSTER = { namespaced: false } as const;
const COUNTED = { countsGenerations: true } as const;
const STATUS = { statusSubresource: true } as const;
const STRICT = { unconditionalUpdate: false } as const;
const RETURNED = { returnsDeleted: true } as const;
const PATH_NAMES = { names: 'path' } as const;

const CORE: readonly Row[] = [
  {
    kind: 'Namespace',
    shortNames: ['ns'],
    names: 'label',
    verbs: ALL_VERBS.filter((verb) => verb !== 'deletecollection'),
    columns: NAMESPACE_COLUMNS,
    selectable: ['status.phase'],
    ...CLUSTER,
    ...STATUS,
  },
  { kind: 'Secret', columns: SECRET_COLUMNS, selectable: ['type'] },
  { kind: 'ConfigMap', shortNames: ['cm'], columns: CONFIG_MAP_COLUMNS },
  { kind: 'ServiceAccount', shortNames: ['sa'], ...RETURNED },
  { kind: 'Event', shortNames: ['ev'], columns: EVENT_COLUMNS, selectable: EVENT_FIELDS },
  {
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
    names: 'label',
    columns: SERVICE_COLUMNS,
    ...RETURNED,
    ...STATUS,
  },
  {
    kind: 'Pod',
    shortNames: ['po'],
    categories: ['all'],
    selectable: ['spec.nodeName', 'status.phase'],
    ...RETURNED,
    ...STATUS,
    ...COUNTED,
  },
  { kind: 'Node', shortNames: ['no'], ...CLUSTER, ...STATUS },
  { kind: 'ResourceQuota', shortNames: ['quota'], ...STATUS },
  { kind: 'LimitRange', shortNames: ['limits'] },
];

const OTHERS: Readonly<Record<string, readonly Row[]>> = {
  'events.k8s.io/v1': [
    {
      kind: 'Event',
      shortNames: ['ev'],
      columns: EVENT_COLUMNS,
      store: '/events',
      toServed: eventToServed,
      toStored: eventToStored,
      selectable: [...NEW_EVENT_FIELDS.keys()],
      selectPaths: Object.fromEntries(NEW_EVENT_FIELDS),
    },
  ],
  'coordination.k8s.io/v1': [{ kind: 'Lease', columns: LEASE_COLUMNS, ...STRICT }],
  'apiextensions.k8s.io/v1': [
    {
      kind: 'CustomResourceDefinition',
      storageVersion: 'v1beta1',
      shortNames: ['crd', 'crds'],
      categories: ['api-extensions'],
      columns: CRD_COLUMNS,
      ...CLUSTER,
      ...STATUS,
      ...COUNTED,
      ...STRICT,
    },
  ],
  'rbac.authorization.k8s.io/v1': [
    { kind: 'ClusterRole', columns: CRD_COLUMNS, ...CLUSTER, ...PATH_NAMES },
    { kind: 'ClusterRoleBinding', columns: BINDING_COLUMNS, ...CLUSTER, ...PATH_NAMES },
    { kind: 'Role', columns: CRD_COLUMNS, ...PATH_NAMES },
    { kind: 'RoleBinding', columns: BINDING_COLUMNS, ...PATH_NAMES },
  ],
  'apps/v1': [
    {
      kind: 'Deployment',
      shortNames: ['deploy'],
      categories: ['all'],
      columns: DEPLOYMENT_COLUMNS,
      ...STATUS,
      ...COUNTED,
    },
  ],
  'policy/v1': [{ kind: 'PodDisruptionBudget', shortNames: ['pdb'], ...STATUS, ...COUNTED }],
  'networking.k8s.io/v1': [
    { kind: 'NetworkPolicy', plural: 'networkpolicies', shortNames: ['netpol'], ...COUNTED },
  ],
  'scheduling.k8s.io/v1': [
    { kind: 'PriorityClass', plural: 'priorityclasses', shortNames: ['pc'], ...CLUSTER, ...COUNTED },
  ],
  'admissionregistration.k8s.io/v1': [
    {
      kind: 'ValidatingAdmissionPolicy',
      plural: 'validatingadmissionpolicies',
      categories: ['api-extensions'],
      ...CLUSTER,
      ...STATUS,
      ...COUNTED,
    },
    { kind: 'ValidatingAdmissionPolicyBinding', categories: ['api-extensions'], ...CLUSTER, ...COUNTED },
    { kind: 'ValidatingWebhookConfiguration', categories: ['api-extensions'], ...CLUSTER, ...COUNTED },
    { kind: 'MutatingWebhookConfiguration', categories: ['api-extensions'], ...CLUSTER, ...COUNTED },
  ],
};

function resourceOf(group: string, version: string, row: Row): Resource {
  const plural = row.plural ?? `${row.kind.toLowerCase()}s`;
  const columns: readonly Column[] = row.columns ?? [AGE];
  return {
    group,
    version,
    plural,
    listKind: `${row.kind}List`,
    singular: row.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    store: `${group}/${plural}`,
    verbs: ALL_VERBS,
    statusSubresource: false,
    countsGenerations: false,
    unconditionalUpdate: true,
    names: 'subdomain',
    shape: shapeOf(row.kind),
    selectable: [],
    ...row,
    columns,
  };
}

export const BUILTINS: readonly Resource[] = [
  ...CORE.map((row) => resourceOf('', 'v1', row)),
  ...Object.entries(OTHERS).flatMap(([groupVersion, rows]) => {
    const [group = '', version = ''] = groupVersion.split('/');
    return rows.map((row) => resourceOf(group, version, row));
  }),
];
