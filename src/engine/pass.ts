// One visit to one object: what it works on, what it has learnt, and the few things that every step of it does: save the
// record, note an event. Lives for one pass; what must be remembered between passes is the Memo.
import { faultOf } from '../model/fault.ts';
import type { AnyKind, Held, ObjectKey, Table, Use } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import type { EventSink, Leadership, ObjectStore, ObjectWriter } from '../model/objects.ts';
import type { Clock, Log, Metrics, Random } from '../model/ports.ts';
import type { Reader } from '../model/reader.ts';
import { isScope, type Role, type Scope, type ScopeAnswer } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import type { Accounts, Writer } from '../model/writer.ts';
import { type Question, questionOf } from './approval.ts';
import { conditionsFor, conditionsIn } from './conditions.ts';
import type { Contributed, Reports } from './contributions.ts';
import type { Facts } from './facts.ts';
import type { Memo } from './memo.ts';
import type { Placement } from './placement.ts';
import { emptyRecord, namesOnly, type ObjectRecord, recordOf, storedRecord } from './record.ts';
import type { Problem } from './problem.ts';
import type { Resolved } from './references.ts';
import type { Referrers } from './referrers.ts';
import type { OwnerKey } from './tags.ts';

/** One tag of one thing. */
export type TagRow = { resourceID: string; resourceType: string; key: string; value: string };

export type Deps = {
  kinds: ReadonlyMap<string, AnyKind>;
  /** DescribeTags as a table: consent of things that are named by id. */
  resourceTags: Table<TagRow>;
  store: ObjectStore;
  objects: ObjectWriter;
  events: EventSink;
  reader: Reader;
  writer: Writer;
  accounts: Accounts;
  facts: Facts;
  reports: Reports;
  referrers: Referrers;
  leadership: Leadership;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  settings: Settings;
  /** Identifies this process in intents; never the same for two starts. */
  process: string;
};

/** What AWS showed: each part's row, what the kind made of the view, and of a thing that is to go who still leads to it. */
export type Seen = { rows: ReadonlyMap<string, unknown>; observed: unknown; uses: readonly Use[] };

/** The words that every spec may say about how it is handled. */
type Policies = {
  managementPolicy: 'Manage' | 'Observe' | 'Preview';
  approval: 'Automatic' | 'Manual';
  recreatePolicy: 'Always' | 'Never';
};

export type PassPlace = {
  key: ObjectKey;
  kind: AnyKind;
  memo: Memo;
  releasedBy(key: ObjectKey): ReadonlySet<ObjectKey>;
  wake(keys: readonly ObjectKey[]): void;
  publish(pass: Pass): void;
};

export class Pass {
  readonly deps: Deps;
  readonly key: ObjectKey;
  readonly kind: AnyKind;
  readonly memo: Memo;
  readonly startedAt: number;
  object: KubeObject;
  record: ObjectRecord;
  /** The object had a record when the pass began. */
  readonly recordKnown: boolean;
  placement: Placement | undefined;
  /** Why the object has no placement. */
  unplaced: Problem | undefined;
  home: ScopeAnswer = { none: 'not placed yet' };
  peer: ScopeAnswer = { none: 'this kind has one side' };
  resolved: readonly Resolved[] = [];
  seen: Seen | undefined;
  /** Whether the kind's plan had nothing left to do; undefined: nothing was planned in this pass. */
  complete: boolean | undefined;
  /** Items that other objects contribute to this one's lists, and what of the lists was held in the last round. */
  contributed: readonly Contributed[] = [];
  heldItems: readonly Held[] = [];
  /** Items of others that are to leave and stand in AWS still, and why. */
  keptItems: ReadonlyMap<ObjectKey, string> = new Map();
  /** While it is being deleted: all but those has been taken out. */
  itemsOut = false;
  /** What the object adopts must consent by a tag; not where it is a default of what is ours already. */
  needsConsent = true;
  /** The recorded id is only what the spec names: until it is known that the object may have the thing, nobody else gets the id. */
  unconfirmed = false;
  /** AWS has answered a change of this pass with success: what failed afterwards is another matter than what failed before. */
  progressed = false;
  /** Contributed items that AWS refused in this pass. */
  refusedItems = 0;
  /** The finalizer was put on in this pass: nothing of it can exist in AWS yet. */
  fresh = false;

  /** Links that other objects, being deleted too, hold no longer. */
  readonly releasedBy: (key: ObjectKey) => ReadonlySet<ObjectKey>;
  /** Has other objects looked at, because this one changed something for them. */
  readonly wake: (keys: readonly ObjectKey[]) => void;
  /** Tells those who refer to this object its id at once, not only at the end of the pass. */
  readonly publish: (pass: Pass) => void;

  constructor(deps: Deps, object: KubeObject, place: PassPlace) {
    this.deps = deps;
    this.releasedBy = place.releasedBy;
    this.wake = place.wake;
    this.publish = place.publish;
    this.object = object;
    this.key = place.key;
    this.kind = place.kind;
    this.memo = place.memo;
    this.startedAt = deps.clock.monotonic();
    const { record, known } = recordOf(object);
    const parts = place.kind.parts.map(({ name }) => name);
    this.recordKnown = known && namesOnly(record, parts);
    const stored = this.recordKnown ? record : emptyRecord;
    this.record = { ...stored, items: place.memo.items ?? stored.items };
  }

  get generation(): number {
    return this.object.metadata.generation ?? 0;
  }

  get spec(): Readonly<Record<string, unknown>> {
    return this.object.spec ?? {};
  }

  get question(): Question {
    return questionOf(this.object, this.record);
  }

  get deleting(): boolean {
    return this.object.metadata.deletionTimestamp !== undefined;
  }

  get mainPart() {
    const part = this.kind.parts[0];
    if (part === undefined) throw new Error(`${this.kind.names.kind} has no part`);
    return part;
  }

  /** Longest time that AWS may show an older picture of the object's thing. */
  get settlingMs(): number {
    return Math.min(this.mainPart.table.settlingSeconds, this.deps.settings.settlingBoundSeconds) * 1000;
  }

  get owner(): OwnerKey {
    return { cluster: this.deps.settings.clusterID, resource: this.key, uid: this.object.metadata.uid };
  }

  scope(role: Role): ScopeAnswer {
    return role === 'home' ? this.home : this.peer;
  }

  homeScope(): Scope {
    if (!isScope(this.home)) throw new Error(`${this.key} is not placed: ${this.home.none}`);
    return this.home;
  }

  annotation(name: string): string | undefined {
    return this.object.metadata.annotations?.[name];
  }

  /** The user's words about this object that have defaults in the schema. */
  policy<F extends keyof Policies>(field: F, otherwise: Policies[F]): Policies[F] {
    const value = this.spec[field];
    return typeof value === 'string' ? (value as Policies[F]) : otherwise;
  }

  /** Makes the record durable now, before something that depends on it. @throws Fault 'Conflict' */
  async saveRecord(record: ObjectRecord): Promise<void> {
    const status = { ...this.object.status, ...lost(this, record), record: storedRecord(record) };
    this.object = await this.deps.objects.writeStatus(this.object, status);
    this.record = record;
    this.memo.items = undefined;
  }

  event(type: 'Normal' | 'Warning', reason: string, note: string): void {
    this.deps.events.record({ object: this.object, type, reason, note });
  }

  /** Remembers that AWS was changed just now: rows asked for before do not count any more. */
  wrote(): void {
    this.memo.lastWriteAt = this.deps.clock.monotonic();
    this.memo.expecting = true;
  }
}

/** Whoever reads the object meanwhile must not take it for Ready once its thing is known to be gone. */
function lost(pass: Pass, record: ObjectRecord): Readonly<Record<string, unknown>> {
  const [part] = pass.kind.parts;
  if (part === undefined || record.ids[part.name] !== undefined) return {};
  const previous = conditionsIn(pass.object.status);
  if (previous.find(({ type }) => type === 'Ready')?.status !== 'True') return {};
  return {
    observedGeneration: pass.generation,
    conditions: conditionsFor(
      { is: 'working', message: 'What was there is gone; it is made anew.', seconds: 0 },
      {
        generation: pass.generation,
        nowMs: pass.deps.clock.now(),
        previous,
        exists: false,
        deleting: pass.deleting,
        drifted: pass.memo.drifted,
        failures: 0,
        references: undefined,
      },
    ),
  };
}

/** True when the object changed in Kubernetes since it was read. */
export function isConflict(error: unknown): boolean {
  const code = faultOf(error)?.details.code;
  return code === 'Conflict';
}
