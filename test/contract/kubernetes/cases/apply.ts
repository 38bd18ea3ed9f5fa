// Server-side apply: conflicts, force, giving fields up, two managers.
import type { Case } from '../case.ts';
import { family, GADGETS, apply, gadget, get, merge, one, post } from '../case.ts';

const A = `${GADGETS}/a`;
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
];
