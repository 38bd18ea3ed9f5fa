// Events are one storage served under two groups with different field names: v1 (involvedObject, message, source) and
// events.k8s.io/v1 (regarding, note, reportingController). Stored in the v1 form, as the newer one is converted to.
import type { KubeObject, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';

/** events.k8s.io/v1 name → v1 name. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
const NAMES: readonly (readonly [string, string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

/** Fields by which `kubectl describe` and `kubectl events` look for events, in the stored form. */
export const EVENT_FIELDS: readonly string[] = [
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'reason',
  'reportingComponent',
  'source',
  'type',
];

export function eventToStored(event: Obj): Obj {
  const stored: Obj = { ...event, apiVersion: 'v1' };
  for (const [served, kept] of NAMES) rename(stored, served, kept);
  return stored;
}

export function eventToServed(event: KubeObject): KubeObject {
  const served: KubeObject = { ...event, apiVersion: 'events.k8s.io/v1' };
  for (const [name, kept] of NAMES) rename(served, kept, name);
  return served;
}

function rename(object: Obj, from: string, to: string): void {
  if (object[from] === undefined) return;
  object[to] = object[from];
  delete object[from];
}

export type EventFault = { field: string; message: string };

/** What events.k8s.io/v1 requires and v1 does not (k8s.io/kubernetes/pkg/apis/core/validation/events.go). */
export function eventFaults(event: Obj): EventFault[] {
  const faults: EventFault[] = [];
  const need = (name: string) => {
    if (stringAt(event, name) === '') faults.push({ field: name, message: 'Required value' });
  };
  for (const name of ['eventTime', 'reportingController', 'reportingInstance', 'action', 'reason'])
    need(name);
  if (!['Normal', 'Warning'].includes(stringAt(event, 'type'))) {
    faults.push({
      field: 'type',
      message: `Invalid value: "${stringAt(event, 'type')}": has invalid value: ${stringAt(event, 'type')}`,
    });
  }
  if (stringAt(event, 'note').length > NOTE_LIMIT) {
    faults.push({ field: 'message', message: `Too long: may not be more than ${NOTE_LIMIT} bytes` });
  }
  return faults;
}

/** Bytes; NoteLengthLimit in k8s.io/kubernetes/pkg/apis/core/validation/events.go. */
const NOTE_LIMIT = 1024;

/** An event lies in the namespace of what it is about; for what has none, in default (or kube-system). */
export function eventNamespaceFault(event: Obj): EventFault | undefined {
  const about = isObject(event.regarding) ? 'regarding' : 'involvedObject';
  const wanted = stringAt(objectAt(event, about), 'namespace');
  const actual = stringAt(objectAt(event, 'metadata'), 'namespace');
  if (wanted === actual || (wanted === '' && ['default', 'kube-system'].includes(actual))) return undefined;
  return {
    field: 'involvedObject.namespace',
    message: `Invalid value: "${wanted}": does not match event.namespace`,
  };
}
