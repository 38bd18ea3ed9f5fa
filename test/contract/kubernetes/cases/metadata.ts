// Rules for metadata that every kind shares: labels, annotations, finalizers, owner references.
import type { Case } from '../case.ts';
import { CONFIG_MAPS, configMap, family, GADGETS, gadget, merge, one, post } from '../case.ts';

const UID = '11111111-2222-3333-4444-555555555555';
const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: UID };
/** One byte more than all annotations together may have. */
const TOO_MUCH = 256 * 1024 + 1;
const DRY = { query: { dryRun: 'All' } };

type Metadata = Readonly<Record<string, unknown>>;
const both = (metadata: Metadata) => [
  post(GADGETS, gadget('a', {}, metadata), DRY),
  post(CONFIG_MAPS, configMap('a', {}, metadata), DRY),
];

export const metadataCases: readonly Case[] = [
  ...family<[Metadata]>(
    'labels',
    [
      ['with a prefix', { 'example.com/role': 'x' }],
      ['without a value', { role: '' }],
      ['with a value of other characters', { role: 'a b' }],
      ['with a value that ends in a hyphen', { role: 'a-' }],
      ['with a value of 63 characters', { role: 'v'.repeat(63) }],
      ['with a value of 64 characters', { role: 'v'.repeat(64) }],
      ['with an empty key', { '': 'x' }],
      ['with a key of other characters', { 'a b': 'x' }],
      ['with an empty prefix', { '/role': 'x' }],
      ['with two slashes', { 'a/b/c': 'x' }],
      ['with a prefix that is no domain', { 'Example/role': 'x' }],
      ['with a key of 64 characters', { ['k'.repeat(64)]: 'x' }],
      ['with two faults', { 'a b': 'x', role: 'c d' }],
    ],
    (labels) => both({ labels }),
  ),
  ...family<[Metadata]>(
    'annotations',
    [
      ['with any text', { 'example.com/note': 'any text,\n"quoted" and long' }],
      ['with an upper case key', { 'Example.com/Note': 'x' }],
      ['with a key of other characters', { 'a b': 'x' }],
      ['with an empty key', { '': 'x' }],
    ],
    (annotations) => both({ annotations }),
  ),
  one('annotations that are too large', ...both({ annotations: { big: 'x'.repeat(TOO_MUCH) } })),
  ...family<[unknown]>(
    'labels of another type',
    [
      ['a text', 'x'],
      ['a list', ['x']],
      ['a number as a value', { role: 1 }],
      ['a boolean as a value', { role: true }],
    ],
    (labels) => both({ labels }),
  ),
  ...family<[unknown]>(
    'finalizers',
    [
      ['with a domain', ['example.com/hold']],
      ['two of them', ['example.com/hold', 'example.com/hold-too']],
      ['the same twice', ['example.com/hold', 'example.com/hold']],
      ['without a domain', ['hold']],
      ['of other characters', ['example.com/a b']],
      ['an empty one', ['']],
      ['of the server', ['foregroundDeletion']],
      ['orphan and foregroundDeletion', ['orphan', 'foregroundDeletion']],
      ['a text', 'example.com/hold'],
    ],
    (finalizers) => both({ finalizers }),
  ),
  ...family<[unknown]>(
    'owner references',
    [
      ['of something', [OWNER]],
      ['with controller', [{ ...OWNER, controller: true, blockOwnerDeletion: true }]],
      [
        'two controllers',
        [
          { ...OWNER, controller: true },
          { ...OWNER, name: 'two', uid: UID.replace('1', '2'), controller: true },
        ],
      ],
      ['without a uid', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner' }]],
      ['without a name', [{ apiVersion: 'v1', kind: 'ConfigMap', uid: UID }]],
      ['without a kind', [{ apiVersion: 'v1', name: 'owner', uid: UID }]],
      ['without an apiVersion', [{ kind: 'ConfigMap', name: 'owner', uid: UID }]],
      ['with a bad apiVersion', [{ ...OWNER, apiVersion: 'a/b/c' }]],
      ['the same twice', [OWNER, OWNER]],
      ['an event', [{ ...OWNER, kind: 'Event' }]],
    ],
    (ownerReferences) => both({ ownerReferences }),
  ),
  one(
    'a name may not change',
    post(GADGETS, gadget('a')),
    merge(`${GADGETS}/a`, { metadata: { name: 'b' } }),
  ),
  one(
    'a namespace may not change',
    post(GADGETS, gadget('a')),
    merge(`${GADGETS}/a`, { metadata: { namespace: 'default' } }),
  ),
  one('a uid may not change', post(GADGETS, gadget('a')), merge(`${GADGETS}/a`, { metadata: { uid: UID } })),
  one(
    'times and generation cannot be changed',
    post(GADGETS, gadget('a')),
    merge(`${GADGETS}/a`, {
      metadata: {
        creationTimestamp: '2001-02-03T04:05:06Z',
        generation: 9,
        deletionTimestamp: '2001-02-03T04:05:06Z',
      },
    }),
  ),
  one(
    'labels and annotations can be changed, and are no new generation',
    post(GADGETS, gadget('a', { size: 1 })),
    merge(`${GADGETS}/a`, { metadata: { labels: { x: 'y' }, annotations: { a: 'b' } } }),
    merge(`${GADGETS}/a`, { metadata: { labels: { x: null }, annotations: null } }),
  ),
  one(
    'owner references and finalizers can be changed',
    post(GADGETS, gadget('a')),
    merge(`${GADGETS}/a`, { metadata: { finalizers: ['example.com/hold'], ownerReferences: [OWNER] } }),
    merge(`${GADGETS}/a`, { metadata: { finalizers: null } }),
  ),
];
