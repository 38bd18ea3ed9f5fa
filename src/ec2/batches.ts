// Questions that passes ask within some tens of milliseconds become one paged describe by filter. Separate from the
// view, which asks one question at a time and knows nothing of the others.
// What always holds: a question is answered by a request that began after it was asked; one failure fails exactly those
// who were in that call.
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
};
/** Reads all pages, absorbs them, and says when it began. @throws Fault */
export type Ask = (question: BatchQuestion, values: readonly string[]) => Promise<BatchAnswer>;

type Waiter = { resolve(answer: BatchAnswer): void; reject(error: unknown): void };

export class Batches {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #ask: Ask;
  readonly #pending = new Map<string, { question: BatchQuestion; waiters: Map<string, Waiter[]> }>();

  constructor(clock: Clock, windowMs: number, ask: Ask) {
    this.#clock = clock;
    // At least 1 ms, so that the answer begins measurably later than the question.
    this.#windowMs = Math.max(1, windowMs);
    this.#ask = ask;
  }

  ask(question: BatchQuestion, value: string): Promise<BatchAnswer> {
    const { scope, table, filter, also } = question;
    const key = [scopeKey(scope), table.name, filter, also?.name ?? '', also?.value ?? ''].join('|');
    return new Promise((resolve, reject) => {
      const batch = this.#pending.get(key) ?? this.#open(key, question);
      batch.waiters.set(value, [...(batch.waiters.get(value) ?? []), { resolve, reject }]);
    });
  }

  #open(key: string, question: BatchQuestion) {
    const batch = { question, waiters: new Map<string, Waiter[]>() };
    this.#pending.set(key, batch);
    this.#clock.after(this.#windowMs, () => {
      this.#pending.delete(key);
      for (const values of chunks([...batch.waiters.keys()].sort())) void this.#send(batch, values);
    });
    return batch;
  }

  async #send(
    batch: { question: BatchQuestion; waiters: Map<string, Waiter[]> },
    values: readonly string[],
  ): Promise<void> {
    const waiters = values.flatMap((value) => batch.waiters.get(value) ?? []);
    try {
      const answer = await this.#ask(batch.question, values);
      for (const waiter of waiters) waiter.resolve(answer);
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error);
    }
  }
}
