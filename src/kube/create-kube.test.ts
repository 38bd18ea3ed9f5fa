import { TextPool } from '../model/texts.ts';
import { expect, test } from 'vitest';
import { production } from '../model/settings.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { createKube } from './create-kube.ts';
import { countingMetrics, FakeApi, rememberingLog } from './fake-api.ts';
import { ownResource } from './resource.ts';

function world(seed = 1) {
  const clock = new VirtualClock();
  const api = new FakeApi(clock);
  const metrics = countingMetrics();
  const kube = createKube({
    texts: new TextPool(),
    transport: api,
    leaseTransport: api,
    clock,
    random: new SeededRandom(seed),
    settings: production,
    log: rememberingLog(),
    metrics,
    resources: [
      ownResource('Net', 'nets'),
      ownResource('AWSAccount', 'awsaccounts', false),
      ownResource('Host', 'hosts'),
    ],
    identity: 'pod-1',
    leaseNamespace: 'vpcraft-system',
  });
  const pass = (seconds: number) => clock.run(clock.monotonic() + seconds * 1_000);
  return { clock, api, kube, metrics, pass };
}

test('everything is listed, watched and led soon after the start, and ends with stop', async () => {
  const { clock, api, kube, pass } = world();
  api.put('nets', { namespace: 'net', name: 'a' });
  api.put('awsaccounts', { name: 'prod' });
  api.put('hosts', { namespace: 'net', name: 'b', labels: { tier: 'web' } });
  kube.start();
  await pass(1);
  expect(kube.store.hasSynced()).toBe(true);
  expect(kube.store.get('Net/net/a')).toBeDefined();
  expect(kube.store.get('AWSAccount//prod')).toBeDefined();
  expect(kube.store.get('Host/net/b')?.metadata.labels).toEqual({ tier: 'web' });
  expect(kube.lease.isLeader()).toBe(true);
  await kube.stop();
  expect(kube.lease.isLeader()).toBe(false);
  expect(api.stored('leases', 'vpcraft-system', 'vpcraft')).not.toHaveProperty('spec.holderIdentity');
  const asked = api.requests.length;
  await pass(3_600);
  expect(api.requests).toHaveLength(asked);
  expect(clock.untilNext()).toBeUndefined();
});

test('one kind that cannot be listed keeps the store from being called synced', async () => {
  const { api, kube, metrics, pass } = world();
  api.missing.add('awsaccounts');
  kube.start();
  await pass(10);
  expect(kube.store.hasSynced()).toBe(false);
  expect(kube.reflectorTicks().map(({ kind, problem }) => [kind, problem !== undefined])).toEqual([
    ['Net', false],
    ['AWSAccount', true],
    ['Host', false],
  ]);
  kube.measure();
  expect(metrics.sums.get('vpcraft_watch_age_seconds{AWSAccount}')).toBe(Number.POSITIVE_INFINITY);
  expect(metrics.sums.get('vpcraft_watch_age_seconds{Net}')).toBeLessThan(11);
  await kube.stop();
});

test('a quiet hour costs a bounded number of requests, and the same seed asks the same', async () => {
  const runs = [];
  for (let run = 0; run < 2; run++) {
    const { api, kube, pass } = world(7);
    kube.start();
    await pass(3_600);
    await kube.stop();
    runs.push(api.requests.map(({ method, path, query }) => [method, path, query]));
  }
  expect(runs[0]).toEqual(runs[1]);
  const lists =
    runs[0]?.filter(([method, path]) => method === 'GET' && !String(path).includes('leases')) ?? [];
  // Three kinds: at most 12 watches of 5 to 10 min and 6 lists each.
  expect(lists.length).toBeLessThanOrEqual(3 * 19);
});
