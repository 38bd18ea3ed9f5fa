// What goes because something else goes: dependents of owners, contents of namespaces.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  GADGETS,
  GROUP,
  configMap,
  del,
  gadget,
  get,
  merge,
  one,
  post,
  put,
  until,
} from '../case.ts';

const A = `${GADGETS}/a`;
const HOLD = ['example.com/hold'];
const QUIET = { pick: ['kind'] } as const;
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

export const collectionCases: readonly Case[] = [
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
