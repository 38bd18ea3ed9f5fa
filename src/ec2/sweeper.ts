// When each account and Region is swept, and which tables: about every `sweepSeconds` those that remembered questions
// need, and at once a table whose complete sweep somebody's proof of absence waits for. Separate from what one sweep
// does (sweep.ts). What always holds: one sweep at a time per scope; nothing is swept while stopped; a scope that nobody
// asks about is not swept; a sweep that failed changes nothing but its age.
import { faultOf } from '../model/fault.ts';
import type { Cancel, Log } from '../model/ports.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import type { DescribeDeps } from './describe.ts';
import type { Questions } from './questions.ts';
import type { TableRows } from './rows.ts';
import { sweepAll, sweepAsked, valuesInstead } from './sweep.ts';

/** Part of the period by which sweeps are spread: chosen, so that scopes drift apart. */
const JITTER = 0.1;
/** Milliseconds to a sweep that a proof waits for: chosen, so that several proofs share it. */
const EARLY_MS = 100;
/** A scope in which nothing recorded is ours is swept this many times more rarely: chosen. */
const IDLE_FACTOR = 5;
/** Periods after which a table asked by filter is swept completely once: chosen, about a quarter of an hour. */
const COMPLETE_EVERY = 20;

type ScopeState = {
  scope: Scope;
  cancel: Cancel;
  isRunning: boolean;
  isIdle: boolean;
  nextMs: number;
  wanted: Set<TableRows>;
};

export type SweeperOptions = {
  deps: DescribeDeps;
  settings: Settings;
  log: Log;
  questions: Questions;
  isFrozen(scope: Scope): boolean;
  /** After each table: the picture is complete as of now. */
  onTable(rows: TableRows): void;
  /** After all tables of a scope (`isFull`: each swept completely) or those asked for early. */
  onSwept(scope: Scope, tables: readonly TableRows[], isFull: boolean): void;
};

export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #scopes = new Map<string, ScopeState>();
  #abort: AbortController | undefined;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  get isStarted(): boolean {
    return this.#abort !== undefined;
  }

  start(): void {
    if (this.#abort !== undefined) return;
    this.#abort = new AbortController();
    for (const { scope } of this.#options.questions.tables()) this.need(scope, false);
  }

  stop(): void {
    this.#abort?.abort(new Error('sweeps were stopped'));
    this.#abort = undefined;
    for (const { cancel } of this.#scopes.values()) cancel();
    this.#scopes.clear();
  }

  /** Somebody asks about this scope; `isOwn`: about a thing that is recorded as ours. */
  need(scope: Scope, isOwn: boolean): void {
    const known = this.#scopes.get(scopeKey(scope));
    if (isOwn && known?.isIdle) this.#rouse(known);
    if (this.#abort === undefined || known !== undefined) return;
    const state: ScopeState = {
      scope,
      cancel: () => {},
      isRunning: false,
      isIdle: false,
      nextMs: 0,
      wanted: new Set(),
    };
    this.#scopes.set(scopeKey(scope), state);
    // What is asked for from now on is younger than a period until then: a sweep sooner would show nothing new.
    state.nextMs = this.#nowMs() + this.periodMs(scope) * (1 - JITTER * this.#options.deps.random.next());
    this.#arm(state);
  }

  /** A complete sweep of this table, soon. */
  request(rows: TableRows): void {
    this.need(rows.scope, false);
    const state = this.#scopes.get(scopeKey(rows.scope));
    if (state === undefined || state.wanted.has(rows)) return;
    state.wanted.add(rows);
    this.#arm(state);
  }

  /** Milliseconds between the starts of two sweeps of a scope. */
  periodMs(scope: Scope): number {
    const isIdle = this.#scopes.get(scopeKey(scope))?.isIdle ?? false;
    return this.#options.settings.sweepSeconds * 1_000 * (isIdle ? IDLE_FACTOR : 1);
  }

  /** Whether the last complete sweep is young enough to say what exists. */
  isComplete(rows: TableRows): boolean {
    return this.#nowMs() - rows.sweptMs <= (COMPLETE_EVERY + 1) * this.periodMs(rows.scope);
  }

  #rouse(state: ScopeState): void {
    state.isIdle = false;
    state.nextMs = Math.min(state.nextMs, this.#nowMs() + this.periodMs(state.scope));
    this.#arm(state);
  }

  #arm(state: ScopeState): void {
    if (state.isRunning) return;
    state.cancel();
    const untilNextMs = state.nextMs - this.#nowMs();
    const delayMs = state.wanted.size > 0 ? Math.min(EARLY_MS, untilNextMs) : untilNextMs;
    state.cancel = this.#options.deps.clock.after(delayMs, () => void this.#run(state));
  }

  async #run(state: ScopeState): Promise<void> {
    const signal = this.#abort?.signal;
    if (signal === undefined || signal.aborted) return;
    const isDue = this.#nowMs() >= state.nextMs;
    const needed = this.#options.questions
      .tables()
      .filter((rows) => scopeKey(rows.scope) === scopeKey(state.scope) && rows.table.swept);
    if (needed.length === 0 && state.wanted.size === 0) {
      this.#scopes.delete(scopeKey(state.scope));
      return;
    }
    state.isIdle = this.#options.questions.own(scopeKey(state.scope)).length === 0;
    if (isDue)
      state.nextMs =
        this.#nowMs() +
        this.periodMs(state.scope) * (1 + JITTER * (2 * this.#options.deps.random.next() - 1));
    state.isRunning = true;
    await this.#sweep(state, { tables: isDue ? needed : [], signal });
    state.isRunning = false;
    if (!signal.aborted) this.#arm(state);
  }

  async #sweep(
    state: ScopeState,
    { tables, signal }: { tables: readonly TableRows[]; signal: AbortSignal },
  ): Promise<void> {
    const early = new Set(state.wanted);
    state.wanted.clear();
    const all = [...new Set([...early, ...tables])];
    let completed = 0;
    for (const rows of all) {
      if (signal.aborted) return;
      if (await this.#sweepTable(rows, { isForced: early.has(rows), signal })) completed++;
    }
    if (signal.aborted) return;
    this.#options.onSwept(state.scope, all, tables.length > 0 && completed === all.length);
  }

  /** @returns whether the whole Region was read. */
  async #sweepTable(
    rows: TableRows,
    { isForced, signal }: { isForced: boolean; signal: AbortSignal },
  ): Promise<boolean> {
    const { deps, log, onTable } = this.#options;
    try {
      const values = isForced ? undefined : this.#valuesInstead(rows);
      if (values === undefined) await sweepAll({ deps, rows, signal });
      else await sweepAsked({ deps, rows, signal }, values);
      onTable(rows);
      return values === undefined;
    } catch (error) {
      if (signal.aborted) return false;
      const { account, region } = rows.scope;
      const details = faultOf(error)?.details;
      if (details === undefined)
        log.error({ table: rows.table.name, account, region, error }, 'a sweep failed by a defect');
      else
        log.warn(
          {
            table: rows.table.name,
            account,
            region,
            operation: details.operation,
            code: details.code,
            detail: details.message,
            requestId: details.requestId,
          },
          'a sweep failed',
        );
      return false;
    } finally {
      this.#measure(rows);
    }
  }

  #valuesInstead(rows: TableRows) {
    const { questions, isFrozen } = this.#options;
    const isOld = this.#nowMs() - rows.sweptMs > COMPLETE_EVERY * this.periodMs(rows.scope);
    return isOld || isFrozen(rows.scope) ? undefined : valuesInstead(rows, questions.about(rows));
  }

  #measure({ scope: { account, region }, table, sweptMs }: TableRows): void {
    if (!Number.isFinite(sweptMs)) return;
    this.#options.deps.metrics.set('vpcraft_sweep_age_seconds', (this.#nowMs() - sweptMs) / 1_000, {
      account,
      region,
      table: table.name,
    });
  }

  #nowMs(): number {
    return this.#options.deps.clock.monotonic();
  }
}
