// Forms of an answer: Table, PartialObjectMetadata, media types.
import type { Case } from '../case.ts';
import {
  CONFIG_MAPS,
  GADGETS,
  GROUP,
  PARTIAL,
  SECRETS,
  TABLE,
  configMap,
  gadget,
  get,
  merge,
  one,
  post,
  secret,
} from '../case.ts';
import { filled, PARTIAL_MANY } from './reads.ts';

export const formCases: readonly Case[] = [
  one(
    'a Table of gadgets',
    ...filled,
    merge(`${GADGETS}/a/status`, {
      status: { phase: 'Up', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    merge(`${GADGETS}/b`, {
      spec: { open: 0.5, flag: true, set: ['x', 'y'], routes: [{ to: 'p' }, { to: 'q' }] },
    }),
    get(GADGETS, { accept: TABLE }),
  ),
  one('a Table of one gadget', ...filled, get(`${GADGETS}/a`, { accept: TABLE })),
  one(
    'a Table without objects',
    ...filled,
    get(GADGETS, { accept: TABLE, query: { includeObject: 'None' } }),
  ),
  one(
    'a Table with whole objects',
    post(GADGETS, gadget('a', { size: 2 })),
    get(GADGETS, { accept: TABLE, query: { includeObject: 'Object' } }),
  ),
  one(
    'a Table with an unknown includeObject',
    get(GADGETS, { accept: TABLE, query: { includeObject: 'Some' } }),
  ),
  one('a Table of nothing', get(GADGETS, { accept: TABLE })),
  one('a Table in pages', ...filled, get(GADGETS, { accept: TABLE, query: { limit: '2' } })),
  one(
    'a Table of crates, which have no columns',
    post(`/apis/${GROUP}/v1/crates`, {
      apiVersion: `${GROUP}/v1`,
      kind: 'Crate',
      metadata: { name: 'table-crate' },
    }),
    get(`/apis/${GROUP}/v1/crates/table-crate`, { accept: TABLE }),
  ),
  one(
    'a Table of config maps',
    post(CONFIG_MAPS, configMap('a', { x: '1', y: '2' })),
    get(CONFIG_MAPS, { accept: TABLE, query: { fieldSelector: 'metadata.name=a' } }),
  ),
  one(
    'a Table of secrets',
    post(SECRETS, secret('a', { stringData: { x: '1' } })),
    get(SECRETS, { accept: TABLE }),
  ),
  one('a Table of namespaces', get('/api/v1/namespaces/{case.ns}', { accept: TABLE })),
  one(
    'a Table of leases',
    post('/apis/coordination.k8s.io/v1/namespaces/{case.ns}/leases', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'a' },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 15 },
    }),
    get('/apis/coordination.k8s.io/v1/namespaces/{case.ns}/leases', { accept: TABLE }),
  ),
  one(
    'a Table of definitions',
    get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.${GROUP}`, {
      accept: TABLE,
      pick: ['columnDefinitions'],
    }),
  ),
  one('a Table of a written object', post(GADGETS, gadget('a', { size: 2 }), { accept: TABLE })),
  one(
    'only metadata of one',
    post(GADGETS, gadget('a', { size: 2 })),
    get(`${GADGETS}/a`, { accept: PARTIAL }),
  ),
  one(
    'only metadata of a list',
    post(CONFIG_MAPS, configMap('a', { x: '1' }, { labels: { mine: 'yes' } })),
    get(CONFIG_MAPS, { ...PARTIAL_MANY, query: { labelSelector: 'mine' } }),
  ),
  one(
    'only metadata of a list, asked for as of one',
    post(GADGETS, gadget('a')),
    get(GADGETS, { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }),
  ),
  one(
    'a media type that is not served',
    get(GADGETS, { accept: 'text/html' }),
    get(`${GADGETS}/a`, { accept: 'application/json;as=Nothing;v=v1;g=meta.k8s.io' }),
    get(CONFIG_MAPS, { accept: 'image/png' }),
  ),
  one('a pretty answer', post(GADGETS, gadget('a')), get(`${GADGETS}/a`, { query: { pretty: 'true' } })),
];
