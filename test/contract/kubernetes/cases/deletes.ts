// Deletion: finalizers, preconditions, propagation, collections, owner references, namespaces.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  configMap,
  del,
  family,
  GADGETS,
  GROUP,
  gadget,
  get,
  json,
  merge,
  one,
  PODS,
  post,
  put,
  until,
} from '../case.ts';

const A = `${GADGETS}/a`;
const HOLD = ['example.com/hold'];
const QUIET = { pick: ['kind'] } as const;
const held = post(GADGETS, gadget('a', { size: 1 }, { finalizers: HOLD }));
const owner = post(CONFIG_MAPS, configMap('owner'), { save: 'owner', pick: ['kind'] });
const ownedBy = (more: object = {}) => ({
  ownerReferences: [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{owner.metadata.uid}', ...more },
  ],
});
const OWNER = `${CONFIG_MAPS}/owner`;
const space = (suffix: string) => `/api/v1/namespaces/space-${suffix}`;
const newSpace = (suffix: string, metadata: object = {}) =>
  post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `space-${suffix}`, ...metadata },
  });
const gadgetsIn = (suffix: string) => `/apis/${GROUP}/v1/namespaces/space-${suffix}/gadgets`;
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
};

export const deleteCases: readonly Case[] = [
  one('delete', post(GADGETS, gadget('a')), del(A), get(A)),
  one(
    'delete a built-in',
    post(CONFIG_MAPS, configMap('a')),
    del(`${CONFIG_MAPS}/a`),
    get(`${CONFIG_MAPS}/a`),
  ),
  one('delete what is not there', del(A), del(`${CONFIG_MAPS}/a`)),
  one(
    'delete as dry run',
    post(GADGETS, gadget('a')),
    del(A, undefined, { query: { dryRun: 'All' } }),
    get(A),
  ),
  one('delete as dry run by its body', post(GADGETS, gadget('a')), del(A, { dryRun: ['All'] }), get(A)),
  one('delete with a finalizer', held, del(A), get(A), merge(A, { metadata: { finalizers: null } }), get(A)),
  one('delete with a finalizer twice', held, del(A), del(A)),
  one('delete with a finalizer as dry run', held, del(A, undefined, { query: { dryRun: 'All' } }), get(A)),
  one(
    'the last finalizer goes by PUT',
    held,
    del(A, undefined, { save: 'a' }),
    put(A, gadget('a', { size: 1 }, { resourceVersion: '{a.metadata.resourceVersion}' })),
    get(A),
  ),
  one(
    'the last finalizer goes by JSON patch',
    held,
    del(A),
    json(A, [{ op: 'remove', path: '/metadata/finalizers' }]),
    get(A),
  ),
  one(
    'one of two finalizers goes',
    post(GADGETS, gadget('a', {}, { finalizers: [...HOLD, 'example.com/two'] })),
    del(A),
    merge(A, { metadata: { finalizers: ['example.com/two'] } }),
    get(A),
  ),
  one(
    'no finalizer is added to what goes',
    held,
    del(A),
    merge(A, { metadata: { finalizers: [...HOLD, 'example.com/new'] } }),
    merge(A, { metadata: { finalizers: ['example.com/new'] } }),
  ),
  one(
    'what goes can still be changed',
    held,
    del(A),
    merge(A, { spec: { size: 2 } }),
    merge(`${A}/status`, { status: { phase: 'Going' } }),
  ),
  one(
    'what goes cannot be revived',
    held,
    del(A),
    merge(A, { metadata: { deletionTimestamp: null, deletionGracePeriodSeconds: null } }),
  ),
  one('what goes cannot be created again', held, del(A), post(GADGETS, gadget('a'))),
  one(
    'delete and create under one name',
    post(GADGETS, gadget('a', { size: 1 })),
    del(A),
    post(GADGETS, gadget('a', { size: 2 })),
  ),
  one(
    'delete with the uid',
    post(GADGETS, gadget('a'), { save: 'a' }),
    del(A, { preconditions: { uid: '{a.metadata.uid}' } }),
  ),
  one(
    'delete with another uid',
    post(GADGETS, gadget('a')),
    del(A, { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } }),
    get(A),
  ),
  one(
    'delete with the resourceVersion',
    post(GADGETS, gadget('a'), { save: 'a' }),
    del(A, { preconditions: { resourceVersion: '{a.metadata.resourceVersion}' } }),
  ),
  one(
    'delete with an old resourceVersion',
    post(GADGETS, gadget('a')),
    del(A, { preconditions: { resourceVersion: '1' } }),
  ),
  one(
    'delete a built-in with another uid',
    post(CONFIG_MAPS, configMap('a')),
    del(`${CONFIG_MAPS}/a`, { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } }),
  ),
  ...family<[object | undefined, Record<string, string>]>(
    'delete options',
    [
      ['Background in the query', undefined, { propagationPolicy: 'Background' }],
      ['Background', { propagationPolicy: 'Background' }, {}],
      ['Foreground of what owns nothing', { propagationPolicy: 'Foreground' }, {}],
      ['Orphan of what owns nothing', { propagationPolicy: 'Orphan' }, {}],
      ['orphanDependents', { orphanDependents: true }, {}],
      ['a grace period', { gracePeriodSeconds: 30 }, {}],
      ['a grace period of zero', { gracePeriodSeconds: 0 }, {}],
      ['with its kind', { kind: 'DeleteOptions', apiVersion: 'v1' }, {}],
      ['with its kind in the group', { kind: 'DeleteOptions', apiVersion: `${GROUP}/v1` }, {}],
      ['an unknown member', { wrong: true }, {}],
    ],
    (body, query) => [post(GADGETS, gadget('a')), del(A, body, { query }), until(A, { code: 404 })],
  ),
  ...family<[object | undefined, Record<string, string>]>(
    'delete options refused',
    [
      ['an unknown policy', { propagationPolicy: 'Sideways' }, {}],
      ['an unknown policy in the query', undefined, { propagationPolicy: 'Sideways' }],
      ['orphanDependents and a policy', { orphanDependents: true, propagationPolicy: 'Background' }, {}],
      ['with another kind', { kind: 'Gadget', apiVersion: `${GROUP}/v1` }, {}],
      ['an unknown dry run', { dryRun: ['Some'] }, {}],
      ['an unknown dry run in the query', undefined, { dryRun: 'Some' }],
      ['of another type', { gracePeriodSeconds: 'x' }, {}],
    ],
    (body, query) => [post(GADGETS, gadget('a')), del(A, body, { query }), get(A)],
  ),
  one('delete without a name', del('/api/v1/namespaces'), del(`/apis/${GROUP}/v1/gadgets`)),
  one('delete a status', post(GADGETS, gadget('a')), del(`${A}/status`)),
  one('delete a collection', post(GADGETS, gadget('b')), held, del(GADGETS), get(GADGETS)),
  one(
    'delete a collection by a label',
    post(GADGETS, gadget('b')),
    post(GADGETS, gadget('a', {}, { labels: { x: 'y' } })),
    del(GADGETS, undefined, { query: { labelSelector: 'x=y' } }),
    get(GADGETS),
  ),
  one(
    'delete a collection by a name',
    post(CONFIG_MAPS, configMap('b')),
    post(CONFIG_MAPS, configMap('a')),
    del(CONFIG_MAPS, undefined, { query: { fieldSelector: 'metadata.name=a' } }),
    get(`${CONFIG_MAPS}/b`),
  ),
  one('delete a collection of nothing', del(GADGETS)),
  one(
    'delete a collection as dry run',
    post(GADGETS, gadget('a')),
    del(GADGETS, undefined, { query: { dryRun: 'All' } }),
    get(GADGETS),
  ),
  one(
    'delete a pod at once',
    post(PODS, POD, QUIET),
    del(`${PODS}/a`, { gracePeriodSeconds: 0 }, { pick: ['metadata', 'name'] }),
    get(`${PODS}/a`),
  ),
  one(
    'delete a pod that no node has',
    post(PODS, POD, QUIET),
    del(`${PODS}/a`, undefined, { pick: ['metadata', 'name'] }),
    get(`${PODS}/a`),
  ),

  one(
    'the collector takes what an owner leaves',
    owner,
    post(GADGETS, gadget('a', {}, ownedBy())),
    del(OWNER, undefined, QUIET),
    until(A, { code: 404 }),
  ),
  one(
    'the collector takes what never had an owner',
    post(
      GADGETS,
      gadget(
        'a',
        {},
        {
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'nobody',
              uid: '11111111-2222-3333-4444-555555555555',
            },
          ],
        },
      ),
      QUIET,
    ),
    until(A, { code: 404 }),
  ),
  one(
    'the collector takes an owner of another uid for absent',
    owner,
    post(GADGETS, gadget('a', {}, ownedBy({ uid: '11111111-2222-3333-4444-555555555555' })), QUIET),
    until(A, { code: 404 }),
  ),
  one(
    'the collector takes what is owned by what is owned',
    owner,
    post(GADGETS, gadget('a', {}, ownedBy()), { save: 'a', pick: ['kind'] }),
    post(
      GADGETS,
      gadget(
        'b',
        {},
        {
          ownerReferences: [
            { apiVersion: `${GROUP}/v1`, kind: 'Gadget', name: 'a', uid: '{a.metadata.uid}' },
          ],
        },
      ),
      QUIET,
    ),
    del(OWNER, undefined, QUIET),
    until(A, { code: 404 }),
    until(`${GADGETS}/b`, { code: 404 }),
  ),
  one(
    'the collector leaves what has another owner',
    owner,
    post(CONFIG_MAPS, configMap('other'), { save: 'other', pick: ['kind'] }),
    post(
      GADGETS,
      gadget(
        'a',
        {},
        {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{owner.metadata.uid}' },
            { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: '{other.metadata.uid}' },
          ],
        },
      ),
      { pick: ['metadata', 'ownerReferences'] },
    ),
    del(OWNER, undefined, QUIET),
    until(
      A,
      { has: '"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"other"' },
      { pick: ['metadata', 'ownerReferences'] },
    ),
  ),
  one(
    'deletion in the background holds a dependent by its finalizer',
    owner,
    post(GADGETS, gadget('a', {}, { ...ownedBy(), finalizers: HOLD }), QUIET),
    del(OWNER, { propagationPolicy: 'Background' }, QUIET),
    until(A, { has: 'deletionTimestamp' }, { pick: ['metadata', 'finalizers'] }),
  ),
  one(
    'deletion in the foreground waits for dependents that block',
    owner,
    post(GADGETS, gadget('a', {}, { ...ownedBy({ blockOwnerDeletion: true }), finalizers: HOLD }), QUIET),
    del(OWNER, { propagationPolicy: 'Foreground' }),
    until(A, { has: 'deletionTimestamp' }, { pick: ['metadata', 'finalizers'] }),
    get(OWNER, { pick: ['metadata', 'finalizers'] }),
    merge(A, { metadata: { finalizers: null } }, QUIET),
    until(OWNER, { code: 404 }),
  ),
  one(
    'deletion in the foreground does not wait for others',
    owner,
    post(GADGETS, gadget('a', {}, { ...ownedBy(), finalizers: HOLD }), QUIET),
    del(OWNER, { propagationPolicy: 'Foreground' }, QUIET),
    until(OWNER, { code: 404 }),
  ),
  one(
    'deletion that orphans',
    owner,
    post(GADGETS, gadget('a', {}, ownedBy()), QUIET),
    del(OWNER, { propagationPolicy: 'Orphan' }),
    until(OWNER, { code: 404 }),
    get(A, { pick: ['metadata', 'ownerReferences'] }),
  ),
  one(
    'orphaning after the foreground began',
    owner,
    post(GADGETS, gadget('a', {}, { ...ownedBy({ blockOwnerDeletion: true }), finalizers: HOLD }), QUIET),
    del(OWNER, { propagationPolicy: 'Foreground' }, QUIET),
    until(A, { has: 'deletionTimestamp' }, QUIET),
    del(OWNER, { propagationPolicy: 'Background' }, { pick: ['metadata', 'finalizers'] }),
  ),

  one(
    'a namespace',
    newSpace('a', { labels: { x: 'y' } }),
    get(space('a')),
    merge(space('a'), { metadata: { annotations: { a: 'b' } } }),
  ),
  one(
    'a namespace keeps its label and finalizer',
    newSpace('b'),
    merge(space('b'), { metadata: { labels: { 'kubernetes.io/metadata.name': 'other' } } }),
    merge(space('b'), { metadata: { labels: null } }),
    merge(space('b'), { spec: { finalizers: [] } }, { pick: ['spec'] }),
  ),
  one(
    'a namespace is emptied before it goes',
    newSpace('c'),
    post(gadgetsIn('c'), gadget('a', {}, { finalizers: HOLD }), QUIET),
    del(space('c'), undefined, { pick: ['status'] }),
    until(`${gadgetsIn('c')}/a`, { has: 'deletionTimestamp' }, { pick: ['metadata', 'finalizers'] }),
    post(gadgetsIn('c'), gadget('b')),
    post('/api/v1/namespaces/space-c/configmaps', configMap('b')),
    merge(`${gadgetsIn('c')}/a`, { metadata: { finalizers: null } }, QUIET),
    until(space('c'), { code: 404 }),
  ),
  one(
    'an empty namespace goes',
    newSpace('d'),
    del(space('d'), undefined, QUIET),
    until(space('d'), { code: 404 }),
  ),
  one(
    'a namespace that goes says what holds it',
    newSpace('e'),
    post(gadgetsIn('e'), gadget('a', {}, { finalizers: HOLD }), QUIET),
    del(space('e'), undefined, QUIET),
    until(
      space('e'),
      { has: 'NamespaceFinalizersRemaining' },
      { pick: ['status', 'conditions', { type: 'NamespaceFinalizersRemaining' }, 'message'] },
    ),
    get(space('e'), { pick: ['status', 'conditions', { type: 'NamespaceContentRemaining' }, 'message'] }),
    get(space('e'), {
      pick: ['status', 'conditions', { type: 'NamespaceDeletionContentFailure' }, 'reason'],
    }),
    merge(`${gadgetsIn('e')}/a`, { metadata: { finalizers: null } }, QUIET),
    until(space('e'), { code: 404 }),
  ),
  one(
    'a namespace with a finalizer of its own',
    newSpace('f', { finalizers: HOLD }),
    del(space('f'), undefined, QUIET),
    until(space('f'), { has: '"spec":{}' }, { pick: ['metadata', 'finalizers'] }),
    merge(space('f'), { metadata: { finalizers: null } }, QUIET),
    until(space('f'), { code: 404 }),
  ),
  one(
    'a namespace with another uid',
    newSpace('g'),
    del(space('g'), { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } }),
  ),
  one('namespaces that cannot go', del('/api/v1/namespaces/default'), del('/api/v1/namespaces/kube-system')),
  one(
    'the finalize endpoint of a namespace',
    newSpace('h', { finalizers: HOLD }),
    get(`${space('h')}/finalize`),
    put(
      `${space('h')}/finalize`,
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'space-h' },
        spec: { finalizers: ['kubernetes', 'example.com/more'] },
      },
      { pick: ['spec'] },
    ),
  ),
];
