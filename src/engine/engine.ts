// The one loop: what happened → which keys are looked at → one pass → when to look again. It never asks which kind it
// holds. Everything outside comes in through Deps.
import { Fault, faultOf } from '../model/fault.ts';
import type { ObjectKey } from '../model/kind.ts';
import { annotations } from '../model/names.ts';
import { keyOfObject, type KubeObject, partsOfKey } from '../model/object.ts';
import { isDeleting, type StoreChange } from '../model/objects.ts';
import { absentPass } from './absent.ts';
import { accountPass } from './account-objects.ts';
import { annotationChanged, asksForALook, faceOf, namespacesOf } from './changes.ts';
import { objectOfQuestion } from './consent.ts';
import { reportsOf } from './contributions.ts';
import type { Suspect } from './duplicates.ts';
import { Gauges } from './gauges.ts';
import { isReady, nextVisit, noteExpectation, report, usability } from './finish.ts';
import { GarbageSweep } from './garbage.ts';
import { type Outcome, outcomeOfFault } from './outcome.ts';
import { type Memo, newMemo } from './memo.ts';
import { type Deps, isConflict, Pass } from './pass.ts';
import { presentPass } from './present.ts';
import { KeyQueue } from './queue.ts';
import { ACCOUNT_KIND, GRANT_KIND } from './tenancy.ts';

export class Engine {
  readonly #deps: Deps;
  readonly #queue: KeyQueue;
  readonly #memos = new Map<ObjectKey, Memo>();
  readonly #garbage: GarbageSweep;
  readonly #gauges: Gauges;
  #running = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#queue = new KeyQueue({
      ...deps.settings,
      clock: deps.clock,
      random: deps.random,
      metrics: deps.metrics,
      work: (key) => this.#work(key),
    });
    this.#gauges = new Gauges(deps, this.#queue);
    this.#garbage = new GarbageSweep(deps, (key, suspect) => this.#onSuspect(key, suspect));
    deps.store.onChange((change) => this.#onChange(change));
    deps.reader.onChange((keys) => {
      for (const key of keys) this.#queue.add(objectOfQuestion(key), 'drift');
    });
  }

  /** Called once this process may act and the store has listed everything. */
  start(): void {
    this.#running = true;
    this.#queue.start();
    this.#garbage.start();
    this.#gauges.start();
  }

  /** No new pass begins; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#gauges.stop();
    this.#garbage.stop();
    await this.#queue.stop();
  }

  #onChange(change: StoreChange): void {
    const { key, now, old } = change;
    const { kind } = partsOfKey(key);
    if (kind === ACCOUNT_KIND || kind === GRANT_KIND) return this.#settingChanged(change, kind);
    if (!this.#deps.kinds.has(kind)) return;
    const before = this.#deps.referrers.targetsOf(key);
    this.#deps.referrers.update(key, now);
    if (now === undefined) return this.#vanished(key, before);
    this.#deps.facts.learn(key, now);
    if (old !== undefined && !asksForALook(old, now)) return;
    if (annotationChanged(old, now, annotations.reconcileRequestedAt)) this.#lookAnew(key);
    this.#queue.add(key, change.initial ? 'resync' : 'user');
    if (old === undefined || now.metadata.deletionTimestamp !== old.metadata.deletionTimestamp)
      this.#wake(this.#deps.referrers.referrersOf(key));
    if (old !== undefined) this.#wake(before.filter((target) => isDeleting(this.#deps.store, target)));
    this.#wake(this.#parentsOf(key, kind));
  }

  /** Somebody asks for it: what an earlier look found does not count. */
  #lookAnew(key: ObjectKey): void {
    this.#deps.reader.thaw(key);
    const memo = this.#memos.get(key);
    if (memo !== undefined) memo.lookFrom = undefined;
  }

  /** Those to whose lists the object contributes: they do the work. */
  #parentsOf(key: ObjectKey, kind: string): readonly ObjectKey[] {
    const ref = this.#deps.kinds.get(kind)?.contributesTo?.ref;
    return ref === undefined ? [] : this.#deps.referrers.targetsOf(key, ref);
  }

  /** The object is gone: what it held may go, and what referred to it has to say so. */
  #vanished(key: ObjectKey, targets: readonly ObjectKey[]): void {
    const questions = this.#memos.get(key)?.questions ?? [];
    for (const name of [key, `${key}#adopt`, ...questions]) this.#deps.reader.forget(name);
    this.#memos.delete(key);
    this.#deps.facts.forget(key);
    this.#deps.reports.forget(key);
    this.#queue.forget(key);
    this.#wake([...targets, ...this.#deps.referrers.referrersOf(key)]);
    for (const account of this.#deps.store.list(ACCOUNT_KIND)) {
      if (account.metadata.deletionTimestamp !== undefined)
        this.#queue.add(keyOfObject(account), 'dependent');
    }
  }

  /** Accounts may concern everybody, a grant those who give and those who get. At the first listing all are queued anyway. */
  #settingChanged({ key, now, old, initial }: StoreChange, kind: string): void {
    if (old !== undefined && now !== undefined && !asksForALook(old, now)) return;
    if (kind === ACCOUNT_KIND)
      for (const account of [key, ...this.#deps.store.list(ACCOUNT_KIND).map(keyOfObject)])
        this.#queue.add(account, 'user');
    if (initial) return;
    const concerned = kind === GRANT_KIND ? namespacesOf([old, now]) : undefined;
    for (const one of this.#deps.kinds.keys()) {
      const objects = this.#deps.store.list(one);
      this.#wake(
        objects.filter(({ metadata }) => concerned?.has(metadata.namespace ?? '') ?? true).map(keyOfObject),
      );
    }
  }

  #onSuspect(key: ObjectKey, suspect: Suspect): void {
    const object = this.#deps.store.get(key);
    if (object === undefined) return;
    const { suspects } = this.#memoOf(key, object);
    if (!suspects.some((one) => one.id === suspect.id)) suspects.push(suspect);
    this.#queue.add(key, 'resync');
  }

  #wake(keys: readonly ObjectKey[]): void {
    for (const key of keys) if (this.#deps.store.get(key) !== undefined) this.#queue.add(key, 'dependent');
  }

  async #work(key: ObjectKey): Promise<void> {
    if (!this.#running || !this.#deps.leadership.isLeader()) {
      this.#queue.addAfter(key, this.#deps.settings.leaseRetrySeconds * 1000, 'resync');
      return;
    }
    const object = this.#deps.store.get(key);
    if (object === undefined) return;
    const { kind } = partsOfKey(key);
    if (kind === ACCOUNT_KIND) return this.#accountWork(key, object);
    const restMs = this.#restMs(key, object);
    if (restMs > 0) this.#queue.addAfter(key, restMs, 'dependent');
    else await this.#pass(key, object);
  }

  /** Milliseconds until a look makes sense, where only time helps and the object itself has not changed. */
  #restMs(key: ObjectKey, object: KubeObject): number {
    const memo = this.#memos.get(key);
    if (memo?.rest === undefined || memo.uid !== object.metadata.uid || memo.rest.face !== faceOf(object))
      return 0;
    return memo.rest.untilMs - this.#deps.clock.monotonic();
  }

  async #accountWork(key: ObjectKey, object: KubeObject): Promise<void> {
    try {
      const seconds = await accountPass(this.#deps, object);
      this.#queue.succeeded(key);
      if (seconds !== undefined) this.#queue.addAfter(key, seconds * 1000, 'resync');
    } catch (error) {
      if (!isConflict(error)) this.#deps.log.error({ key, err: error }, 'account pass failed');
      this.#queue.addAfterFailure(key, 'dependent');
    }
  }

  async #pass(key: ObjectKey, object: KubeObject): Promise<void> {
    const kind = this.#deps.kinds.get(object.kind);
    if (kind === undefined) return;
    const pass = new Pass(this.#deps, object, {
      key,
      kind,
      memo: this.#memoOf(key, object),
      releasedBy: (other) => this.#memos.get(other)?.released ?? new Set(),
      wake: (keys) => this.#wake(keys),
      publish: (one) => this.#publish(one),
    });
    this.#settle(pass, await this.#reportOn(pass, await this.#outcomeOf(pass)));
  }

  async #outcomeOf(pass: Pass): Promise<Outcome> {
    try {
      return pass.deleting ? await absentPass(pass) : await presentPass(pass);
    } catch (error) {
      return this.#outcomeOfError(pass, error);
    }
  }

  #outcomeOfError(pass: Pass, error: unknown): Outcome {
    if (isConflict(error)) return { is: 'conflict' };
    const fault = faultOf(error);
    if (fault !== undefined) return outcomeOfFault(fault, this.#deps.clock.monotonic());
    this.#deps.log.error(
      { kind: pass.kind.names.kind, key: pass.key, err: error },
      'a pass failed with a defect',
    );
    const message = 'a defect of the controller; its log has the details';
    return {
      is: 'faulted',
      fields: [],
      fault: new Fault({
        disposition: 'bug',
        reason: 'InternalError',
        message,
        code: 'InternalError',
        operation: 'Reconcile',
        outcomeUnknown: false,
        cause: error,
      }),
    };
  }

  async #reportOn(pass: Pass, outcome: Outcome): Promise<Outcome> {
    try {
      const failures = outcome.is === 'faulted' ? this.#queue.failuresOf(pass.key) + 1 : 0;
      await report(pass, outcome, failures);
      return outcome;
    } catch (error) {
      return this.#outcomeOfError(pass, error);
    }
  }

  /** Publishes what others need to know, and plans the next visit. */
  #settle(pass: Pass, outcome: Outcome): void {
    const { key, memo } = pass;
    noteExpectation(pass, outcome);
    const next = nextVisit(pass, outcome);
    const rests = next.is === 'after' && outcome.is === 'waiting' && outcome.settling === true;
    // A look, or a deletion that AWS accepts and may give up, is no progress.
    if (pass.progressed) memo.blocked = undefined;
    memo.rest = rests
      ? { untilMs: this.#deps.clock.monotonic() + next.ms, face: faceOf(pass.object) }
      : undefined;
    if (outcome.is === 'settled') {
      memo.drifted = false;
      memo.done.clear();
      memo.stale.clear();
    }
    this.#measure(pass, outcome);
    // Many calls of which each may fail must not add up to the longest back-off. A pass that only waited for a token says
    // nothing about the call that failed before: it must neither hide the faults nor shorten the back-off.
    const saysNothing = next.is === 'failed' || outcome.is === 'limited';
    if (pass.progressed || !saysNothing) this.#queue.succeeded(key);
    if (next.is === 'failed') this.#queue.addAfterFailure(key, 'drift', next.atLeastMs);
    if (next.is === 'after') this.#queue.addAfter(key, next.ms, next.priority);
    if (outcome.is === 'gone' || outcome.is === 'conflict') return;
    this.#publish(pass);
    // A deletion that stopped before it saw them says nothing of what others contribute.
    if (!pass.deleting || pass.contributed.length > 0)
      this.#wake(this.#deps.reports.publish(key, reportsOf(pass, outcome)));
  }

  /** Those who refer to the object are looked at when its id or usability changed. */
  #publish(pass: Pass): void {
    const { key } = pass;
    const scope = 'none' in pass.home ? this.#deps.facts.of(key)?.scope : pass.home;
    const { usable, usableFor } = usability(pass);
    const fact = { uid: pass.object.metadata.uid, id: pass.record.ids.main, usable, usableFor, scope };
    if (this.#deps.facts.publish(key, fact)) this.#wake(this.#deps.referrers.referrersOf(key));
  }

  #measure(pass: Pass, outcome: Outcome): void {
    const kind = pass.kind.names.kind;
    const { metrics, clock, log } = this.#deps;
    metrics.count('vpcraft_reconciles_total', { kind, result: outcome.is });
    metrics.observe('vpcraft_reconcile_seconds', (clock.monotonic() - pass.startedAt) / 1000, { kind });
    if (outcome.is === 'settled' && outcome.held.length === 0 && pass.memo.bornAt !== undefined) {
      metrics.observe('vpcraft_time_to_ready_seconds', (clock.monotonic() - pass.memo.bornAt) / 1000, {
        kind,
      });
      pass.memo.bornAt = undefined;
    }
    const detail =
      'message' in outcome ? outcome.message : outcome.is === 'faulted' ? outcome.fault.message : undefined;
    log.debug({ kind, key: pass.key, generation: pass.generation, result: outcome.is, detail }, 'pass ended');
  }

  #memoOf(key: ObjectKey, object: KubeObject): Memo {
    const known = this.#memos.get(key);
    if (known?.uid === object.metadata.uid) return known;
    const nowMs = this.#deps.clock.monotonic();
    const fresh = newMemo(object, nowMs, isReady(object) ? undefined : nowMs);
    this.#memos.set(key, fresh);
    return fresh;
  }
}
