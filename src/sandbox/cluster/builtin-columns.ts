// Columns that a real API server prints for its own kinds (k8s.io/kubernetes/pkg/printers/internalversion), for the few
// kinds that people look at beside custom resources.
import { ageOf } from './duration-text.ts';
import type { KubeObject } from './json.ts';
import { arrayAt, objectAt, stringAt } from './json.ts';
import type { Column } from './resource.ts';

const WIDE = 1;

function text(name: string, cell: (object: KubeObject, nowMs: number) => string, priority = 0): Column {
  return { name, type: 'string', priority, cell };
}

function described(column: Column, description: string): Column {
  return { ...column, description };
}

/** The Go documentation of metadata.creationTimestamp, which describes columns made of it. */
export const CREATED =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be ' +
  'set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 ' +
  'form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: ' +
  'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';
const KEYS = "data. Each key must consist of alphanumeric characters, '-', '_' or '.'. ";

export const AGE = described(
  text('Age', (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs)),
  CREATED,
);

const DATA: Column = {
  name: 'Data',
  type: 'string',
  cell: (object) =>
    Object.keys(objectAt(object, 'data')).length + Object.keys(objectAt(object, 'binaryData')).length,
};

function lastSeen(event: KubeObject, nowMs: number): string {
  const series = stringAt(objectAt(event, 'series'), 'lastObservedTime');
  return ageOf(series || stringAt(event, 'lastTimestamp') || stringAt(event, 'eventTime'), nowMs);
}

function aboutOf(event: KubeObject): string {
  const about = objectAt(event, 'involvedObject');
  return `${stringAt(about, 'kind').toLowerCase()}/${stringAt(about, 'name')}`;
}

function countOf(event: KubeObject): string {
  const count = objectAt(event, 'series').count ?? event.count ?? 1;
  return String(count);
}

export const EVENT_COLUMNS: readonly Column[] = [
  text('Last Seen', lastSeen),
  text('Type', (event) => stringAt(event, 'type')),
  text('Reason', (event) => stringAt(event, 'reason')),
  text('Object', aboutOf),
  text('Subobject', (event) => stringAt(objectAt(event, 'involvedObject'), 'fieldPath'), WIDE),
  text(
    'Source',
    (event) => stringAt(objectAt(event, 'source'), 'component') || stringAt(event, 'reportingComponent'),
    WIDE,
  ),
  text('Message', (event) => stringAt(event, 'message').trim()),
  text(
    'First Seen',
    (event, nowMs) => ageOf(stringAt(event, 'firstTimestamp') || stringAt(event, 'eventTime'), nowMs),
    WIDE,
  ),
  text('Count', countOf, WIDE),
  text('Name', (event) => event.metadata.name, WIDE),
];

export const NAMESPACE_COLUMNS: readonly Column[] = [
  described(
    text('Status', (object) => stringAt(objectAt(object, 'status'), 'phase')),
    'The status of the namespace',
  ),
  AGE,
];
export const CONFIG_MAP_COLUMNS: readonly Column[] = [
  described(
    DATA,
    `Data contains the configuration ${KEYS}Values with non-UTF-8 byte sequences must use the BinaryData field. The keys ` +
      'stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.',
  ),
  AGE,
];
export const SECRET_COLUMNS: readonly Column[] = [
  described(
    text('Type', (object) => stringAt(object, 'type')),
    'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
  ),
  described(
    DATA,
    `Data contains the secret ${KEYS}The serialized form of the secret data is a base64 encoded string, representing the ` +
      'arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4',
  ),
  AGE,
];
export const LEASE_COLUMNS: readonly Column[] = [
  described(
    text('Holder', (object) => stringAt(objectAt(object, 'spec'), 'holderIdentity')),
    'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the ' +
      'holder identity must be equal to the elected LeaseCandidate.metadata.name field.',
  ),
  AGE,
];
export const CRD_COLUMNS: readonly Column[] = [
  described({ ...text('Created At', (object) => object.metadata.creationTimestamp), type: 'date' }, CREATED),
];
export const DEPLOYMENT_COLUMNS: readonly Column[] = [
  text(
    'Ready',
    (object) => `${objectAt(object, 'status').readyReplicas ?? 0}/${objectAt(object, 'spec').replicas ?? 1}`,
  ),
  text('Up-to-date', (object) => String(objectAt(object, 'status').updatedReplicas ?? 0)),
  text('Available', (object) => String(objectAt(object, 'status').availableReplicas ?? 0)),
  AGE,
];
export const BINDING_COLUMNS: readonly Column[] = [
  text(
    'Role',
    (object) =>
      `${stringAt(objectAt(object, 'roleRef'), 'kind')}/${stringAt(objectAt(object, 'roleRef'), 'name')}`,
  ),
  AGE,
];
export const SERVICE_COLUMNS: readonly Column[] = [
  text('Type', (object) => stringAt(objectAt(object, 'spec'), 'type') || 'ClusterIP'),
  text('Cluster-IP', (object) => stringAt(objectAt(object, 'spec'), 'clusterIP') || '<none>'),
  text('External-IP', () => '<none>'),
  text('Port(s)', (object) => arrayAt(objectAt(object, 'spec'), 'ports').map(portText).join(',') || '<none>'),
  AGE,
];

function portText(port: unknown): string {
  const number = typeof port === 'object' && port !== null && 'port' in port ? port.port : '';
  return `${number}/${stringAt(port, 'protocol') || 'TCP'}`;
}
