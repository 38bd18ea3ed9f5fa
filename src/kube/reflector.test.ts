import { expect, test } from 'vitest';
import { fakeWorld, told } from './fake-world.ts';

test('the first list is told as initial, page by page, and everything after it is not', async () => {
  const { api, store, reflector, changes, pass } = fakeWorld();
  for (let i = 0; i < 1_201; i++) api.put('nets', { namespace: 'net', name: `a${i}` });
  reflector.start();
  await pass(0);
  expect(store.hasSynced()).toBe(true);
  expect(store.list('Net')).toHaveLength(1_201);
  expect(api.requests.filter(({ query }) => query?.['limit'] === '500')).toHaveLength(3);
  expect(changes.every((change) => change.initial)).toBe(true);
  api.put('nets', { namespace: 'net', name: 'later' });
  await pass(0);
  expect(changes.at(-1)).toMatchObject({ key: 'Net/net/later', initial: false });
  await reflector.stop();
});

test('objects come out with kind and apiVersion, and without managedFields', async () => {
  const { api, store, reflector, pass } = fakeWorld();
  api.put('nets', { namespace: 'net', name: 'a' });
  reflector.start();
  await pass(0);
  const object = store.get('Net/net/a');
  expect(object).toMatchObject({ kind: 'Net', apiVersion: 'vpcraft.dev/v1alpha1' });
  expect(JSON.stringify(object)).not.toContain('managedFields');
  await reflector.stop();
});

test('a watch that is cut resumes where it was, without a list and without telling anything twice', async () => {
  const { api, reflector, changes, pass } = fakeWorld();
  api.put('nets', { namespace: 'net', name: 'a' });
  reflector.start();
  await pass(1);
  api.cutWatches(new Error('ECONNRESET'));
  api.put('nets', { namespace: 'net', name: 'b' });
  api.remove('nets', 'net', 'a');
  await pass(2);
  expect(told(changes)).toEqual(['+a', '+b', '-a']);
  expect(api.requests.filter(({ query }) => query?.['limit'] !== undefined)).toHaveLength(1);
  await reflector.stop();
});

test('a watch on which nothing arrives any more is noticed within 130 s and resumed', async () => {
  const { api, store, reflector, changes, pass } = fakeWorld();
  reflector.start();
  await pass(1);
  api.silenceWatches();
  api.put('nets', { namespace: 'net', name: 'unheard' });
  await pass(128);
  expect(store.staleSeconds('Net')).toBeGreaterThan(60);
  expect(told(changes)).toEqual([]);
  await pass(5);
  expect(told(changes)).toEqual(['+unheard']);
  expect(store.staleSeconds('Net')).toBeLessThan(5);
  await reflector.stop();
});

test('bookmarks keep a quiet kind fresh, so that compaction does not force a list', async () => {
  const { api, store, reflector, metrics, pass } = fakeWorld();
  reflector.start();
  await pass(30);
  for (let i = 0; i < 50; i++) api.put('subnets', { namespace: 'net', name: `s${i}` });
  await pass(60);
  expect(store.staleSeconds('Net')).toBeLessThanOrEqual(60);
  api.compact();
  api.cutWatches(new Error('ECONNRESET'));
  await pass(10);
  expect(metrics.sums.get('vpcraft_relists_total{Net,expired}')).toBeUndefined();
  expect(api.watching()).toBe(1);
  await reflector.stop();
});

test.each([
  [
    'as the HTTP status of the watch',
    (world: ReturnType<typeof fakeWorld>) => {
      world.api.cutWatches(new Error('ECONNRESET'));
      world.api.put('nets', { namespace: 'net', name: 'b' });
      world.api.compact();
    },
  ],
  [
    'after the watch ended in good order',
    (world: ReturnType<typeof fakeWorld>) => {
      world.api.silenceWatches();
      world.api.put('nets', { namespace: 'net', name: 'b' });
      world.api.cutWatches();
      world.api.compact();
    },
  ],
])('410 %s leads to a new list', async (_, happen) => {
  const world = fakeWorld();
  const { api, reflector, changes, metrics, pass } = world;
  api.put('nets', { namespace: 'net', name: 'a' });
  reflector.start();
  await pass(2);
  happen(world);
  await pass(5);
  expect(told(changes)).toEqual(['+a', '+b']);
  expect(metrics.sums.get('vpcraft_relists_total{Net,expired}')).toBe(1);
  await reflector.stop();
});

test('an ERROR event with code 410 leads to a new list', async () => {
  const { api, reflector, metrics, pass } = fakeWorld();
  reflector.start();
  await pass(2);
  api.inject(JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }));
  await pass(2);
  expect(metrics.sums.get('vpcraft_relists_total{Net,expired}')).toBe(1);
  await reflector.stop();
});

test('410 between two pages begins the list anew', async () => {
  const { api, store, reflector, pass } = fakeWorld();
  for (let i = 0; i < 600; i++) api.put('nets', { namespace: 'net', name: `a${i}` });
  let second = 0;
  api.fault = ({ query }) => {
    if (query?.['continue'] !== undefined && second++ === 0) {
      api.put('nets', { namespace: 'net', name: 'more' });
      api.compact();
    }
    return undefined;
  };
  reflector.start();
  await pass(2);
  expect(store.list('Net')).toHaveLength(601);
  await reflector.stop();
});

test('an object that was deleted and made again during an outage is told as another one', async () => {
  const { api, reflector, changes, pass } = fakeWorld();
  const before = api.put('nets', { namespace: 'net', name: 'a' });
  reflector.start();
  await pass(2);
  api.fault = () => 'refused';
  api.cutWatches(new Error('ECONNRESET'));
  api.remove('nets', 'net', 'a');
  api.put('nets', { namespace: 'net', name: 'a' });
  api.compact();
  await pass(60);
  api.fault = () => undefined;
  await pass(60);
  expect(told(changes)).toEqual(['+a', '-a', '+a']);
  expect(changes[1]?.old?.metadata.uid).toBe(before.metadata.uid);
  expect(changes[2]?.now?.metadata.uid).not.toBe(before.metadata.uid);
  await reflector.stop();
});

test('a line that was cut in the middle is not believed: the watch is opened again and nothing is lost', async () => {
  const { api, reflector, changes, pass } = fakeWorld();
  reflector.start();
  await pass(2);
  api.inject('{"type":"ADDED","object":{"metada');
  api.put('nets', { namespace: 'net', name: 'a' });
  await pass(2);
  expect(told(changes)).toEqual(['+a']);
  await reflector.stop();
});

test('while the CRD is missing the log says so once, and its arrival is noticed', async () => {
  const { api, store, reflector, log, pass } = fakeWorld();
  api.missing.add('nets');
  reflector.start();
  await pass(300);
  const warnings = log.lines.filter(({ level }) => level === 'warn');
  expect(warnings).toEqual([
    {
      level: 'warn',
      fields: { kind: 'Net', detail: 'CRD nets.vpcraft.dev is missing: kubectl apply -f crds/' },
      message: 'cannot watch this kind',
    },
  ]);
  expect(reflector.tick().problem).toContain('is missing');
  expect(store.hasSynced()).toBe(false);
  expect(store.staleSeconds('Net')).toBe(Number.POSITIVE_INFINITY);
  api.missing.clear();
  await pass(31);
  expect(store.hasSynced()).toBe(true);
  expect(reflector.tick().problem).toBeUndefined();
  await reflector.stop();
});

test('an API server that is away is asked less and less often, and found within 30 s of its return', async () => {
  const { api, store, reflector, pass } = fakeWorld();
  api.fault = () => 'refused';
  reflector.start();
  await pass(3_600);
  expect(api.requests.length).toBeGreaterThan(120);
  expect(api.requests.length).toBeLessThan(400);
  api.fault = () => undefined;
  await pass(30);
  expect(store.hasSynced()).toBe(true);
  await reflector.stop();
});

test('a version that cannot be resumed three times in a row is given up for a new list', async () => {
  const { api, reflector, metrics, pass } = fakeWorld();
  reflector.start();
  await pass(2);
  api.fault = ({ query }) =>
    query?.['watch'] === undefined ? undefined : { status: 400, reason: 'BadRequest' };
  api.cutWatches(new Error('ECONNRESET'));
  await pass(10);
  expect(metrics.sums.get('vpcraft_relists_total{Net,resume-failed}')).toBeGreaterThanOrEqual(1);
  await reflector.stop();
});

test('an event that was lost without a trace is found by the list that follows ten minutes later', async () => {
  const { api, reflector, changes, metrics, pass } = fakeWorld();
  reflector.start();
  await pass(1);
  api.silenceWatches();
  api.put('nets', { namespace: 'net', name: 'x' });
  api.silenceWatches(false);
  await pass(299);
  expect(told(changes)).toEqual([]);
  await pass(1_201);
  expect(metrics.sums.get('vpcraft_relists_total{Net,age}')).toBeGreaterThanOrEqual(1);
  expect(told(changes)).toEqual(['+x']);
  await reflector.stop();
});

test('after stop nothing is asked any more, also when it comes in the middle of a back-off', async () => {
  const { api, reflector, pass } = fakeWorld();
  api.fault = () => 'refused';
  reflector.start();
  await pass(20);
  await reflector.stop();
  const asked = api.requests.length;
  api.fault = () => undefined;
  await pass(120);
  expect(api.requests).toHaveLength(asked);
});

test('stop ends an open watch', async () => {
  const { api, reflector, pass } = fakeWorld();
  reflector.start();
  await pass(1);
  expect(api.watching()).toBe(1);
  await reflector.stop();
  expect(api.watching()).toBe(0);
});

test('the loop ticks at least every two minutes and a half while nothing happens at all', async () => {
  const { clock, api, reflector, pass } = fakeWorld();
  reflector.start();
  await pass(1);
  api.silenceWatches();
  for (let i = 0; i < 30; i++) {
    await pass(20);
    expect(clock.monotonic() - reflector.tick().lastTickMs).toBeLessThan(150_000);
  }
  await reflector.stop();
});

test('scoped to one namespace, only that namespace is asked for', async () => {
  const world = fakeWorld({ namespace: 'net' });
  world.api.put('nets', { namespace: 'net', name: 'a' });
  world.api.put('nets', { namespace: 'other', name: 'b' });
  world.reflector.start();
  await world.pass(1);
  expect(told(world.changes)).toEqual(['+a']);
  await world.reflector.stop();
});

test('a watch that is refused with Retry-After is not asked for sooner', async () => {
  const { api, reflector, changes, pass } = fakeWorld();
  reflector.start();
  await pass(1);
  const watches = () => api.requests.filter(({ query }) => query?.['watch'] === '1').length;
  api.fault = () => ({ status: 429, headers: { 'retry-after': '20' } });
  api.cutWatches(new Error('ECONNRESET'));
  await pass(1);
  expect(watches()).toBe(2);
  api.fault = () => undefined;
  api.put('nets', { namespace: 'net', name: 'a' });
  await pass(18);
  expect(watches()).toBe(2);
  await pass(4);
  expect(told(changes)).toEqual(['+a']);
  await reflector.stop();
});
