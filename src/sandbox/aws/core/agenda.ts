// What will happen by itself: states that settle, requests that expire, tombstones that vanish. Applied lazily, when
// somebody looks, so that a simulator sets no timers and an idle clock has nothing to wait for. Entries due at the
// same time run in the order in which they were made.

type Entry = { readonly atMs: number; readonly run: () => void };

export class Agenda {
  /** Ascending by time. */
  #entries: Entry[] = [];

  /** Time of the next entry, monotonic milliseconds; Infinity when there is none. */
  get nextMs(): number {
    return this.#entries[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, run: () => void): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { atMs, run });
  }

  /** Runs what is due; each entry sees its own time through `setNow`. */
  settle(nowMs: number, setNow: (atMs: number) => void): void {
    for (let first = this.#entries[0]; first !== undefined && first.atMs <= nowMs; first = this.#entries[0]) {
      this.#entries.shift();
      setNow(first.atMs);
      first.run();
    }
  }

  clear(): void {
    this.#entries = [];
  }
}
