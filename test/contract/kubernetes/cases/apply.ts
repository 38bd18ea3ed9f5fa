// Server-side apply and managedFields: ownership, conflicts, force, giving fields up, several managers, status.
import type { Case } from '../case.ts';
import {
  apply,
  CONFIG_MAPS,
  configMap,
  family,
  GADGETS,
  gadget,
  get,
  json,
  merge,
  one,
  post,
  put,
  SECRETS,
  secret,
} from '../case.ts';

const A = `${GADGETS}/a`;
const MAP = `${CONFIG_MAPS}/a`;
type Spec = Readonly<Record<string, unknown>>;
const applies = (manager: string, spec: Spec, more = {}) => apply(A, manager, gadget('a', spec), more);
const FORCE = { query: { force: 'true' } };

export const applyCases: readonly Case[] = [
  one('apply creates', applies('one', { size: 1 }), get(A)),
  one('apply the same again changes nothing', applies('one', { size: 1 }), applies('one', { size: 1 })),
  one('apply changes its own', applies('one', { size: 1 }), applies('one', { size: 2 })),
  one(
    'apply removes what its manager no longer says',
    applies('one', { size: 1, short: 'abc' }),
    applies('one', { size: 1 }),
  ),
  one(
    'apply leaves what others wrote',
    applies('one', { size: 1 }),
    merge(A, { spec: { short: 'abc' } }),
    applies('one', { size: 2 }),
  ),
  one(
    'apply conflicts with another applier',
    applies('one', { size: 1 }),
    applies('two', { size: 2 }),
    get(A),
  ),
  one(
    'apply of the same value shares it',
    applies('one', { size: 1 }),
    applies('two', { size: 1 }),
    applies('one', { size: 2 }),
  ),
  one('apply conflicts with an update', post(GADGETS, gadget('a', { size: 1 })), applies('one', { size: 2 })),
  one(
    'apply conflicts in two fields of one manager',
    applies('one', { size: 1, short: 'abc' }),
    applies('two', { size: 2, short: 'abd' }),
  ),
  one(
    'apply conflicts with two managers',
    applies('one', { size: 1 }),
    applies('two', { short: 'abc' }),
    applies('three', { size: 2, short: 'abd' }),
  ),
  one(
    'apply with force takes a field',
    applies('one', { size: 1, short: 'abc' }),
    applies('two', { size: 2 }, FORCE),
  ),
  one(
    'apply with force takes all fields',
    applies('one', { size: 1 }),
    applies('two', { size: 2 }, FORCE),
    applies('one', {}, {}),
  ),
  one(
    'apply gives up a shared field, which stays',
    applies('one', { size: 1 }),
    applies('two', { size: 1 }),
    applies('one', {}),
  ),
  one('apply gives up everything', applies('one', { size: 1 }), applies('one', {})),
  one('apply without a field manager', {
    method: 'PATCH',
    path: A,
    body: gadget('a'),
    contentType: 'application/apply-patch+yaml',
  }),
  one(
    'apply with managed fields in it',
    apply(A, 'one', gadget('a', {}, { managedFields: [] })),
    apply(
      A,
      'one',
      gadget(
        'a',
        {},
        {
          managedFields: [
            {
              manager: 'x',
              operation: 'Apply',
              apiVersion: 'corpus.dev/v1',
              fieldsType: 'FieldsV1',
              fieldsV1: {},
            },
          ],
        },
      ),
    ),
  ),
  one('apply without kind', apply(A, 'one', { apiVersion: 'corpus.dev/v1', metadata: { name: 'a' } })),
  one('apply without apiVersion', apply(A, 'one', { kind: 'Gadget', metadata: { name: 'a' } })),
  one('apply of another kind', apply(A, 'one', { ...gadget('a'), kind: 'Other' })),
  one('apply of another apiVersion', apply(A, 'one', { ...gadget('a'), apiVersion: 'corpus.dev/v9' })),
  one('apply under another name', apply(A, 'one', gadget('b'))),
  one(
    'apply without a name',
    apply(A, 'one', { apiVersion: 'corpus.dev/v1', kind: 'Gadget', metadata: {}, spec: {} }),
  ),
  one(
    'apply with a uid of what is not there',
    apply(A, 'one', gadget('a', {}, { uid: '11111111-2222-3333-4444-555555555555' })),
  ),
  one(
    'apply with a resourceVersion of what is not there',
    apply(A, 'one', gadget('a', {}, { resourceVersion: '1' })),
  ),
  one(
    'apply with an old resourceVersion',
    applies('one', { size: 1 }),
    apply(A, 'one', gadget('a', { size: 2 }, { resourceVersion: '1' })),
  ),
  one('apply to a collection', apply(GADGETS, 'one', gadget('a'))),
  one('apply that is no object', apply(A, 'one', [])),
  one(
    'apply with an unknown field',
    applies('one', { wrong: 1 }, { query: { fieldValidation: 'Strict' } }),
    applies('one', { wrong: 1 }),
  ),
  one(
    'apply of what the schema refuses',
    applies('one', { size: 99 }),
    applies('one', { size: 1 }),
    applies('one', { size: 99 }),
  ),
  one(
    'apply of another type',
    applies('one', { size: 'x' }),
    applies('one', { few: 'x' }),
    applies('one', { map: 1 }),
  ),
  one(
    'apply with null',
    applies('one', { size: null }),
    applies('one', { size: 1 }),
    applies('one', { size: null }),
  ),
  one('apply as dry run', applies('one', { size: 1 }, { query: { dryRun: 'All' } }), get(A)),
  one(
    'apply as dry run with a conflict',
    applies('one', { size: 1 }),
    applies('two', { size: 2 }, { query: { dryRun: 'All' } }),
  ),
  one(
    'apply with labels',
    apply(A, 'one', gadget('a', {}, { labels: { x: '1', y: '2' } })),
    apply(A, 'one', gadget('a', {}, { labels: { x: '1' } })),
  ),
  one(
    'apply with labels of two managers',
    apply(A, 'one', gadget('a', {}, { labels: { x: '1' } })),
    apply(A, 'two', gadget('a', {}, { labels: { y: '2' } })),
    apply(A, 'one', gadget('a')),
  ),
  one(
    'apply with annotations, finalizers and owners',
    apply(
      A,
      'one',
      gadget(
        'a',
        {},
        {
          annotations: { a: 'b' },
          finalizers: ['example.com/hold'],
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'x',
              uid: '11111111-2222-3333-4444-555555555555',
              controller: true,
            },
          ],
        },
      ),
    ),
    apply(A, 'one', gadget('a', {}, {})),
  ),
  ...family<[Spec, Spec]>(
    'apply of two managers',
    [
      ['items of a keyed list', { routes: [{ to: 'a', via: '1' }] }, { routes: [{ to: 'b', via: '2' }] }],
      [
        'one item of a keyed list, other members',
        { routes: [{ to: 'a', via: '1' }] },
        { routes: [{ to: 'a', weight: 5 }] },
      ],
      [
        'one item of a keyed list, one member',
        { routes: [{ to: 'a', via: '1' }] },
        { routes: [{ to: 'a', via: '2' }] },
      ],
      [
        'a keyed list with two keys',
        { endpoints: [{ port: 1, note: 'x' }] },
        { endpoints: [{ port: 1, protocol: 'UDP', note: 'y' }] },
      ],
      [
        'a keyed list with a default key',
        { endpoints: [{ port: 1, note: 'x' }] },
        { endpoints: [{ port: 1, protocol: 'TCP', note: 'y' }] },
      ],
      ['a set', { set: ['a', 'b'] }, { set: ['b', 'c'] }],
      ['an atomic list', { steps: [{ name: 'a' }] }, { steps: [{ name: 'b' }] }],
      ['a list without a type', { few: ['a'] }, { few: ['b'] }],
      ['a map', { map: { a: '1' } }, { map: { b: '2' } }],
      ['a member of a map', { map: { a: '1' } }, { map: { a: '2' } }],
      ['an atomic map', { whole: { a: '1' } }, { whole: { b: '2' } }],
      ['a free object', { free: { a: 1, c: { d: 1 } } }, { free: { b: 2, c: { e: [1] } } }],
      ['a default', { size: 1 }, { level: 3 }],
      ['another value than a default', { size: 1 }, { level: 4 }],
      [
        'an embedded object',
        { embedded: { apiVersion: 'v1', kind: 'T', a: 1 } },
        { embedded: { apiVersion: 'v1', kind: 'T', b: 1 } },
      ],
    ],
    (first, second) => [applies('one', first), applies('two', second), applies('one', {}), get(A)],
  ),
  one(
    'apply of a keyed list keeps its order',
    applies('one', { routes: [{ to: 'a' }, { to: 'b' }] }),
    applies('two', { routes: [{ to: 'c' }] }),
    applies('one', { routes: [{ to: 'b' }, { to: 'd' }, { to: 'a' }] }),
  ),
  one('apply of a keyed list with one key twice', applies('one', { routes: [{ to: 'a' }, { to: 'a' }] })),
  one('apply of a keyed list without a key', applies('one', { routes: [{ via: 'a' }] })),
  one('apply of a set with one item twice', applies('one', { set: ['a', 'a'] })),
  one(
    'apply of status',
    post(GADGETS, gadget('a', { size: 1 })),
    apply(`${A}/status`, 'one', {
      ...gadget('a'),
      status: { phase: 'Up', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    apply(`${A}/status`, 'two', {
      ...gadget('a'),
      status: { conditions: [{ type: 'Good', status: 'True' }] },
    }),
    apply(`${A}/status`, 'two', { ...gadget('a'), status: { phase: 'Down' } }),
  ),
  one(
    'apply of status ignores spec',
    post(GADGETS, gadget('a', { size: 1 })),
    apply(`${A}/status`, 'one', { ...gadget('a', { size: 5 }), status: { phase: 'Up' } }),
  ),
  one(
    'apply of spec ignores status',
    apply(A, 'one', { ...gadget('a', { size: 1 }), status: { phase: 'Up' } }),
  ),
  one('apply of status of what is not there', apply(`${A}/status`, 'one', { ...gadget('a'), status: {} })),
  one(
    'one manager by apply and by update',
    applies('me', { size: 1 }),
    merge(A, { spec: { short: 'abc' } }, { query: { fieldManager: 'me' } }),
    applies('me', { size: 2, short: 'abd' }),
  ),
  one(
    'an update takes a field away from an applier',
    applies('one', { size: 1 }),
    merge(A, { spec: { size: 2 } }),
    applies('one', { size: 1 }),
  ),
  one(
    'an update that removes a field',
    applies('one', { size: 1, short: 'abc' }),
    merge(A, { spec: { short: null } }),
    get(A),
  ),
  one(
    'status and spec of one manager are apart',
    post(GADGETS, gadget('a', { size: 1 }), { query: { fieldManager: 'me' } }),
    merge(`${A}/status`, { status: { phase: 'Up' } }, { query: { fieldManager: 'me' } }),
  ),
  one(
    'managed fields can be taken over by a patch',
    post(GADGETS, gadget('a', { size: 1 })),
    merge(A, { metadata: { managedFields: [{}] } }),
    get(A),
  ),
  one(
    'managed fields can be removed by JSON patch',
    post(GADGETS, gadget('a', { size: 1 })),
    json(A, [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]),
  ),
  one(
    'managed fields emptied',
    post(GADGETS, gadget('a', { size: 1 })),
    merge(A, { metadata: { managedFields: [] } }),
  ),
  one(
    'managed fields that are wrong',
    post(GADGETS, gadget('a', { size: 1 })),
    merge(A, {
      metadata: {
        managedFields: [
          {
            manager: 'x',
            operation: 'Wrong',
            apiVersion: 'corpus.dev/v1',
            fieldsType: 'FieldsV1',
            fieldsV1: {},
          },
        ],
      },
    }),
    merge(A, {
      metadata: {
        managedFields: [
          {
            manager: 'x',
            operation: 'Update',
            apiVersion: 'corpus.dev/v1',
            fieldsType: 'Other',
            fieldsV1: {},
          },
        ],
      },
    }),
  ),
  one(
    'a PUT keeps managed fields that it leaves out',
    applies('one', { size: 1 }, { save: 'a' }),
    put(A, gadget('a', { size: 1, short: 'abc' }, { resourceVersion: '{a.metadata.resourceVersion}' })),
  ),
  one(
    'apply of a config map',
    apply(MAP, 'one', configMap('a', { x: '1' })),
    apply(MAP, 'two', configMap('a', { y: '2' })),
    apply(MAP, 'two', configMap('a', { x: '2' })),
    apply(MAP, 'one', configMap('a')),
  ),
  one(
    'apply of a secret',
    apply(`${SECRETS}/a`, 'one', secret('a', { stringData: { x: '1' } })),
    apply(`${SECRETS}/a`, 'one', secret('a', { data: { y: 'MQ==' } })),
    apply(`${SECRETS}/a`, 'two', secret('a', { type: 'Opaque', data: { y: 'Mg==' } })),
  ),
  one(
    'apply in YAML',
    apply(A, 'one', 'apiVersion: corpus.dev/v1\nkind: Gadget\nmetadata:\n  name: a\nspec:\n  size: 4\n'),
  ),
  one('apply in YAML that is none', apply(A, 'one', 'apiVersion: [corpus.dev/v1\n')),
  one(
    'apply with one key twice in YAML',
    apply(
      A,
      'one',
      'apiVersion: corpus.dev/v1\nkind: Gadget\nmetadata:\n  name: a\nspec:\n  size: 4\n  size: 5\n',
      { query: { fieldValidation: 'Strict' } },
    ),
  ),
  one(
    'apply of a namespace',
    apply('/api/v1/namespaces/applied-space', 'one', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'applied-space', labels: { x: 'y' } },
    }),
    apply('/api/v1/namespaces/applied-space', 'one', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'applied-space' },
    }),
  ),
  one('apply with a manager that is too long', applies('m'.repeat(129), {})),
  one('apply with force that is no boolean', applies('one', {}, { query: { force: 'perhaps' } })),
  one(
    'apply of a deployment by two managers',
    apply(
      '/apis/apps/v1/namespaces/{case.ns}/deployments/a',
      'one',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a' },
        spec: {
          replicas: 1,
          selector: { matchLabels: { x: 'y' } },
          template: { metadata: { labels: { x: 'y' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
        },
      },
      { pick: ['kind'] },
    ),
    apply('/apis/apps/v1/namespaces/{case.ns}/deployments/a', 'two', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 3 },
    }),
    apply('/apis/apps/v1/namespaces/{case.ns}/deployments/a', 'two', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { template: { spec: { containers: [{ name: 'c', image: 'j' }] } } },
    }),
  ),
];
