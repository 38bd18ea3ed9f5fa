// A cluster with one small custom kind on a virtual clock, and requests that are answered at once: what the tests of
// this folder share.
import { SeededRandom, VirtualClock } from '../../model/virtual-clock.ts';
import type { ClusterOptions } from './cluster.ts';
import { Cluster } from './cluster.ts';
import type { KubeObject, Obj } from './json.ts';
import { resourcePath } from './request.ts';

const ROUTES = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['to'],
  items: {
    type: 'object',
    required: ['to'],
    properties: { to: { type: 'string' }, via: { type: 'string' } },
  },
};
const SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        color: { type: 'string', default: 'red' },
        routes: ROUTES,
      },
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};

export const WIDGETS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.dev' },
  spec: {
    group: 'test.dev',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wid'], categories: ['vpcraft'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: SCHEMA },
        additionalPrinterColumns: [{ name: 'Phase', type: 'string', jsonPath: '.status.phase' }],
      },
    ],
  },
};

export const PATH = '/apis/test.dev/v1/namespaces/default/widgets';

export type Answered = { code: number; body: Obj & Partial<KubeObject> };
export type Asked = { body?: unknown; query?: Record<string, string>; contentType?: string };

export function makeCluster(options: ClusterOptions = {}) {
  const clock = new VirtualClock();
  const cluster = new Cluster({
    clock,
    random: new SeededRandom(1),
    options: { crds: [WIDGETS], ...options },
  });
  const ask = (method: string, path: string, asked: Asked = {}): Answered => {
    const headers = { 'content-type': asked.contentType ?? 'application/json', 'user-agent': 'tester/1' };
    const request = { method, path, query: asked.query ?? {}, headers, body: asked.body };
    const parsed = resourcePath(path);
    const answer = cluster.handle(request, parsed, cluster.info(request, parsed, 'tester'));
    if (answer.kind !== 'document') throw new Error('this helper does not open watches');
    return { code: answer.code, body: answer.body as Answered['body'] };
  };
  const run = (ms: number) => clock.run(clock.monotonic() + ms);
  return { clock, cluster, ask, run };
}

export function widget(name: string, spec: Obj = { size: 1 }, metadata: Obj = {}): Obj {
  return { apiVersion: 'test.dev/v1', kind: 'Widget', metadata: { name, ...metadata }, spec };
}
