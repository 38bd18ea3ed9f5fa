// Scenarios of flow logs.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  goneAnd,
  idOf,
  key,
  object,
  scenariosOf,
  tagDrift,
  tagEdit,
  vpc,
  vpcID,
  zone,
} from './scenario-kit.ts';
import { ACCOUNT, conditionOf, REGION, type World } from './world.ts';

const bucket = (name: string, more: object = {}) => ({
  destination: { s3: { bucketARN: `arn:aws:s3:::${name}`, ...more } },
});
const spec = { vpcRef: { name: 'net' }, ...bucket('logs') };
const self = key('FlowLog', 'log');
const subnet = object('Subnet', 'subnet', {
  vpcRef: { name: 'net' },
  cidrBlock: '10.20.1.0/24',
  availabilityZone: zone,
});
const card = object('NetworkInterface', 'card', { subnetRef: { name: 'subnet' } });

const flowLogs = (world: World) => world.aws.region(ACCOUNT, REGION).flowLogs;

/** Once it had one, the network is never without a flow log. */
function neverWithoutLog(world: World): string | undefined {
  const state = world.get(self);
  if (typeof state?.status?.id !== 'string' || (state.metadata.generation ?? 0) < 2) return undefined;
  return flowLogs(world).filter(() => true).length > 0 ? undefined : 'there was no flow log for a moment';
}

export const flowLogScenarios = scenariosOf({
  subject: { kind: 'FlowLog', name: 'log', spec },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'trafficType', to: { trafficType: 'Reject' }, always: neverWithoutLog },
    { field: 'destination', to: bucket('elsewhere'), always: neverWithoutLog },
    {
      field: 'destination kind',
      to: { destination: { cloudWatchLogs: { logGroupName: 'network' } } },
      always: neverWithoutLog,
    },
    { field: 'destination files', to: bucket('logs', { format: 'Parquet' }) },
    {
      field: 'logFormat',
      to: { logFormat: `\${srcaddr} \${dstaddr} \${action}` },
      always: neverWithoutLog,
    },
    {
      field: 'logFormat left out',
      from: { logFormat: `\${srcaddr} \${dstaddr} \${action}` },
      to: {},
      always: neverWithoutLog,
    },
    { field: 'maxAggregationIntervalSeconds', to: { maxAggregationIntervalSeconds: 60 } },
    {
      field: 'network',
      given: [subnet],
      to: { vpcRef: undefined, subnetRef: { name: 'subnet' } },
      always: neverWithoutLog,
    },
  ],
  drifts: [tagDrift],
  vanish: async (world, id) => {
    await world.as('DeleteFlowLogs', { FlowLogIds: [id] });
  },
  foreign: async (world) => {
    const made = await world.as('CreateFlowLogs', {
      ResourceIds: [vpcID(world)],
      ResourceType: 'VPC',
      TrafficType: 'REJECT',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::foreign',
      TagSpecifications: bystander('vpc-flow-log'),
    });
    return (made.FlowLogIds as string[])[0] ?? '';
  },
  more: [editWithNoRoom(), editAgainWhileReplacing(), onAnInterface(), orphan(), deleteWhileReplacing()],
});

/** Somebody else has a flow log on the VPC too, and two are all that AWS allows. */
function editWithNoRoom(): Scenario {
  return {
    kind: 'FlowLog',
    name: 'edit with another flow log beside it',
    given: [
      vpc,
      object('FlowLog', 'log', spec),
      object('FlowLog', 'second', { ...spec, ...bucket('second') }),
    ],
    when: (world) => world.apply(object('FlowLog', 'log', { ...spec, ...bucket('elsewhere') })),
    goal: allReady,
  };
}

function editAgainWhileReplacing(): Scenario {
  return {
    kind: 'FlowLog',
    name: 'edit there and back at once',
    given: [vpc, object('FlowLog', 'log', spec)],
    async when(world) {
      const since = world.aws.ledger.next;
      await world.apply(object('FlowLog', 'log', { ...spec, ...bucket('elsewhere') }));
      await world.until(() => world.aws.ledger.count({ operation: 'CreateFlowLogs', since }) > 0, 30);
      await world.apply(object('FlowLog', 'log', spec));
    },
    goal: allReady,
  };
}

function deleteWhileReplacing(): Scenario {
  return {
    kind: 'FlowLog',
    name: 'delete while it is replaced',
    given: [vpc, object('FlowLog', 'log', spec)],
    async when(world) {
      const since = world.aws.ledger.next;
      await world.apply(object('FlowLog', 'log', { ...spec, ...bucket('elsewhere') }));
      await world.until(() => world.aws.ledger.count({ operation: 'CreateFlowLogs', since }) > 0, 30);
      await world.delete(self);
    },
    goal: goneAnd(self),
  };
}

function onAnInterface(): Scenario {
  return {
    kind: 'FlowLog',
    name: 'delete together with its interface and subnet',
    given: [
      vpc,
      subnet,
      card,
      object('FlowLog', 'log', { networkInterfaceRef: { name: 'card' }, ...bucket('logs') }),
    ],
    async when(world) {
      for (const [kind, name] of [
        ['Subnet', 'subnet'],
        ['NetworkInterface', 'card'],
        ['FlowLog', 'log'],
      ] as const)
        await world.delete(key(kind, name));
    },
    goal: (world) =>
      [self, key('Subnet', 'subnet'), key('NetworkInterface', 'card')].every(
        (one) => world.get(one) === undefined,
      ) && allReady(world),
  };
}

/** AWS lets a network go with flow logs on it; the object of such a flow log goes all the same. */
function orphan(): Scenario {
  return {
    kind: 'FlowLog',
    name: 'delete after its network went by another hand',
    given: [vpc],
    async when(world) {
      const foreign = await world.as('CreateSubnet', { VpcId: vpcID(world), CidrBlock: '10.20.9.0/24' });
      const { SubnetId } = foreign.Subnet as { SubnetId: string };
      await world.apply(object('FlowLog', 'log', { subnetID: SubnetId, ...bucket('logs') }));
      await world.until(() => conditionOf(world.get(self), 'Ready')?.status === 'True', 120);
      idOf(world, self);
      await world.as('DeleteSubnet', { SubnetId });
      await world.delete(self);
    },
    goal: goneAnd(self),
  };
}
