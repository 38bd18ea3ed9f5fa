// Built-in kinds that controllers and their installers use: what the server fills in, refuses and keeps.
import type { Case } from '../case.ts';
import {
  apply,
  CONFIG_MAPS,
  configMap,
  family,
  get,
  merge,
  one,
  post,
  put,
  SECRETS,
  secret,
} from '../case.ts';

const EVENTS = '/api/v1/namespaces/{case.ns}/events';
const NEW_EVENTS = '/apis/events.k8s.io/v1/namespaces/{case.ns}/events';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/{case.ns}/leases';
const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/{case.ns}/roles';
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/namespaces/{case.ns}/rolebindings';
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const DRY = { query: { dryRun: 'All' } };
const TIME = '2026-01-02T03:04:05.000006Z';

type Members = Readonly<Record<string, unknown>>;
const REGARDING = {
  apiVersion: 'corpus.dev/v1',
  kind: 'Gadget',
  name: 'x',
  namespace: '{case.ns}',
  uid: '11111111-2222-3333-4444-555555555555',
};
const EVENT: Members = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'a' },
  eventTime: TIME,
  reportingController: 'corpus.dev/tester',
  reportingInstance: 'tester-1',
  action: 'Testing',
  reason: 'Tested',
  regarding: REGARDING,
  note: 'It was tested.',
  type: 'Normal',
};
const OLD_EVENT: Members = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'a' },
  involvedObject: REGARDING,
  reason: 'Tested',
  message: 'It was tested.',
  type: 'Normal',
  firstTimestamp: '2026-01-02T03:04:05Z',
  lastTimestamp: '2026-01-02T03:04:05Z',
  count: 1,
  source: { component: 'tester' },
};
const lease = (spec: Members): Members => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'a' },
  spec,
});
const without = (name: string): Members =>
  Object.fromEntries(Object.entries(EVENT).filter(([key]) => key !== name));
const review = (attributes: Members): Members => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes: attributes },
});

export const kindCases: readonly Case[] = [
  one('an event', post(NEW_EVENTS, EVENT), get(`${NEW_EVENTS}/a`), get(`${EVENTS}/a`)),
  one('an event in the older form', post(EVENTS, OLD_EVENT), get(`${EVENTS}/a`), get(`${NEW_EVENTS}/a`)),
  one(
    'an event becomes a series',
    post(NEW_EVENTS, EVENT),
    merge(`${NEW_EVENTS}/a`, { series: { count: 2, lastObservedTime: TIME } }),
    get(`${EVENTS}/a`),
  ),
  one(
    'an event is listed by what it is about',
    post(NEW_EVENTS, EVENT),
    get(EVENTS, {
      query: {
        fieldSelector:
          'involvedObject.kind=Gadget,involvedObject.name=x,involvedObject.uid=11111111-2222-3333-4444-555555555555',
      },
    }),
    get(EVENTS, { query: { fieldSelector: 'involvedObject.name=y' } }),
    get(NEW_EVENTS, { query: { fieldSelector: 'reason=Tested,type=Normal' } }),
  ),
  ...family<[Members]>(
    'an event is refused',
    [
      ...[
        'eventTime',
        'reportingController',
        'reportingInstance',
        'action',
        'reason',
        'type',
        'regarding',
      ].map((name) => [`without ${name}`, without(name)] as [string, Members]),
      ['of another type', { ...EVENT, type: 'Loud' }],
      ['with a note that is too long', { ...EVENT, note: 'n'.repeat(1025) }],
      ['with a reason that is too long', { ...EVENT, reason: 'r'.repeat(129) }],
      ['with an action that is too long', { ...EVENT, action: 'r'.repeat(129) }],
      ['with a controller that is no name', { ...EVENT, reportingController: 'a b' }],
      ['about something elsewhere', { ...EVENT, regarding: { ...REGARDING, namespace: 'default' } }],
      [
        'about something without a namespace',
        { ...EVENT, regarding: { kind: 'Crate', apiVersion: 'corpus.dev/v1', name: 'x' } },
      ],
      ['with a series of one', { ...EVENT, series: { count: 1, lastObservedTime: TIME } }],
      ['with a series without a time', { ...EVENT, series: { count: 2 } }],
      ['with a time that is none', { ...EVENT, eventTime: 'now' }],
    ],
    (event) => [post(NEW_EVENTS, event, DRY)],
  ),
  one(
    'an event of the newer group cannot be changed',
    post(NEW_EVENTS, EVENT),
    merge(`${NEW_EVENTS}/a`, { note: 'other' }),
    merge(`${NEW_EVENTS}/a`, { reason: 'Other' }),
  ),
  one(
    'an event with the fewest fields in the older form',
    post(EVENTS, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'a' },
      involvedObject: { namespace: '{case.ns}' },
    }),
  ),

  one(
    'a lease',
    post(
      LEASES,
      lease({
        holderIdentity: 'me',
        leaseDurationSeconds: 15,
        acquireTime: TIME,
        renewTime: TIME,
        leaseTransitions: 0,
      }),
      { save: 'a' },
    ),
    put(`${LEASES}/a`, {
      ...lease({ holderIdentity: 'you', leaseDurationSeconds: 15, renewTime: TIME, leaseTransitions: 1 }),
      metadata: { name: 'a', resourceVersion: '{a.metadata.resourceVersion}' },
    }),
    put(`${LEASES}/a`, {
      ...lease({ holderIdentity: 'they' }),
      metadata: { name: 'a', resourceVersion: '{a.metadata.resourceVersion}' },
    }),
  ),
  one(
    'a lease without a resourceVersion',
    post(LEASES, lease({ holderIdentity: 'me' })),
    put(`${LEASES}/a`, lease({ holderIdentity: 'you' })),
  ),
  ...family<[Members]>(
    'a lease',
    [
      ['with no duration', { leaseDurationSeconds: 0 }],
      ['with a negative number of transitions', { leaseTransitions: -1 }],
      ['with a time without microseconds', { renewTime: '2026-01-02T03:04:05Z' }],
      ['with a time that is none', { renewTime: 'now' }],
      ['with nothing', {}],
      ['with a duration of another type', { leaseDurationSeconds: 'x' }],
    ],
    (spec) => [post(LEASES, lease(spec))],
  ),

  one('a secret', post(SECRETS, secret('a', { data: { x: 'MQ==' } })), get(`${SECRETS}/a`)),
  one(
    'a secret by stringData',
    post(SECRETS, secret('a', { data: { x: 'MQ==', y: 'MQ==' }, stringData: { x: 'two' } })),
    merge(`${SECRETS}/a`, { stringData: { z: 'three' } }),
  ),
  one('a secret changes its type', post(SECRETS, secret('a')), merge(`${SECRETS}/a`, { type: 'Other' })),
  ...family<[Members]>(
    'a secret',
    [
      ['with a bad key', { data: { 'a b': 'MQ==' } }],
      ['with a value that is no base64', { data: { x: 'no base64!' } }],
      ['with a value of another type', { data: { x: 1 } }],
      ['with stringData of another type', { stringData: { x: 1 } }],
      ['of a type with required keys', { type: 'kubernetes.io/tls', data: {} }],
      [
        'of a type with its keys',
        { type: 'kubernetes.io/basic-auth', stringData: { username: 'u', password: 'p' } },
      ],
      ['of an own type', { type: 'corpus.dev/key' }],
      ['that is too large', { data: { x: Buffer.alloc(1024 * 1024 + 1).toString('base64') } }],
    ],
    (more) => [
      post(SECRETS, secret('a', more), {
        ...DRY,
        ...((more.data as Members | undefined)?.x === undefined ? {} : { pick: ['message'] }),
      }),
    ],
  ),
  ...family<[Members]>(
    'a config map',
    [
      ['with a bad key', { data: { 'a b': 'x' } }],
      ['with a key that is a dot', { data: { '.': 'x' } }],
      ['with one key in both', { data: { x: 'x' }, binaryData: { x: 'MQ==' } }],
      ['with binary data', { binaryData: { x: 'MQ==' } }],
      ['with a number', { data: { x: 1 } }],
      ['with a boolean', { data: { x: true } }],
      ['with null', { data: { x: null } }],
      ['with a list', { data: ['x'] }],
      ['with an empty value', { data: { x: '' } }],
    ],
    (more) => [
      post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, ...more }, DRY),
    ],
  ),
  one(
    'a config map without data',
    post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
  ),
  one('a config map with empty data', post(CONFIG_MAPS, configMap('a', {}))),

  one(
    'a service account',
    post('/api/v1/namespaces/{case.ns}/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'a' },
    }),
  ),
  one(
    'a role',
    post(ROLES, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'a' },
      rules: [{ apiGroups: ['corpus.dev'], resources: ['gadgets'], verbs: ['get', 'list'] }],
    }),
  ),
  one(
    'a role without verbs',
    post(ROLES, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'a' },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: [] }],
    }),
  ),
  one(
    'a role binding',
    post(BINDINGS, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'a' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
      subjects: [{ kind: 'ServiceAccount', name: 'a' }],
    }),
    merge(`${BINDINGS}/a`, { roleRef: { name: 'b' } }),
  ),
  one(
    'a review of what one may do',
    post(
      REVIEWS,
      review({ verb: 'create', group: 'corpus.dev', resource: 'gadgets', namespace: 'default' }),
      { pick: ['status', 'allowed'] },
    ),
  ),
  one(
    'a priority class',
    post('/apis/scheduling.k8s.io/v1/priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'corpus-class' },
      value: 5,
    }),
    apply('/apis/scheduling.k8s.io/v1/priorityclasses/corpus-class', 'one', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'corpus-class' },
      value: 6,
    }),
  ),
];
