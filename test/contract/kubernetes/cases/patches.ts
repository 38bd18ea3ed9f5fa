// The three patch types that are not server-side apply, on custom and on built-in kinds.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  configMap,
  family,
  GADGETS,
  gadget,
  get,
  json,
  merge,
  one,
  PODS,
  post,
  SECRETS,
  secret,
  strategic,
} from '../case.ts';

const A = `${GADGETS}/a`;
const MAP = `${CONFIG_MAPS}/a`;
type Operations = readonly unknown[];
const FULL = {
  size: 1,
  short: 'abc',
  few: ['x', 'y'],
  routes: [
    { to: 'a', via: '1' },
    { to: 'b', via: '2' },
  ],
  map: { one: '1', two: '2' },
};
const made = post(GADGETS, gadget('a', FULL, { labels: { x: 'y' } }));
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', labels: { x: 'y' }, finalizers: ['example.com/one', 'example.com/two'] },
  spec: {
    containers: [
      {
        name: 'one',
        image: 'registry.example/one:1',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      { name: 'two', image: 'registry.example/two:1', ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ],
    tolerations: [{ key: 'k', operator: 'Exists' }],
  },
};
const POD_A = `${PODS}/a`;

export const patchCases: readonly Case[] = [
  ...family<[Operations]>(
    'JSON patch',
    [
      ['adds a member', [{ op: 'add', path: '/spec/lower', value: 'x' }]],
      ['adds over a member', [{ op: 'add', path: '/spec/size', value: 2 }]],
      ['replaces a member', [{ op: 'replace', path: '/spec/size', value: 2 }]],
      ['replaces a member that is missing', [{ op: 'replace', path: '/spec/lower', value: 'x' }]],
      ['removes a member', [{ op: 'remove', path: '/spec/short' }]],
      ['removes a member that is missing', [{ op: 'remove', path: '/spec/lower' }]],
      ['removes from a parent that is missing', [{ op: 'remove', path: '/spec/nowhere/x' }]],
      ['adds to a parent that is missing', [{ op: 'add', path: '/spec/free/x', value: 1 }]],
      ['inserts an item', [{ op: 'add', path: '/spec/few/1', value: 'z' }]],
      ['appends an item', [{ op: 'add', path: '/spec/few/-', value: 'z' }]],
      ['inserts an item behind the end', [{ op: 'add', path: '/spec/few/9', value: 'z' }]],
      ['replaces an item', [{ op: 'replace', path: '/spec/few/0', value: 'z' }]],
      ['replaces an item behind the end', [{ op: 'replace', path: '/spec/few/9', value: 'z' }]],
      ['removes an item', [{ op: 'remove', path: '/spec/few/0' }]],
      ['removes an item behind the end', [{ op: 'remove', path: '/spec/few/9' }]],
      ['names an item by a word', [{ op: 'remove', path: '/spec/few/first' }]],
      [
        'tests what is so',
        [
          { op: 'test', path: '/spec/size', value: 1 },
          { op: 'replace', path: '/spec/size', value: 2 },
        ],
      ],
      [
        'tests what is not so',
        [
          { op: 'test', path: '/spec/size', value: 7 },
          { op: 'replace', path: '/spec/size', value: 2 },
        ],
      ],
      ['tests what is missing', [{ op: 'test', path: '/spec/lower', value: 'x' }]],
      ['tests an object', [{ op: 'test', path: '/spec/map', value: { two: '2', one: '1' } }]],
      ['tests that a member is missing', [{ op: 'test', path: '/spec/lower', value: null }]],
      ['copies', [{ op: 'copy', from: '/spec/few', path: '/spec/set' }]],
      ['copies what is missing', [{ op: 'copy', from: '/spec/nowhere', path: '/spec/set' }]],
      ['moves', [{ op: 'move', from: '/spec/few/0', path: '/spec/few/1' }]],
      ['moves what is missing', [{ op: 'move', from: '/spec/nowhere', path: '/spec/set' }]],
      ['escapes slashes', [{ op: 'add', path: '/metadata/labels/example.com~1role', value: 'x' }]],
      ['has no operations', []],
      ['has an unknown operation', [{ op: 'merge', path: '/spec', value: {} }]],
      ['has a path without a slash', [{ op: 'add', path: 'spec', value: {} }]],
      ['has no path', [{ op: 'remove' }]],
      ['has no op', [{ path: '/spec' }]],
      ['removes the root', [{ op: 'remove', path: '' }]],
      ['replaces the root', [{ op: 'replace', path: '', value: {} }]],
      ['changes the kind', [{ op: 'replace', path: '/kind', value: 'Other' }]],
      ['changes the apiVersion', [{ op: 'replace', path: '/apiVersion', value: 'other/v1' }]],
      ['removes the name', [{ op: 'remove', path: '/metadata/name' }]],
      ['makes what the schema refuses', [{ op: 'replace', path: '/spec/size', value: 99 }]],
      ['makes another type', [{ op: 'replace', path: '/spec/size', value: 'x' }]],
    ],
    (operations) => [made, json(A, operations)],
  ),
  one('JSON patch that is no list', made, json(A, { spec: { size: 2 } })),
  one(
    'JSON patch with more than 10,000 operations',
    made,
    json(
      A,
      Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/spec/size', value: 1 })),
    ),
  ),
  one(
    'JSON patch of status',
    made,
    json(`${A}/status`, [{ op: 'add', path: '/status', value: { phase: 'Up' } }]),
    json(`${A}/status`, [{ op: 'replace', path: '/status/phase', value: 'Down' }]),
  ),
  one(
    'JSON patch with a resourceVersion to test',
    post(GADGETS, gadget('a'), { save: 'a' }),
    json(A, [
      { op: 'test', path: '/metadata/resourceVersion', value: '{a.metadata.resourceVersion}' },
      { op: 'add', path: '/spec/size', value: 2 },
    ]),
    json(A, [
      { op: 'test', path: '/metadata/resourceVersion', value: '{a.metadata.resourceVersion}' },
      { op: 'add', path: '/spec/size', value: 3 },
    ]),
  ),
  one(
    'JSON patch of a config map',
    post(CONFIG_MAPS, configMap('a', { x: '1' })),
    json(MAP, [{ op: 'add', path: '/data/y', value: '2' }]),
    json(MAP, [{ op: 'replace', path: '/data/nowhere', value: '2' }]),
    json(MAP, [{ op: 'add', path: '/data/y', value: 2 }]),
  ),
  ...family<[unknown]>(
    'merge patch',
    [
      ['sets a member', { spec: { size: 2 } }],
      ['removes a member', { spec: { short: null } }],
      ['removes a member that is missing', { spec: { lower: null } }],
      ['merges a map', { spec: { map: { one: null, three: '3' } } }],
      ['replaces a list', { spec: { few: ['z'] } }],
      ['replaces a keyed list', { spec: { routes: [{ to: 'c' }] } }],
      ['makes objects on its way', { spec: { nested: { inner: { required: 'x' } } } }],
      ['removes labels', { metadata: { labels: null } }],
      ['is empty', {}],
      ['makes another type', { spec: { size: 'x' } }],
      ['makes what the schema refuses', { spec: { size: 99 } }],
      ['names the latest resourceVersion wrongly', { metadata: { resourceVersion: '1' }, spec: { size: 2 } }],
      ['changes the kind', { kind: 'Other' }],
      ['removes spec', { spec: null }],
      ['removes defaults, which come back', { spec: { level: null, filled: null } }],
      ['is a list', [1]],
      ['is a text', '"x"'],
      ['is no JSON', '{"spec":'],
    ],
    (patch) => [made, merge(A, patch)],
  ),
  one('merge patch of what is not there', merge(A, { spec: {} }), merge(MAP, { data: {} })),
  one('merge patch of a collection', merge(GADGETS, { spec: {} })),
  one(
    'merge patch of a config map',
    post(CONFIG_MAPS, configMap('a', { x: '1' })),
    merge(MAP, { data: { y: '2', x: null } }),
    merge(MAP, { data: { z: 1 } }),
    merge(MAP, { data: null }),
  ),
  one('merge patch with force', made, merge(A, { spec: { size: 2 } }, { query: { force: 'true' } })),
  one('merge patch as dry run', made, merge(A, { spec: { size: 2 } }, { query: { dryRun: 'All' } }), get(A)),
  one(
    'merge patch with a field manager',
    made,
    merge(A, { spec: { size: 2 } }, { query: { fieldManager: 'me' } }),
  ),
  one(
    'a patch of no known type',
    made,
    { method: 'PATCH', path: A, body: {}, contentType: 'application/json' },
    { method: 'PATCH', path: A, body: {}, contentType: 'text/plain' },
  ),
  one('strategic merge patch of a custom resource', made, strategic(A, { spec: { size: 2 } })),
  one('a patch of no known type of a built-in', post(CONFIG_MAPS, configMap('a')), {
    method: 'PATCH',
    path: MAP,
    body: {},
    contentType: 'application/json',
  }),
  ...family<[unknown]>(
    'strategic merge patch of a pod',
    [
      ['sets labels', { metadata: { labels: { z: '1' } } }],
      ['removes a label', { metadata: { labels: { x: null } } }],
      [
        'merges a container by name',
        { spec: { containers: [{ name: 'one', image: 'registry.example/one:2' }] } },
      ],
      ['adds a finalizer', { metadata: { finalizers: ['example.com/three'] } }],
      ['adds a finalizer that is there', { metadata: { finalizers: ['example.com/two'] } }],
      ['removes a finalizer', { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/one'] } }],
      ['replaces labels', { metadata: { labels: { $patch: 'replace', only: 'me' } } }],
      [
        'orders finalizers',
        { metadata: { '$setElementOrder/finalizers': ['example.com/two', 'example.com/one'] } },
      ],
      ['with an unknown directive', { metadata: { labels: { $patch: 'explode' } } }],
      ['without the merge key', { spec: { containers: [{ image: 'registry.example/one:2' }] } }],
      [
        'adds a toleration to an atomic list',
        {
          spec: {
            tolerations: [
              { key: 'k', operator: 'Exists' },
              { key: 'l', operator: 'Exists' },
            ],
          },
        },
      ],
      ['of another type', { metadata: { labels: 'x' } }],
      ['is empty', {}],
      ['is no JSON', '{'],
    ],
    (patch) => [
      post(PODS, POD, { pick: ['metadata', 'name'] }),
      strategic(POD_A, patch, { pick: ['metadata', 'labels'] }),
      get(POD_A, { pick: ['metadata', 'finalizers'] }),
      get(POD_A, { pick: ['spec', 'containers', { name: 'one' }, 'image'] }),
    ],
  ),
  one(
    'strategic merge patch of a config map',
    post(CONFIG_MAPS, configMap('a', { x: '1', y: '2' })),
    strategic(MAP, { data: { x: null, z: '3' } }),
    strategic(MAP, { data: { $patch: 'replace', only: 'me' } }),
    strategic(MAP, { data: { $patch: 'delete' } }),
  ),
  one(
    'strategic merge patch of owner references',
    post(
      CONFIG_MAPS,
      configMap(
        'a',
        {},
        {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'x', uid: '11111111-2222-3333-4444-555555555555' },
          ],
        },
      ),
    ),
    strategic(
      MAP,
      {
        metadata: {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'y', uid: '21111111-2222-3333-4444-555555555555' },
          ],
        },
      },
      { pick: ['metadata', 'ownerReferences'] },
    ),
  ),
  one(
    'strategic merge patch of a secret',
    post(SECRETS, secret('a', { stringData: { x: '1' } })),
    strategic(`${SECRETS}/a`, { stringData: { y: '2' } }),
    strategic(`${SECRETS}/a`, { data: { x: null } }),
  ),
  one(
    'strategic merge patch of a resourceVersion that is old',
    post(CONFIG_MAPS, configMap('a')),
    strategic(MAP, { metadata: { resourceVersion: '1' }, data: { x: 'y' } }),
  ),
];
