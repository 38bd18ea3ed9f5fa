import { expect, test } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { fakeWorld, told } from './fake-world.ts';
import { compareVersions } from './resource-version.ts';

function object(name: string, version: string, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const metadata = { name, namespace: 'net', uid: `uid-${name}`, resourceVersion: version, ...more };
  return { apiVersion: 'vpcraft.dev/v1alpha1', kind: 'Net', metadata };
}

function synced() {
  const { store, changes, log, metrics, clock } = fakeWorld();
  store.replace('Net', { objects: [object('a', '10')], version: '10', answers: store.answersSoFar() });
  changes.length = 0;
  return { store, changes, log, metrics, clock };
}

test.each([
  ['9', '10', -1, 'digits count before their order'],
  ['10', '10', 0, 'equal'],
  ['18446744073709551617', '18446744073709551616', 1, 'longer than 64 bits'],
  ['0010', '9', 1, 'leading zeros say nothing'],
])('version %s against %s is %i: %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(sign);
});

test('versions that are no numbers cannot be compared', () => {
  expect(compareVersions('abc', '10')).toBeUndefined();
});

test('a watch event that is older than the answer to an own write changes nothing', () => {
  const { store, changes } = synced();
  store.absorb(object('a', '12'));
  store.apply('Net', 'MODIFIED', object('a', '11'));
  expect(store.get('Net/net/a')?.metadata.resourceVersion).toBe('12');
  store.apply('Net', 'MODIFIED', object('a', '12'));
  expect(told(changes)).toEqual(['~a']);
});

test('a list that was begun before an own write was answered does not undo it', () => {
  const { store } = synced();
  const answers = store.answersSoFar();
  store.absorb(object('a', '12'));
  store.absorb(object('new', '13'));
  store.replace('Net', { objects: [object('a', '10')], version: '11', answers });
  expect(store.get('Net/net/a')?.metadata.resourceVersion).toBe('12');
  expect(store.get('Net/net/new')?.metadata.resourceVersion).toBe('13');
});

test('a list that was begun later is believed, even when it goes back in time (a restored etcd)', () => {
  const { store, changes } = synced();
  store.absorb(object('a', '12'));
  store.replace('Net', { objects: [object('a', '7')], version: '8', answers: store.answersSoFar() });
  expect(store.get('Net/net/a')?.metadata.resourceVersion).toBe('7');
  store.replace('Net', { objects: [], version: '9', answers: store.answersSoFar() });
  expect(told(changes)).toEqual(['~a', '~a', '-a']);
  store.replace('Net', { objects: [object('a', '7')], version: '8', answers: store.answersSoFar() });
  expect(told(changes).at(-1)).toBe('+a');
});

test('what went does not come back by a late event or answer', () => {
  const { store, changes } = synced();
  store.apply('Net', 'DELETED', object('a', '12'));
  store.apply('Net', 'MODIFIED', object('a', '13'));
  store.absorb(object('a', '14'));
  expect(told(changes)).toEqual(['-a']);
  expect(changes[0]?.old?.metadata.resourceVersion).toBe('12');
});

test('the answer that removes the last finalizer of a deleted object takes it out of the store', () => {
  const { store, changes } = synced();
  store.absorb(object('a', '12', { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [] }));
  expect(store.get('Net/net/a')).toBeUndefined();
  store.apply('Net', 'DELETED', object('a', '13'));
  expect(told(changes)).toEqual(['-a']);
});

test('another uid under the same name is told as gone and new; a late event of the old one changes nothing', () => {
  const { store, changes } = synced();
  store.apply('Net', 'ADDED', object('a', '12', { uid: 'second' }));
  expect(told(changes)).toEqual(['-a', '+a']);
  store.apply('Net', 'DELETED', object('a', '11'));
  store.absorb(object('a', '13'));
  expect(store.get('Net/net/a')?.metadata.uid).toBe('second');
  expect(changes).toHaveLength(2);
});

test('a listener that throws costs no other listener the change, and is counted', () => {
  const { store, log, metrics } = synced();
  const heard: string[] = [];
  store.onChange(() => {
    throw new Error('defect');
  });
  store.onChange(({ key }) => void heard.push(key));
  store.apply('Net', 'MODIFIED', object('a', '11'));
  expect(heard).toEqual(['Net/net/a']);
  expect(metrics.sums.get('vpcraft_listener_errors_total{Net}')).toBe(1);
  expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { key: 'Net/net/a' } });
});

test('lists are shared until something changes', () => {
  const { store } = synced();
  const before = store.list('Net');
  expect(store.list('Net')).toBe(before);
  store.apply('Net', 'ADDED', object('b', '11'));
  expect(store.list('Net')).toHaveLength(2);
  expect(before).toHaveLength(1);
});

test('kinds that are not watched are empty and infinitely stale', () => {
  const { store } = synced();
  expect(store.list('Other')).toEqual([]);
  expect(store.staleSeconds('Other')).toBe(Number.POSITIVE_INFINITY);
});

test('a sign of life after a long silence is no fresh picture before what was missed can have been read', async () => {
  const { store, clock } = synced();
  await clock.run(240_000);
  store.alive('Net');
  expect(store.staleSeconds('Net')).toBe(240);
  await clock.run(244_000);
  store.apply('Net', 'MODIFIED', object('a', '12'));
  expect(store.staleSeconds('Net')).toBe(244);
  await clock.run(246_000);
  expect(store.staleSeconds('Net')).toBe(2);
});

test('a list after a long silence is a fresh picture at once', async () => {
  const { store, clock } = synced();
  await clock.run(240_000);
  store.alive('Net');
  store.replace('Net', { objects: [], version: '12', answers: store.answersSoFar() });
  expect(store.staleSeconds('Net')).toBe(0);
});
