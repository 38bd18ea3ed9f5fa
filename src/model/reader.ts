// The port through which the engine asks what is in AWS. Implemented by the ec2 room, and by nothing else; the rules
// of freshness (F1–F7) are kept behind it.
import type { ObjectKey, Part, Table, Tags, View } from './kind.ts';
import type { Role, Scope, ScopeAnswer } from './scope.ts';

/** What is known of one part's identity before asking. */
export type OwnIdentity =
  /** Neither record nor intent: absent without asking (F7). */
  | { is: 'none' }
  /**
   * proof 'full': absence needs a complete sweep without the row and two misses by id, all begun later than `since` plus
   * the table's settling time. 'oneMiss': after an own successful delete. mayGo: the object is being deleted and nothing
   * holds it, so that this or an earlier process may have destroyed the thing without having noted it: its absence alone
   * is no reason to doubt the picture (F5).
   */
  | { is: 'id'; id: string; proof: 'full' | 'oneMiss'; mayGo?: boolean };

/** On whose behalf is asked. */
export type Subject = {
  key: ObjectKey;
  scope(role: Role): ScopeAnswer;
  own(part: string): OwnIdentity;
  /**
   * Rows must have been asked for later than this (monotonic milliseconds): the answer of the last own write (F3), or
   * the start of the pass when something is about to be changed.
   */
  since: number;
  /** The object says that it is as declared, and this process knows nothing else: details may be read later. */
  atRest?: boolean;
};

export type Observation<O> =
  | { is: 'seen'; value: O }
  /** Not provable yet (F2); ask again after `retryMs`. */
  | { is: 'unproven'; what: string; retryMs: number };

export interface Reader {
  /**
   * Calls `observe` until each of its questions is answered; what it asked last is remembered under the subject's key.
   * @throws Fault when a read failed (throttled, denied, no credentials, …).
   */
  observe<O>(subject: Subject, observe: (view: View) => O): Promise<Observation<O>>;
  /**
   * Every living row that carries our owner key (tags cluster and resource), asked for later than `since`.
   * Questions of several objects are merged into one call. @throws Fault
   */
  discover<R>(
    scope: Scope,
    table: Table<R>,
    owner: { cluster: string; resource: ObjectKey },
    since: number,
  ): Promise<readonly R[]>;
  /** Every living row that carries all of these tags (one at least), asked for later than `since`. @throws Fault */
  tagged<R>(scope: Scope, table: Table<R>, tags: Tags, since: number): Promise<readonly R[]>;
  /**
   * Every living row with the tag `vpcraft.dev/cluster` = cluster, asked for now, at a sweep's pace: for the garbage
   * sweep, which also looks where nobody asks. Nothing is remembered of it. @throws Fault
   */
  owned<R>(scope: Scope, table: Table<R>, cluster: string): Promise<readonly R[]>;
  /** Every answer remembered under `key` is dropped; sweeps nobody needs end. */
  forget(key: ObjectKey): void;
  /** The object deleted `id` itself: its absence does not count for F5. */
  noteDeleted(scope: Scope, table: Table<unknown>, id: string): void;
  /** Why nothing may be created or destroyed in this scope now (F5), or undefined. With `key`: also when it was thawed. */
  frozen(scope: Scope, key?: ObjectKey): string | undefined;
  /** A person looked at `key` (reconcile-requested-at changed): F5 does not hold this object. */
  thaw(key: ObjectKey): void;
  /** Called with the keys whose remembered questions have a new answer. */
  onChange(wake: (keys: readonly ObjectKey[]) => void): void;
  /** Starts sweeping (only the leader sweeps) and stops it. */
  start(): void;
  stop(): void;
}

/** Which part's row this is; used by the engine to ask for its own things. */
export type AnyPart = Part<unknown>;
