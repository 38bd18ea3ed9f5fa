// The kit for the plan table tests beside the kinds: what EC2 answers and what is declared go in as data, what the kind
// would do comes out as lines. It stands here because it uses the engine's own functions for spec, references and order, which
// kinds may not import.
//
//   planTable(routeTable, [
//     {
//       name: 'adds a route that is missing',
//       spec: { vpcRef: usable('vpc-1'), routes: [{ destination: '0.0.0.0/0', natGatewayID: 'nat-1' }] },
//       own: 'rtb-1',
//       rows: [listed(routeTables, { RouteTableId: 'rtb-1', VpcId: 'vpc-1' })],
//       expect: {
//         calls: ['CreateRoute routes[0.0.0.0/0] null → nat-1'],
//         inputs: [{ RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }],
//       },
//     },
//   ]);
//
// How lines are written:
//   call     `<Operation> <field> <from> → <to>`, with ` (Interrupts)` or ` (Destroys)` behind it where the risk is not None;
//            a further change of the same call begins with `… ` instead of the operation; a call without changes is its
//            operation alone; `peer ` in front where the other side's credentials are used. Calls stand in the order
//            in which the engine makes them: make before break.
//   later    `<field> <from> → <to>`: what a preview shows behind a create
//   held     `<path> <Reason>`
//   blocker  `<type> <id> <owner>`
import { expect, it } from 'vitest';
import type { Contributed } from '../../src/engine/contributions.ts';
import { completeSpec, inputOf } from '../../src/engine/input.ts';
import { occurrencesOf } from '../../src/engine/occurrences.ts';
import { allowedActions, inOrder } from '../../src/engine/policy.ts';
import { emptyRecord } from '../../src/engine/record.ts';
import { blocking } from '../../src/engine/references.ts';
import type { Json } from '../../src/model/json.ts';
import type {
  AccountFacts,
  Action,
  Change,
  Detail,
  Input,
  Kind,
  Plan,
  Ref,
  Table,
  Verb,
  View,
} from '../../src/model/kind.ts';
import { API_VERSION } from '../../src/model/object.ts';
import type { Reason } from '../../src/model/reasons.ts';
import type { Role, Scope, ScopeAnswer } from '../../src/model/scope.ts';

// ---- references: they stand in the spec where `{ name: … }` would stand ----

const everyVerb: readonly Verb[] = ['use', 'change', 'accept'];
type About = { name?: string; scope?: Scope; granted?: readonly Verb[] };

/** The target has this id and can be used. */
export function usable(id: string, about: About = {}): Ref {
  return { is: 'usable', id, name: id, scope: undefined, granted: everyVerb, why: '', ...about };
}

/** The target has this id but is not usable yet, such as a gateway without a VPC. */
export function notUsable(id: string, about: About = {}): Ref {
  return { ...usable(id, about), is: 'notUsable', why: `${id} is not usable yet` } as Ref;
}

/** The grant is gone; the last id is known, so that what exists stays. */
export function withdrawn(id: string, about: About = {}): Ref {
  return {
    ...usable(id, { granted: [], ...about }),
    is: 'withdrawn',
    why: `${id} is not granted any more`,
  } as Ref;
}

/** The target does not exist, or has no id yet. */
export function missing(name: string, reason: Reason = 'DependencyNotFound'): Ref {
  return { is: 'missing', name, why: `${name} does not exist`, reason };
}

// ---- what EC2 answers ----

/** Everything that one source answers; whatever else is asked of it does not exist. */
export type Answer =
  | { source: string; rows: readonly unknown[] }
  | { source: string; key: string; value: unknown };

/** The whole answer of a describe call; each item as EC2 writes it, kept by the table's own `keep`. */
export function listed<R>(table: Table<R>, ...items: readonly object[]): Answer {
  return { source: table.name, rows: items.map((item) => table.keep(item)) };
}

/** The answer about one key of what is asked one by one, such as a VPC's attribute. */
export function described<V>(detail: Detail<V>, key: string, item: object): Answer {
  return { source: detail.name, key, value: detail.keep(item) };
}

/** Rows as the kind sees them, for properties that change rows themselves. */
export function rowsOf<R>(table: Table<R>, ...rows: readonly R[]): Answer {
  return { source: table.name, rows };
}

// ---- cases ----

export type World<S> = {
  /** Only what the declaration says; the kind's defaults are filled in as the engine does. */
  spec: Partial<S>;
  want?: 'present' | 'absent';
  /** References that stand inside a text, such as that of a route's destination, by path. */
  inText?: Readonly<Record<string, Ref>>;
  /** Change fields of the list items that we added: of an adopted list that is left out only these go. */
  ours?: readonly string[];
  /** Items that other objects contribute to a list. */
  contributed?: readonly Contributed[];
  adopted?: boolean;
  /** Fields that were set before and settled: left out now, EC2's default returns. */
  wasSet?: readonly string[];
  /** Recorded ids by part; a text alone is that of the first part. Left out: nothing exists yet. */
  own?: string | Readonly<Record<string, string>>;
  /** What the home side answers. */
  rows?: readonly Answer[];
  /** What the other side answers, for kinds with two. */
  peerRows?: readonly Answer[];
  home?: Scope;
  peer?: ScopeAnswer;
  /** metadata.name */
  object?: string;
  /** Ids of objects that have been on their way out for longer than a handover takes. */
  overdue?: readonly string[];
  /** What other objects declare, by id and path: ids behind references, other values as text. */
  declared?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the account's owner decided; left out: an AWSAccount named example that says nothing. */
  account?: Partial<AccountFacts>;
};

/** What is left out is expected to be empty. */
export type Expected<St> = {
  calls?: readonly string[];
  /** The exact inputs of the calls, in their order; left out: not compared. */
  inputs?: readonly object[];
  later?: readonly string[];
  held?: readonly string[];
  waits?: Reason;
  refuses?: Reason;
  /** The field of a refusal. */
  field?: string;
  /** In the message of the refusal, the wait, or one of the held items. */
  says?: RegExp;
  /** What `project` makes of it; left out: not compared. */
  status?: Partial<St>;
  /** What stands in the way of a deletion; left out: not asked. */
  blockers?: readonly string[];
};

export type Case<S, St> = World<S> & { name: string; expect: Expected<St> };

export type Planned<S, O> = { input: Input<S>; view: View; observed: O; plan: Plan };

export const homeScope: Scope = {
  via: '',
  account: '111111111111',
  region: 'ap-northeast-1',
  service: 'ec2',
};

/** One test per case. */
export function planTable<S, O, St>(kind: Kind<S, O, St>, cases: readonly Case<S, St>[]): void {
  for (const one of cases) it(one.name, () => check(kind, one));
}

/** What the kind plans in this world; held to the contract of every kind. */
export function planIn<S, O, St>(kind: Kind<S, O, St>, world: World<S>): Planned<S, O> {
  const input = inputIn(kind, world);
  const view = viewOf(kind, world);
  const observed = kind.observe(input, view);
  const plan = kind.plan(input, observed);
  keepsContract(kind, plan);
  return { input, view, observed, plan };
}

/** The calls of a plan in the engine's order, without the removals that an adopting spec does not ask for. */
export function callsOf<S>(
  plan: Plan,
  world?: Pick<World<S>, 'spec' | 'adopted' | 'ours'>,
): readonly Action[] {
  if (plan.is !== 'act') return [];
  if (world?.adopted !== true) return inOrder(plan.actions);
  const spec = world.spec as Readonly<Record<string, unknown>>;
  return inOrder(allowedActions(plan.actions, { spec, adopted: true, ours: world.ours ?? [], held: [] }));
}

function check<S, O, St>(kind: Kind<S, O, St>, { expect: wanted, ...world }: Case<S, St>): void {
  const { input, view, observed, plan } = planIn(kind, world);
  const calls = callsOf(plan, world);
  expect(outcomeOf(plan, calls)).toEqual({
    calls: wanted.calls ?? [],
    later: wanted.later ?? [],
    held: wanted.held ?? [],
    waits: wanted.waits,
    refuses: wanted.refuses,
    field: wanted.field,
  });
  if (wanted.inputs !== undefined) expect(calls.map((action) => action.input)).toEqual(wanted.inputs);
  if (wanted.says !== undefined) expect(messagesOf(plan)).toMatch(wanted.says);
  if (wanted.status !== undefined) expect(kind.project(observed)).toEqual(wanted.status);
  if (wanted.blockers !== undefined) {
    const found = kind.blockers?.(input, observed, view) ?? [];
    expect(found.map(({ id, type, owner }) => `${type} ${id} ${owner}`)).toEqual(wanted.blockers);
  }
}

function outcomeOf(plan: Plan, calls: readonly Action[]) {
  const held = plan.is === 'act' || plan.is === 'settled' ? plan.held : [];
  return {
    calls: calls.flatMap(linesOf),
    later: plan.is === 'act' ? plan.later.map(lineOf) : [],
    held: held.map(({ path, reason }) => `${path} ${reason}`),
    waits: plan.is === 'wait' ? plan.reason : undefined,
    refuses: plan.is === 'refuse' ? plan.reason : undefined,
    field: plan.is === 'refuse' ? plan.field : undefined,
  };
}

function messagesOf(plan: Plan): string {
  return plan.is === 'act' || plan.is === 'settled'
    ? plan.held.map(({ message }) => message).join('\n')
    : plan.message;
}

function linesOf(action: Action): readonly string[] {
  const call = `${action.role === 'peer' ? 'peer ' : ''}${action.operation}`;
  if (action.changes.length === 0) return [call];
  return action.changes.map((change, at) => `${at === 0 ? call : '…'} ${lineOf(change)}`);
}

function lineOf({ field, from, to, risk }: Change): string {
  return `${field} ${shown(from)} → ${shown(to)}${risk === 'None' ? '' : ` (${risk})`}`;
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What holds for the plans of every kind, whatever the case. */
function keepsContract<S, O, St>(kind: Kind<S, O, St>, plan: Plan): void {
  if (plan.is === 'wait' || plan.is === 'refuse') expect(plan.message).not.toBe('');
  if (plan.is === 'wait' || plan.is === 'refuse') return;
  for (const { path, message } of plan.held) expect([path, message]).not.toContain('');
  if (plan.is === 'settled') return;
  const all = plan.actions.flatMap((action) => [action, ...(action.split ?? [])]);
  expect(kind.writes).toEqual(expect.arrayContaining(all.map((action) => action.operation)));
  for (const action of all) {
    expect(action.does === 'create').toBe(action.part !== undefined);
    for (const { why, field } of action.changes) expect([why, field]).not.toContain('');
  }
}

// ---- the kind's input and view ----

function inputIn<S, O, St>(kind: Kind<S, O, St>, world: World<S>): Input<S> {
  const adopted = world.adopted ?? false;
  const record = { ...emptyRecord, set: world.wasSet ?? [] };
  const spec = completeSpec(kind, world.spec as Readonly<Record<string, unknown>>, { record, adopted });
  const name = world.object ?? 'example';
  const resolved = occurrencesOf(kind, spec).map((occurrence) => ({
    occurrence,
    ref:
      'rawID' in occurrence.target
        ? usable(occurrence.target.rawID)
        : (world.inText?.[occurrence.path] ?? refAt(spec, occurrence.path)),
    target: undefined,
  }));
  const [held] = world.want === 'absent' ? [] : blocking(resolved, world.own !== undefined);
  if (held !== undefined)
    throw new Error(`the engine holds the object because of ${held.occurrence.path}: no plan is ever made`);
  const metadata = { name, namespace: 'default', uid: 'uid', resourceVersion: '1', generation: 1 };
  return inputOf(
    { apiVersion: API_VERSION, kind: kind.names.kind, metadata },
    {
      want: world.want ?? 'present',
      spec,
      resolved,
      contributed: world.contributed ?? [],
      adopted,
      account: { name: 'example', flowLogRoleARN: undefined, ...world.account },
      now: 0,
      isOverdue: (id) => world.overdue?.includes(id) ?? false,
      declaredBy: (id, path) => world.declared?.[id]?.[path],
      scope: (role) =>
        role === 'home' ? (world.home ?? homeScope) : (world.peer ?? { none: 'this kind has one side' }),
    },
  );
}

function refAt(spec: Readonly<Record<string, unknown>>, path: string): Ref {
  let value: unknown = spec;
  for (const name of path.split(/[.[\]]+/).filter((one) => one !== '')) {
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'object' && value !== null && 'is' in value) return value as Ref;
  throw new Error(`the case gives no reference at ${path}: write usable('…'), missing('…') or another there`);
}

/** Answers from the case alone; a question that it gives no answer to is a mistake of the case, or of the kind. */
function viewOf<S, O, St>(kind: Kind<S, O, St>, world: World<S>): View {
  const ids = typeof world.own === 'string' ? { [kind.parts[0]?.name ?? '']: world.own } : (world.own ?? {});
  const living = <R>(role: Role, table: Table<R>, question: string): readonly R[] => {
    const answers = role === 'home' ? world.rows : world.peerRows;
    const found = answers?.find((answer) => 'rows' in answer && answer.source === table.name);
    if (found === undefined || !('rows' in found))
      throw new Error(`${role} asks ${table.name} ${question}, and the case gives no answer`);
    return (found.rows as readonly R[]).filter((row) => !table.dead(row));
  };
  const detailOf = <V>(role: Role, detail: Detail<V>, key: string): V => {
    const answers = role === 'home' ? world.rows : world.peerRows;
    const found = answers?.find(
      (answer) => 'key' in answer && answer.source === detail.name && answer.key === key,
    );
    if (found === undefined || !('key' in found))
      throw new Error(`${role} asks ${detail.name} of ${key}, and the case gives no answer`);
    return found.value as V;
  };
  return {
    own: (part) => {
      const id = ids[part.name];
      if (id === undefined) return undefined;
      return living(part.role, part.table, `for its own ${id}`).find((row) => part.table.idOf(row) === id);
    },
    byID: (role, table, id) => living(role, table, `for ${id}`).find((row) => table.idOf(row) === id),
    by: (role, table, index, key) => {
      const keys = table.indexes[index];
      if (keys === undefined) throw new Error(`${table.name} has no index ${index}`);
      return living(role, table, `by ${index} ${key}`).filter((row) => keys(row).includes(key));
    },
    detail: detailOf,
    detailOrLater: detailOf,
  };
}
