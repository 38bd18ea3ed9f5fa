// Twenty reference networks from nothing to Ready and to nothing again, under the real buckets: how much longer it takes
// than what the share of the buckets and EC2's own delays allow. The real controller with production's settings on both
// halves of the sandbox, in process, on a virtual clock; AWS's own throttling is on.
import { production } from '../../src/model/settings.ts';
import { ACCOUNT, isReady, REGION, World } from '../sim/world.ts';
import { neededWrites, networkIn } from '../support/network.ts';
import { realDurations as durations } from './durations.ts';
import type { Figure } from './figure.ts';
import { type Floor, floorOf, type Step } from './floor.ts';

const SAMPLE = 'reference-network';
/** The bar: at most so many times the floor. */
const MOST_TIMES_FLOOR = 1.15;
const HOUR_SECONDS = 3_600;
const MS = 1_000;

/** What the deletion of one network takes at least, and no more: associations and routes go with their table. */
const neededDeletes = {
  DeleteVpcEndpoints: 1,
  DeleteNatGateway: 3,
  ReleaseAddress: 3,
  DetachInternetGateway: 1,
  DeleteInternetGateway: 1,
  DeleteSubnet: 6,
  DeleteRouteTable: 4,
  DeleteSecurityGroup: 3,
  DeleteVpc: 1,
} as const;

export type ManyNetworks = {
  create: { seconds: number; floor: Floor };
  remove: { seconds: number; floor: Floor };
  throttled: number;
};

export async function manyNetworks(networks = 20, seed = 20): Promise<ManyNetworks> {
  const world = new World({
    seed,
    settings: { ...production },
    aws: {
      durations,
      quotas: {
        vpcs: networks,
        internetGateways: networks,
        addresses: 3 * networks,
        natGatewaysPerZone: networks,
        gatewayEndpoints: networks,
      },
    },
  });
  // Applied before the controller starts, and counted from when it leads: what is measured is not `kubectl`.
  for (let i = 0; i < networks; i++) {
    world.cluster.createNamespace(`n${i}`);
    for (const object of networkIn(`n${i}`, SAMPLE)) await world.apply(object);
  }
  world.start();
  const bucketsSinceMs = world.clock.monotonic();
  const isLeading = () =>
    world.running.every(({ controller }) => controller.isLeader() && controller.hasSynced());
  if (!(await world.until(isLeading, 60))) throw new Error('nobody leads');
  const startedMs = world.clock.monotonic();
  if (!(await world.until(() => world.objects().every(isReady), HOUR_SECONDS)))
    throw new Error('the networks do not become Ready');
  const readyMs = world.clock.monotonic();
  await Promise.all(
    world
      .objects()
      .map(({ kind, metadata }) => world.delete(`${kind}/${metadata.namespace}/${metadata.name}`)),
  );
  if (!(await world.until(() => world.objects().length === 0, HOUR_SECONDS)))
    throw new Error('the networks are not deleted');
  const seconds = (world.clock.monotonic() - readyMs) / MS;
  if (world.aws.region(ACCOUNT, REGION).vpcs.size > 0) throw new Error('a VPC was left in AWS');
  const createSeconds = (readyMs - startedMs) / MS;
  const share = world.settings.limitShare;
  return {
    create: {
      seconds: createSeconds,
      floor: floorOf(creation(networks), share, (startedMs - bucketsSinceMs) / MS),
    },
    remove: { seconds, floor: floorOf(deletion(networks), share, (readyMs - bucketsSinceMs) / MS) },
    throttled: world.aws.ledger.count({ code: 'RequestLimitExceeded' }),
  };
}

/** VPC → subnet → NAT gateway → route; the rest hangs on the VPC. Where it is not named, EC2 is done at once. */
function creation(networks: number): readonly Step[] {
  const vpc = durations.vpcPending / MS;
  const subnet = vpc + durations.subnetPending / MS;
  const nat = durations.natPending / MS;
  const after: Readonly<Record<string, number>> = {
    CreateVpc: 0,
    AllocateAddress: 0,
    CreateInternetGateway: 0,
    AssociateRouteTable: subnet,
    ModifySubnetAttribute: subnet,
    CreateNatGateway: subnet,
    // The last ones are those of the NAT gateways, but none can be sure which.
    CreateRoute: vpc,
  };
  const then: Readonly<Record<string, number>> = {
    CreateVpc: subnet + nat,
    CreateSubnet: durations.subnetPending / MS,
    CreateNatGateway: nat,
    CreateVpcEndpoint: durations.gatewayEndpointPending / MS,
  };
  return Object.entries(neededWrites(SAMPLE)).map(([operation, count]) => ({
    operation,
    calls: count * networks,
    afterSeconds: after[operation] ?? vpc,
    thenSeconds: then[operation] ?? 0,
  }));
}

/** A NAT gateway holds its addresses, its subnet and the internet gateway until it is gone, an endpoint the VPC. */
function deletion(networks: number): readonly Step[] {
  const nat = (durations.natDeleting + durations.natReleasing) / MS;
  const after: Readonly<Record<string, number>> = {
    ReleaseAddress: nat,
    DetachInternetGateway: nat,
    DeleteInternetGateway: nat,
    DeleteVpc: nat,
  };
  const then: Readonly<Record<string, number>> = {
    DeleteNatGateway: nat,
    DeleteVpcEndpoints: durations.endpointDeleting / MS,
  };
  return Object.entries(neededDeletes).map(([operation, count]) => ({
    operation,
    calls: count * networks,
    afterSeconds: after[operation] ?? 0,
    thenSeconds: then[operation] ?? 0,
  }));
}

export async function manyFigures(networks = 20): Promise<readonly Figure[]> {
  const { create, remove, throttled } = await manyNetworks(networks);
  return [
    ...figuresOf(`${networks} reference networks, from nothing to Ready`, create),
    ...figuresOf(`${networks} reference networks, to nothing again`, remove),
    { name: 'calls that AWS throttled meanwhile', value: throttled, unit: 'calls', atMost: 0 },
  ];
}

function figuresOf(name: string, { seconds, floor }: ManyNetworks['create']): readonly Figure[] {
  return [
    { name: `floor of the buckets and of EC2 (${floor.operation} decides)`, value: floor.seconds, unit: 's' },
    { name, value: seconds, unit: 's', atMost: MOST_TIMES_FLOOR * floor.seconds },
    { name: '… times the floor', value: seconds / floor.seconds, unit: '×', atMost: MOST_TIMES_FLOOR },
  ];
}
