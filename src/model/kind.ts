// The contract that every kind follows: facts as data and three pure functions, observe, plan and project. A whole
// reconcile is a function of (object, view), without I/O; engine, reader and writer do the rest for every kind alike.
import type { Json } from './json.ts';
import type { WriteInputs, WriteOperation } from './operations.ts';
import type { Reason } from './reasons.ts';
import type { Schema } from './schema.ts';
import type { Role, Scope, ScopeAnswer } from './scope.ts';
import type { Detail, Table } from './table.ts';

export type { Detail, Table };

export type KindName = string;
/** Milliseconds since the Unix epoch. */
export type Instant = number;
export type Tags = Readonly<Record<string, string>>;
/** `Kind/namespace/name`: how an object is named in tags, maps, logs and messages. */
export type ObjectKey = string;
export type Verb = 'use' | 'change' | 'accept';

/**
 * Answers only what is proven; an unanswered question aborts the call, is fetched, and observe is called again.
 * Every question is remembered: a sweep that changes its answer wakes the object that asked.
 */
export type View = {
  /** By recorded id; undefined = proven absent. */
  own<R>(part: Part<R>): R | undefined;
  byID<R>(role: Role, table: Table<R>, id: string): R | undefined;
  /** Every living row whose index holds `key`. */
  by<R>(role: Role, table: Table<R>, index: string, key: string): readonly R[];
  detail<V>(role: Role, detail: Detail<V>, key: string): V;
  /** Undefined: unread, and the object is at rest by its own word; it is read later, and the object is looked at again. */
  detailOrLater<V>(role: Role, detail: Detail<V>, key: string): V | undefined;
};

export type PartState = 'settling' | 'ready' | 'failed' | 'leaving';

/** One thing in AWS that the object owns; nearly always exactly one, called 'main'. */
export type Part<R> = {
  name: string;
  role: Role;
  table: Table<R>;
  /** tagType: EC2's resource type in TagSpecifications, such as `vpc`. */
  ownedBy: { tagType: string };
  create: {
    operation: WriteOperation;
    /** token: ClientToken; naturalKey: EC2 refuses a second one; none: only intent and discovery protect. */
    once: 'token' | 'naturalKey' | 'none';
    /** Where EC2 refuses what clashes with an existing thing: perhaps our own of an earlier attempt, else somebody's. */
    clash?: Clash<R>;
    /** The create may answer with a thing that somebody else made: its owner tag is checked before it is recorded. */
    mayReturnExisting: boolean;
    /** Id of the new thing in the answer, such as `Vpc.VpcId`. */
    idPath: string;
  };
  destroy: {
    operation: WriteOperation;
    input(id: string, row: R): WriteInputs[WriteOperation];
    /** EC2's codes for "no such id", in every spelling that its pages and its answers have. */
    goneCodes: readonly string[];
    /**
     * Of a failed thing, EC2's codes for "it is dead already": nobody can delete it, and EC2 forgets it by itself some time
     * later, as it does with a rejected peering. It counts as gone at once; by goneCodes a thing is only looked for once
     * more. Absent: whatever has failed can be deleted.
     */
    deadCodes?: readonly string[];
  };
  /** The engine waits while settling, remembers failures, waits out leaving. Absent: what is there is ready. */
  state?(row: R): PartState;
  /**
   * Of a failed row: what AWS says, and whether the cause may heal by itself. A failed thing is not absent: it is
   * destroyed and made anew when the spec or a referred thing changed, and, where it heals, after a bounded back-off.
   */
  failure?(row: R): { message: string; heals: boolean };
  /** For those who refer to it; default: ready. */
  usable?(row: R): boolean;
  /**
   * settled: besides, nobody begins to use it before the plan for its present declaration has nothing left to do,
   * because a half-made one does harm, such as an ACL that still denies everything, and its row cannot tell. Where a first
   * link does none, a reference says `needs: 'id'`, and the planner asks for more when it moves one. Default: as soon as
   * its row says so.
   */
  usableWhen?: 'settled';
  /**
   * Why AWS gave up on a deletion that it had accepted, as the row says: such as of a list that something still uses. Asked
   * after a deletion of our own only, and taken for its refusal. Absent: a deletion that is accepted ends.
   */
  undeleted?(row: R): string | undefined;
  /** EC2's own word for the state, for status.state. Absent: EC2 has none, and `available` is said as of most others. */
  word?(row: R): string;
  /** ARN resource such as `vpc/vpc-1`. */
  arnResource(id: string): string;
};

/** How EC2 says that a thing clashes with an existing one, and which one that is. */
export type Clash<R> = {
  codes: readonly string[];
  /** The declared field that clashes, and what to do about it beside adopting the other. */
  field: string;
  cure: string;
  /** Those it clashes with are the living rows under `key` of the part's table for which `is` holds. */
  index: string;
  // biome-ignore lint/suspicious/noExplicitAny: the spec's type is known to the kind alone
  key(input: Input<any>): string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  is(row: R, input: Input<any>): boolean;
};

/** A field that names another object, with its raw-id sibling (`vpcRef` / `vpcID`, `…Refs` / `…IDs`). */
export type Reference = {
  /** 'vpcRef', 'routes[].natGatewayRef', 'ingress[].peers[].securityGroupRef'. */
  path: string;
  /** Empty: a raw id that has no kind of ours; then path is the raw field itself, such as 'routes[].instanceID'. */
  to: readonly KindName[];
  /**
   * The field is a text that may hold a reference: `<name>NAME` or `<name>NAMESPACE/NAME` names an object, a text that
   * begins with `rawID` is a raw id, any other text refers to nothing.
   */
  inText?: { name: string; rawID: string };
  needs: 'id' | 'usable';
  /** holdItem: do everything else, report this item. */
  missing: 'wait' | 'holdItem';
  /** The target cannot be deleted while this object lives and refers to it. */
  holdsTarget: boolean;
  /** Released (planned away) inside a cycle of holders that are all being deleted. */
  releasable: boolean;
  /** What a grant must allow at least across namespaces. */
  verb: 'use' | 'change';
  /** A parent: its account and region are this object's, unless the spec says otherwise. The first one set decides. */
  places?: true;
};

export type Ref =
  | {
      is: 'usable' | 'notUsable' | 'withdrawn';
      id: string;
      name: string;
      scope: Scope | undefined;
      granted: readonly Verb[];
      why: string;
    }
  | { is: 'missing'; name: string; why: string; reason: Reason };

/** Why a reference cannot be used for something new, as the condition's reason. */
export function reasonOf(ref: Ref): Reason {
  if (ref.is === 'missing') return ref.reason;
  return ref.is === 'withdrawn' ? 'ReferenceNotGranted' : 'DependencyNotReady';
}

/** One item of a list, own or contributed, with its references resolved. */
export type Item<I> = {
  key: string;
  path: string;
  value: I;
  ref(field: string): Ref | undefined;
  /** The object that contributes it; own items have none, and come first. */
  from?: ObjectKey;
  /** False: it is kept where it exists, and not made (its grant was withdrawn, or its object is held). */
  mayAdd: boolean;
};

/** What the owner of the account decided; a tenant's spec never does. */
export type AccountFacts = {
  /** Name of the AWSAccount; undefined: the controller's own credentials. */
  name: string | undefined;
  /** Role with which AWS writes flow logs into CloudWatch. */
  flowLogRoleARN: string | undefined;
};

export type Input<S> = {
  /** absent: plan only what must be undone first; the engine destroys. */
  want: 'present' | 'absent';
  /** The kind's defaults filled in, unless the object is adopted; resets filled in for what was set before. */
  spec: S;
  name: string;
  generation: number;
  now: Instant;
  adopted: boolean;
  account: AccountFacts;
  /** The reference of a single field, by its Ref path ('vpcRef', 'accepter.vpcRef'); undefined when neither form is set. */
  ref(path: string): Ref | undefined;
  /** All of a plural field ('securityGroupRefs'), names and raw ids together. */
  refs(path: string): readonly Ref[];
  /**
   * Items of a list field with references inside ('routes'): the own ones, then those that other objects contribute,
   * oldest first. Released and unset lists have no own ones. A contributed item never makes the whole plan refused: it
   * is held, with `from`.
   */
  items<I>(list: string): readonly Item<I>[];
  scope(role: Role): ScopeAnswer;
  /** The object here that has this id has been on its way out for longer than others take to lead elsewhere. */
  isOverdue(id: string): boolean;
  /**
   * What the object here that has this id declares at `path`, and is free to carry out: the id behind a reference, any other
   * value as text. undefined: nothing that could be counted on.
   */
  declaredBy(id: string, path: string): string | undefined;
};

export type Risk = 'None' | 'Interrupts' | 'Destroys';
export type Change = { field: string; from: Json; to: Json; risk: Risk; why: string };

/** The engine runs actions in this order: make before break. */
export const actionOrder = ['create', 'add', 'replace', 'set', 'accept', 'remove'] as const;
export type Does = (typeof actionOrder)[number];

export type ActionOf<O extends WriteOperation> = {
  role: Role;
  operation: O;
  input: WriteInputs[O];
  does: Does;
  /**
   * Why this stands in front, in the order of the plan, and not where actionOrder has it: only where EC2 refuses otherwise,
   * or where the order itself decides about traffic. When one of these fails, nothing behind it is done.
   */
  breakFirst?: string;
  /** On create: the name of the part; the engine adds token, tags and intent. */
  part?: string;
  /**
   * On create: the recorded thing of the part gives way to the new one. after: it is destroyed once the new one is
   * ready. before: it is destroyed first, only where EC2 refuses two at once.
   */
  replaces?: 'after' | 'before';
  /** What a person reads; a fault is reported at these fields. */
  changes: readonly Change[];
  /** What a person reads of a mark of ours, which changes nothing that anybody declares. */
  why?: string;
  /**
   * The row says that AWS accepted a change and gave it up later. Where this very call was the one, it is not repeated within
   * the settling time, and this is said meanwhile. It stands here and not on the part, because another call is made at once.
   */
  gaveUp?: { reason: Reason; message: string };
  /**
   * A second such call would add once more, because nothing in it names what it adds: after a lost answer it is not
   * repeated before AWS must have shown what the first one did.
   */
  addsAgain?: true;
  /** The same work one by one, used when the batch is refused. */
  split?: readonly Action[];
  /** The object that contributes the item: a refusal is reported there, and does not hold up anything else. */
  from?: ObjectKey;
};
/** An action never needs the output of an earlier one in the same plan: the next round looks again. */
export type Action = { [O in WriteOperation]: ActionOf<O> }[WriteOperation];

export type Held = {
  path: string;
  reason: Reason;
  message: string;
  /** Beginning of the change fields that must not be removed meanwhile; left out: every item of the list. */
  shields?: string;
  /** The object that contributes the item, and is told. */
  from?: ObjectKey;
};

/** Something that AWS makes by itself, which an object can adopt without naming an id. */
export type MadeByAWS = {
  /** Member of `adopt`: a flag, or `{name, namespace?}` of the object whose default it is. */
  field: 'defaultVPC' | 'defaultForAZ' | 'defaultOf';
  /** For people: "the default VPC", "the main route table". */
  what: string;
  // biome-ignore lint/suspicious/noExplicitAny: rows are typed where they are used
  table: Table<any>;
  index: string;
  /** The key under which the index has it; undefined: not known yet. */
  // biome-ignore lint/suspicious/noExplicitAny: the spec's type is known to the kind alone
  key(input: Input<any>): string | undefined;
  /** Which of the rows under the key it is. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  is(row: any, input: Input<any>): boolean;
  /** Where `field` names an object: the table of that object's thing, whose id is the key. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  of?: Table<any>;
};

/** A kind whose objects add one item each to a list that another object declares: that one writes, these report. */
export type Contribution<S> = {
  /** Reference to the parent, such as 'routeTableRef'. */
  ref: string;
  /** The parent's list that the item goes into, and the item as that list has it. */
  list(spec: S): string;
  item(spec: S): unknown;
  /** Where a reference of the item ('peers[0].securityGroupRef') stands in the contributing spec ('peer.securityGroupRef'). */
  pathOf(field: string): string;
};

export type Plan =
  | { is: 'settled'; held: readonly Held[] }
  /** later: the same diff against the row as EC2 makes it, so that a preview is whole before the first call. */
  | { is: 'act'; actions: readonly Action[]; later: readonly Change[]; held: readonly Held[] }
  | { is: 'wait'; reason: Reason; message: string; seconds: number }
  | { is: 'refuse'; reason: Reason; message: string; field?: string };

/**
 * throttled: the limiter slows down, the key returns. transient: back-off by key. waiting: something else must go
 * first (dependency); back-off by key, Ready kept. denied: Ready False, look again every 5 min. refused: only a change
 * of the declaration helps. stale: our picture was old, read again and plan again, refuse only on a fresh one.
 * gone: the thing itself is not there.
 */
export type Disposition =
  | 'throttled'
  | 'transient'
  | 'waiting'
  | 'denied'
  | 'refused'
  | 'stale'
  | 'gone'
  | 'bug';

/** Something that stands in the way of a deletion. */
export type Blocker = { id: string; type: string; owner: string };

/** A thing of this cluster, `owner` being its object, that still leads traffic to what is to be deleted. */
export type Use = { id: string; owner: ObjectKey; what: string };

/** Printer column of the CRD. priority 0 is always shown, 1 under -o wide. */
export type Column = {
  name: string;
  jsonPath: string;
  type: 'string' | 'integer' | 'date';
  priority: 0 | 1;
  description: string;
};

export type Kind<S, O, St> = {
  names: { kind: KindName; plural: string; singular: string; shortName?: string; columns: readonly Column[] };
  /** One sentence for people: CRD description, README table. */
  about: string;
  /** Only the kind's own fields; the fields shared by all kinds are added by codegen and engine. */
  schema: { spec: Schema<S>; status: Schema<St>; rules: readonly Rule[] };
  /** Ours; not in the CRD, so that leaving out and setting can be told apart. Not applied to adopted objects. */
  defaults: Partial<S>;
  /** EC2's own defaults, which return when a field is left out after it had been set. */
  resets: Partial<S>;
  immutable: readonly string[];
  references: readonly Reference[];
  // biome-ignore lint/suspicious/noExplicitAny: rows are typed where they are used; a list of parts mixes row types
  parts: readonly Part<any>[];
  /** Every write that its plans may contain, with parts' create and destroy: feeds IAM policy and coverage tests. */
  writes: readonly WriteOperation[];
  /** AWS error codes whose meaning for this kind differs from the common table. */
  faults: Readonly<Record<string, Disposition>>;
  /** Only kinds of which AWS makes some by itself. */
  madeByAWS?: MadeByAWS;
  /** Only kinds without a thing of their own: `parts` is empty, and plan has nothing to do. */
  contributesTo?: Contribution<S>;
  /** Only kinds with two sides: where the peer is, from spec and references. 'home' is the engine's. */
  peerScope?: { reference: string };
  /** Always answers; absence is a field of O. */
  observe(input: Input<S>, view: View): O;
  plan(input: Input<S>, observed: O): Plan;
  /** id: only of kinds without a part; of all others the engine knows it. */
  project(observed: O): Partial<St> & { id?: string };
  /** Asked before anything is undone of what is to be deleted, where AWS would delete it in spite of its use. */
  usedBy?(input: Input<S>, observed: O, view: View): readonly Use[];
  /** Id of the thing with which AWS deletes this one, and without which, as it stands now, nobody can. */
  goesWith?(observed: O): string | undefined;
  /** Asked after a DependencyViolation. */
  blockers?(input: Input<S>, observed: O, view: View): readonly Blocker[];
};

/** A CEL rule on the spec of the CRD. */
export type Rule = {
  rule: string;
  message: string;
  /** CEL for a message that knows the value; where it fails, `message` is said. */
  messageExpression?: string;
  fieldPath?: string;
};

// biome-ignore lint/suspicious/noExplicitAny: the registry mixes kinds of all shapes; each is checked where it is defined
export type AnyKind = Kind<any, any, any>;

/** Checks and names a kind; the types of its functions are inferred from its schema. */
export function defineKind<S, O, St>(kind: Kind<S, O, St>): Kind<S, O, St> {
  for (const part of kind.parts) {
    for (const operation of [part.create.operation, part.destroy.operation]) {
      if (!kind.writes.includes(operation)) throw new Error(`${kind.names.kind}: writes lacks ${operation}`);
    }
  }
  return kind;
}

/** A plan with something in it: acts when there are actions, otherwise settled. */
export function planOf(
  actions: readonly Action[],
  held: readonly Held[] = [],
  later: readonly Change[] = [],
): Plan {
  return actions.length === 0 ? { is: 'settled', held } : { is: 'act', actions, later, held };
}
