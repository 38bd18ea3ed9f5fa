// One table of rows of one region: the truth, and beside it what a reader sees while EC2 is not yet consistent.
// Rows are replaced, never changed in place: that is what makes the row of before available to a lagging reader.
// Separate because lag, order and change counting must be right once, not in every handler.
// https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
import type { Tag } from '@aws-sdk/client-ec2';

export type Tagged = { readonly Tags: Tag[] };

/** What a table needs of its region. `lag` answers 0 when there is none. */
export type TableHost = {
  now(): number;
  lag(kind: 'ids' | 'tags' | 'attributes' | 'deletions'): number;
  /** Chance inside a lag window: true means that this read sees the old picture. */
  behind(fromMs: number, untilMs: number): boolean;
  touch(): void;
};

export type Seen<R> = {
  readonly id: string;
  readonly sequence: number;
  readonly row: R;
  readonly filterTags: Tag[];
};

type Window<T> = { readonly fromMs: number; readonly untilMs: number; readonly old: T };
type Slot<R> = {
  row: R;
  readonly sequence: number;
  unknown?: Window<undefined>;
  tags?: Window<Tag[]>;
  attributes?: Window<R>;
};

export class Table<R extends Tagged> {
  readonly #host: TableHost;
  readonly #idOf: (row: R) => string;
  readonly #slots = new Map<string, Slot<R>>();
  readonly #ghosts = new Map<string, { slot: Slot<R>; fromMs: number; untilMs: number }>();
  #sequence = 0;

  constructor(host: TableHost, idOf: (row: R) => string) {
    this.#host = host;
    this.#idOf = idOf;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The truth. */
  get(id: string): R | undefined {
    return this.#slots.get(id)?.row;
  }

  *values(): IterableIterator<R> {
    for (const slot of this.#slots.values()) yield slot.row;
  }

  /** The truth, and deleted rows that EC2 has not yet let go. For dependency checks. */
  *lingering(): IterableIterator<R> {
    yield* this.values();
    for (const [id, ghost] of this.#ghosts) {
      if (this.#host.now() >= ghost.untilMs) this.#ghosts.delete(id);
      else if (this.#host.behind(ghost.fromMs, ghost.untilMs)) yield ghost.slot.row;
    }
  }

  find(test: (row: R) => boolean): R | undefined {
    for (const slot of this.#slots.values()) if (test(slot.row)) return slot.row;
    return undefined;
  }

  filter(test: (row: R) => boolean): R[] {
    const rows: R[] = [];
    for (const slot of this.#slots.values()) if (test(slot.row)) rows.push(slot.row);
    return rows;
  }

  /** Adds the row, or replaces the one of the same id. */
  put(row: R): void {
    const id = this.#idOf(row);
    const slot = this.#slots.get(id);
    this.#host.touch();
    if (slot === undefined) this.#slots.set(id, this.#added(row));
    else this.#replace(slot, row);
  }

  delete(id: string): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    this.#slots.delete(id);
    this.#host.touch();
    const lag = this.#host.lag('deletions');
    if (lag > 0) this.#ghosts.set(id, { slot, fromMs: this.#host.now(), untilMs: this.#host.now() + lag });
    return true;
  }

  /** The row when a request that names `id` would find it; the true row, never a stale one. */
  known(id: string): R | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined || this.#isBehind(slot.unknown) ? undefined : slot.row;
  }

  /** What a describe of `id` sees. */
  seen(id: string): Seen<R> | undefined {
    const slot = this.#slots.get(id);
    if (slot !== undefined) return this.#see(id, slot);
    const ghost = this.#ghosts.get(id);
    if (ghost === undefined || !this.#host.behind(ghost.fromMs, ghost.untilMs)) return undefined;
    return { id, sequence: ghost.slot.sequence, row: ghost.slot.row, filterTags: ghost.slot.row.Tags };
  }

  /** What a describe of everything sees, in the order of creation. */
  *seenAll(): IterableIterator<Seen<R>> {
    for (const [id, slot] of this.#slots) {
      const seen = this.#see(id, slot);
      if (seen !== undefined) yield seen;
    }
    for (const id of this.#ghosts.keys()) {
      const seen = this.seen(id);
      if (seen !== undefined) yield seen;
    }
  }

  #added(row: R): Slot<R> {
    const slot: Slot<R> = { row, sequence: this.#sequence++ };
    this.#open(slot, 'unknown', 'ids', undefined);
    if (row.Tags.length > 0) this.#open(slot, 'tags', 'tags', []);
    return slot;
  }

  #replace(slot: Slot<R>, row: R): void {
    if (row.Tags !== slot.row.Tags) this.#open(slot, 'tags', 'tags', slot.row.Tags);
    this.#open(slot, 'attributes', 'attributes', slot.row);
    slot.row = row;
  }

  #open<K extends 'unknown' | 'tags' | 'attributes'>(
    slot: Slot<R>,
    window: K,
    kind: 'ids' | 'tags' | 'attributes',
    old: NonNullable<Slot<R>[K]>['old'],
  ): void {
    const lag = this.#host.lag(kind);
    if (lag <= 0) return;
    const fromMs = this.#host.now();
    slot[window] = { fromMs, untilMs: fromMs + lag, old } as NonNullable<Slot<R>[K]>;
  }

  #see(id: string, slot: Slot<R>): Seen<R> | undefined {
    if (slot.unknown === undefined && slot.tags === undefined && slot.attributes === undefined) {
      return { id, sequence: slot.sequence, row: slot.row, filterTags: slot.row.Tags };
    }
    if (this.#isBehind(slot.unknown)) return undefined;
    const row =
      slot.attributes !== undefined && this.#isBehind(slot.attributes) ? slot.attributes.old : slot.row;
    const filterTags = slot.tags !== undefined && this.#isBehind(slot.tags) ? slot.tags.old : row.Tags;
    return { id, sequence: slot.sequence, row, filterTags };
  }

  #isBehind(window: Window<unknown> | undefined): boolean {
    return window !== undefined && this.#host.behind(window.fromMs, window.untilMs);
  }
}
