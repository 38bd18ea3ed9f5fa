// One run of a kind's observe on behalf of one object: every question is answered from what is proven, or the run is
// aborted with what it needs. Separate from the reader, which fetches and runs it again. No I/O here.
//
// question | answered by
// own      | F7: no id, absent without asking; a row begun later than `since`; a tombstone; the proof of absence (F2)
// byID     | a row, or one miss, begun later than `since`
// by       | a complete sweep, or an answer by that index and key, begun later than `since`
// detail   | a read begun later than `since`; the unread, where it may come later, by undefined
// At rest `since` lies far back, and answers of sweeps do, as long as they are younger than a few sweep periods.
import { Fault } from '../model/fault.ts';
import type { Detail, Part, Table, View } from '../model/kind.ts';
import type { Clock } from '../model/ports.ts';
import type { Subject } from '../model/reader.ts';
import { type Role, isScope } from '../model/scope.ts';
import { absence } from './absence.ts';
import type { Details, Slot } from './details.ts';
import type { Question } from './questions.ts';
import { type TableRows, idTopic, indexTopic } from './rows.ts';
import type { Store } from './store.ts';

/** For so long (milliseconds) after it began to lead, a process goes on without unread details: chosen, about a resync. */
const LATER_MS = 600_000;

export type Run<O> =
  | { is: 'seen'; value: O; asked: readonly Question[] }
  | { is: 'needs'; need: Question; asked: readonly Question[] }
  | { is: 'unproven'; what: string; retryMs: number; asked: readonly Question[] };

export type ViewDeps = {
  clock: Clock;
  store: Store;
  details: Details;
  /** Age up to which an answer of a sweep is good for a question at rest. */
  maxAgeMs(rows: TableRows): number;
  settlingMs(rows: TableRows): number;
  /** Nothing is known of writes before this: the leader before may have written until then. */
  leadingSinceMs(): number;
  requestSweep(rows: TableRows): void;
};

/** Aborts a run; never leaves this file. */
class Unanswered extends Error {
  readonly need: Question;
  constructor(need: Question) {
    super('this question has no proven answer yet; do not catch this in observe');
    this.need = need;
  }
}

class Unproven extends Error {
  readonly what: string;
  readonly retryMs: number;
  constructor(what: string, retryMs: number) {
    super('absence is not proven yet; do not catch this in observe');
    this.what = what;
    this.retryMs = retryMs;
  }
}

export function run<O>(deps: ViewDeps, subject: Subject, observe: (view: View) => O): Run<O> {
  const view = new SubjectView(deps, subject);
  try {
    return { is: 'seen', value: observe(view), asked: view.asked() };
  } catch (error) {
    if (error instanceof Unanswered) return { is: 'needs', need: error.need, asked: view.asked() };
    if (error instanceof Unproven)
      return { is: 'unproven', what: error.what, retryMs: error.retryMs, asked: view.asked() };
    throw error;
  }
}

/** True when the present answer to a question is good for an asker with this `since`. */
export function isAnswered(deps: ViewDeps, question: Question, sinceMs: number): boolean {
  const { source, ask } = question;
  if (ask.is === 'detail') return deps.details.isFresh(source as Slot, sinceMs);
  const rows = source as TableRows;
  if (ask.is === 'index') return isFresh(deps, rows, { atMs: rows.answeredMs(ask.index, ask.key), sinceMs });
  if (rows.isDead(ask.id)) return true;
  const info = rows.info(ask.id);
  return info.is !== 'unknown' && isFresh(deps, rows, { atMs: info.atMs, sinceMs });
}

function isFresh(
  deps: ViewDeps,
  rows: TableRows,
  { atMs, sinceMs }: { atMs: number; sinceMs: number },
): boolean {
  return atMs > sinceMs && deps.clock.monotonic() - atMs <= deps.maxAgeMs(rows);
}

class SubjectView implements View {
  readonly #deps: ViewDeps;
  readonly #subject: Subject;
  readonly #asked = new Map<TableRows | Slot, Map<string, Question>>();

  constructor(deps: ViewDeps, subject: Subject) {
    this.#deps = deps;
    this.#subject = subject;
  }

  asked(): readonly Question[] {
    return [...this.#asked.values()].flatMap((questions) => [...questions.values()]);
  }

  own<R>(part: Part<R>): R | undefined {
    const identity = this.#subject.own(part.name);
    if (identity.is === 'none') return undefined;
    const rows = this.#rows(part.role, part.table);
    const { id, proof, mayGo = false } = identity;
    const question = this.#note(idQuestion(rows, id, { isOwn: proof === 'full', mayGo }));
    if (rows.isDead(id)) return undefined;
    const info = rows.info(id);
    if (info.is === 'row') {
      this.#require(question);
      return info.row as R;
    }
    if (proof === 'full') this.#requireAbsence(rows, id, question);
    else if (rows.lastMissMs(id) <= this.#subject.since) throw new Unanswered(question);
    return undefined;
  }

  byID<R>(role: Role, table: Table<R>, id: string): R | undefined {
    const rows = this.#rows(role, table);
    this.#require(this.#note(idQuestion(rows, id, { isOwn: false, mayGo: false })));
    return rows.living(id) as R | undefined;
  }

  by<R>(role: Role, table: Table<R>, index: string, key: string): readonly R[] {
    if (!Object.hasOwn(table.indexes, index)) throw undeclared(table.name, index);
    const rows = this.#rows(role, table);
    const current = () => rows.rowsBy(index, key);
    this.#require(
      this.#note({
        source: rows,
        topic: indexTopic(index, key),
        ask: { is: 'index', index, key },
        isOwn: false,
        mayGo: false,
        current,
      }),
    );
    return current() as readonly R[];
  }

  detail<V>(role: Role, detail: Detail<V>, key: string): V {
    const { slot, question } = this.#noteDetail(role, detail as Detail<unknown>, key);
    this.#require(question);
    return slot.known?.value as V;
  }

  /** A new process would have to read thousands of them, one by one, before it has looked at everything. */
  detailOrLater<V>(role: Role, detail: Detail<V>, key: string): V | undefined {
    const { slot } = this.#noteDetail(role, detail as Detail<unknown>, key);
    const { clock, leadingSinceMs } = this.#deps;
    const isNewLeader = clock.monotonic() - leadingSinceMs() < LATER_MS;
    if (slot.known !== undefined || slot.owed === 'refused' || !isNewLeader || this.#subject.atRest !== true)
      return this.detail(role, detail, key);
    slot.owed = 'yes';
    return undefined;
  }

  #noteDetail(role: Role, detail: Detail<unknown>, key: string): { slot: Slot; question: Question } {
    const slot = this.#deps.details.slot(this.#scope(role), detail, key);
    const current = () => slot.known?.value;
    const ask = { is: 'detail' } as const;
    const question = this.#note({
      source: slot,
      topic: 'value',
      ask,
      isOwn: false,
      mayGo: false,
      current,
    });
    return { slot, question };
  }

  /**
   * Returns when the absence of an id that is not shown is proven (F2). A new leader counts as if the one before had written
   * until it took over, although that delays repairs by one settling time after a restart. The record could not shorten
   * it: it holds only times of another process's wall clock, which may differ from ours by any amount, and the last call of
   * a process that was frozen reaches AWS after the last record that it wrote. A wrong proof makes a second network, a late
   * one costs minutes.
   */
  #requireAbsence(rows: TableRows, id: string, question: Question): void {
    this.#require(question);
    const { clock, leadingSinceMs, settlingMs, requestSweep } = this.#deps;
    const anchorMs = rows.anchorsMs.get(id) ?? Math.max(this.#subject.since, leadingSinceMs());
    rows.anchorsMs.set(id, anchorMs);
    const settledMs = anchorMs + settlingMs(rows);
    const verdict = absence({
      nowMs: clock.monotonic(),
      settledMs,
      missesMs: rows.missesMs(id),
      sweptMs: rows.sweptMs,
    });
    if (verdict.is === 'proven') return;
    if (verdict.sweep) requestSweep(rows);
    if (verdict.askByID) throw new Unanswered(question);
    throw new Unproven(id, verdict.retryMs);
  }

  #require(question: Question): void {
    if (!isAnswered(this.#deps, question, this.#subject.since)) throw new Unanswered(question);
  }

  #note(question: Question): Question {
    const questions = this.#asked.get(question.source) ?? new Map<string, Question>();
    this.#asked.set(question.source, questions);
    const known = questions.get(question.topic);
    if (known === undefined || question.isOwn) questions.set(question.topic, question);
    return question;
  }

  #rows<R>(role: Role, table: Table<R>): TableRows {
    return this.#deps.store.of(this.#scope(role), table as Table<unknown>);
  }

  #scope(role: Role) {
    const scope = this.#subject.scope(role);
    if (isScope(scope)) return scope;
    const message = `The ${role} side cannot be read: ${scope.none}`;
    throw new Fault({
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
      message,
      code: 'NoScope',
      operation: 'read',
      outcomeUnknown: false,
    });
  }
}

function idQuestion(rows: TableRows, id: string, whose: Pick<Question, 'isOwn' | 'mayGo'>): Question {
  return {
    source: rows,
    topic: idTopic(id),
    ask: { is: 'id', id },
    ...whose,
    current: () => rows.living(id),
  };
}

function undeclared(table: string, index: string): Error {
  return new Error(
    `table ${table} has no index '${index}': add it to the table, under the name of EC2's filter`,
  );
}
