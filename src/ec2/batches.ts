// Questions that passes ask within some tens of milliseconds become one paged describe: by filter, or where several
// filters of one table are asked for, or the table is known to be small, the whole table, which answers everybody.
// Separate from the view, which asks one question at a time and knows nothing of the others.
// What always holds: a question is answered by a request that began after it was asked; one failure fails exactly those
// who were in that call.
//
// asked for within the window                     | becomes
// one filter, or a small part of a large table    | a describe by that filter
// two filters of a table that fits one page       | the whole table
// an index of a table that is known to fit        | the whole table
// an id that was missed already                   | always by its filter: only such misses prove absence (F2)
import type { Table } from '../model/kind.ts';
import type { Clock } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import { scopeKey } from '../model/scope.ts';
import { chunks } from './describe.ts';

export type BatchAnswer = { startedMs: number; ids: readonly string[] };
export type BatchQuestion = {
  scope: Scope;
  table: Table<unknown>;
  /** Name of the filter whose values are merged. */
  filter: string;
  /** A further filter that all merged questions share. */
  also?: { name: string; value: string };
  /** Only an answer by this filter will do. */
  exact?: true;
};

export type BatchesOptions = {
  clock: Clock;
  windowMs: number;
  /** Reads all pages, absorbs them, and says when it began. @throws Fault */
  ask(question: BatchQuestion, values: readonly string[]): Promise<BatchAnswer>;
  /** Whether the whole table is one page, as far as is known. */
  fits(question: BatchQuestion): 'yes' | 'perhaps' | 'no';
  /** The same as `ask` for the whole table; undefined: it is more than one page, and nothing is answered. @throws Fault */
  askWhole(question: BatchQuestion): Promise<BatchAnswer | undefined>;
  /** Whether a change to AWS is under way, or ended at this time or later. */
  isWriting(scope: Scope, sinceMs: number): boolean;
};

/** While siblings are still being changed, their looks are waited for, for so many windows: chosen, about a call's time. */
const MOST_WINDOWS = 8;

type Waiter = { resolve(answer: BatchAnswer): void; reject(error: unknown): void };
type Batch = {
  key: string;
  question: BatchQuestion;
  waiters: Map<string, Waiter[]>;
  askedMs: number;
  windows: number;
};

export class Batches {
  readonly #options: BatchesOptions;
  readonly #windowMs: number;
  readonly #pending = new Map<string, Batch>();

  constructor(options: BatchesOptions) {
    this.#options = options;
    // At least 1 ms, so that the answer begins measurably later than the question.
    this.#windowMs = Math.max(1, options.windowMs);
  }

  ask(question: BatchQuestion, value: string): Promise<BatchAnswer> {
    const { also, exact, filter } = question;
    const key = [tableKey(question), filter, also?.name ?? '', also?.value ?? '', exact ?? ''].join('|');
    return new Promise((resolve, reject) => {
      const batch = this.#pending.get(key) ?? this.#open(key, question);
      batch.askedMs = this.#options.clock.monotonic();
      batch.waiters.set(value, [...(batch.waiters.get(value) ?? []), { resolve, reject }]);
    });
  }

  #open(key: string, question: BatchQuestion): Batch {
    const batch: Batch = { key, question, waiters: new Map(), askedMs: 0, windows: 0 };
    this.#pending.set(key, batch);
    this.#arm(batch);
    return batch;
  }

  #arm(batch: Batch): void {
    const { clock, isWriting } = this.#options;
    const startedMs = clock.monotonic();
    batch.windows += 1;
    clock.after(this.#windowMs, () => {
      if (this.#pending.get(batch.key) !== batch) return;
      const { scope, also } = batch.question;
      const waits = also === undefined && batch.windows < MOST_WINDOWS && isWriting(scope, startedMs);
      if (waits) this.#arm(batch);
      else void this.#close(batch);
    });
  }

  async #close(batch: Batch): Promise<void> {
    this.#pending.delete(batch.key);
    const others = this.#others(batch);
    const isIndex = Object.hasOwn(batch.question.table.indexes, batch.question.filter);
    const fits = mayMerge(batch) ? this.#options.fits(batch.question) : 'no';
    if (fits === 'no' || (others.length === 0 && (fits === 'perhaps' || !isIndex)))
      return this.#byFilter(batch);
    for (const { key } of others) this.#pending.delete(key);
    const all = [batch, ...others];
    const waiters = all.flatMap((one) => [...one.waiters.values()].flat());
    try {
      const answer = await this.#options.askWhole(batch.question);
      if (answer === undefined) await Promise.all(all.map((one) => this.#byFilter(one)));
      else for (const waiter of waiters) waiter.resolve(answer);
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error);
    }
  }

  /** Open questions about the same table that a request which begins now answers too. */
  #others(batch: Batch): readonly Batch[] {
    const nowMs = this.#options.clock.monotonic();
    return [...this.#pending.values()].filter(
      (other) =>
        tableKey(other.question) === tableKey(batch.question) && mayMerge(other) && other.askedMs < nowMs,
    );
  }

  async #byFilter(batch: Batch): Promise<void> {
    await Promise.all(
      chunks([...batch.waiters.keys()].sort()).map(async (values) => {
        const waiters = values.flatMap((value) => batch.waiters.get(value) ?? []);
        try {
          const answer = await this.#options.ask(batch.question, values);
          for (const waiter of waiters) waiter.resolve(answer);
        } catch (error) {
          for (const waiter of waiters) waiter.reject(error);
        }
      }),
    );
  }
}

function mayMerge({ question }: Batch): boolean {
  return question.also === undefined && question.exact === undefined;
}

function tableKey({ scope, table }: BatchQuestion): string {
  return `${scopeKey(scope)}|${table.name}`;
}
