import { expect, test } from 'vitest';
import type { EventNote } from '../model/objects.ts';
import { Events } from './events.ts';
import { fakeWorld } from './fake-world.ts';

function world() {
  const made = fakeWorld();
  const { rest, clock, random, log, metrics } = made;
  const events = new Events({ rest, clock, random, log, metrics, identity: 'pod-1' });
  const results = (result: string) => metrics.sums.get(`vpcraft_events_total{${result}}`) ?? 0;
  return { ...made, events, results };
}

function note(text: string, name = 'a', more: Partial<EventNote['object']['metadata']> = {}): EventNote {
  const metadata = { name, namespace: 'net', uid: `uid-${name}`, resourceVersion: '1', ...more };
  const object = { apiVersion: 'vpcraft.dev/v1alpha1', kind: 'Net', metadata };
  return { object, type: 'Normal', reason: 'CreatedVpc', note: text };
}

test('an event says who did what to which object', async () => {
  const { events, api, pass } = world();
  events.record(note('vpc-1 with 10.0.0.0/16'));
  await pass(1);
  expect(api.all('events')).toMatchObject([
    {
      apiVersion: 'events.k8s.io/v1',
      metadata: { namespace: 'net', name: expect.stringMatching(/^a\.[0-9a-f]{16}$/) },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'vpcraft.dev/controller',
      reportingInstance: 'pod-1',
      action: 'CreatedVpc',
      reason: 'CreatedVpc',
      type: 'Normal',
      note: 'vpc-1 with 10.0.0.0/16',
      regarding: { kind: 'Net', name: 'a', namespace: 'net', uid: 'uid-a' },
    },
  ]);
});

test('the same note again is counted in a series, and written no more than once a minute', async () => {
  const { events, api, pass } = world();
  for (let second = 0; second < 130; second++) {
    events.record(note('again'));
    await pass(1);
  }
  expect(api.all('events')).toMatchObject([
    { series: { count: 122, lastObservedTime: '2026-01-01T00:02:01.000000Z' } },
  ]);
  expect(api.requests.length).toBeLessThan(6);
});

test('a series that was silent for six minutes begins anew', async () => {
  const { events, api, pass } = world();
  events.record(note('again'));
  await pass(400);
  events.record(note('again'));
  await pass(1);
  expect(api.all('events')).toHaveLength(2);
});

test('one object gets 25 different events at once and then one in five minutes; others are not affected', async () => {
  const { events, api, pass, results } = world();
  for (let i = 0; i < 100; i++) events.record(note(`n${i}`));
  events.record(note('other', 'b'));
  await pass(10);
  expect(api.all('events')).toHaveLength(26);
  expect(results('spam')).toBe(75);
  await pass(300);
  events.record(note('late 1'));
  events.record(note('late 2'));
  await pass(1);
  expect(api.all('events')).toHaveLength(27);
});

test('events about cluster-scoped objects live in the namespace default', async () => {
  const { events, api, pass } = world();
  const { object, ...rest } = note('assumed');
  const { namespace: _, ...metadata } = object.metadata;
  events.record({ ...rest, object: { ...object, metadata } });
  await pass(1);
  expect(api.all('events')[0]?.metadata.namespace).toBe('default');
  expect(api.all('events')[0]).not.toHaveProperty('regarding.namespace');
});

test('a namespace that is being deleted takes no events: counted, and not an error', async () => {
  const { events, api, pass, results, log } = world();
  api.fault = () => ({
    status: 403,
    reason: 'Forbidden',
    details: { causes: [{ reason: 'NamespaceTerminating' }] },
  });
  events.record(note('x'));
  await pass(60);
  expect(results('terminating')).toBe(1);
  expect(api.requests).toHaveLength(1);
  expect(log.lines).toEqual([]);
});

test('a lost answer is asked for again and makes no second event', async () => {
  const { events, api, pass, results } = world();
  let first = true;
  api.fault = () => {
    const lost = first;
    first = false;
    return lost ? 'lost' : undefined;
  };
  events.record(note('x'));
  await pass(60);
  expect(api.all('events')).toHaveLength(1);
  expect(results('sent')).toBe(1);
});

test('while the API server is away recording goes on, and what does not fit is dropped and counted', async () => {
  const { events, api, pass, results } = world();
  api.fault = () => 'refused';
  for (let i = 0; i < 3_000; i++) events.record(note('x', `o${i}`));
  await pass(1);
  expect(results('dropped')).toBe(2_000);
  await events.stop();
  expect(results('dropped')).toBe(3_000);
  events.record(note('late'));
  expect(results('dropped')).toBe(3_001);
});

test('an event that has expired in the API server is written anew with its count', async () => {
  const { events, api, pass } = world();
  events.record(note('x'));
  await pass(1);
  const [event] = api.all('events');
  api.remove('events', 'net', event?.metadata.name ?? '');
  events.record(note('x'));
  await pass(1);
  expect(api.all('events')).toMatchObject([{ note: 'x', series: { count: 2 } }]);
});
