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

export const AGE = text('Age', (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs));

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
  text('Status', (object) => stringAt(objectAt(object, 'status'), 'phase')),
  AGE,
];
export const CONFIG_MAP_COLUMNS: readonly Column[] = [DATA, AGE];
export const SECRET_COLUMNS: readonly Column[] = [
  text('Type', (object) => stringAt(object, 'type')),
  DATA,
  AGE,
];
export const LEASE_COLUMNS: readonly Column[] = [
  text('Holder', (object) => stringAt(objectAt(object, 'spec'), 'holderIdentity')),
  AGE,
];
export const CRD_COLUMNS: readonly Column[] = [
  text('Created At', (object) => object.metadata.creationTimestamp),
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
