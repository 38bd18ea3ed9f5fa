// Scenarios of what must leave its place before it can have the next one: it serves until then, also while the next place is
// taken, and two that wait for each other's place swap.
import { allReady, gateway, idOf, key, object, peerVPC, text, vpc, zone } from './scenario-kit.ts';
import type { Scenario } from './scenario.ts';
import { ACCOUNT, conditionOf, REGION, type World } from './world.ts';

/** By then AWS shows to everybody what was just made, also in a world that lags. */
const SHOWN_SECONDS = 10;
const region = (world: World) => world.aws.region(ACCOUNT, REGION);
const inVPC = { vpcRef: { name: 'net' } };
const subnetOf = (name: string, third: number, more: object = {}) =>
  object('Subnet', name, { ...inVPC, cidrBlock: `10.20.${third}.0/24`, availabilityZone: zone, ...more });
const subnet = subnetOf('subnet', 1);
const card = (name: string, more: object = {}) =>
  object('NetworkInterface', name, { subnetRef: { name: 'subnet' }, ...more });
const seat = (name: string, on: string) => object('ElasticIP', name, { networkInterfaceRef: { name: on } });
const attached = (name: string, to: string) => object('InternetGateway', name, { vpcRef: { name: to } });
const endpoint = (more: object) =>
  object('VPCEndpoint', 'endpoint', { ...inVPC, type: 'Interface', service: 'ssm', ...more });

async function applyAll(world: World, objects: readonly object[]): Promise<void> {
  for (const one of objects) await world.apply(one);
}

function hasConflict(world: World, of: string): boolean {
  return conditionOf(world.get(of), 'Ready')?.reason === 'Conflict';
}

const seatOf = (world: World, name: string) =>
  region(world).addresses.get(idOf(world, key('ElasticIP', name)))?.NetworkInterfaceId;
const vpcOf = (world: World, name: string) =>
  region(world).internetGateways.get(idOf(world, key('InternetGateway', name)))?.Attachments?.[0]?.VpcId;
const networkOf = (world: World, name: string) =>
  region(world)
    .subnets.get(idOf(world, key('Subnet', name)))
    ?.Ipv6CidrBlockAssociationSet.find((one) => one.Ipv6CidrBlockState?.State === 'associated')
    ?.Ipv6CidrBlock;

const seats = [vpc, gateway, subnet, card('c1'), card('c2'), seat('a', 'c1'), seat('b', 'c2')];

export const successorScenarios: readonly Scenario[] = [
  {
    kind: 'ElasticIP',
    name: 'two addresses swap their interfaces',
    given: seats,
    when: (world) => applyAll(world, [seat('a', 'c2'), seat('b', 'c1')]),
    goal: (world) =>
      allReady(world) &&
      seatOf(world, 'a') === idOf(world, key('NetworkInterface', 'c2')) &&
      seatOf(world, 'b') === idOf(world, key('NetworkInterface', 'c1')),
  },
  {
    kind: 'ElasticIP',
    name: 'serves where it sits until the one in its next place has moved',
    given: [...seats, card('c3')],
    async when(world) {
      let isCut = false;
      world.aws.onChange(() => {
        isCut ||= seatOf(world, 'a') === undefined;
      });
      await world.apply(seat('a', 'c2'));
      await world.until(() => hasConflict(world, key('ElasticIP', 'a')), 60);
      await world.apply(seat('b', 'c3'));
      await world.until(() => seatOf(world, 'a') === idOf(world, key('NetworkInterface', 'c2')), 120);
      if (isCut) throw new Error('the address sat nowhere for a moment');
    },
    goal: (world) => allReady(world) && seatOf(world, 'a') === idOf(world, key('NetworkInterface', 'c2')),
  },
  {
    kind: 'InternetGateway',
    name: 'two gateways swap their VPCs',
    given: [vpc, peerVPC, attached('igw', 'net'), attached('igw2', 'far')],
    when: (world) => applyAll(world, [attached('igw', 'far'), attached('igw2', 'net')]),
    goal: (world) =>
      allReady(world) &&
      vpcOf(world, 'igw') === idOf(world, key('VPC', 'far')) &&
      vpcOf(world, 'igw2') === idOf(world, key('VPC', 'net')),
  },
  {
    kind: 'NetworkInterface',
    name: 'two interfaces swap their instances',
    given: [vpc, subnet, card('c1'), card('c2')],
    async when(world) {
      const launched = async () => {
        const SubnetId = idOf(world, key('Subnet', 'subnet'));
        const input = { ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, SubnetId };
        return text(await world.as('RunInstances', input), 'Instances', '0', 'InstanceId');
      };
      const [one, two] = [await launched(), await launched()];
      const to = (name: string, instanceID: string) =>
        card(name, { attachment: { instanceID, deviceIndex: 1 } });
      const isAt = (name: string, id: string) =>
        region(world).networkInterfaces.get(idOf(world, key('NetworkInterface', name)))?.Attachment
          ?.InstanceId === id;
      await world.until(() => false, SHOWN_SECONDS);
      await applyAll(world, [to('c1', one), to('c2', two)]);
      await world.until(() => allReady(world) && isAt('c1', one) && isAt('c2', two), 120);
      await applyAll(world, [to('c1', two), to('c2', one)]);
      await world.until(() => allReady(world) && isAt('c1', two) && isAt('c2', one), 120);
      // An instance that nobody declared would keep the network from being deleted.
      await applyAll(world, [card('c1', { attachment: undefined }), card('c2', { attachment: undefined })]);
      await world.as('TerminateInstances', { InstanceIds: [one, two] });
    },
    goal: (world) =>
      allReady(world) &&
      region(world).networkInterfaces.filter((row) => row.Attachment !== undefined).length === 0,
  },
  {
    kind: 'Subnet',
    name: 'two subnets swap their IPv6 networks',
    given: [
      object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], ipv6: { amazonProvided: true } }),
      subnetOf('one', 1, { ipv6Index: 1 }),
      subnetOf('two', 2, { ipv6Index: 2 }),
    ],
    when: (world) =>
      applyAll(world, [subnetOf('one', 1, { ipv6Index: 2 }), subnetOf('two', 2, { ipv6Index: 1 })]),
    goal: (world) =>
      allReady(world) &&
      networkOf(world, 'one')?.endsWith('2::/64') === true &&
      networkOf(world, 'two')?.endsWith('1::/64') === true,
  },
  {
    kind: 'VPCEndpoint',
    name: 'keeps its subnet until the fixed address in the next one is free',
    given: [vpc, subnet, subnetOf('next', 2), endpoint({ subnetRefs: [{ name: 'subnet' }] })],
    async when(world) {
      const SubnetId = idOf(world, key('Subnet', 'next'));
      const made = await world.as('CreateNetworkInterface', { SubnetId, PrivateIpAddress: '10.20.2.10' });
      await world.until(() => false, SHOWN_SECONDS);
      const subnetRef = { name: 'next' };
      await world.apply(
        endpoint({
          subnetRefs: [subnetRef],
          subnetConfigurations: [{ subnetRef, ipv4Address: '10.20.2.10' }],
        }),
      );
      await world.until(() => hasConflict(world, key('VPCEndpoint', 'endpoint')), 60);
      const id = idOf(world, key('VPCEndpoint', 'endpoint'));
      const kept = region(world).vpcEndpoints.get(id)?.SubnetIds;
      if (kept?.length !== 1 || kept.includes(SubnetId)) throw new Error(`it is in ${kept?.join(', ')}`);
      await world.as('DeleteNetworkInterface', {
        NetworkInterfaceId: text(made, 'NetworkInterface', 'NetworkInterfaceId'),
      });
    },
    goal: (world) => {
      const row = region(world).vpcEndpoints.get(idOf(world, key('VPCEndpoint', 'endpoint')));
      return allReady(world) && row?.SubnetIds.join() === idOf(world, key('Subnet', 'next'));
    },
  },
];
