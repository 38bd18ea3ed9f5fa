// Creation: what a new object gets from the server and what it may not bring, names, and bodies that do not belong.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  configMap,
  family,
  GADGETS,
  GROUP,
  gadget,
  get,
  one,
  PODS,
  post,
  SECRETS,
  secret,
} from '../case.ts';

const OTHER_UID = '11111111-2222-3333-4444-555555555555';
const LONG_NAME = 'n'.repeat(254);

export const createCases: readonly Case[] = [
  one('create a gadget with nothing set', post(GADGETS, gadget('a')), get(`${GADGETS}/a`)),
  one(
    'create drops status where status is a subresource',
    post(GADGETS, { ...gadget('a'), status: { phase: 'Up' } }),
  ),
  one(
    'create ignores what only the server sets',
    post(
      GADGETS,
      gadget(
        'a',
        {},
        {
          uid: OTHER_UID,
          generation: 7,
          creationTimestamp: '2001-02-03T04:05:06Z',
          deletionTimestamp: '2001-02-03T04:05:06Z',
          deletionGracePeriodSeconds: 5,
          selfLink: '/somewhere',
        },
      ),
    ),
  ),
  one('create with a resourceVersion is refused', post(GADGETS, gadget('a', {}, { resourceVersion: '1' }))),
  one('create what is there already', post(GADGETS, gadget('a')), post(GADGETS, gadget('a', { size: 2 }))),
  one('create by generateName', post(GADGETS, { ...gadget('x'), metadata: { generateName: 'made-' } })),
  one('create with name and generateName', post(GADGETS, gadget('a', {}, { generateName: 'made-' }))),
  one('create without a name', post(GADGETS, { ...gadget('x'), metadata: {} })),
  one('create without metadata', post(GADGETS, { apiVersion: `${GROUP}/v1`, kind: 'Gadget', spec: {} })),
  one(
    'create in a namespace that is not there',
    post(`/apis/${GROUP}/v1/namespaces/nowhere/gadgets`, gadget('a')),
  ),
  one(
    'create in another namespace than the path says',
    post(GADGETS, gadget('a', {}, { namespace: 'default' })),
  ),
  one(
    'create in the namespace that the path says',
    post(GADGETS, gadget('a', {}, { namespace: '{case.ns}' })),
  ),
  one('create of another kind', post(GADGETS, { ...gadget('a'), kind: 'Widget' })),
  one('create of another version', post(GADGETS, { ...gadget('a'), apiVersion: `${GROUP}/v2` })),
  one('create without apiVersion and kind', post(GADGETS, { metadata: { name: 'a' }, spec: {} })),
  one('create at a path with a name', post(`${GADGETS}/a`, gadget('a'))),
  one('create without a namespace in the path', post(`/apis/${GROUP}/v1/gadgets`, gadget('a'))),
  one('create of a built-in of another kind', post(CONFIG_MAPS, { ...configMap('a'), kind: 'Secret' })),
  one('create of a built-in of another version', post(CONFIG_MAPS, { ...configMap('a'), apiVersion: 'v2' })),
  one(
    'create of a built-in without apiVersion and kind',
    post(CONFIG_MAPS, { metadata: { name: 'a' }, data: {} }),
  ),
  one(
    'create of a built-in in another namespace',
    post(CONFIG_MAPS, configMap('a', {}, { namespace: 'default' })),
  ),
  one('create of a built-in that is there already', post(SECRETS, secret('a')), post(SECRETS, secret('a'))),
  one(
    'create by generateName of a built-in',
    post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } }),
  ),
  one('create of a built-in without a name', post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap' })),
  one(
    'create with a field manager',
    post(GADGETS, gadget('a', { size: 1 }), { query: { fieldManager: 'me' } }),
  ),
  one(
    'create with a field manager that is too long',
    post(GADGETS, gadget('a'), { query: { fieldManager: 'm'.repeat(129) } }),
  ),
  one(
    'create with a field manager that is not printable',
    post(GADGETS, gadget('a'), { query: { fieldManager: 'm\n' } }),
  ),
  one(
    'create is credited to the user agent up to its slash',
    post(GADGETS, gadget('a', { size: 1 }), { userAgent: 'agent-x/v1.2 (linux)' }),
  ),
  one(
    'create as dry run leaves nothing',
    post(GADGETS, gadget('a', { size: 1 }), { query: { dryRun: 'All' } }),
    get(`${GADGETS}/a`),
  ),
  one(
    'create as dry run is validated',
    post(GADGETS, gadget('a', { size: 99 }), { query: { dryRun: 'All' } }),
  ),
  one('create with an unknown dry run', post(GADGETS, gadget('a'), { query: { dryRun: 'Some' } })),
  one(
    'create of a kind that is not served',
    post(`/apis/${GROUP}/v1/namespaces/{case.ns}/things`, gadget('a')),
  ),
  one(
    'create of a group that is not served',
    post('/apis/nowhere.dev/v1/namespaces/{case.ns}/things', gadget('a')),
  ),
  one(
    'read what is not there',
    get(`${GADGETS}/a`),
    get(`${CONFIG_MAPS}/a`),
    get('/api/v1/namespaces/nowhere'),
  ),
  one(
    'create an object with empty metadata maps',
    post(GADGETS, gadget('a', {}, { labels: {}, annotations: {}, finalizers: [], ownerReferences: [] })),
  ),
  one(
    'create with null members',
    post(GADGETS, { ...gadget('a', { short: null, map: null, few: null }), status: null }),
  ),
  one(
    'create with null metadata members',
    post(GADGETS, gadget('a', {}, { labels: null, annotations: null, finalizers: null })),
  ),
  ...family<[unknown]>(
    'a body that is no object',
    [
      ['a list', []],
      ['a string', '"text"'],
      ['half an object', '{"apiVersion":'],
      ['nothing', ''],
    ],
    (body) => [post(GADGETS, body), post(CONFIG_MAPS, body)],
  ).filter(({ steps }) => steps.length > 0),
  ...family<[string]>(
    'a name',
    [
      ['with an upper case letter', 'Bad'],
      ['with an underscore', 'a_b'],
      ['that begins with a hyphen', '-a'],
      ['that ends with a dot', 'a.'],
      ['with dots', 'a.b.c'],
      ['of digits', '123'],
      ['with two dots in a row', 'a..b'],
      ['that is too long', LONG_NAME],
      ['with a space', 'a b'],
      ['that is a dot', '.'],
    ],
    (name) => [post(GADGETS, gadget(name)), post(CONFIG_MAPS, configMap(name))],
  ),
  ...family<[string]>(
    'a name of a namespace',
    [
      ['with a dot', 'a.b'],
      ['with an upper case letter', 'Bad'],
      ['that is too long', 'n'.repeat(64)],
    ],
    (name) => [post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })],
  ),
  ...family<[string]>(
    'a name of a role',
    [
      ['with a colon', 'system:corpus:a'],
      ['with a slash', 'a/b'],
      ['with a percent sign', 'a%b'],
    ],
    (name) => [
      post('/apis/rbac.authorization.k8s.io/v1/namespaces/{case.ns}/roles', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      }),
    ],
  ),
  one(
    'generateName that makes a bad name',
    post(GADGETS, { ...gadget('x'), metadata: { generateName: 'Bad_' } }),
  ),
  one(
    'a pod is stored and not run',
    post(
      PODS,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'c', image: 'registry.example/c:1' }] },
      },
      { pick: ['metadata', 'name'] },
    ),
  ),
];
