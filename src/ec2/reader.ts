// The reader: fetches what views lack, runs observe again, remembers the questions, sweeps, wakes. Only wiring; the
// rules are in view.ts (what counts as an answer), absence.ts (F2), rows.ts (F1), freeze.ts (F5), sweep.ts and tagged.ts.
import { Fault } from '../model/fault.ts';
import type { ObjectKey, Table, Tags, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { AwsTransport, Clock, Log, Metrics, Random } from '../model/ports.ts';
import type { Observation, Reader, Subject } from '../model/reader.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import type { TextPool } from '../model/texts.ts';
import { type BatchAnswer, Batches, type BatchQuestion } from './batches.ts';
import { Details, type Slot } from './details.ts';
import type { DescribeDeps } from './describe.ts';
import { Freeze } from './freeze.ts';
import type { Limits } from './limits.ts';
import { isAmong, isNew, type Question, Questions } from './questions.ts';
import { TableRows } from './rows.ts';
import { Store } from './store.ts';
import { idQuestion, readMerged } from './sweep.ts';
import { Sweeper } from './sweeper.ts';
import { findTagged, readOwned } from './tagged.ts';
import { type ViewDeps, isAnswered, run } from './view.ts';
import { WholeReads } from './whole.ts';

export type ReaderOptions = {
  transport: AwsTransport;
  clock: Clock;
  random: Random;
  settings: Settings;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  texts: TextPool;
};

/** Runs of one observe: a kind asks a handful of questions that depend on each other; more is a loop. */
const LONGEST_OBSERVE = 100;
/** Answers of sweeps are good for resting questions for this many periods: one may fail, and the next is under way. */
const GOOD_PERIODS = 3;

export function createReader(options: ReaderOptions): Reader {
  return new Ec2Reader(options);
}

class Ec2Reader implements Reader {
  readonly #deps: DescribeDeps;
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #questions = new Questions();
  readonly #batches: Batches;
  readonly #whole: WholeReads;
  readonly #details: Details;
  readonly #freeze: Freeze;
  readonly #sweeper: Sweeper;
  readonly #view: ViewDeps;
  readonly #listeners: ((keys: readonly ObjectKey[]) => void)[] = [];
  #leadingSinceMs: number;

  constructor(options: ReaderOptions) {
    const { clock, settings, log, metrics } = options;
    this.#deps = options;
    this.#settings = settings;
    this.#leadingSinceMs = clock.monotonic();
    this.#store = new Store(options.texts);
    this.#whole = new WholeReads(options);
    this.#batches = new Batches({
      clock,
      windowMs: settings.mergeWindowMs,
      ask: (question, values) => this.#ask(question, values),
      fits: ({ scope, table }) => {
        const rows = this.#store.of(scope, table);
        return this.#whole.fits(rows, this.#sweeper.isComplete(rows));
      },
      askWhole: ({ scope, table }) => this.#askWhole(this.#store.of(scope, table)),
      isWriting: options.limits.isWriting,
    });
    this.#freeze = new Freeze({ clock, metrics, log, settlingMs: (rows) => this.#settlingMs(rows) });
    this.#details = new Details({
      ...options,
      onRead: (slot) => this.#wake(this.#questions.changed(slot, 'all')),
      asked: () => this.#questions.slots(),
    });
    this.#sweeper = this.#makeSweeper(options);
    this.#view = {
      clock,
      store: this.#store,
      details: this.#details,
      maxAgeMs: (rows) => GOOD_PERIODS * this.#sweeper.periodMs(rows.scope),
      settlingMs: (rows) => this.#settlingMs(rows),
      leadingSinceMs: () => this.#leadingSinceMs,
      requestSweep: (rows) => this.#sweeper.request(rows),
    };
  }

  async observe<O>(subject: Subject, observe: (view: View) => O): Promise<Observation<O>> {
    const end = this.#questions.begin(subject.key);
    try {
      return await this.#observe(subject, observe, end);
    } finally {
      end();
    }
  }

  discover<R>(
    scope: Scope,
    table: Table<R>,
    owner: { cluster: string; resource: ObjectKey },
    since: number,
  ): Promise<readonly R[]> {
    const tags = { [tagKeys.resource]: owner.resource, [tagKeys.cluster]: owner.cluster };
    return this.tagged(scope, table, tags, since);
  }

  tagged<R>(scope: Scope, table: Table<R>, tags: Tags, since: number): Promise<readonly R[]> {
    return findTagged({ batches: this.#batches, store: this.#store }, scope, table, tags, since);
  }

  owned<R>(scope: Scope, table: Table<R>, cluster: string): Promise<readonly R[]> {
    return readOwned(this.#deps, scope, table, cluster);
  }

  forget(key: ObjectKey): void {
    this.#questions.forget(key);
  }

  noteDeleted(scope: Scope, table: Table<unknown>, id: string): void {
    this.#freeze.noteDeleted(this.#store.of(scope, table), id);
  }

  frozen(scope: Scope, key?: ObjectKey): string | undefined {
    return this.#freeze.why(scope, key);
  }

  thaw(key: ObjectKey): void {
    this.#freeze.thaw(key);
  }

  onChange(wake: (keys: readonly ObjectKey[]) => void): void {
    this.#listeners.push(wake);
  }

  start(): void {
    if (this.#sweeper.isStarted) return;
    this.#leadingSinceMs = this.#deps.clock.monotonic();
    this.#sweeper.start();
    this.#details.start();
  }

  stop(): void {
    this.#sweeper.stop();
    this.#details.stop();
  }

  /** `end`: called in the same turn as the last run, so that no change after it goes unnoticed. */
  async #observe<O>(subject: Subject, observe: (view: View) => O, end: () => void): Promise<Observation<O>> {
    const before = this.#questions.of(subject.key);
    for (let round = 0; round < LONGEST_OBSERVE; round++) {
      const result = run(this.#view, subject, observe);
      if (result.is === 'seen') {
        this.#remember(subject.key, result.asked);
        end();
        return { is: 'seen', value: result.value };
      }
      // An aborted run has asked only a part; what it asked before stays remembered.
      this.#remember(subject.key, [
        ...before.filter((question) => !isAmong(question, result.asked)),
        ...result.asked,
      ]);
      if (result.is === 'unproven') return { is: 'unproven', what: result.what, retryMs: result.retryMs };
      await this.#fetch(result.need, round === 0 && !isNew(result.need, before) ? before : [], subject.since);
    }
    const message = `${subject.key}: observe asked new questions ${LONGEST_OBSERVE} times in a row.`;
    throw new Fault({
      disposition: 'bug',
      reason: 'InternalError',
      message,
      code: 'EndlessObserve',
      operation: 'observe',
      outcomeUnknown: false,
    });
  }

  /** Fetches what is needed, and in the same moment what the object asked before and will probably ask again. */
  async #fetch(need: Question, likely: readonly Question[], sinceMs: number): Promise<void> {
    const more = likely.filter(
      (question) => !isAmong(question, [need]) && !isAnswered(this.#view, question, sinceMs),
    );
    const [needed] = await Promise.allSettled(
      [need, ...more].map((question) => this.#read(question, sinceMs)),
    );
    // Whether the others are needed is not known: if so, they are asked again, and their failure is thrown then.
    if (needed?.status === 'rejected') throw needed.reason;
  }

  #read({ source, ask }: Question, sinceMs: number): Promise<unknown> {
    if (!(source instanceof TableRows)) return this.#details.read(source as Slot);
    const { scope, table } = source;
    if (ask.is === 'id') {
      const info = source.info(ask.id);
      const isMissed = info.is === 'miss' && info.atMs > sinceMs;
      const question = {
        scope,
        table,
        filter: idQuestion(table),
        ...(isMissed ? { exact: true as const } : {}),
      };
      return this.#batches.ask(question, ask.id);
    }
    if (ask.is === 'index') return this.#batches.ask({ scope, table, filter: ask.index }, ask.key);
    throw new Error('a table has no details');
  }

  /** One merged read: absorbed, remembered as an answer, and those whose answer changed are woken. */
  async #ask(question: BatchQuestion, values: readonly string[]): Promise<BatchAnswer> {
    const rows = this.#store.of(question.scope, question.table);
    const answer = await readMerged(this.#deps, rows, { ...question, values });
    this.#wake(this.#questions.changed(rows, answer.touched));
    return answer;
  }

  /** As a sweep does it: judged before anybody is woken. */
  async #askWhole(rows: TableRows): Promise<BatchAnswer | undefined> {
    const startedMs = await this.#whole.read(rows);
    if (startedMs !== undefined) this.#judge(rows.scope, false);
    this.#wake(this.#questions.changed(rows, 'all'));
    return startedMs === undefined ? undefined : { startedMs, ids: [] };
  }

  /** Judged before anybody is woken, so that nothing is made or destroyed on a doubtful picture. */
  #judge(scope: Scope, isFull: boolean): void {
    this.#freeze.judge(scope, this.#questions.own(scopeKey(scope)), isFull);
  }

  #remember(key: ObjectKey, asked: readonly Question[]): void {
    this.#questions.remember(key, asked, this.#deps.clock.monotonic());
    for (const { source, isOwn } of asked)
      if (source instanceof TableRows && source.table.swept) this.#sweeper.need(source.scope, isOwn);
  }

  #makeSweeper({ settings, log }: ReaderOptions): Sweeper {
    return new Sweeper({
      deps: this.#deps,
      settings,
      log,
      questions: this.#questions,
      isFrozen: (scope) => this.#freeze.why(scope) !== undefined,
      onTable: (rows) => this.#judge(rows.scope, false),
      onSwept: (scope, tables, isFull) => this.#onSwept(scope, tables, isFull),
    });
  }

  #onSwept(scope: Scope, tables: readonly TableRows[], isFull: boolean): void {
    const wasFrozen = this.#freeze.why(scope) !== undefined;
    const own = this.#questions.own(scopeKey(scope));
    this.#freeze.judge(scope, own, isFull);
    const changed = tables.flatMap((rows) => this.#questions.changed(rows, 'all'));
    const isThawed = wasFrozen && this.#freeze.why(scope) === undefined;
    this.#wake([...new Set([...changed, ...(isThawed ? own.map(({ owner }) => owner) : [])])]);
    for (const rows of this.#store.inScope(scope)) {
      rows.prune((topic) => this.#questions.isAsked(rows, topic));
      if (this.#questions.about(rows).length === 0 && !this.#sweeper.isComplete(rows)) this.#store.drop(rows);
    }
  }

  #settlingMs({ table }: TableRows): number {
    return Math.min(table.settlingSeconds, this.#settings.settlingBoundSeconds) * 1_000;
  }

  #wake(keys: readonly ObjectKey[]): void {
    if (keys.length === 0) return;
    for (const wake of this.#listeners) wake(keys);
  }
}
