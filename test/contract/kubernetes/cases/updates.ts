// PUT, the status endpoint, generations, resourceVersions, unknown fields, and writes that change nothing.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  configMap,
  family,
  GADGETS,
  GROUP,
  gadget,
  get,
  merge,
  one,
  post,
  put,
  SECRETS,
  secret,
} from '../case.ts';

const A = `${GADGETS}/a`;
const made = (spec: Readonly<Record<string, unknown>> = { size: 1 }) =>
  post(GADGETS, gadget('a', spec), { save: 'a' });
const at = (
  version: string,
  spec: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> = {},
) => gadget('a', spec, { resourceVersion: version, ...metadata });
const NOW = '{a.metadata.resourceVersion}';

type Members = Readonly<Record<string, unknown>>;

export const updateCases: readonly Case[] = [
  one('PUT with the latest resourceVersion', made(), put(A, at(NOW, { size: 2 })), get(A)),
  one(
    'PUT with an old resourceVersion',
    made(),
    merge(A, { spec: { size: 3 } }),
    put(A, at(NOW, { size: 2 })),
  ),
  one('PUT with a resourceVersion that is no number', made(), put(A, at('x', { size: 2 }))),
  one('PUT with resourceVersion 0', made(), put(A, at('0', { size: 2 }))),
  one('PUT of a custom resource without resourceVersion', made(), put(A, gadget('a', { size: 2 }))),
  one(
    'PUT of a config map without resourceVersion',
    post(CONFIG_MAPS, configMap('a', { x: '1' })),
    put(`${CONFIG_MAPS}/a`, configMap('a', { x: '2' })),
  ),
  one(
    'PUT of what is not there',
    put(A, gadget('a', { size: 2 })),
    put(A, at('5', { size: 2 })),
    put(`${CONFIG_MAPS}/a`, configMap('a')),
  ),
  one(
    'PUT under another name',
    made(),
    put(A, { ...gadget('b'), metadata: { name: 'b', resourceVersion: NOW } }),
  ),
  one(
    'PUT without a name',
    made(),
    put(A, { ...gadget('x', { size: 2 }), metadata: { resourceVersion: NOW } }),
  ),
  one(
    'PUT with another uid',
    made(),
    put(A, at(NOW, { size: 2 }, { uid: '11111111-2222-3333-4444-555555555555' })),
  ),
  one('PUT to a collection', put(GADGETS, gadget('a'))),
  one('PUT that changes nothing', made(), put(A, at(NOW, { size: 1, level: 3, filled: { a: 'x' } })), get(A)),
  one('PUT that leaves defaults out changes nothing', made(), put(A, at(NOW, { size: 1 }))),
  one(
    'PUT drops what it does not say',
    post(GADGETS, gadget('a', { size: 1, short: 'abc' }, { labels: { x: 'y' } }), { save: 'a' }),
    put(A, at(NOW, { size: 1 })),
  ),
  one(
    'PUT leaves status alone',
    made(),
    merge(`${A}/status`, { status: { phase: 'Up' } }, { save: 'a' }),
    put(A, { ...at(NOW, { size: 2 }), status: { phase: 'Down' } }),
  ),
  one(
    'PUT to status leaves spec and labels alone',
    made(),
    put(`${A}/status`, { ...at(NOW, { size: 2 }, { labels: { x: 'y' } }), status: { phase: 'Up' } }),
  ),
  one('PUT to status of what is not there', put(`${A}/status`, { ...gadget('a'), status: {} })),
  one(
    'PUT to status without status',
    made(),
    merge(`${A}/status`, { status: { phase: 'Up' } }, { save: 'a' }),
    put(`${A}/status`, at(NOW, { size: 1 })),
  ),
  one('PUT as dry run', made(), put(A, at(NOW, { size: 2 }), { query: { dryRun: 'All' } }), get(A)),
  one(
    'PUT with the fields that a GET showed',
    made(),
    get(A, { save: 'a' }),
    put(
      A,
      at(NOW, { size: 4 }, { uid: '{a.metadata.uid}', creationTimestamp: '{a.metadata.creationTimestamp}' }),
    ),
  ),
  one(
    'PUT cannot take finalizers of a living object back by mistake',
    post(GADGETS, gadget('a', {}, { finalizers: ['example.com/x'] }), { save: 'a' }),
    put(A, at(NOW, {})),
  ),
  one('GET of the status endpoint', made(), get(`${A}/status`)),
  one(
    'endpoints that a kind does not have',
    made(),
    get(`${A}/scale`),
    get(`${A}/other`),
    post(`${A}/status`, gadget('a')),
    get(`${CONFIG_MAPS}/a/status`),
  ),
  one(
    'generation counts changes of spec only',
    made(),
    merge(A, { spec: { size: 2 } }),
    merge(A, { metadata: { labels: { x: 'y' } } }),
    merge(`${A}/status`, { status: { phase: 'Up' } }),
    merge(A, { spec: { size: 2 } }),
    merge(A, { spec: { size: 3 } }),
  ),
  one(
    'a config map has no generation',
    post(CONFIG_MAPS, configMap('a', { x: '1' })),
    merge(`${CONFIG_MAPS}/a`, { data: { x: '2' } }),
  ),
  one(
    'a write that changes nothing keeps the resourceVersion',
    made(),
    merge(A, { spec: { size: 1 } }),
    merge(`${A}/status`, { status: {} }),
    merge(`${A}/status`, {}),
  ),
  one(
    'an object without status, and with an empty one',
    made(),
    merge(`${A}/status`, { status: {} }),
    get(A),
    merge(`${A}/status`, { status: null }),
    get(A),
  ),
  one(
    'crates have no status endpoint, and keep status as any field',
    post(`/apis/${GROUP}/v1/crates`, {
      apiVersion: `${GROUP}/v1`,
      kind: 'Crate',
      metadata: { name: 'status-crate' },
      spec: { label: 'x' },
    }),
    get(`/apis/${GROUP}/v1/crates/status-crate/status`),
    merge(`/apis/${GROUP}/v1/crates/status-crate`, { spec: { label: 'y' } }),
  ),
  one(
    'a crate in its other version',
    post(`/apis/${GROUP}/v1beta1/crates`, {
      apiVersion: `${GROUP}/v1beta1`,
      kind: 'Crate',
      metadata: { name: 'versions-crate' },
      spec: { label: 'x' },
    }),
    get(`/apis/${GROUP}/v1/crates/versions-crate`),
    get(`/apis/${GROUP}/v1beta1/crates/versions-crate`),
    merge(`/apis/${GROUP}/v1beta1/crates/versions-crate`, { spec: { label: 'y' } }),
    get(`/apis/${GROUP}/v1/crates/versions-crate`),
  ),
  one(
    'an immutable config map',
    post(CONFIG_MAPS, { ...configMap('a', { x: '1' }), immutable: true }),
    merge(`${CONFIG_MAPS}/a`, { data: { x: '2' } }),
    merge(`${CONFIG_MAPS}/a`, { immutable: false }),
    merge(`${CONFIG_MAPS}/a`, { metadata: { labels: { x: 'y' } } }),
  ),
  one(
    'an immutable secret',
    post(SECRETS, secret('a', { immutable: true, stringData: { x: '1' } })),
    merge(`${SECRETS}/a`, { stringData: { x: '2' } }),
  ),
  ...family<[Members]>(
    'unknown fields',
    [
      ['in spec', { spec: { size: 1, wrong: 1 } }],
      ['in a nested object', { spec: { nested: { inner: { required: 'x', wrong: 1 } } } }],
      [
        'in an item of a list',
        {
          spec: {
            routes: [
              { to: 'a', wrong: 1 },
              { to: 'b', other: 2 },
            ],
          },
        },
      ],
      ['at the root', { wrong: 1, spec: {} }],
      ['in metadata', { metadata: { name: 'a', wrong: 1 }, spec: {} }],
      [
        'several',
        {
          wrong: 1,
          spec: { wrong: 1, also: { x: 2 }, nested: { inner: { required: 'x', wrong: 1 }, wrong: 2 } },
        },
      ],
      ['in status', { spec: {}, status: { wrong: 1 } }],
      ['in a free object', { spec: { free: { anything: 1 } } }],
      ['in a map', { spec: { map: { anything: 'x' } } }],
    ],
    (more) =>
      ['Strict', 'Warn', 'Ignore', undefined].map((validation) =>
        post(
          GADGETS,
          { ...gadget('a'), ...more },
          {
            query: { dryRun: 'All', ...(validation === undefined ? {} : { fieldValidation: validation }) },
          },
        ),
      ),
  ),
  ...family<[Members]>(
    'unknown fields of a config map',
    [
      ['at the root', { wrong: 1 }],
      ['in metadata', { metadata: { name: 'a', wrong: 1 } }],
    ],
    (more) =>
      ['Strict', 'Warn', 'Ignore'].map((fieldValidation) =>
        post(CONFIG_MAPS, { ...configMap('a'), ...more }, { query: { dryRun: 'All', fieldValidation } }),
      ),
  ),
  one('an unknown fieldValidation', post(GADGETS, gadget('a'), { query: { fieldValidation: 'Sometimes' } })),
  one(
    'unknown fields in a patch',
    made(),
    merge(A, { spec: { wrong: 1 } }, { query: { fieldValidation: 'Strict' } }),
    merge(A, { spec: { wrong: 1 } }),
    get(A),
  ),
  one(
    'unknown fields in a PUT',
    made(),
    put(A, at(NOW, { size: 1, wrong: 1 }), { query: { fieldValidation: 'Strict' } }),
  ),
  one(
    'unknown fields in the status endpoint',
    made(),
    merge(`${A}/status`, { status: { wrong: 1 } }, { query: { fieldValidation: 'Strict' } }),
  ),
];
