// The whole reading side under random trouble, one seed per run: whatever happened, the store ends equal to the API
// server, and its changes, replayed, tell the same story.
import { expect, test } from 'vitest';
import { faultOf } from '../model/fault.ts';
import type { StoreChange } from '../model/objects.ts';
import { SeededRandom } from '../model/virtual-clock.ts';
import { fakeWorld } from './fake-world.ts';

const SEEDS = 150;
const STEPS = 60;
const NAMES = ['a', 'b', 'c', 'd', 'e'];

type World = ReturnType<typeof fakeWorld>;

/** Whether an own call is refused does not matter here, only what it leaves in the store. Any other error fails the run. */
function leave(call: Promise<unknown>): void {
  void call.catch((error: unknown) => {
    if (faultOf(error) === undefined) throw error;
  });
}

function happenings(world: World, chance: SeededRandom): readonly (() => unknown)[] {
  const { api, store, writer } = world;
  const name = () => NAMES[Math.floor(chance.next() * NAMES.length)] ?? 'a';
  const put = () => api.put('nets', { namespace: 'net', name: name(), spec: { n: chance.next() } });
  const remove = () => {
    const gone = name();
    if (api.stored('nets', 'net', gone) !== undefined) api.remove('nets', 'net', gone);
  };
  const write = () => {
    const object = store.get(`Net/net/${name()}`);
    if (object !== undefined) leave(writer.writeStatus(object, { n: chance.next() }));
  };
  const read = () => leave(writer.read(`Net/net/${name()}`));
  const trouble = (answer: typeof api.fault) => () => {
    api.fault = (request) => (chance.next() < 0.5 ? answer(request) : undefined);
  };
  return [
    put,
    put,
    put,
    remove,
    remove,
    write,
    write,
    read,
    () => api.cutWatches(new Error('ECONNRESET')),
    () => api.cutWatches(),
    () => api.silenceWatches(),
    () => api.silenceWatches(false),
    () => api.compact(),
    () => api.inject('{"type":"MODIFIED","obj'),
    () => api.inject(JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })),
    () => api.inject(JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 500 } })),
    trouble(() => 'refused'),
    trouble(() => 'lost'),
    trouble(() => ({ status: 500 })),
    trouble(() => ({ status: 429, reason: 'TooManyRequests', headers: { 'retry-after': '1' } })),
    trouble(() => undefined),
  ];
}

/** What somebody who only listened believes to exist. @throws Error when a change contradicts what was told before */
function replayed(changes: readonly StoreChange[]): Map<string, string> {
  const believed = new Map<string, { uid: string; version: string }>();
  for (const { key, old, now } of changes) {
    const before = believed.get(key);
    if (before?.uid !== old?.metadata.uid)
      throw new Error(`${key}: told of ${old?.metadata.uid}, was ${before?.uid}`);
    if (now === undefined) believed.delete(key);
    else believed.set(key, { uid: now.metadata.uid, version: now.metadata.resourceVersion });
  }
  return new Map([...believed].map(([key, { uid, version }]) => [key, `${uid} ${version}`]));
}

test.each(Array.from({ length: SEEDS }, (_, seed) => [seed]))('seed %i converges', async (seed) => {
  const world = fakeWorld({ seed });
  const { api, store, reflector, changes, pass } = world;
  const chance = new SeededRandom(seed + 10_000);
  const possible = happenings(world, chance);
  reflector.start();
  for (let step = 0; step < STEPS; step++) {
    possible[Math.floor(chance.next() * possible.length)]?.();
    if (chance.next() < 0.7) await pass(chance.next() ** 4 * 200);
  }
  api.fault = () => undefined;
  await pass(1_500);
  const held = new Map(store.list('Net').map(({ metadata }) => [`Net/net/${metadata.name}`, metadata]));
  const actual = new Map(api.all('nets').map(({ metadata }) => [`Net/net/${metadata.name}`, metadata]));
  const text = (all: typeof held) =>
    new Map([...all].map(([key, { uid, resourceVersion }]) => [key, `${uid} ${resourceVersion}`]));
  const sorted = (all: Map<string, string>) => [...all].sort();
  expect(sorted(text(held))).toEqual(sorted(text(actual)));
  expect(sorted(replayed(changes))).toEqual(sorted(text(actual)));
  await reflector.stop();
});
