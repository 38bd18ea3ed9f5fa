// The controller's memory on the object, `status.record`: what must survive a crash and stands nowhere else.
import { canonicalText, isRecord } from '../model/json.ts';
import type { KubeObject } from '../model/object.ts';
import type { Reason } from '../model/reasons.ts';

/** A create that may be under way: written before the call, closed by the recorded id or a definite refusal. */
export type Intent = {
  part: string;
  attempt: number;
  token: string;
  /** ISO time, for people; windows are measured on the monotonic clock of the process that waits. */
  at: string;
  /** The process that wrote it. */
  process: string;
  /** Id of the recorded thing that gives way to the new one. */
  replaces?: string;
};

/** Process of an intent that stands for a lost record: nobody knows what was sent, or when. */
export const UNKNOWN_PROCESS = 'unknown';

/** Why a thing counts as failed, and what was declared then: the same declaration would fail again. */
export type Failure = {
  /** The failed thing. */
  id: string;
  generation: number;
  /** Digest of the ids that the declaration referred to. */
  targets: string;
  reason: Reason;
  message: string;
  /** Whether the cause may heal by itself. */
  heals: boolean;
  /** How often the same declaration has failed. */
  times: number;
};
/** A thing of ours that gives way to another of its part. */
export type Former = {
  part: string;
  id: string;
  /**
   * ready: it is destroyed when the part's new thing is ready. now: it is destroyed before anything is made. itself: it is
   * dead, nobody can delete it, and as long as AWS shows it, it must not be found again.
   */
  goes: 'ready' | 'now' | 'itself';
};
/**
 * Hashes of the changes that were approved, and of which declaration: an edit asks again. replaces: parts whose thing gives
 * way to another: once the old one is gone, the new one is made although its changes read differently then.
 */
export type Approved = {
  hash: string;
  generation: number;
  changes: readonly string[];
  replaces?: readonly string[];
};

/** The declaration whose change set people were last shown: its digest, and the generation it first had. */
export type Declared = { face: string; generation: number };

export type ObjectRecord = {
  /** Format version. */
  v: 1;
  /** The placement annotation as it was written: what a tenant puts there by hand counts for nothing. */
  place?: string;
  intent?: Intent;
  /** Recorded ids by part; hints: authority is the owner tag. */
  ids: Readonly<Record<string, string>>;
  /** Things that were replaced or have failed, until they are gone. */
  former: readonly Former[];
  /** Last attempt by part, so that a token is never used for two things. */
  attempts: Readonly<Record<string, number>>;
  /** List items that we added, as change fields (`routes[0.0.0.0/0]`). */
  items: readonly string[];
  /** Tag keys under our management. */
  tags: readonly string[];
  /** Spec fields that were set, among those that fall back to EC2's default when left out. */
  set: readonly string[];
  /** Ids behind granted references into other namespaces, by field and target: they outlive a withdrawn grant. */
  granted: Readonly<Record<string, string>>;
  /** The spec whose item the parent last had in place: it stays while a later one may not take its place. */
  placed?: Readonly<Record<string, unknown>>;
  usable: boolean;
  /** The generation that `usable` was said of, where a half-made thing does harm. */
  usableFor?: number;
  adopted: boolean;
  /** Ids that were taken over from another uid of our key, once: the next time it is a conflict. */
  takenOver: readonly string[];
  failure?: Failure;
  approved?: Approved;
  asked?: Declared;
  /** Raised when an approved set has settled, so that the same drift a second time asks again. */
  approvals: number;
};

export const emptyRecord: ObjectRecord = {
  v: 1,
  ids: {},
  former: [],
  attempts: {},
  items: [],
  tags: [],
  set: [],
  granted: {},
  usable: false,
  adopted: false,
  takenOver: [],
  approvals: 0,
};

/**
 * The record of an object; `known` is false when it has none (new, restored from a backup without status), or one that the
 * controller cannot have written: then it is as good as lost, and what it held is looked for by tags.
 */
export function recordOf(object: KubeObject): { record: ObjectRecord; known: boolean } {
  const stored = object.status?.record;
  if (!isRecord(stored) || stored.v !== 1 || !isWellFormed(stored))
    return { record: emptyRecord, known: false };
  return { record: { ...emptyRecord, ...(stored as Partial<ObjectRecord>) }, known: true };
}

type Shape = (value: unknown) => boolean;

const isText: Shape = (value) => typeof value === 'string';
const isNumber: Shape = (value) => typeof value === 'number';
const isFlag: Shape = (value) => typeof value === 'boolean';
const listOf =
  (item: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(item);
const mapOf =
  (member: Shape): Shape =>
  (value) =>
    isRecord(value) && Object.values(value).every(member);
const maybe =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
const withMembers =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    isRecord(value) && Object.entries(members).every(([name, shape]) => shape(value[name]));

/** Status can be edited by hand, and one bad record must not stop what goes over all objects. */
const shapes: Readonly<Record<keyof ObjectRecord, Shape>> = {
  v: isNumber,
  place: (value) => typeof value === 'string' && /^[^/]*\/\d{12}\/[a-z0-9-]+$/.test(value),
  intent: withMembers({
    part: isText,
    attempt: isNumber,
    token: isText,
    at: isText,
    process: isText,
    replaces: maybe(isText),
  }),
  ids: mapOf(isText),
  former: listOf(
    withMembers({
      part: isText,
      id: isText,
      goes: (value) => value === 'ready' || value === 'now' || value === 'itself',
    }),
  ),
  attempts: mapOf(isNumber),
  items: listOf(isText),
  tags: listOf(isText),
  set: listOf(isText),
  granted: mapOf(isText),
  placed: isRecord,
  usable: isFlag,
  usableFor: isNumber,
  adopted: isFlag,
  takenOver: listOf(isText),
  failure: withMembers({
    id: isText,
    generation: isNumber,
    targets: isText,
    reason: isText,
    message: isText,
    times: isNumber,
  }),
  approved: withMembers({ hash: isText, generation: isNumber, changes: listOf(isText) }),
  asked: withMembers({ face: isText, generation: isNumber }),
  approvals: isNumber,
};

function isWellFormed(stored: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(shapes).every(([name, shape]) => !Object.hasOwn(stored, name) || shape(stored[name]));
}

/** Whether every part that the record names is one of these. */
export function namesOnly(record: ObjectRecord, parts: readonly string[]): boolean {
  const named = [
    ...Object.keys(record.ids),
    ...record.former.map(({ part }) => part),
    ...(record.intent === undefined ? [] : [record.intent.part]),
  ];
  return named.every((part) => parts.includes(part));
}

/** Without the members that hold nothing: what is stored stays short. */
export function storedRecord(record: ObjectRecord): Readonly<Record<string, unknown>> {
  const entries = Object.entries(record).filter(
    ([name, value]) =>
      name === 'v' || canonicalText(value) !== canonicalText(emptyRecord[name as keyof ObjectRecord]),
  );
  return Object.fromEntries(entries);
}

/** The intent is closed by the id; what the new thing replaces is remembered until it is gone. */
export function withID(record: ObjectRecord, part: string, id: string): ObjectRecord {
  const { intent, ...rest } = record;
  const replaced = intent?.replaces;
  const former: readonly Former[] =
    replaced === undefined || replaced === id
      ? record.former
      : [...record.former, { part, id: replaced, goes: 'ready' }];
  return { ...rest, former, ids: { ...record.ids, [part]: id } };
}

export function withoutID(record: ObjectRecord, part: string): ObjectRecord {
  const { [part]: _gone, ...ids } = record.ids;
  return { ...record, ids, usable: false };
}

/** The recorded thing of the part gives way: it is destroyed before another one is made. */
export function retired(record: ObjectRecord, part: string): ObjectRecord {
  const id = record.ids[part];
  if (id === undefined) return record;
  return { ...withoutID(record, part), former: [...record.former, { part, id, goes: 'now' }] };
}

/** Nobody can delete it: AWS forgets it by itself. */
export function leftToItself(record: ObjectRecord, id: string): ObjectRecord {
  const former = record.former.map((one): Former => (one.id === id ? { ...one, goes: 'itself' } : one));
  return { ...record, former };
}

export function withoutFormer(record: ObjectRecord, id: string): ObjectRecord {
  return { ...record, former: record.former.filter((one) => one.id !== id) };
}

export function withoutIntent(record: ObjectRecord): ObjectRecord {
  const { intent: _closed, ...rest } = record;
  return rest;
}
