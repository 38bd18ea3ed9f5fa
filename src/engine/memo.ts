// The memory of one process about one object, between its passes. What must outlive the process is in record.ts.
import type { Held, ObjectKey } from '../model/kind.ts';
import { FINALIZER } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import type { KnownClash } from './clash.ts';
import type { Suspect } from './duplicates.ts';
import { FewMap, FewSet } from './few.ts';

/** What one process remembers of an object between passes; losing it costs calls, never correctness. */
export type Memo = {
  uid: string;
  /** Monotonic ms since which this process remembers the object: what was written before, it does not know of. */
  knownSince: number;
  /** It was managed before that: another process may have acted for it a moment ago. */
  inherited: boolean;
  /** Monotonic ms of the answer to the last own write; nothing older may be planned from (F3). */
  lastWriteAt: number;
  /** Successful actions by hash, monotonic ms: not repeated within the settling time, unless their effect was seen (F3). */
  done: FewMap<string, number>;
  /** Those that would add once more, lost answers included: not repeated even then, because a later answer may be older. */
  added: FewMap<string, number>;
  /** Actions that were refused because our picture was old; a second time on a fresh one is a refusal (F4). */
  stale: FewSet<string>;
  /** Parts whose deletion AWS confirmed to this process: one later miss is proof (F2). */
  deleted: FewSet<string>;
  /** An open intent as this process knows it. sent: its call may have reached AWS. */
  intent:
    | { token: string; firstSeenAt: number; emptyLooks: number; mine: boolean; sent: boolean }
    | undefined;
  /** The generation for which its own thing was looked for by its key, because the plan would make none. */
  soughtFor: number | undefined;
  /** The last pass left something to be seen. */
  expecting: boolean;
  /** Monotonic ms at which that pass ended: what it had seen by then was not enough, whatever was asked for later may be. */
  lookedUntil: number;
  /** Since when (monotonic ms) answers count for a look that ran out of tokens; undefined: it came to its end. */
  lookFrom: number | undefined;
  /** AWS is still at work until about then (monotonic ms): nothing but a change of the object itself asks for a look. */
  rest: { untilMs: number; face: string } | undefined;
  drifted: boolean;
  /** Names under which questions about consent are remembered. */
  questions: FewSet<string>;
  /** Things that look like duplicates of its own; looked at when it is settled. */
  suspects: Suspect[];
  /** List items as this process last changed them, until they are in the stored record. */
  items: readonly string[] | undefined;
  /** Fields that fall back to EC2's default, and tags, since when the object is settled without them (monotonic ms). */
  leftOut: FewMap<string, number>;
  /** The failed thing that waits for its back-off, and since when (monotonic ms). */
  failed: { id: string; sinceMs: number } | undefined;
  /** Why the last create was refused: something exists already. */
  clash: KnownClash | undefined;
  /** Contributed items that AWS refused, by action hash: not tried again until then (monotonic ms). */
  refusals: FewMap<string, { untilMs: number; times: number; held: Held }>;
  /** Own items that name what AWS does not know, by action hash: since when and when last (monotonic ms). */
  unclear: FewMap<string, { sinceMs: number; lastMs: number }>;
  /** When a vanished thing was made anew (monotonic ms), until the new one is seen. */
  remadeAt: number | undefined;
  /** How often AWS refused to delete it, or gave up, since something of it was undone; and what stood in the way last. */
  blocked: { times: number; message: string } | undefined;
  /** Monotonic ms at which this process first saw the object, until it was Ready once. */
  bornAt: number | undefined;
  /** There is trouble that people were not told of yet: of what is being deleted, a process before this one may not have. */
  untold: boolean;
  /** Targets that this object, being deleted, holds no longer. */
  released: ReadonlySet<ObjectKey>;
};

const NOTHING_RELEASED: ReadonlySet<ObjectKey> = new Set();

export function newMemo({ metadata }: KubeObject, knownSince: number, bornAt: number | undefined): Memo {
  return {
    uid: metadata.uid,
    knownSince,
    inherited: metadata.finalizers?.includes(FINALIZER) ?? false,
    lastWriteAt: Number.NEGATIVE_INFINITY,
    done: new FewMap(),
    added: new FewMap(),
    stale: new FewSet(),
    deleted: new FewSet(),
    intent: undefined,
    soughtFor: undefined,
    expecting: false,
    lookedUntil: Number.NEGATIVE_INFINITY,
    lookFrom: undefined,
    rest: undefined,
    drifted: false,
    questions: new FewSet(),
    suspects: [],
    items: undefined,
    leftOut: new FewMap(),
    failed: undefined,
    clash: undefined,
    refusals: new FewMap(),
    unclear: new FewMap(),
    remadeAt: undefined,
    blocked: undefined,
    bornAt,
    untold: metadata.deletionTimestamp !== undefined,
    released: NOTHING_RELEASED,
  };
}
