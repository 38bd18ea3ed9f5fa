// Events are one storage served under two groups with different field names: v1 (involvedObject, message, source) and
// events.k8s.io/v1 (regarding, note, reportingController). Stored in the v1 form, as the newer one is converted to.
import type { KubeObject, Obj } from './json.ts';
import { equal, isObject, objectAt, stringAt } from './json.ts';
import { invalidValue, qualifiedNameFaults } from './names.ts';
import type { Resource } from './resource.ts';
import type { Cause } from './status-errors.ts';

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

/** The same for events.k8s.io/v1: what it is called there → where it lies in the stored form. */
export const NEW_EVENT_FIELDS: ReadonlyMap<string, string> = new Map([
  ...EVENT_FIELDS.map((path): [string, string] => [path.replace(/^involvedObject/, 'regarding'), path]),
  ['reportingController', 'reportingComponent'],
]);

export function eventToStored(event: Obj): Obj {
  const stored: Obj = { ...event, apiVersion: 'v1' };
  for (const [served, kept] of NAMES) rename(stored, served, kept);
  return stored;
}

export function eventToServed(event: KubeObject): KubeObject {
  const served: KubeObject = { ...event, apiVersion: 'events.k8s.io/v1' };
  for (const [name, kept] of NAMES) rename(served, kept, name);
  // Written always in the older form, and only when there is something in this one.
  for (const name of ['reportingController', 'reportingInstance'])
    if (served[name] === '') delete served[name];
  return served;
}

function rename(object: Obj, from: string, to: string): void {
  if (object[from] === undefined) return;
  object[to] = object[from];
  delete object[from];
}

/** Bytes; k8s.io/kubernetes/pkg/apis/core/validation/events.go. */
const NOTE_LIMIT = 1024;
const NAME_LIMIT = 128;
/** What cannot change through events.k8s.io/v1, in the stored form and in the order in which it is looked at. */
const IMMUTABLE = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
];
const GO_NAMES: Readonly<Record<string, string>> = { reportingComponent: 'reportingController' };

/** @param event in the stored form; asked for through `resource`, which decides how much is looked at. */
export function eventFaults(resource: Resource, event: KubeObject, old: KubeObject | undefined): Cause[] {
  const strict = resource.toServed !== undefined;
  const every = everyEventFaults(event, strict);
  if (!strict) return every;
  if (old === undefined) return [...every, ...seriesFaults(event), ...newFaults(event)];
  const series = equal(event.series, old.series) ? [] : seriesFaults(event);
  const changed = IMMUTABLE.filter((name) => !equal(event[name], old[name]));
  return [
    ...every,
    ...series,
    ...changed.map((name) => invalidValue(GO_NAMES[name] ?? name, event[name] ?? null, 'field is immutable')),
  ];
}

function required(field: string): Cause {
  return { reason: 'FieldValueRequired', message: 'Required value', field };
}

function everyEventFaults(event: KubeObject, strict: boolean): Cause[] {
  const about = stringAt(objectAt(event, 'involvedObject'), 'namespace');
  const own = event.metadata.namespace ?? '';
  const place = [invalidValue('involvedObject.namespace', about, 'does not match event.namespace')];
  if (stringAt(event, 'eventTime') === '')
    return (about === '' ? own === 'default' : own === about) ? [] : place;
  const controller = strict ? 'reportingController' : 'reportingComponent';
  const name = stringAt(event, 'reportingComponent');
  const named = (field: string): Cause[] => {
    const value = stringAt(event, field);
    if (value === '') return [required(field)];
    return longFaults(field, value, NAME_LIMIT);
  };
  return [
    ...(about === '' && own !== 'default' && own !== 'kube-system' ? place : []),
    ...(name === '' ? [required(controller)] : []),
    ...qualifiedNameFaults(name).map((why) => invalidValue(controller, name, why)),
    ...named('reportingInstance'),
    ...named('action'),
    ...named('reason'),
    ...longFaults('message', stringAt(event, 'message'), NOTE_LIMIT),
  ];
}

function longFaults(field: string, value: string, limit: number): Cause[] {
  return Buffer.byteLength(value) > limit
    ? [invalidValue(field, '', `can have at most ${limit} characters`)]
    : [];
}

function seriesFaults(event: KubeObject): Cause[] {
  if (!isObject(event.series)) return [];
  const { count, lastObservedTime } = event.series;
  return [
    ...(typeof count === 'number' && count >= 2
      ? []
      : [invalidValue('series.count', '', 'should be at least 2')]),
    ...(typeof lastObservedTime === 'string' ? [] : [required('series.lastObservedTime')]),
  ];
}

function newFaults(event: KubeObject): Cause[] {
  const type = stringAt(event, 'type');
  const unset = ['firstTimestamp', 'lastTimestamp', 'count', 'source'].filter((name) => {
    const value = event[name];
    return isObject(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null;
  });
  return [
    ...(stringAt(event, 'eventTime') === '' ? [required('eventTime')] : []),
    ...(type === 'Normal' || type === 'Warning'
      ? []
      : [invalidValue('type', '', `has invalid value: ${type}`)]),
    ...unset.map((name) => invalidValue(name, '', 'needs to be unset')),
  ];
}
