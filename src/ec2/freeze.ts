// F5: when a sweep lacks too much of what is recorded, the picture is doubted and not the estate: nothing is created or
// destroyed in that scope. An empty answer or a changed role must not rebuild hundreds of networks.
//
// freezes | more than 5, and over 5 %, of the recorded ids of living objects are missing (deleted by us: not counted; what
//         | an earlier process may have deleted: counted only where a full sweep shows nothing at all)
// thaws   | the rows are seen again
//         | three equal full sweeps over 10 minutes: then it is true, and those ids count no more until seen again
//         | for one object: a person looked at it
// An id counts as missing when it was seen before, or when the answer without it began so long after it was first asked for
// that EC2 must show it: a slow sweep may end long after a thing was made that it could not see.
import type { ObjectKey } from '../model/kind.ts';
import type { Clock, Log, Metrics } from '../model/ports.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { type TableRows, idTopic } from './rows.ts';

/** All four: chosen in the design; see the table above. */
const MISSING_TOLERATED = 5;
const PART_TOLERATED = 0.05;
const EQUAL_SWEEPS = 3;
const EQUAL_FOR_MS = 600_000;
/** Part of the settling time after which a new id must have been seen: below 1, so that F5 acts before F2 proves. */
const PART_OF_SETTLING = 0.5;

export type LivingId = {
  rows: TableRows;
  id: string;
  owner: ObjectKey;
  firstAskedMs: number;
  mayGo: boolean;
};
type Frozen = {
  why: string;
  thawedKeys: Set<ObjectKey>;
  equal: { text: string; sinceMs: number; sweeps: number };
};
/** isBlank: the last full sweep showed nothing of what is recorded. */
type ScopeState = { frozen: Frozen | undefined; accepted: ReadonlySet<string>; isBlank: boolean };

const nothingKnown: ScopeState = { frozen: undefined, accepted: new Set(), isBlank: false };

export type FreezeOptions = { clock: Clock; metrics: Metrics; log: Log; settlingMs(rows: TableRows): number };

export class Freeze {
  readonly #options: FreezeOptions;
  readonly #scopes = new Map<string, ScopeState>();
  readonly #deleted = new Set<string>();

  constructor(options: FreezeOptions) {
    this.#options = options;
  }

  why(scope: Scope, key?: ObjectKey): string | undefined {
    const frozen = this.#scopes.get(scopeKey(scope))?.frozen;
    return key !== undefined && frozen?.thawedKeys.has(key) ? undefined : frozen?.why;
  }

  thaw(key: ObjectKey): void {
    for (const { frozen } of this.#scopes.values()) frozen?.thawedKeys.add(key);
  }

  noteDeleted(rows: TableRows, id: string): void {
    this.#deleted.add(nameOf({ rows, id }));
  }

  /**
   * Judges the scope by the newest word about each id. `isFullSweep`: every table has just been swept completely.
   * @returns true when it froze or thawed.
   */
  judge(scope: Scope, living: readonly LivingId[], isFullSweep: boolean): boolean {
    const state = this.#scopes.get(scopeKey(scope)) ?? nothingKnown;
    const isBlank = isFullSweep ? living.every(({ rows, id }) => rows.info(id).is !== 'row') : state.isBlank;
    const absent = new Set(
      living.filter((one) => this.#isMissing(one) && (isBlank || !one.mayGo)).map(nameOf),
    );
    const missing = [...absent]
      .filter((name) => !this.#deleted.has(name) && !state.accepted.has(name))
      .sort();
    const counted = living.length - (absent.size - missing.length);
    const isTooMuch = missing.length > MISSING_TOLERATED && missing.length > PART_TOLERATED * counted;
    const accepted = new Set([...state.accepted].filter((name) => absent.has(name)));
    const next: ScopeState = {
      frozen: this.#frozen(state, isTooMuch, { missing, counted }),
      accepted,
      isBlank,
    };
    this.#pruneDeleted(scope, living);
    if (next.frozen !== undefined && isFullSweep && this.#isTrue(next.frozen, missing)) {
      next.accepted = new Set([...accepted, ...missing]);
      next.frozen = undefined;
    }
    this.#scopes.set(scopeKey(scope), next);
    this.#report(scope, state.frozen, next.frozen);
    return (state.frozen === undefined) !== (next.frozen === undefined);
  }

  #isMissing({ rows, id, firstAskedMs }: LivingId): boolean {
    const info = rows.info(id);
    if (rows.isDead(id) || info.is !== 'miss') return false;
    return rows.wasSeen(id) || info.atMs >= firstAskedMs + this.#options.settlingMs(rows) * PART_OF_SETTLING;
  }

  /** Ids are never given twice: once an id that we deleted is not asked for as living, it need not be remembered. */
  #pruneDeleted(scope: Scope, living: readonly LivingId[]): void {
    const mine = [...this.#deleted].filter((name) => name.startsWith(`${scopeKey(scope)}/`));
    if (mine.length === 0) return;
    const names = new Set(living.map(nameOf));
    for (const name of mine) if (!names.has(name)) this.#deleted.delete(name);
  }

  #frozen(
    state: ScopeState,
    isTooMuch: boolean,
    { missing, counted }: { missing: readonly string[]; counted: number },
  ): Frozen | undefined {
    if (!isTooMuch) return undefined;
    const why = `${missing.length} of ${counted} recorded resources are missing from AWS's answers at once; nothing is created or destroyed here until they are seen again or stay missing for 10 minutes. If this is intended, change the annotation vpcraft.dev/reconcile-requested-at of an object to let it go on.`;
    const nowMs = this.#options.clock.monotonic();
    return {
      ...(state.frozen ?? { thawedKeys: new Set(), equal: { text: '', sinceMs: nowMs, sweeps: 0 } }),
      why,
    };
  }

  #isTrue(frozen: Frozen, missing: readonly string[]): boolean {
    const text = missing.join(' ');
    const nowMs = this.#options.clock.monotonic();
    const { equal } = frozen;
    if (text === equal.text) equal.sweeps++;
    else frozen.equal = { text, sinceMs: nowMs, sweeps: 1 };
    return frozen.equal.sweeps >= EQUAL_SWEEPS && nowMs - frozen.equal.sinceMs >= EQUAL_FOR_MS;
  }

  #report({ account, region }: Scope, before: Frozen | undefined, now: Frozen | undefined): void {
    if (before === undefined && now === undefined) return;
    this.#options.metrics.set('vpcraft_scope_frozen', now === undefined ? 0 : 1, { account, region });
    if (before === undefined)
      this.#options.log.error({ account, region, detail: now?.why }, 'frozen: too much disappeared at once');
    if (now === undefined) this.#options.log.info({ account, region }, 'thawed');
  }
}

function nameOf({ rows, id }: { rows: TableRows; id: string }): string {
  return `${scopeKey(rows.scope)}/${rows.table.name}/${idTopic(id)}`;
}
