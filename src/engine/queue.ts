// Which object is looked at next. Keys only, never objects. Four promises, each a test beside this file:
//   A  a key added many times before it is taken is worked on once
//   B  a key is never worked on twice at the same time; added meanwhile, it comes again afterwards
//   C  a more urgent priority goes first, and raises a key that waits with a lesser one
//   D  a delayed key comes at its time; a sooner addition wins over a later one
// p-queue is the pool of workers under it.
import PQueue from 'p-queue';
import type { ObjectKey } from '../model/kind.ts';
import type { Cancel, Clock, Metrics, Random } from '../model/ports.ts';

/** Most urgent first. */
export const priorities = ['user', 'dependent', 'drift', 'resync'] as const;
export type Priority = (typeof priorities)[number];

type Waiting = { priority: Priority; since: number };
type Delayed = { at: number; priority: Priority };

/**
 * A delay this long (milliseconds) ends with others, on a whole second: chosen, so that ten thousand objects at rest share
 * some hundred timers, each of which takes 400 bytes.
 */
const LONG_MS = 60_000;
const LONG_STEP_MS = 1_000;

export type QueueOptions = {
  clock: Clock;
  random: Random;
  metrics: Metrics;
  workers: number;
  backoffFirstSeconds: number;
  backoffLongestSeconds: number;
  work(key: ObjectKey): Promise<void>;
};

export class KeyQueue {
  readonly #options: QueueOptions;
  readonly #ready = new Map<Priority, Map<ObjectKey, Waiting>>(
    priorities.map((priority) => [priority, new Map()]),
  );
  readonly #readyPriority = new Map<ObjectKey, Priority>();
  readonly #processing = new Set<ObjectKey>();
  readonly #dirty = new Map<ObjectKey, Priority>();
  readonly #delayed = new Map<ObjectKey, Delayed>();
  /** One timer per moment at which delayed keys come; a key that has come or was put off is not taken out. */
  readonly #moments = new Map<number, { keys: ObjectKey[]; cancel: Cancel }>();
  readonly #failures = new Map<ObjectKey, number>();
  readonly #pool: PQueue;
  #running = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#pool = new PQueue({ concurrency: options.workers });
  }

  start(): void {
    this.#running = true;
    this.#fill();
  }

  /** No new work begins; resolves when the work under way has ended. */
  async stop(): Promise<void> {
    this.#running = false;
    for (const { cancel } of this.#moments.values()) cancel();
    this.#moments.clear();
    this.#delayed.clear();
    await this.#pool.onIdle();
  }

  add(key: ObjectKey, priority: Priority): void {
    this.#delayed.delete(key);
    if (this.#processing.has(key)) {
      const present = this.#dirty.get(key);
      if (present === undefined || isMoreUrgent(priority, present)) this.#dirty.set(key, priority);
      return;
    }
    const present = this.#readyPriority.get(key);
    if (present !== undefined && !isMoreUrgent(priority, present)) return;
    const since = this.#takeReady(key)?.since ?? this.#options.clock.monotonic();
    this.#ready.get(priority)?.set(key, { priority, since });
    this.#readyPriority.set(key, priority);
    this.#fill();
  }

  /** @param ms milliseconds from now. A key that is waiting already, or delayed to a sooner time, stays as it is. */
  addAfter(key: ObjectKey, ms: number, priority: Priority): void {
    if (this.#readyPriority.has(key) || this.#dirty.has(key)) return;
    const nowMs = this.#options.clock.monotonic();
    const at = ms < LONG_MS ? nowMs + ms : Math.ceil((nowMs + ms) / LONG_STEP_MS) * LONG_STEP_MS;
    const present = this.#delayed.get(key);
    if (present !== undefined && present.at <= at) return;
    this.#delayed.set(key, { at, priority });
    const moment = this.#moments.get(at);
    if (moment !== undefined) moment.keys.push(key);
    else
      this.#moments.set(at, {
        keys: [key],
        cancel: this.#options.clock.after(at - nowMs, () => this.#come(at)),
      });
  }

  #come(at: number): void {
    const keys = this.#moments.get(at)?.keys ?? [];
    this.#moments.delete(at);
    for (const key of keys) {
      const delayed = this.#delayed.get(key);
      // Another moment: it has come since, or comes sooner.
      if (delayed?.at === at) this.add(key, delayed.priority);
    }
  }

  /**
   * Comes back after this key's exponential back-off, with half of it drawn at random. `atLeastMs` comes before that: a server
   * that is busy tells everybody the same time, and would be as busy then if all came back at once.
   */
  addAfterFailure(key: ObjectKey, priority: Priority, atLeastMs = 0): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const { backoffFirstSeconds, backoffLongestSeconds, random } = this.#options;
    const seconds = Math.min(backoffFirstSeconds * 2 ** (failures - 1), backoffLongestSeconds);
    this.addAfter(key, atLeastMs + seconds * 1000 * (0.5 + random.next() / 2), priority);
  }

  /** How often the key failed since it last succeeded. */
  failuresOf(key: ObjectKey): number {
    return this.#failures.get(key) ?? 0;
  }

  succeeded(key: ObjectKey): void {
    this.#failures.delete(key);
  }

  /** Drops everything that is kept about the key. */
  forget(key: ObjectKey): void {
    this.#failures.delete(key);
    this.#delayed.delete(key);
    this.#takeReady(key);
  }

  depth(priority: Priority): number {
    return this.#ready.get(priority)?.size ?? 0;
  }

  #takeReady(key: ObjectKey): Waiting | undefined {
    const priority = this.#readyPriority.get(key);
    if (priority === undefined) return undefined;
    this.#readyPriority.delete(key);
    const lane = this.#ready.get(priority);
    const waiting = lane?.get(key);
    lane?.delete(key);
    return waiting;
  }

  #fill(): void {
    while (this.#running && this.#processing.size < this.#options.workers) {
      const key = this.#next();
      if (key === undefined) return;
      this.#processing.add(key);
      void this.#pool.add(() => this.#run(key));
    }
  }

  #next(): ObjectKey | undefined {
    for (const priority of priorities) {
      const key = this.#ready.get(priority)?.keys().next().value;
      if (key === undefined) continue;
      const waiting = this.#takeReady(key);
      const seconds = (this.#options.clock.monotonic() - (waiting?.since ?? 0)) / 1000;
      this.#options.metrics.observe('vpcraft_queue_wait_seconds', seconds, { priority });
      return key;
    }
    return undefined;
  }

  async #run(key: ObjectKey): Promise<void> {
    try {
      await this.#options.work(key);
    } finally {
      this.#processing.delete(key);
      const again = this.#dirty.get(key);
      this.#dirty.delete(key);
      if (again !== undefined) this.add(key, again);
      this.#fill();
    }
  }
}

function isMoreUrgent(a: Priority, b: Priority): boolean {
  return priorities.indexOf(a) < priorities.indexOf(b);
}
