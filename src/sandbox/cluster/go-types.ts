// The Go types behind the built-in kinds that are decoded field by field: names, types and order of their JSON fields, as in
// https://github.com/kubernetes/api/blob/v0.36.0 (core/v1, events/v1, coordination/v1, rbac/v1, scheduling/v1) and
// apimachinery's meta/v1. `*` before a type: a pointer, whose zero is written. `!` behind it: written even when it is zero.
// Kinds that are not here are kept as they are sent.

export type GoStruct = Readonly<Record<string, string>>;

const OBJECT: GoStruct = { kind: 'string', apiVersion: 'string', metadata: 'ObjectMeta' };
const SCOPED_ROLE: GoStruct = { ...OBJECT, rules: '[]PolicyRule!' };
const BINDING: GoStruct = { ...OBJECT, subjects: '[]Subject', roleRef: 'RoleRef!' };

export const GO_STRUCTS: Readonly<Record<string, GoStruct>> = {
  ObjectMeta: {
    name: 'string',
    generateName: 'string',
    namespace: 'string',
    selfLink: 'string',
    uid: 'string',
    resourceVersion: 'string',
    generation: 'int64',
    creationTimestamp: 'Time',
    deletionTimestamp: 'Time',
    deletionGracePeriodSeconds: '*int64',
    labels: 'map[string]string',
    annotations: 'map[string]string',
    ownerReferences: '[]OwnerReference',
    finalizers: '[]string',
    managedFields: '[]ManagedFieldsEntry',
  },
  OwnerReference: {
    apiVersion: 'string!',
    kind: 'string!',
    name: 'string!',
    uid: 'string!',
    controller: '*bool',
    blockOwnerDeletion: '*bool',
  },
  ManagedFieldsEntry: {
    manager: 'string',
    operation: 'string',
    apiVersion: 'string',
    time: 'Time',
    fieldsType: 'string',
    fieldsV1: 'any',
    subresource: 'string',
  },
  Namespace: { ...OBJECT, spec: 'NamespaceSpec!', status: 'NamespaceStatus!' },
  NamespaceSpec: { finalizers: '[]string' },
  NamespaceStatus: { phase: 'string', conditions: '[]any' },
  ConfigMap: {
    ...OBJECT,
    immutable: '*bool',
    data: 'map[string]string',
    binaryData: 'map[string][]uint8',
  },
  Secret: {
    ...OBJECT,
    immutable: '*bool',
    data: 'map[string][]uint8',
    stringData: 'map[string]string',
    type: 'string',
  },
  ServiceAccount: {
    ...OBJECT,
    secrets: '[]ObjectReference',
    imagePullSecrets: '[]LocalObjectReference',
    automountServiceAccountToken: '*bool',
  },
  ObjectReference: {
    kind: 'string',
    namespace: 'string',
    name: 'string',
    uid: 'string',
    apiVersion: 'string',
    resourceVersion: 'string',
    fieldPath: 'string',
  },
  LocalObjectReference: { name: 'string' },
  Event: {
    ...OBJECT,
    involvedObject: 'ObjectReference!',
    reason: 'string',
    message: 'string',
    source: 'EventSource!',
    firstTimestamp: 'Time!',
    lastTimestamp: 'Time!',
    count: 'int32',
    type: 'string',
    eventTime: 'MicroTime!',
    series: '*EventSeries',
    action: 'string',
    related: '*ObjectReference',
    reportingComponent: 'string!',
    reportingInstance: 'string!',
  },
  EventSource: { component: 'string', host: 'string' },
  EventSeries: { count: 'int32', lastObservedTime: 'MicroTime!' },
  'Event of events.k8s.io': {
    ...OBJECT,
    eventTime: 'MicroTime!',
    series: '*EventSeries',
    reportingController: 'string',
    reportingInstance: 'string',
    action: 'string',
    reason: 'string',
    regarding: 'ObjectReference!',
    related: '*ObjectReference',
    note: 'string',
    type: 'string',
    deprecatedSource: 'EventSource!',
    deprecatedFirstTimestamp: 'Time!',
    deprecatedLastTimestamp: 'Time!',
    deprecatedCount: 'int32',
  },
  Lease: { ...OBJECT, spec: 'LeaseSpec!' },
  LeaseSpec: {
    holderIdentity: '*string',
    leaseDurationSeconds: '*int32',
    acquireTime: 'MicroTime',
    renewTime: 'MicroTime',
    leaseTransitions: '*int32',
    strategy: '*string',
    preferredHolder: '*string',
  },
  Role: SCOPED_ROLE,
  ClusterRole: { ...SCOPED_ROLE, aggregationRule: '*any' },
  PolicyRule: {
    verbs: '[]string!',
    apiGroups: '[]string',
    resources: '[]string',
    resourceNames: '[]string',
    nonResourceURLs: '[]string',
  },
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  Subject: { kind: 'string!', apiGroup: 'string', name: 'string!', namespace: 'string' },
  RoleRef: { apiGroup: 'string!', kind: 'string!', name: 'string!' },
  PriorityClass: {
    ...OBJECT,
    value: 'int32!',
    globalDefault: 'bool',
    description: 'string',
    preemptionPolicy: '*string',
  },
  DeleteOptions: {
    kind: 'string',
    apiVersion: 'string',
    gracePeriodSeconds: '*int64',
    preconditions: '*Preconditions',
    orphanDependents: '*bool',
    propagationPolicy: '*string',
    dryRun: '[]string',
    ignoreStoreReadErrorWithClusterBreakingPotential: '*bool',
  },
  Preconditions: { uid: '*string', resourceVersion: '*string' },
};

/** The name in GO_STRUCTS of a built-in kind, where it is decoded field by field. */
export function goStructOf({ group, kind }: { group: string; kind: string }): string | undefined {
  const name = group === 'events.k8s.io' ? `${kind} of ${group}` : kind;
  return GO_STRUCTS[name] === undefined ? undefined : name;
}
