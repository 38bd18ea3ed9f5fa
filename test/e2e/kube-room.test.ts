// The Kubernetes room against a real API server over TLS: what a fake cannot prove, such as validation of events and
// leases, what a patch answers, and the behaviour of watches when the server dies.
import { TextPool } from '../../src/model/texts.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKube, type Kube } from '../../src/kube/create-kube.ts';
import { loadKubeAccess } from '../../src/kube/kube-config.ts';
import { type ClosableTransport, createKubeTransport } from '../../src/kube/kube-transport.ts';
import { ownResource } from '../../src/kube/resource.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { faultOf } from '../../src/model/fault.ts';
import type { KubeObject } from '../../src/model/object.ts';
import type { StoreChange } from '../../src/model/objects.ts';
import { realRandom } from '../../src/model/random.ts';
import { production } from '../../src/model/settings.ts';
import { memoryLog } from '../../src/telemetry/log.ts';
import { memoryMetrics } from '../../src/telemetry/metrics.ts';
import type { Binaries } from './binaries.ts';
import { theServers } from './cluster.ts';
import { compact, type ControlPlane, startControlPlane } from './control-plane.ts';
import { watchedWatches } from './watched-watches.ts';

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.vpcraft.dev' },
  spec: {
    group: 'vpcraft.dev',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things', singular: 'thing' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
const POLL_MS = 50;
const PATIENCE_MS = 90_000;

async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (const start = realClock.monotonic(); realClock.monotonic() - start < PATIENCE_MS; ) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(realClock, POLL_MS);
  }
  throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`);
}

describe.skipIf(theServers.kind !== 'binaries')('the Kubernetes room on a real API server', () => {
  let plane: ControlPlane;
  const transports: ClosableTransport[] = [];
  const kubes: Kube[] = [];
  const changes: StoreChange[] = [];
  const metrics = memoryMetrics();
  const log = memoryLog();
  const watched = watchedWatches();

  function newKube(identity: string): Kube {
    const access = loadKubeAccess({ kubeconfig: plane.kubeconfig }, realClock);
    const transport = watched.through(createKubeTransport(access, realClock));
    const leaseTransport = createKubeTransport(access, realClock);
    transports.push(transport, leaseTransport);
    const kube = createKube({
      texts: new TextPool(),
      transport,
      leaseTransport,
      clock: realClock,
      random: realRandom,
      settings: production,
      log,
      metrics,
      resources: [ownResource('Thing', 'things')],
      identity,
      leaseNamespace: 'default',
    });
    kubes.push(kube);
    return kube;
  }

  async function apply(object: object): Promise<void> {
    const { code, stderr } = await plane.kubectl(['apply', '-f', '-'], JSON.stringify(object));
    if (code !== 0) throw new Error(stderr);
  }

  const thing = (name: string) => ({
    apiVersion: 'vpcraft.dev/v1alpha1',
    kind: 'Thing',
    metadata: { name, namespace: 'default' },
    spec: { size: 1 },
  });
  const seen = (name: string) => until(`${name} is seen`, () => first.store.get(`Thing/default/${name}`));
  let first: Kube;

  beforeAll(async () => {
    plane = await startControlPlane(theServers as Binaries, { controllerManager: false });
    first = newKube('first');
    first.store.onChange((change) => void changes.push(change));
    first.start();
  });
  afterAll(async () => {
    for (const kube of kubes) await kube.stop();
    for (const transport of transports) await transport.close();
    await plane.stop();
  });

  it('says what to do while the CRD is missing, and goes on by itself when it is there', async () => {
    await until('the problem is told', () =>
      first.reflectorTicks().find(({ problem }) => problem?.includes('crds/')),
    );
    expect(first.store.hasSynced()).toBe(false);
    await apply(crd);
    await until('everything is listed', () => first.store.hasSynced());
  });

  it('leads, and a second process leads as soon as the first gives the lease back', async () => {
    await until('the first leads', () => first.lease.isLeader());
    const second = newKube('second');
    second.lease.start();
    const third = newKube('third');
    await sleep(realClock, 4_000);
    expect(second.lease.isLeader()).toBe(false);
    await first.lease.stop();
    await until('the second leads', () => second.lease.isLeader());
    await second.lease.stop();
    third.lease.start();
    await until('the third leads', () => third.lease.isLeader());
    expect(log.lines.filter(({ message }) => message.includes('could not'))).toEqual([]);
  });

  it('adds a finalizer, writes status with a precondition, and touches nothing else', async () => {
    await apply(thing('a'));
    let object: KubeObject = await seen('a');
    const planned = object;
    object = await first.writer.patchMetadata(object, {
      addFinalizer: 'vpcraft.dev/finalizer',
      annotations: { x: 'y' },
    });
    expect(object.metadata).toMatchObject({ finalizers: ['vpcraft.dev/finalizer'], annotations: { x: 'y' } });
    const { stdout } = await plane.kubectl(['get', 'thing', 'a', '-o', 'json']);
    expect(Object.keys(JSON.parse(stdout).metadata.annotations)).toContain(
      'kubectl.kubernetes.io/last-applied-configuration',
    );
    const refused = await first.writer.writeStatus(planned, { late: true }).catch(faultOf);
    expect(refused).toMatchObject({ details: { code: 'Conflict', disposition: 'stale' } });
    object = await first.writer.writeStatus(object, {
      id: 'vpc-1',
      plan: { hash: 'h' },
      conditions: [{ type: 'Ready' }],
    });
    object = await first.writer.writeStatus(object, { id: 'vpc-1', plan: { n: 2 }, conditions: [] });
    expect(object.status).toEqual({ id: 'vpc-1', plan: { n: 2 }, conditions: [] });
    expect(object.spec).toEqual({ size: 1 });
    expect(first.store.get('Thing/default/a')?.metadata.resourceVersion).toBe(
      object.metadata.resourceVersion,
    );
    expect(await first.writer.writeStatus(object, { conditions: [], id: 'vpc-1', plan: { n: 2 } })).toBe(
      object,
    );
  });

  it('lets a deleted object go with its last finalizer, and does not see it again', async () => {
    await plane.kubectl(['delete', 'thing', 'a', '--wait=false']);
    const leaving = await until('deletion is seen', () => {
      const object = first.store.get('Thing/default/a');
      return object?.metadata.deletionTimestamp === undefined ? undefined : object;
    });
    changes.length = 0;
    await first.writer.patchMetadata(leaving, { removeFinalizer: 'vpcraft.dev/finalizer' });
    expect(first.store.get('Thing/default/a')).toBeUndefined();
    expect(await first.writer.read('Thing/default/a')).toBeUndefined();
    await apply(thing('marker'));
    await seen('marker');
    const told = changes.filter(({ key, now }) => key === 'Thing/default/a' && now === undefined);
    expect(told).toHaveLength(1);
    const gone = await first.writer.writeStatus(leaving, { x: 1 }).catch(faultOf);
    expect(gone).toMatchObject({ details: { code: 'NotFound', disposition: 'gone' } });
  });

  it('writes events that a real API server accepts, and counts repetitions in a series', async () => {
    const object = await seen('marker');
    for (let i = 0; i < 3; i++) {
      first.events.record({ object, type: 'Normal', reason: 'CreatedThing', note: 'thing-1 in default' });
      await sleep(realClock, 300);
    }
    await until('both are sent', () => metrics.value('vpcraft_events_total', { result: 'sent' }) >= 2);
    const { stdout } = await plane.kubectl(['get', 'events.events.k8s.io', '-n', 'default', '-o', 'json']);
    const own = JSON.parse(stdout).items.filter(
      (event: { reason: string }) => event.reason === 'CreatedThing',
    );
    expect(own).toMatchObject([
      { regarding: { name: 'marker' }, series: { count: 2 }, note: 'thing-1 in default' },
    ]);
  });

  it('lists by pages, and survives a crash of the API server without losing a change', async () => {
    const many = Array.from({ length: 600 }, (_, i) => thing(`many-${i}`));
    await apply({ apiVersion: 'v1', kind: 'List', items: many });
    await until('all are seen', () => first.store.list('Thing').length === 601);
    await plane.apiServer.kill();
    await sleep(realClock, 3_000);
    expect(first.store.list('Thing')).toHaveLength(601);
    await plane.apiServer.start();
    await apply(thing('after'));
    await seen('after');
    await until('the watch is fresh', () => first.store.staleSeconds('Thing') < 5);
    const paged = newKube('paged');
    paged.start();
    await until('the other one has listed', () => paged.store.hasSynced());
    expect(paged.store.list('Thing')).toHaveLength(602);
    await paged.stop();
  });

  it('is told 410 when the history it would resume from is compacted, lists anew, and tells what it missed', async () => {
    await until('everything is listed', () => first.store.list('Thing').length === 602);
    const before = first.store.get('Thing/default/many-1');
    const relists = metrics.value('vpcraft_relists_total', { kind: 'Thing', cause: 'expired' });
    watched.errors.length = 0;
    changes.length = 0;

    watched.cut();
    await plane.kubectl(['delete', 'thing', 'many-0']);
    await plane.apiServer.kill();
    await compact(plane);
    await plane.apiServer.start();
    watched.mend();

    await until('the missed deletion is told', () =>
      changes.some(({ key }) => key === 'Thing/default/many-0'),
    );
    expect(watched.errors.map(({ code, reason }) => `${code} ${reason}`)).toContain('410 Expired');
    expect(metrics.value('vpcraft_relists_total', { kind: 'Thing', cause: 'expired' })).toBe(relists + 1);
    expect(first.store.list('Thing')).toHaveLength(601);
    expect(first.store.get('Thing/default/many-1')).toEqual(before);
    const things = changes.filter(({ key }) => key.startsWith('Thing/'));
    expect(things.map(({ key, now }) => [key, now])).toEqual([['Thing/default/many-0', undefined]]);
  });
});
