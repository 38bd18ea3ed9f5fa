// What the scenarios of all kinds are built from: objects, goals, and the standard scenarios that every kind has.
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import type { Scenario } from './scenario.ts';
import { conditionOf, isReady, NAMESPACE, REGION, type World } from './world.ts';

export type Spec = Readonly<Record<string, unknown>>;
export type Subject = { kind: string; name: string; spec: Spec };

export function object(kind: string, name: string, spec: Spec): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace: NAMESPACE }, spec };
}

export function key(kind: string, name: string): string {
  return keyOf(kind, NAMESPACE, name);
}

export const zone = `${REGION}a`;
export const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
export const ipv6VPC = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], ipv6: { amazonProvided: true } });
export const gateway = object('InternetGateway', 'igw', { vpcRef: { name: 'net' } });
export const table = object('RouteTable', 'table', { vpcRef: { name: 'net' } });
export const secondTable = object('RouteTable', 'table2', { vpcRef: { name: 'net' } });
export const otherGroup = object('SecurityGroup', 'other', { vpcRef: { name: 'net' }, description: 'other' });
export const peerVPC = object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] });

export function allReady(world: World): boolean {
  return world
    .objects()
    .every(
      (one) => one.kind === 'NetworkGrant' || (isReady(one) && one.metadata.deletionTimestamp === undefined),
    );
}

export function goneAnd(keyOfGone: string): (world: World) => boolean {
  return (world) => world.get(keyOfGone) === undefined && allReady(world);
}

/** The first id of the subject, as its status shows it. */
export function idOf(world: World, of: string): string {
  const id = world.get(of)?.status?.id;
  if (typeof id !== 'string') throw new Error(`${of} has no id`);
  return id;
}

export type Edit = {
  field: string;
  from?: Spec;
  to: Spec;
  given?: readonly object[];
  always?: Scenario['always'];
};
export type Drift = {
  what: string;
  by: (world: World, id: string) => Promise<void>;
  from?: Spec;
  given?: readonly object[];
};

export type KindScenarios = {
  subject: Subject;
  given: readonly object[];
  edits: readonly Edit[];
  drifts: readonly Drift[];
  /** Only of kinds that have a thing of their own: deletes it by another hand, with what hangs on it. */
  vanish?: (world: World, id: string) => Promise<void>;
  /** Makes such a thing by another hand, tagged as a bystander; answers its id. */
  foreign?: (world: World) => Promise<string>;
  /** Spec fields for the adopted one, besides adopt. */
  adopted?: Spec;
  more?: readonly Scenario[];
};

export function scenariosOf({
  subject,
  given,
  edits,
  drifts,
  vanish,
  foreign,
  adopted,
  more = [],
}: KindScenarios): readonly Scenario[] {
  const { kind, name, spec } = subject;
  const self = key(kind, name);
  const declared = object(kind, name, spec);
  const standard: Scenario[] = [
    {
      kind,
      name: 'create',
      given,
      when: (world) => world.apply(declared),
      goal: (world) => world.get(self) !== undefined && allReady(world),
    },
    {
      kind,
      name: 'delete',
      given: [...given, declared],
      when: (world) => world.delete(self),
      goal: goneAnd(self),
    },
    {
      kind,
      name: 'delete while creating',
      given,
      async when(world) {
        const since = world.aws.ledger.next;
        await world.apply(declared);
        await world.until(() => world.aws.ledger.count({ mutating: true, since }) > 0, 30);
        await world.delete(self);
      },
      goal: goneAnd(self),
    },
  ];
  if (vanish !== undefined && foreign !== undefined)
    standard.push(
      {
        kind,
        name: 'vanish',
        given: [...given, declared],
        when: async (world) => {
          const id = idOf(world, self);
          await vanish(world, id);
          await world.until(() => world.get(self)?.status?.id !== id, 120);
        },
        goal: allReady,
      },
      {
        kind,
        name: 'release',
        given: [...given, object(kind, name, { ...spec, deletionPolicy: 'Retain' })],
        when: (world) => world.delete(self),
        goal: goneAnd(self),
        leaves: 'retained',
      },
      adoption({ kind, name }, { given, foreign, adopted: adopted ?? {} }),
    );
  const edited = edits.map(
    (edit): Scenario => ({
      kind,
      name: `edit ${edit.field}`,
      given: [...given, ...(edit.given ?? []), object(kind, name, { ...spec, ...edit.from })],
      when: (world) => world.apply(object(kind, name, { ...spec, ...edit.to })),
      goal: allReady,
      ...(edit.always === undefined ? {} : { always: edit.always }),
    }),
  );
  const drifted = drifts.map(
    (drift): Scenario => ({
      kind,
      name: `drift ${drift.what}`,
      given: [...given, ...(drift.given ?? []), object(kind, name, { ...spec, ...drift.from })],
      async when(world) {
        await drift.by(world, idOf(world, self));
        const since = world.aws.ledger.next;
        await world.until(() => world.aws.ledger.count({ mutating: true, since }) > 0, 120);
      },
      goal: allReady,
    }),
  );
  return [...standard, ...edited, ...drifted, ...more];
}

/** Adopted with an empty change set, or approved by its hash. */
export function adoption(
  { kind, name }: { kind: string; name: string },
  {
    given,
    foreign,
    adopted,
  }: { given: readonly object[]; foreign: (world: World) => Promise<string>; adopted: Spec },
): Scenario {
  const self = key(kind, name);
  return {
    kind,
    name: 'adopt',
    given,
    async when(world) {
      const id = await foreign(world);
      await world.apply(object(kind, name, { ...adopted, adopt: { id }, tags: { team: 'adopted' } }));
      await world.until(() => conditionOf(world.get(self), 'PlanPending') !== undefined, 120);
      const plan = world.get(self)?.status?.plan as { hash: string } | undefined;
      if (plan !== undefined) await world.annotate(self, { 'vpcraft.dev/approve-plan': plan.hash });
    },
    goal: allReady,
  };
}

export const bystander = (type: string) => [
  { ResourceType: type, Tags: [{ Key: 'whose', Value: 'bystander' }] },
];
export const tagEdit: Edit = {
  field: 'tags',
  from: { tags: { team: 'net', old: 'x' } },
  to: { tags: { team: 'web', new: 'y' } },
};
export const tagDrift: Drift = {
  what: 'tags',
  from: { tags: { team: 'net' } },
  by: async (world, id) => {
    await world.as('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'someone else' }] });
  },
};

export const vpcID = (world: World) => idOf(world, key('VPC', 'net'));
export const text = (answer: Readonly<Record<string, unknown>>, ...path: string[]): string =>
  String(path.reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], answer));

export const internetRoute = { destination: '0.0.0.0/0', internetGatewayRef: { name: 'igw' } };

export const https = { protocol: 'tcp', fromPort: 443, toPort: 443, peers: [{ cidrBlock: '10.0.0.0/8' }] };
export const group = { vpcRef: { name: 'net' }, description: 'web servers', ingress: [https] };
