// Scenarios of Elastic IP addresses and NAT gateways.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  gateway,
  goneAnd,
  idOf,
  internetRoute,
  key,
  object,
  scenariosOf,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
  zone,
} from './scenario-kit.ts';
import { ACCOUNT, conditionOf, isReady, REGION, type World } from './world.ts';

/** Longer than a NAT gateway takes to go, with what it occupies and with every lag, seconds. */
const GONE_SECONDS = 15;

const subnet = object('Subnet', 'subnet', {
  vpcRef: { name: 'net' },
  cidrBlock: '10.20.1.0/24',
  availabilityZone: zone,
});
const address = object('ElasticIP', 'eip', {});
const secondAddress = object('ElasticIP', 'eip2', {});
const thirdAddress = object('ElasticIP', 'eip3', {});
const nat = { subnetRef: { name: 'subnet' }, elasticIPRef: { name: 'eip' } };
const privateNat = { connectivityType: 'Private', subnetRef: { name: 'subnet' } };
const region = (world: World) => world.aws.region(ACCOUNT, REGION);

const onCard = (name: string) => ({ networkInterfaceRef: { name } });
const cardNamed = (name: string) => object('NetworkInterface', name, { subnetRef: { name: 'subnet' } });
/** Where an address can sit: interfaces that are objects. */
const seats = [vpc, gateway, subnet, cardNamed('card'), cardNamed('card2')];

/** An interface in the subnet that somebody else looks after, so that an address has somewhere to sit. */
async function card(world: World): Promise<string> {
  const answer = await world.as('CreateNetworkInterface', { SubnetId: idOf(world, key('Subnet', 'subnet')) });
  return text(answer, 'NetworkInterface', 'NetworkInterfaceId');
}

/** A scenario of an address with interfaces made by another hand: their ids are known only when it runs. */
function seated(
  name: string,
  steps: (world: World, cards: { one: string; two: string }) => Promise<void>,
): Scenario {
  return {
    kind: 'ElasticIP',
    name,
    given: [vpc, gateway, subnet, address],
    async when(world) {
      const [one, two] = [await card(world), await card(world)];
      await world.apply(object('ElasticIP', 'eip', { networkInterfaceID: one }));
      await world.until(() => seatOf(world) === one && allReady(world), 120);
      await steps(world, { one, two });
    },
    goal: allReady,
  };
}

function seatOf(world: World): string | undefined {
  const id = idOf(world, key('ElasticIP', 'eip'));
  return region(world).addresses.get(id)?.NetworkInterfaceId;
}

const apply = (world: World, spec: object) => world.apply(object('ElasticIP', 'eip', { ...spec }));

export const elasticIPScenarios = scenariosOf({
  subject: { kind: 'ElasticIP', name: 'eip', spec: {} },
  given: [],
  edits: [
    tagEdit,
    { field: 'networkInterfaceRef', given: seats, from: onCard('card'), to: onCard('card2') },
    { field: 'networkInterfaceRef removed', given: seats, from: onCard('card'), to: {} },
  ],
  drifts: [tagDrift],
  vanish: async (world, id) => {
    await world.as('ReleaseAddress', { AllocationId: id });
  },
  foreign: async (world) =>
    text(await world.as('AllocateAddress', { TagSpecifications: bystander('elastic-ip') }), 'AllocationId'),
  more: [
    seated('edit networkInterfaceID', async (world, { two }) => {
      await apply(world, { networkInterfaceID: two });
      await world.until(() => seatOf(world) === two, 120);
    }),
    seated('edit networkInterfaceID removed', async (world) => {
      await apply(world, {});
      await world.until(() => seatOf(world) === undefined, 120);
    }),
    seated('drift association', async (world, { one }) => {
      const id = idOf(world, key('ElasticIP', 'eip'));
      const AssociationId = region(world).addresses.get(id)?.AssociationId;
      await world.as('DisassociateAddress', { AssociationId });
      await world.until(() => seatOf(world) === one, 120);
    }),
    {
      kind: 'ElasticIP',
      name: 'delete while it sits on an interface',
      given: [vpc, gateway, subnet, address],
      async when(world) {
        const one = await card(world);
        await apply(world, { networkInterfaceID: one });
        await world.until(() => seatOf(world) === one && allReady(world), 120);
        await world.delete(key('ElasticIP', 'eip'));
      },
      goal: goneAnd(key('ElasticIP', 'eip')),
    },
    {
      kind: 'ElasticIP',
      name: 'delete while somebody else uses it',
      given: [vpc, gateway, subnet, address],
      async when(world) {
        const self = key('ElasticIP', 'eip');
        const AllocationId = idOf(world, self);
        const answer = await world.as('AssociateAddress', {
          AllocationId,
          NetworkInterfaceId: await card(world),
        });
        await world.delete(self);
        await world.until(() => conditionOf(world.get(self), 'DeletionBlocked') !== undefined, 60);
        await world.as('DisassociateAddress', answer);
      },
      goal: goneAnd(key('ElasticIP', 'eip')),
    },
    {
      kind: 'ElasticIP',
      name: 'delete together with the interface on which it sits',
      given: [...seats, object('ElasticIP', 'eip', onCard('card'))],
      async when(world) {
        for (const one of [key('NetworkInterface', 'card'), key('ElasticIP', 'eip')]) await world.delete(one);
      },
      goal: (world) =>
        world.get(key('NetworkInterface', 'card')) === undefined && goneAnd(key('ElasticIP', 'eip'))(world),
    },
    {
      kind: 'ElasticIP',
      name: 'a group follows the address that its rule names',
      given: [
        vpc,
        address,
        object('SecurityGroup', 'group', {
          vpcRef: { name: 'net' },
          description: 'd',
          ingress: [{ protocol: 'tcp', fromPort: 443, peers: [{ elasticIPRef: { name: 'eip' } }] }],
        }),
      ],
      async when(world) {
        const self = key('ElasticIP', 'eip');
        const id = idOf(world, self);
        await world.as('ReleaseAddress', { AllocationId: id });
        await world.until(() => world.get(self)?.status?.id !== id && followed(world), 180);
      },
      goal: (world) => allReady(world) && followed(world),
    },
  ],
});

function followed(world: World): boolean {
  const row = region(world).addresses.find((one) => one.Tags.length > 0);
  const group = idOf(world, key('SecurityGroup', 'group'));
  const rules = region(world).securityGroupRules.filter((rule) => rule.GroupId === group && !rule.IsEgress);
  return row !== undefined && rules.map((rule) => rule.CidrIpv4).join() === `${row.PublicIp}/32`;
}

const ground = [vpc, gateway, subnet, address];
const secondaries = (...names: string[]) => ({ secondaryElasticIPRefs: names.map((name) => ({ name })) });

async function removeNat(world: World, id: string): Promise<void> {
  await world.as('DeleteNatGateway', { NatGatewayId: id });
  await world.until(() => false, GONE_SECONDS);
}

export const natGatewayScenarios = scenariosOf({
  subject: { kind: 'NATGateway', name: 'nat', spec: nat },
  given: ground,
  edits: [
    tagEdit,
    { field: 'secondaryElasticIPRefs added', given: [secondAddress], to: secondaries('eip2') },
    {
      field: 'secondaryElasticIPRefs removed',
      given: [secondAddress],
      from: secondaries('eip2'),
      to: {},
    },
  ],
  drifts: [
    tagDrift,
    {
      what: 'secondary address taken away',
      given: [secondAddress],
      from: secondaries('eip2'),
      by: async (world, id) => {
        const row = region(world).natGateways.get(id);
        const second = row?.NatGatewayAddresses.find((one) => one.IsPrimary !== true);
        await world.as('DisassociateNatGatewayAddress', {
          NatGatewayId: id,
          AssociationIds: [second?.AssociationId],
        });
      },
    },
  ],
  vanish: removeNat,
  foreign: async (world) => {
    const answer = await world.as('CreateNatGateway', {
      SubnetId: idOf(world, key('Subnet', 'subnet')),
      AllocationId: idOf(world, key('ElasticIP', 'eip')),
      TagSpecifications: bystander('natgateway'),
    });
    await world.until(() => false, 5);
    return text(answer, 'NatGateway', 'NatGatewayId');
  },
  more: [
    {
      kind: 'NATGateway',
      name: 'waits for an internet gateway, and then is made once',
      given: [vpc, subnet, address],
      async when(world) {
        const self = key('NATGateway', 'nat');
        await world.apply(object('NATGateway', 'nat', nat));
        await world.until(() => conditionOf(world.get(self), 'Ready')?.reason === 'DependencyNotReady', 60);
        await world.until(() => false, 20);
        await world.apply(gateway);
      },
      goal: (world) => isReady(world.get(key('NATGateway', 'nat'))) && allReady(world),
      always: (world) =>
        region(world).natGateways.size > 1 || region(world).natGateways.find((row) => row.State === 'failed')
          ? 'a NAT gateway was made in vain'
          : undefined,
    },
    {
      kind: 'NATGateway',
      name: 'one that failed is remembered, and made anew when the cause has gone',
      given: ground,
      // The old picture of the internet gateway hides that it is detached.
      aws: { lag: { attributes: [4_400, 4_500] } },
      async when(world) {
        await world.as('DetachInternetGateway', {
          InternetGatewayId: idOf(world, key('InternetGateway', 'igw')),
          VpcId: vpcID(world),
        });
        await world.apply(object('NATGateway', 'nat', nat));
      },
      goal: (world) => isReady(world.get(key('NATGateway', 'nat'))) && allReady(world),
      always: (world) =>
        region(world).natGateways.size > 2 ? 'NAT gateways were made again and again' : undefined,
    },
    {
      kind: 'NATGateway',
      name: 'swap of a secondary address adds before it drains',
      given: [
        ...ground,
        secondAddress,
        thirdAddress,
        object('NATGateway', 'nat', { ...nat, ...secondaries('eip2') }),
      ],
      aws: { quotas: { addressesPerNatGateway: 3 } },
      when: (world) => world.apply(object('NATGateway', 'nat', { ...nat, ...secondaries('eip3') })),
      goal: (world) => allReady(world) && natAddresses(world) === 2,
      always: (world) =>
        world.get(key('NATGateway', 'nat'))?.metadata.generation === 2 && workingAddresses(world) < 2
          ? 'the gateway had fewer working addresses than declared'
          : undefined,
    },
    ...privateScenarios(),
    ...regionalScenarios(),
    {
      kind: 'NATGateway',
      name: 'delete a network with a NAT gateway in one go',
      given: [
        ...ground,
        object('NATGateway', 'nat', nat),
        object('RouteTable', 'table', {
          vpcRef: { name: 'net' },
          routes: [{ destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } }],
        }),
      ],
      async when(world) {
        for (const [kind, name] of [
          ['VPC', 'net'],
          ['InternetGateway', 'igw'],
          ['Subnet', 'subnet'],
          ['ElasticIP', 'eip'],
          ['NATGateway', 'nat'],
          ['RouteTable', 'table'],
        ] as const)
          await world.delete(key(kind, name));
      },
      goal: (world) => world.objects().length === 0,
    },
    {
      kind: 'RouteTable',
      name: 'edit route target to a NAT gateway',
      given: [
        ...ground,
        object('NATGateway', 'nat', nat),
        object('RouteTable', 'table', { vpcRef: { name: 'net' }, routes: [internetRoute] }),
      ],
      when: (world) =>
        world.apply(
          object('RouteTable', 'table', {
            vpcRef: { name: 'net' },
            routes: [{ destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } }],
          }),
        ),
      goal: allReady,
    },
  ],
});

function natAddresses(world: World): number {
  const id = idOf(world, key('NATGateway', 'nat'));
  return region(world).natGateways.get(id)?.NatGatewayAddresses.length ?? 0;
}

function workingAddresses(world: World): number {
  const id = world.get(key('NATGateway', 'nat'))?.status?.id;
  const row = typeof id === 'string' ? region(world).natGateways.get(id) : undefined;
  return row?.NatGatewayAddresses.filter((one) => one.Status === 'succeeded').length ?? 0;
}

function privateScenarios(): readonly Scenario[] {
  const ips = (...secondaryPrivateIPAddresses: string[]) =>
    object('NATGateway', 'nat', { ...privateNat, secondaryPrivateIPAddresses });
  return [
    {
      kind: 'NATGateway',
      name: 'create a private one',
      given: [vpc, subnet],
      when: (world) => world.apply(ips('10.20.1.20')),
      goal: (world) => isReady(world.get(key('NATGateway', 'nat'))) && natAddresses(world) === 2,
    },
    {
      kind: 'NATGateway',
      name: 'edit secondaryPrivateIPAddresses',
      given: [vpc, subnet, ips('10.20.1.20', '10.20.1.21')],
      when: (world) => world.apply(ips('10.20.1.21', '10.20.1.22')),
      goal: (world) => allReady(world) && natAddresses(world) === 3,
    },
  ];
}

function regionalScenarios(): readonly Scenario[] {
  const regional = { availabilityMode: 'Regional', vpcRef: { name: 'net' } };
  const zones = (...pairs: (readonly [string, string])[]) =>
    object('NATGateway', 'nat', {
      ...regional,
      availabilityZoneAddresses: pairs.map(([availabilityZone, name]) => ({
        availabilityZone,
        elasticIPRefs: [{ name }],
      })),
    });
  const other = `${REGION}c`;
  return [
    {
      kind: 'NATGateway',
      name: 'create a regional one',
      given: [vpc, gateway, subnet],
      when: (world) => world.apply(object('NATGateway', 'nat', regional)),
      goal: (world) => isReady(world.get(key('NATGateway', 'nat'))),
    },
    {
      kind: 'NATGateway',
      name: 'delete a regional one',
      given: [vpc, gateway, subnet, address, zones([zone, 'eip'])],
      when: (world) => world.delete(key('NATGateway', 'nat')),
      goal: goneAnd(key('NATGateway', 'nat')),
    },
    {
      kind: 'NATGateway',
      name: 'edit availabilityZoneAddresses',
      given: [vpc, gateway, subnet, address, secondAddress, zones([zone, 'eip'])],
      when: (world) => world.apply(zones([zone, 'eip'], [other, 'eip2'])),
      goal: (world) => allReady(world) && natAddresses(world) === 2,
    },
    {
      kind: 'NATGateway',
      name: 'an address moves to another zone',
      given: [vpc, gateway, subnet, address, secondAddress, zones([zone, 'eip'], [other, 'eip2'])],
      when: (world) => world.apply(zones([zone, 'eip'], [`${REGION}d`, 'eip2'])),
      goal: (world) => allReady(world) && natAddresses(world) === 2,
    },
  ];
}
