// Lists: order, selectors, paging, resourceVersions.
import type { Case, Step } from '../case.ts';
import {
  family,
  CONFIG_MAPS,
  GADGETS,
  GROUP,
  PARTIAL_LIST,
  PODS,
  SECRETS,
  del,
  gadget,
  get,
  merge,
  one,
  post,
} from '../case.ts';

type Query = Readonly<Record<string, string>>;
const names = ['c', 'a', 'e', 'b', 'd'] as const;
const CHOICES = ['red', 'green', 'blue', 'red', 'green'] as const;
/** Five gadgets with labels, and a fifth without. */
export const filled: readonly Step[] = names.map((name, index) =>
  post(
    GADGETS,
    gadget(
      name,
      { size: index + 1, choice: CHOICES[index] },
      name === 'd' ? {} : { labels: { app: index < 2 ? 'web' : 'db', index: String(index) } },
    ),
    { pick: ['metadata', 'name'] },
  ),
);
const lists = (query: Query) => [...filled, get(GADGETS, { query })];
/** Small answers: names only. */
export const PARTIAL_MANY = { accept: PARTIAL_LIST };

export const readCases: readonly Case[] = [
  one('list nothing', get(GADGETS), get(CONFIG_MAPS, { query: { labelSelector: 'nobody=has' } })),
  one('list in order of names', ...filled, get(GADGETS)),
  one('list in a namespace that is not there', get(`/apis/${GROUP}/v1/namespaces/nowhere/gadgets`)),
  one(
    'list all namespaces by a label',
    post(GADGETS, gadget('a', {}, { labels: { everywhere: 'yes' } })),
    get(`/apis/${GROUP}/v1/gadgets`, { query: { labelSelector: 'everywhere=yes' } }),
  ),
  one(
    'list all namespaces by a field',
    post(GADGETS, gadget('only-here')),
    get(`/apis/${GROUP}/v1/gadgets`, { query: { fieldSelector: 'metadata.name=only-here' } }),
  ),
  ...family<[string]>(
    'label selector',
    [
      ['equals', 'app=web'],
      ['equals twice', 'app==web'],
      ['equals not', 'app!=web'],
      ['is there', 'app'],
      ['is not there', '!app'],
      ['in', 'app in (web,db)'],
      ['in one', 'app in (web)'],
      ['notin', 'app notin (web)'],
      ['two', 'app=db,index=2'],
      ['greater', 'index>1'],
      ['less', 'index<1'],
      ['with spaces', ' app = web , index = 0 '],
      ['empty value', 'app='],
      ['nobody', 'app=nobody'],
      ['no value list', 'app in ()'],
      ['unfinished list', 'app in (web'],
      ['no operator', 'app web'],
      ['bad key', 'a b=c'],
      ['bad value', 'app=a b'],
      ['bad characters', 'app=$x'],
      ['only a comma', ','],
      ['only an operator', '=x'],
      ['no number', 'index>x'],
      ['key with a prefix', 'example.com/role=x'],
      ['long value', `app=${'v'.repeat(64)}`],
    ],
    (labelSelector) => [...filled, get(GADGETS, { query: { labelSelector }, ...PARTIAL_MANY })],
  ),
  ...family<[string]>(
    'field selector',
    [
      ['name', 'metadata.name=b'],
      ['not a name', 'metadata.name!=b'],
      ['twice equals', 'metadata.name==b'],
      ['namespace', 'metadata.namespace=default'],
      ['a selectable field', 'spec.choice=red'],
      ['a selectable field, not', 'spec.choice!=red'],
      ['a selectable number', 'spec.size=3'],
      ['two', 'spec.choice=red,metadata.name=b'],
      ['a field that is not selectable', 'spec.short=x'],
      ['a field that is not there', 'nowhere=x'],
      ['labels', 'metadata.labels.app=web'],
      ['no operator', 'metadata.name'],
      ['unfinished', 'metadata.name='],
      ['in', 'metadata.name in (a,b)'],
      ['an escaped comma', 'metadata.name=a\\,b'],
      ['a bad escape', 'metadata.name=a\\b'],
    ],
    (fieldSelector) => [...filled, get(GADGETS, { query: { fieldSelector }, ...PARTIAL_MANY })],
  ),
  ...family<[string, string]>(
    'field selector of',
    [
      ['secrets by type', SECRETS, 'type=Opaque'],
      ['config maps by a field', CONFIG_MAPS, 'data=x'],
      ['pods by node', PODS, 'spec.nodeName='],
      ['pods by phase', PODS, 'status.phase=Pending'],
      ['namespaces by phase', '/api/v1/namespaces', 'status.phase=Nowhere'],
      [
        'events by what they are about',
        '/api/v1/namespaces/{case.ns}/events',
        'involvedObject.kind=Gadget,involvedObject.name=x',
      ],
      ['events by a field', '/api/v1/namespaces/{case.ns}/events', 'message=x'],
      [
        'newer events by what they are about',
        '/apis/events.k8s.io/v1/namespaces/{case.ns}/events',
        'regarding.kind=Gadget',
      ],
    ],
    (path, fieldSelector) => [get(path, { query: { fieldSelector } })],
  ),
  one(
    'pages of two',
    ...filled,
    get(GADGETS, { query: { limit: '2' }, save: 'one', ...PARTIAL_MANY }),
    get(GADGETS, {
      query: { limit: '2', continue: '{one.metadata.continue}' },
      save: 'two',
      ...PARTIAL_MANY,
    }),
    get(GADGETS, { query: { limit: '2', continue: '{two.metadata.continue}' }, ...PARTIAL_MANY }),
  ),
  one(
    'pages show the snapshot of the first',
    ...filled,
    get(GADGETS, { query: { limit: '2' }, save: 'one', ...PARTIAL_MANY }),
    del(`${GADGETS}/d`),
    post(GADGETS, gadget('f')),
    merge(`${GADGETS}/e`, { metadata: { labels: { late: 'yes' } } }),
    get(GADGETS, { query: { continue: '{one.metadata.continue}' }, ...PARTIAL_MANY }),
  ),
  one(
    'a page with a label selector does not count what remains',
    ...filled,
    get(GADGETS, { query: { limit: '1', labelSelector: 'app' }, save: 'one', ...PARTIAL_MANY }),
    get(GADGETS, {
      query: { limit: '9', labelSelector: 'app', continue: '{one.metadata.continue}' },
      ...PARTIAL_MANY,
    }),
  ),
  one('a page as large as the list', ...lists({ limit: '5' })),
  one('a page larger than the list', ...lists({ limit: '50' })),
  one('limit 0 is no limit', ...lists({ limit: '0' })),
  one(
    'a list of any revision has no pages',
    ...filled,
    get(GADGETS, PARTIAL_MANY),
    get(GADGETS, { query: { limit: '2', resourceVersion: '0' }, ...PARTIAL_MANY }),
  ),
  one('limit that is no number', get(GADGETS, { query: { limit: 'x' } })),
  one('limit below zero', ...lists({ limit: '-1' })),
  one(
    'continue that is none',
    get(GADGETS, { query: { continue: 'nonsense' } }),
    get(CONFIG_MAPS, { query: { continue: '!' } }),
  ),
  one(
    'continue with a resourceVersion',
    ...filled,
    get(GADGETS, { query: { limit: '2' }, save: 'one', ...PARTIAL_MANY }),
    get(GADGETS, {
      query: {
        limit: '2',
        continue: '{one.metadata.continue}',
        resourceVersion: '{one.metadata.resourceVersion}',
      },
    }),
  ),
  one(
    'continue with a match',
    ...filled,
    get(GADGETS, { query: { limit: '2' }, save: 'one', ...PARTIAL_MANY }),
    get(GADGETS, { query: { continue: '{one.metadata.continue}', resourceVersionMatch: 'Exact' } }),
  ),
  ...family<[Query]>(
    'list at a resourceVersion',
    [
      ['any', { resourceVersion: '0' }],
      ['any, not older', { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' }],
      ['any, exact', { resourceVersion: '0', resourceVersionMatch: 'Exact' }],
      ['that is far ahead', { resourceVersion: '999999999' }],
      ['that is far ahead, exact', { resourceVersion: '999999999', resourceVersionMatch: 'Exact' }],
      ['that is no number', { resourceVersion: 'x' }],
      ['none, with a match', { resourceVersionMatch: 'NotOlderThan' }],
      ['with an unknown match', { resourceVersion: '1', resourceVersionMatch: 'Perhaps' }],
      ['old, not older', { resourceVersion: '1', resourceVersionMatch: 'NotOlderThan' }],
      [
        'with sendInitialEvents',
        { resourceVersion: '1', resourceVersionMatch: 'NotOlderThan', sendInitialEvents: 'true' },
      ],
    ],
    // A plain list first: until then a real server's cache may be behind.
    (query) => [post(GADGETS, gadget('a')), get(GADGETS), get(GADGETS, { query })],
  ),
  one(
    'list exactly as it was',
    post(GADGETS, gadget('a'), { save: 'a' }),
    post(GADGETS, gadget('b')),
    merge(`${GADGETS}/a`, { spec: { size: 2 } }),
    get(GADGETS, {
      query: { resourceVersion: '{a.metadata.resourceVersion}', resourceVersionMatch: 'Exact' },
    }),
  ),
  one(
    'read one at a resourceVersion',
    post(GADGETS, gadget('a')),
    get(`${GADGETS}/a`, { query: { resourceVersion: '0' } }),
    get(`${GADGETS}/a`, { query: { resourceVersion: 'x' } }),
  ),
];
