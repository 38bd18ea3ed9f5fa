// One store, one reflector, one writer on a fake API server and a virtual clock: what most tests of this room begin with.
import type { StoreChange } from '../model/objects.ts';
import { TextPool } from '../model/texts.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { countingMetrics, FakeApi, rememberingLog } from './fake-api.ts';
import { createObjectWriter } from './object-writer.ts';
import { Reflector } from './reflector.ts';
import { type KubeResource, ownResource } from './resource.ts';
import { KubeRest } from './rest.ts';
import { KubeStore } from './store.ts';

/** A kind for the tests, which no real one is. */
export const NETS = ownResource('Net', 'nets');

export function fakeWorld(options: { resource?: KubeResource; namespace?: string; seed?: number } = {}) {
  const { resource = NETS, namespace = '', seed = 1 } = options;
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const log = rememberingLog();
  const metrics = countingMetrics();
  const api = new FakeApi(clock);
  const rest = new KubeRest({ transport: api, clock, random, metrics });
  const store = new KubeStore({ resources: [resource], clock, log, metrics, texts: new TextPool() });
  const reflector = new Reflector({ resource, namespace, rest, store, clock, random, log, metrics });
  const writer = createObjectWriter({ resources: [resource], rest, store });
  const changes: StoreChange[] = [];
  store.onChange((change) => void changes.push(change));
  /** Lets `seconds` of virtual time pass. */
  const pass = (seconds: number) => clock.run(clock.monotonic() + seconds * 1_000);
  return { clock, random, log, metrics, api, rest, store, reflector, writer, changes, pass };
}

/** `+name`, `~name`, `-name`: what a change is, in a form that tests can compare at a glance. */
export function told(changes: readonly StoreChange[]): string[] {
  return changes.map(({ key, old, now }) => {
    const sign = now === undefined ? '-' : old === undefined ? '+' : '~';
    return sign + (key.split('/')[2] ?? '');
  });
}
