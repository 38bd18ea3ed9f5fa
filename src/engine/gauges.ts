// How many objects there are and how they are, counted now and then: what dashboards and alerts are made of.
import type { KubeObject } from '../model/object.ts';
import type { Cancel } from '../model/ports.ts';
import { isReady, readyReason } from './finish.ts';
import type { Deps } from './pass.ts';
import { type KeyQueue, priorities } from './queue.ts';

/** Seconds between two counts; chosen: Prometheus asks every 15 to 60 s. */
const GAUGE_SECONDS = 15;

export class Gauges {
  readonly #deps: Pick<Deps, 'kinds' | 'store' | 'metrics' | 'clock'>;
  readonly #queue: KeyQueue;
  /** The last counts by kind: a reason that no object has any more is shown as 0, not as it was. */
  readonly #counted = new Map<string, ReadonlyMap<string, number>>();
  #cancel: Cancel = () => {};

  constructor(deps: Pick<Deps, 'kinds' | 'store' | 'metrics' | 'clock'>, queue: KeyQueue) {
    this.#deps = deps;
    this.#queue = queue;
  }

  start(): void {
    const { kinds, metrics, clock } = this.#deps;
    for (const kind of kinds.keys()) this.#countObjects(kind);
    for (const priority of priorities)
      metrics.set('vpcraft_queue_depth', this.#queue.depth(priority), { priority });
    this.#cancel = clock.after(GAUGE_SECONDS * 1000, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  #countObjects(kind: string): void {
    const { store, metrics } = this.#deps;
    const counts = new Map([...(this.#counted.get(kind)?.keys() ?? [])].map((key) => [key, 0]));
    for (const object of store.list(kind)) {
      const key = readinessOf(object);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    this.#counted.set(kind, counts);
    for (const [key, count] of counts) {
      const [ready = '', reason = ''] = key.split(' ');
      metrics.set('vpcraft_objects', count, { kind, ready, reason });
    }
  }
}

/** Readiness of the present generation, and the reason that goes with it. */
function readinessOf(object: KubeObject): string {
  return isReady(object) ? 'true Available' : `false ${readyReason(object) ?? 'Pending'}`;
}
