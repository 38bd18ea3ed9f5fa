// The Kubernetes room and the embedded API server, together: in process on a virtual clock for everything that takes
// time, and over HTTP for the transport. Neither may fit only its own tests.
import { TextPool } from '../../src/model/texts.ts';
import { afterEach, expect, test } from 'vitest';
import { createKube, type Kube } from '../../src/kube/create-kube.ts';
import { createKubeTransport } from '../../src/kube/kube-transport.ts';
import { ownResource } from '../../src/kube/resource.ts';
import { realClock } from '../../src/model/clock.ts';
import { faultOf } from '../../src/model/fault.ts';
import type { KubeObject } from '../../src/model/object.ts';
import type { KubeTransport } from '../../src/model/ports.ts';
import { realRandom } from '../../src/model/random.ts';
import { production } from '../../src/model/settings.ts';
import { SeededRandom, VirtualClock } from '../../src/model/virtual-clock.ts';
import { Cluster } from '../../src/sandbox/cluster/cluster.ts';
import type { FaultEffect } from '../../src/sandbox/cluster/faults.ts';
import { startClusterServer } from '../../src/sandbox/cluster/http-front.ts';
import { clusterTransport } from '../../src/sandbox/cluster/transport.ts';
import { memoryLog } from '../../src/telemetry/log.ts';
import { memoryMetrics } from '../../src/telemetry/metrics.ts';

const GROUP = 'vpcraft.dev';
const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `things.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};
const THINGS = `/apis/${GROUP}/v1alpha1/namespaces/net/things`;

function kubeOn(
  transport: KubeTransport,
  world: { clock: VirtualClock | typeof realClock; seed: number; identity?: string },
) {
  const metrics = memoryMetrics();
  const log = memoryLog();
  const kube = createKube({
    texts: new TextPool(),
    transport,
    leaseTransport: transport,
    clock: world.clock,
    random: world.clock === realClock ? realRandom : new SeededRandom(world.seed),
    settings: production,
    log,
    metrics,
    resources: [ownResource('Thing', 'things')],
    identity: world.identity ?? 'pod-1',
    leaseNamespace: 'default',
  });
  return { kube, metrics, log };
}

function world(options: { seed?: number; crds?: readonly object[] } = {}) {
  const { seed = 1, crds = [crd] } = options;
  const clock = new VirtualClock();
  const cluster = new Cluster({
    clock,
    random: new SeededRandom(seed),
    options: { crds, namespaces: ['net'] },
  });
  const user = clusterTransport(cluster, { user: 'person', userAgent: 'kubectl' });
  const pass = (seconds: number) => clock.run(clock.monotonic() + seconds * 1_000);
  /** Lets time pass until `work` is done. */
  async function after<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    await clock.run(clock.monotonic() + 600_000, () => done);
    return await work;
  }
  const apply = (name: string, more: object = {}) =>
    after(
      user.request({
        method: 'POST',
        path: THINGS,
        body: { apiVersion: `${GROUP}/v1alpha1`, kind: 'Thing', metadata: { name }, ...more },
      }),
    );
  const remove = (name: string) => after(user.request({ method: 'DELETE', path: `${THINGS}/${name}` }));
  const own = { userAgent: 'vpcraft' };
  const fault = (effect: FaultEffect, more: object = {}) =>
    cluster.faults.add({ match: own, effect, ...more });
  return { clock, cluster, pass, after, apply, remove, fault, seed };
}

const thing = (kube: Kube, name: string) => kube.store.get(`Thing/net/${name}`) as KubeObject;
const names = (kube: Kube) =>
  kube.store
    .list('Thing')
    .map(({ metadata }) => metadata.name)
    .sort();

test('finalizer, status and deletion of one object, from the first look to its end', async () => {
  const { clock, cluster, pass, after, apply, remove } = world();
  const { kube } = kubeOn(clusterTransport(cluster), { clock, seed: 2 });
  kube.start();
  await pass(1);
  await apply('a', { spec: { size: 1 } });
  await pass(1);
  let object = await after(
    kube.writer.patchMetadata(thing(kube, 'a'), { addFinalizer: 'vpcraft.dev/finalizer' }),
  );
  object = await after(kube.writer.writeStatus(object, { id: 'x', plan: { hash: 'h' } }));
  object = await after(kube.writer.writeStatus(object, { id: 'x', conditions: [] }));
  expect(cluster.object(GROUP, 'things', 'net', 'a')).toMatchObject({
    spec: { size: 1 },
    metadata: { generation: 1 },
  });
  expect(object.status).toEqual({ id: 'x', conditions: [] });
  await remove('a');
  await pass(1);
  expect(thing(kube, 'a').metadata.deletionTimestamp).toBeDefined();
  await after(kube.writer.patchMetadata(thing(kube, 'a'), { removeFinalizer: 'vpcraft.dev/finalizer' }));
  expect(names(kube)).toEqual([]);
  await pass(5);
  expect(names(kube)).toEqual([]);
  expect(cluster.object(GROUP, 'things', 'net', 'a')).toBeUndefined();
  await after(kube.stop());
});

test.each<[string, FaultEffect]>([
  ['watches that stall', { type: 'watchStall' }],
  ['watches that are cut', { type: 'watchCut' }],
  ['410 in the stream', { type: 'gone' }],
  ['410 as the answer', { type: 'gone', asStatus: true }],
  ['connections that break before the server acts', { type: 'dropBefore' }],
  ['connections that break after the server acted', { type: 'dropAfter' }],
  ['errors of the server', { type: 'internalError' }],
  ['a server that asks to wait', { type: 'tooManyRequests', retryAfterSeconds: 3 }],
  ['a server that is slower than every limit', { type: 'delay', ms: 60_000 }],
  ['refusals', { type: 'forbidden' }],
])(
  'after ten minutes of %s the store is right within five, and its staleness showed it',
  async (_, effect) => {
    const { clock, cluster, pass, after, apply, remove, fault } = world();
    const { kube } = kubeOn(clusterTransport(cluster), { clock, seed: 3 });
    kube.start();
    await apply('before');
    await pass(10);
    fault(effect);
    cluster.cutWatches({ userAgent: 'vpcraft', resource: 'namespaces' });
    await apply('during');
    await remove('before');
    await apply('before', { spec: { second: true } });
    await pass(600);
    if (!names(kube).includes('during')) expect(kube.store.staleSeconds('Thing')).toBeGreaterThan(120);
    cluster.faults.clear();
    await pass(300);
    expect(names(kube)).toEqual(['before', 'during']);
    expect(thing(kube, 'before').spec).toEqual({ second: true });
    expect(kube.store.staleSeconds('Thing')).toBeLessThan(70);
    await after(kube.stop());
  },
);

test('a partition without any answer neither hangs the watch nor the lease', async () => {
  const { clock, cluster, pass, after, apply } = world();
  let cut = false;
  const first = kubeOn(clusterTransport(cluster, { isPartitioned: () => cut }), {
    clock,
    seed: 4,
    identity: 'first',
  });
  const second = kubeOn(clusterTransport(cluster), { clock, seed: 5, identity: 'second' });
  first.kube.start();
  await pass(5);
  second.kube.start();
  await pass(30);
  expect(first.kube.lease.isLeader()).toBe(true);
  cut = true;
  await apply('during');
  let both = 0;
  for (let second10 = 0; second10 < 400; second10++) {
    await pass(0.1);
    if (first.kube.lease.isLeader() && second.kube.lease.isLeader()) both++;
  }
  expect(both).toBe(0);
  expect(second.kube.lease.isLeader()).toBe(true);
  expect(first.kube.lease.isLeader()).toBe(false);
  await pass(300);
  cut = false;
  await pass(60);
  expect(names(first.kube)).toEqual(['during']);
  await after(first.kube.stop());
  await after(second.kube.stop());
});

test('a conflict and a lost answer are told apart, and the store learns what the lost answer did', async () => {
  const { clock, cluster, pass, after, apply, fault } = world();
  const { kube } = kubeOn(clusterTransport(cluster), { clock, seed: 6 });
  kube.start();
  await apply('a');
  await pass(1);
  const object = thing(kube, 'a');
  fault({ type: 'dropAfter' }, { times: 1, match: { userAgent: 'vpcraft', verbs: ['patch'] } });
  const lost = await after(kube.writer.writeStatus(object, { id: 'x' }).catch(faultOf));
  expect(lost).toMatchObject({ details: { code: 'NoAnswer', outcomeUnknown: true } });
  const again = await after(kube.writer.writeStatus(object, { id: 'x' }).catch(faultOf));
  expect(again).toMatchObject({ details: { code: 'Conflict', disposition: 'stale', outcomeUnknown: false } });
  await pass(1);
  expect(thing(kube, 'a').status).toEqual({ id: 'x' });
  await after(kube.stop());
});

test('the CRD may come later', async () => {
  const { clock, cluster, pass, after, apply } = world({ crds: [] });
  const { kube } = kubeOn(clusterTransport(cluster), { clock, seed: 7 });
  kube.start();
  await pass(120);
  expect(kube.store.hasSynced()).toBe(false);
  expect(kube.reflectorTicks()[0]?.problem).toBe(`CRD things.${GROUP} is missing: kubectl apply -f crds/`);
  cluster.installDefinition(crd);
  await pass(31);
  await apply('a');
  await pass(1);
  expect(names(kube)).toEqual(['a']);
  await after(kube.stop());
});

test('events are accepted, and in a namespace that is being deleted they are counted only', async () => {
  const { clock, cluster, pass, after, apply } = world();
  const { kube, metrics } = kubeOn(clusterTransport(cluster), { clock, seed: 8 });
  kube.start();
  await apply('a', { metadata: { name: 'a', finalizers: ['vpcraft.dev/finalizer'] } });
  await pass(1);
  const object = thing(kube, 'a');
  kube.events.record({ object, type: 'Normal', reason: 'CreatedThing', note: 'x' });
  kube.events.record({ object, type: 'Normal', reason: 'CreatedThing', note: 'x' });
  await pass(5);
  expect(metrics.value('vpcraft_events_total', { result: 'failed' })).toBe(0);
  expect(metrics.value('vpcraft_events_total', { result: 'sent' })).toBeGreaterThanOrEqual(1);
  const user = clusterTransport(cluster, { userAgent: 'kubectl' });
  await after(user.request({ method: 'DELETE', path: '/api/v1/namespaces/net' }));
  await pass(1);
  const { body } = await after(user.request({ method: 'GET', path: '/api/v1/namespaces/net' }));
  expect((body as KubeObject).metadata.deletionTimestamp).toBeDefined();
  kube.events.record({ object, type: 'Normal', reason: 'DeletedThing', note: 'y' });
  await pass(5);
  expect(metrics.value('vpcraft_events_total', { result: 'terminating' })).toBe(1);
  await after(kube.stop());
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

test('the same over HTTP: list, watch, write, a cut, and the lease', async () => {
  const cluster = new Cluster({
    clock: realClock,
    random: realRandom,
    options: { crds: [crd], namespaces: ['net'] },
  });
  const server = await startClusterServer({ cluster });
  open.push(() => server.close());
  const access = {
    server: server.url,
    proxy: undefined,
    namespace: undefined,
    credentials: async () => ({ headers: {}, tls: {} }),
    refused: () => undefined,
  };
  const transport = createKubeTransport(access, realClock);
  open.push(() => transport.close());
  const { kube } = kubeOn(transport, { clock: realClock, seed: 0 });
  open.push(() => kube.stop());
  const heard = (what: (object: KubeObject) => boolean) =>
    new Promise<KubeObject>((resolve) => {
      kube.store.onChange(({ now }) => {
        if (now !== undefined && what(now)) resolve(now);
      });
    });
  const leading = new Promise<void>((resolve) => kube.lease.onStarted(resolve));
  const user = clusterTransport(cluster, { userAgent: 'kubectl' });
  const apply = (name: string) =>
    user.request({
      method: 'POST',
      path: THINGS,
      body: { apiVersion: `${GROUP}/v1alpha1`, kind: 'Thing', metadata: { name } },
    });
  const first = heard(({ metadata }) => metadata.name === 'a');
  await apply('a');
  kube.start();
  const written = await kube.writer.writeStatus(await first, { id: 'x' });
  expect(written.status).toEqual({ id: 'x' });
  const second = heard(({ metadata }) => metadata.name === 'b');
  cluster.cutWatches();
  await apply('b');
  await second;
  await leading;
  expect(names(kube)).toEqual(['a', 'b']);
}, 30_000);
