// What is known of one table in one account and region: rows, when each was last shown, and which questions were
// answered when. Separate from whoever asks, because sweeps, merged reads and discovery all write here.
// What always holds (F1): everything is ordered by the START of the request that brought it; an older answer never
// overwrites a newer one. A row that did not change keeps its identity, so that identity shows change.
//
// newest word about an id        | info
// a row                          | row, with the start of that request
// a complete sweep without it    | miss
// an answer by id without it     | miss
// none                           | unknown
import { isDeepStrictEqual } from 'node:util';
import type { Table } from '../model/kind.ts';
import { Multimap } from '../model/multimap.ts';
import type { Scope } from '../model/scope.ts';
import type { TextPool } from '../model/texts.ts';
import { MISS_GAP_MS } from './absence.ts';

/** Start times of answers by id without the row, since it was last seen: the last one, and those a gap apart. */
type Misses = { lastMs: number; spacedMs: readonly number[] };
type Entry = { row: unknown; seenMs: number; firstSeenMs: number };
export type Info =
  | { is: 'row'; row: unknown; atMs: number }
  | { is: 'miss'; atMs: number }
  | { is: 'unknown' };
/** What a read may have changed: topics (see `idTopic`, `indexTopic`). */
export type Touched = Set<string>;

export const NEVER = Number.NEGATIVE_INFINITY;
/** Misses remembered per id; two after the settling time are a proof, earlier ones do not count. */
const MISSES_KEPT = 4;

export const idTopic = (id: string) => `id:${id}`;
export const indexTopic = (index: string, key: string) => `${index}=${key}`;

export class TableRows {
  readonly scope: Scope;
  readonly table: Table<unknown>;
  readonly #entries = new Map<string, Entry>();
  readonly #texts: TextPool;
  readonly #idsByTopic = new Multimap<string, string>();
  readonly #misses = new Map<string, Misses>();
  /** Start times of answers by index and key. */
  readonly #answeredMs = new Map<string, number>();
  /** EC2 never gives an id twice: once deleted, for ever deleted. */
  readonly #dead = new Set<string>();
  /** Per id that is missing: from when on its settling time is counted. Kept between passes, so that retries progress. */
  readonly anchorsMs = new Map<string, number>();
  /** Ids that were seen and are not shown any more. */
  readonly #lost = new Set<string>();
  #sweptMs = NEVER;

  constructor(scope: Scope, table: Table<unknown>, texts: TextPool) {
    this.scope = scope;
    this.table = table;
    this.#texts = texts;
  }

  /** Start of the last complete sweep. */
  get sweptMs(): number {
    return this.#sweptMs;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** @returns the ids of `raws`, in order. */
  absorb(raws: readonly unknown[], startedMs: number, touched: Touched): string[] {
    return raws.map((raw) => {
      const row = this.table.keep(raw);
      const id = this.table.idOf(row);
      this.#put(id, row, { startedMs, touched });
      return id;
    });
  }

  /** Every page of a whole-region describe that began at `startedMs` has been absorbed. */
  noteSweep(startedMs: number): void {
    if (startedMs <= this.#sweptMs) return;
    this.#sweptMs = startedMs;
    for (const [id, entry] of this.#entries) if (entry.seenMs < startedMs) this.#drop(id, entry);
    for (const [topic, atMs] of this.#answeredMs) if (atMs < startedMs) this.#answeredMs.delete(topic);
  }

  /** A describe by id filter that began at `startedMs` asked for `ids`; its rows have been absorbed. */
  noteIdAnswer(ids: readonly string[], startedMs: number, touched: Touched): void {
    for (const id of ids) {
      touched.add(idTopic(id));
      const entry = this.#entries.get(id);
      if (entry !== undefined && entry.seenMs >= startedMs) continue;
      for (const topic of entry === undefined ? [] : this.#topicsOf(entry.row)) touched.add(topic);
      this.#noteMiss(id, startedMs);
    }
  }

  /** The same for a describe by another filter. */
  noteIndexAnswer(index: string, keys: readonly string[], startedMs: number, touched: Touched): void {
    for (const key of keys) {
      const topic = indexTopic(index, key);
      touched.add(topic);
      this.#answeredMs.set(topic, Math.max(this.#answeredMs.get(topic) ?? NEVER, startedMs));
    }
  }

  info(id: string): Info {
    const entry = this.#entries.get(id);
    const missMs = Math.max(this.#sweptMs, this.lastMissMs(id));
    if (entry !== undefined && entry.seenMs >= missMs)
      return { is: 'row', row: entry.row, atMs: entry.seenMs };
    return missMs === NEVER ? { is: 'unknown' } : { is: 'miss', atMs: missMs };
  }

  /** Start of the last answer by id without the row, since it was last seen. */
  lastMissMs(id: string): number {
    return this.#misses.get(id)?.lastMs ?? NEVER;
  }

  /** The same, all of them that began a gap apart; enough for a proof of absence. */
  missesMs(id: string): readonly number[] {
    return this.#misses.get(id)?.spacedMs ?? [];
  }

  /** Whether this process has ever seen the row. */
  wasSeen(id: string): boolean {
    return this.#entries.has(id) || this.#lost.has(id);
  }

  isDead(id: string): boolean {
    return this.#dead.has(id);
  }

  /** Start of the newest answer that holds every row of the key. */
  answeredMs(index: string, key: string): number {
    return Math.max(this.#sweptMs, this.#answeredMs.get(indexTopic(index, key)) ?? NEVER);
  }

  /** The living rows of the key as of its newest answer, by id. */
  rowsBy(index: string, key: string): readonly unknown[] {
    const answeredMs = this.answeredMs(index, key);
    const ids = this.#idsByTopic.get(indexTopic(index, key)).toSorted();
    return ids.flatMap((id) => {
      const info = this.info(id);
      return info.is === 'row' && info.atMs >= answeredMs && !this.table.dead(info.row) ? [info.row] : [];
    });
  }

  /** The living row, or undefined: what an asker by id was told, or would be told. */
  living(id: string): unknown {
    const info = this.info(id);
    return info.is === 'row' && !this.table.dead(info.row) ? info.row : undefined;
  }

  *rows(): Generator<{ id: string; row: unknown; seenSinceMs: number }> {
    for (const [id, entry] of this.#entries) {
      if (this.living(id) !== undefined) yield { id, row: entry.row, seenSinceMs: entry.firstSeenMs };
    }
  }

  /** Forgets what is remembered of ids that nobody asks for any more. */
  prune(isAsked: (topic: string) => boolean): void {
    for (const id of this.#misses.keys()) if (!isAsked(idTopic(id))) this.#misses.delete(id);
    for (const id of this.anchorsMs.keys()) if (!isAsked(idTopic(id))) this.anchorsMs.delete(id);
    for (const id of this.#lost) if (this.#entries.has(id) || !isAsked(idTopic(id))) this.#lost.delete(id);
    for (const id of this.#dead) if (!isAsked(idTopic(id)) && !this.#entries.has(id)) this.#dead.delete(id);
  }

  #noteMiss(id: string, startedMs: number): void {
    const { lastMs, spacedMs } = this.#misses.get(id) ?? { lastMs: NEVER, spacedMs: [] };
    const isSpaced = startedMs - (spacedMs.at(-1) ?? NEVER) >= MISS_GAP_MS;
    this.#misses.set(id, {
      lastMs: Math.max(lastMs, startedMs),
      spacedMs: isSpaced ? [...spacedMs, startedMs].slice(-MISSES_KEPT) : spacedMs,
    });
  }

  #put(id: string, row: unknown, { startedMs, touched }: { startedMs: number; touched: Touched }): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.seenMs > startedMs) return;
    if (this.#dead.has(id) && !this.table.dead(row)) return this.#keepTombstone(id, entry, startedMs);
    const same = entry !== undefined && isDeepStrictEqual(entry.row, row);
    if (!same) this.#replace(id, row, { entry, touched });
    const firstSeenMs = entry?.firstSeenMs ?? startedMs;
    this.#entries.set(id, { row: same ? entry.row : row, seenMs: startedMs, firstSeenMs });
    if (this.table.dead(row)) this.#dead.add(id);
    this.anchorsMs.delete(id);
    if (this.lastMissMs(id) <= startedMs) this.#misses.delete(id);
    touched.add(idTopic(id));
  }

  /** A request that began later may be answered from an older picture: what has died does not rise again. */
  #keepTombstone(id: string, entry: Entry | undefined, seenMs: number): void {
    if (entry !== undefined) this.#entries.set(id, { ...entry, seenMs });
  }

  #replace(
    id: string,
    row: unknown,
    { entry, touched }: { entry: Entry | undefined; touched: Touched },
  ): void {
    if (entry !== undefined) this.#unindex(id, entry, touched);
    if (typeof row === 'object' && row !== null) this.#texts.share(row);
    for (const topic of this.#topicsOf(row)) {
      touched.add(topic);
      this.#idsByTopic.add(topic, id);
    }
  }

  #drop(id: string, entry: Entry): void {
    this.#unindex(id, entry, new Set());
    this.#entries.delete(id);
    this.#lost.add(id);
  }

  #unindex(id: string, entry: Entry, touched: Touched): void {
    for (const topic of this.#topicsOf(entry.row)) {
      touched.add(topic);
      this.#idsByTopic.delete(topic, id);
    }
  }

  #topicsOf(row: unknown): string[] {
    return Object.entries(this.table.indexes).flatMap(([index, keysOf]) =>
      keysOf(row).map((key) => indexTopic(index, key)),
    );
  }
}
