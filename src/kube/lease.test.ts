import { expect, test } from 'vitest';
import { production } from '../model/settings.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { countingMetrics, FakeApi, rememberingLog } from './fake-api.ts';
import { createLease } from './create-kube.ts';

const settings = production;
const LEASE_MS = settings.leaseSeconds * 1_000;
const DEADLINE_MS = settings.renewDeadlineSeconds * 1_000;

function world() {
  const clock = new VirtualClock();
  const api = new FakeApi(clock);
  const pass = (seconds: number) => clock.run(clock.monotonic() + seconds * 1_000);
  /** A process of its own: `reachable` false cuts it off from the API server. */
  function candidate(identity: string, seed: number) {
    const link = { reachable: true };
    const told: string[] = [];
    const metrics = countingMetrics();
    const leaseTransport = {
      request: (request: Parameters<typeof api.request>[0]) =>
        link.reachable ? api.request(request) : Promise.reject(new Error('connect ECONNREFUSED')),
      stream: () => Promise.reject(new Error('leases are not watched')),
    };
    const log = rememberingLog();
    const random = new SeededRandom(seed);
    const lease = createLease({
      leaseTransport,
      clock,
      random,
      settings,
      log,
      metrics,
      identity,
      leaseNamespace: 'sys',
    });
    lease.onStarted(() => void told.push('started'));
    lease.onLost(() => void told.push('lost'));
    return { lease, link, told, metrics, log };
  }
  return { clock, api, pass, candidate };
}

test('the first process makes the lease and leads at once', async () => {
  const { api, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(1);
  expect(a.lease.isLeader()).toBe(true);
  expect(a.told).toEqual(['started']);
  expect(a.metrics.sums.get('vpcraft_leader{}')).toBe(1);
  expect(api.stored('leases', 'sys', 'vpcraft')).toMatchObject({
    spec: {
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      acquireTime: '2026-01-01T00:00:00.000000Z',
    },
  });
});

test('a leader renews with one request every two seconds or so, for hours', async () => {
  const { api, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(3_600);
  expect(a.told).toEqual(['started']);
  expect(api.requests.length).toBeGreaterThan(1_400);
  expect(api.requests.length).toBeLessThan(1_810);
});

test('of two processes one leads, and the other takes over after the lease has run out on its own clock', async () => {
  const { clock, pass, candidate } = world();
  const a = candidate('a', 1);
  const b = candidate('b', 2);
  a.lease.start();
  await pass(1);
  b.lease.start();
  await pass(120);
  expect(b.lease.isLeader()).toBe(false);
  a.link.reachable = false;
  const cut = clock.monotonic();
  let both = 0;
  while (!b.lease.isLeader()) {
    await pass(0.1);
    if (a.lease.isLeader() && b.lease.isLeader()) both++;
    expect(clock.monotonic() - cut).toBeLessThan(LEASE_MS + 6_000);
  }
  expect(both).toBe(0);
  expect(clock.monotonic() - cut).toBeGreaterThan(LEASE_MS - 3_000);
  expect(a.told).toEqual(['started', 'lost']);
  expect(b.told).toEqual(['started']);
});

test('a leader that is cut off stops leading no later than the renew deadline after its last renewal was sent', async () => {
  const { clock, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(60);
  a.link.reachable = false;
  const cut = clock.monotonic();
  await clock.run(cut + DEADLINE_MS, () => !a.lease.isLeader());
  expect(a.lease.isLeader()).toBe(false);
  expect(a.told).toEqual(['started', 'lost']);
  expect(a.metrics.sums.get('vpcraft_leader{}')).toBe(0);
  expect(a.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('the time on the lease is not compared with the own clock: only whether it changes matters', async () => {
  const { api, pass, candidate } = world();
  const spec = {
    holderIdentity: 'x',
    leaseDurationSeconds: 15,
    leaseTransitions: 3,
    renewTime: '2020-01-01T00:00:00.000000Z',
  };
  api.put('leases', { namespace: 'sys', name: 'vpcraft', spec });
  const b = candidate('b', 2);
  b.lease.start();
  for (let i = 0; i < 10; i++) {
    await pass(10);
    api.put('leases', { namespace: 'sys', name: 'vpcraft', spec });
  }
  expect(b.lease.isLeader()).toBe(false);
  await pass(20);
  expect(b.lease.isLeader()).toBe(true);
  expect(api.stored('leases', 'sys', 'vpcraft')).toMatchObject({
    spec: { holderIdentity: 'b', leaseTransitions: 4 },
  });
});

test('a process that stops gives the lease back, and the next one leads within seconds', async () => {
  const { clock, pass, candidate } = world();
  const a = candidate('a', 1);
  const b = candidate('b', 2);
  a.lease.start();
  await pass(1);
  b.lease.start();
  await pass(10);
  await a.lease.stop();
  expect(a.lease.isLeader()).toBe(false);
  const given = clock.monotonic();
  await clock.run(given + 60_000, () => b.lease.isLeader());
  expect(clock.monotonic() - given).toBeLessThan(3_000);
});

test('a leader whose lease somebody took away stops at the next try', async () => {
  const { api, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(10);
  api.put('leases', {
    namespace: 'sys',
    name: 'vpcraft',
    spec: { holderIdentity: 'thief', leaseDurationSeconds: 15 },
  });
  await pass(3);
  expect(a.lease.isLeader()).toBe(false);
  expect(a.told).toEqual(['started', 'lost']);
});

test('a renewal whose answer was lost is found to be the own one', async () => {
  const { api, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(10);
  let lost = 0;
  api.fault = ({ method }) => (method === 'PUT' && lost++ < 2 ? 'lost' : undefined);
  await pass(30);
  expect(lost).toBeGreaterThan(2);
  expect(a.told).toEqual(['started']);
  expect(a.lease.isLeader()).toBe(true);
});

test('two processes that find no lease at the same moment end with one leader', async () => {
  const { pass, candidate } = world();
  const [a, b] = [candidate('a', 1), candidate('b', 2)];
  a.lease.start();
  b.lease.start();
  await pass(5);
  expect([a.lease.isLeader(), b.lease.isLeader()].filter(Boolean)).toHaveLength(1);
});

test('labels that somebody put on the lease survive the renewals', async () => {
  const { api, pass, candidate } = world();
  const a = candidate('a', 1);
  a.lease.start();
  await pass(5);
  api.put('leases', { namespace: 'sys', name: 'vpcraft', labels: { team: 'net' } });
  await pass(10);
  expect(api.stored('leases', 'sys', 'vpcraft')?.metadata.labels).toEqual({ team: 'net' });
  expect(a.lease.isLeader()).toBe(true);
});
