// Who asked what, and what they were told. Separate because it answers the one question that keeps a resting estate
// free of cost: after a read, whose answer is another one? What always holds: an object is woken only when an answer it
// was given differs from the present one (rows keep their identity while equal), and never while it is observing.
import type { ObjectKey } from '../model/kind.ts';
import { Multimap } from '../model/multimap.ts';
import { scopeKey } from '../model/scope.ts';
import type { Slot } from './details.ts';
import { type Touched, TableRows } from './rows.ts';

export type Question = {
  /** Where the answer lives. */
  source: TableRows | Slot;
  topic: string;
  ask: { is: 'id'; id: string } | { is: 'index'; index: string; key: string } | { is: 'detail' };
  /** By the recorded id of a living object: counts for F5. */
  isOwn: boolean;
  /** Its object may have destroyed it: it may be missing (F5). */
  mayGo: boolean;
  current(): unknown;
};
type Remembered = Question & { owner: ObjectKey; given: unknown; firstAskedMs: number };

export class Questions {
  readonly #byOwner = new Map<ObjectKey, readonly Remembered[]>();
  readonly #bySource = new Map<TableRows | Slot, Multimap<string, Remembered>>();
  readonly #observing = new Map<ObjectKey, number>();

  /** Replaces what `owner` asked before; what it is told counts as given. */
  remember(owner: ObjectKey, asked: readonly Question[], nowMs: number): void {
    const before = this.#byOwner.get(owner) ?? [];
    const remembered = asked.map((question): Remembered => {
      const known = before.find(
        (earlier) => earlier.source === question.source && earlier.topic === question.topic,
      );
      return { ...question, owner, given: question.current(), firstAskedMs: known?.firstAskedMs ?? nowMs };
    });
    this.forget(owner);
    this.#byOwner.set(owner, remembered);
    for (const question of remembered) this.#subscribe(question);
  }

  forget(owner: ObjectKey): void {
    for (const question of this.#byOwner.get(owner) ?? []) {
      const topics = this.#bySource.get(question.source);
      topics?.delete(question.topic, question);
      if (topics?.size === 0) this.#bySource.delete(question.source);
    }
    this.#byOwner.delete(owner);
  }

  of(owner: ObjectKey): readonly Question[] {
    return this.#byOwner.get(owner) ?? [];
  }

  isAsked(source: TableRows | Slot, topic: string): boolean {
    return this.#bySource.get(source)?.has(topic) ?? false;
  }

  /** Tables that somebody asks about. */
  tables(): readonly TableRows[] {
    return [...this.#bySource.keys()].filter((source) => source instanceof TableRows);
  }

  slots(): readonly Slot[] {
    return [...this.#bySource.keys()].filter((source): source is Slot => !(source instanceof TableRows));
  }

  /** One question per topic. */
  about(source: TableRows): readonly Question[] {
    return [...(this.#bySource.get(source)?.groups() ?? [])].flatMap((askers) => askers.slice(0, 1));
  }

  /** Recorded ids of living objects in a scope (F5). */
  own(
    scope: string,
  ): readonly { rows: TableRows; id: string; owner: ObjectKey; firstAskedMs: number; mayGo: boolean }[] {
    return this.tables()
      .filter((rows) => scopeKey(rows.scope) === scope)
      .flatMap((rows) =>
        [...(this.#bySource.get(rows)?.groups() ?? [])].flatMap((askers) => ownOf(rows, askers)),
      );
  }

  /** While an object observes it sees what changes by itself. Counted, because two may overlap. @returns the end of it */
  begin(owner: ObjectKey): () => void {
    this.#observing.set(owner, (this.#observing.get(owner) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#observing.get(owner) ?? 1) - 1;
      if (left === 0) this.#observing.delete(owner);
      else this.#observing.set(owner, left);
    };
  }

  /** Objects that were given another answer than the present one; each change is reported once. */
  changed(source: TableRows | Slot, touched: Touched | 'all'): ObjectKey[] {
    const topics = this.#bySource.get(source);
    if (topics === undefined) return [];
    const askers = touched === 'all' ? topics.groups() : [...touched].map((topic) => topics.get(topic));
    const keys = new Set<ObjectKey>();
    for (const sameTopic of askers) this.#compare(sameTopic, keys);
    return [...keys];
  }

  /** All ask the same, so the present answer is made once. */
  #compare(sameTopic: readonly Remembered[], keys: Set<ObjectKey>): void {
    const [first] = sameTopic;
    const now = first?.current();
    for (const question of sameTopic) {
      if (this.#observing.has(question.owner) || isSameAnswer(question.given, now)) continue;
      question.given = now;
      keys.add(question.owner);
    }
  }

  #subscribe(question: Remembered): void {
    const topics = this.#bySource.get(question.source) ?? new Multimap<string, Remembered>();
    this.#bySource.set(question.source, topics);
    topics.add(question.topic, question);
  }
}

function ownOf(rows: TableRows, askers: readonly Remembered[]) {
  const question = askers.find((asker) => asker.isOwn);
  if (question === undefined || question.ask.is !== 'id') return [];
  const { owner, firstAskedMs, mayGo } = question;
  return [{ rows, id: question.ask.id, owner, firstAskedMs, mayGo }];
}

function isSameAnswer(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((row, i) => row === b[i]);
}

/** The same question, whoever asks it. */
export function isAmong(question: Question, others: readonly Question[]): boolean {
  return others.some((other) => other.source === question.source && other.topic === question.topic);
}

/** The thing has been made since: what was asked before, in order to make it, will hardly be asked again. */
export function isNew(need: Question, before: readonly Question[]): boolean {
  return need.isOwn && !isAmong(need, before);
}
