// Server-side apply, on: order of lists, status, other writers, managedFields, built-in kinds.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  GADGETS,
  SECRETS,
  apply,
  configMap,
  gadget,
  get,
  json,
  merge,
  one,
  post,
  put,
  secret,
} from '../case.ts';

const A = `${GADGETS}/a`;
const MAP = `${CONFIG_MAPS}/a`;
type Spec = Readonly<Record<string, unknown>>;
const applies = (manager: string, spec: Spec, more = {}) => apply(A, manager, gadget('a', spec), more);

export const ownershipCases: readonly Case[] = [
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
