// A clock that moves only when told, and a seeded source of chance: what makes a whole run of the controller
// deterministic. Timers at the same instant fire in the order in which they were set.
import type { Cancel, Clock, Random } from './ports.ts';

type Timer = { at: number; sequence: number; cancelled: boolean; run: () => void };

export class VirtualClock implements Clock {
  #now: number;
  #sequence = 0;
  readonly #epochMs: number;
  /** Binary heap by (at, sequence); a cancelled timer stays until it reaches the top. */
  readonly #heap: Timer[] = [];

  /** @param epochMs wall-clock time at which the virtual world begins, milliseconds since the Unix epoch. */
  constructor(epochMs = Date.UTC(2026, 0, 1)) {
    this.#epochMs = epochMs;
    this.#now = 0;
  }

  now(): number {
    return this.#epochMs + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const timer: Timer = {
      at: this.#now + Math.max(0, ms),
      sequence: this.#sequence++,
      cancelled: false,
      run,
    };
    this.#push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Milliseconds until the next timer, or undefined when there is none. */
  untilNext(): number | undefined {
    this.#dropCancelled();
    const next = this.#heap[0];
    return next === undefined ? undefined : next.at - this.#now;
  }

  /**
   * Lets every pending promise settle, then fires timers one by one until `untilMs` (monotonic), until `done()`
   * says so, or until nothing is left to happen. Returns true when `done()` ended it.
   */
  async run(untilMs: number, done: () => boolean = () => false): Promise<boolean> {
    for (;;) {
      await settle();
      if (done()) return true;
      this.#dropCancelled();
      const next = this.#heap[0];
      if (next === undefined || next.at > untilMs) {
        this.#now = Math.max(this.#now, untilMs);
        return false;
      }
      this.#pop();
      this.#now = next.at;
      next.run();
    }
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) this.#pop();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    heap.push(timer);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (before(heap[parent] as Timer, heap[i] as Timer)) break;
      swap(heap, parent, i);
      i = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && before(heap[left] as Timer, heap[least] as Timer)) least = left;
      if (right < heap.length && before(heap[right] as Timer, heap[least] as Timer)) least = right;
      if (least === i) return;
      swap(heap, least, i);
      i = least;
    }
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

function swap(heap: Timer[], i: number, j: number): void {
  const held = heap[i] as Timer;
  heap[i] = heap[j] as Timer;
  heap[j] = held;
}

/** A macrotask turn: every promise job that is already due, and those they cause, run before it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** mulberry32: small, fast, the same on every machine; the sequence is decided by `seed` alone. */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  id(bytes: number): string {
    let text = '';
    for (let i = 0; i < bytes; i++)
      text += Math.floor(this.next() * 256)
        .toString(16)
        .padStart(2, '0');
    return text;
  }
}
