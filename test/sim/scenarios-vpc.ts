// Scenarios of VPCs and subnets.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  ipv6VPC,
  key,
  object,
  scenariosOf,
  secondTable,
  table,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
  zone,
} from './scenario-kit.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

export const vpcScenarios = scenariosOf({
  subject: { kind: 'VPC', name: 'net', spec: { cidrBlocks: ['10.20.0.0/16'] } },
  given: [],
  edits: [
    tagEdit,
    {
      field: 'cidrBlocks',
      from: { cidrBlocks: ['10.20.0.0/16', '10.21.0.0/16'] },
      to: { cidrBlocks: ['10.20.0.0/16', '10.22.0.0/16'] },
    },
    { field: 'ipv6', to: { ipv6: { amazonProvided: true } } },
    { field: 'ipv6 removed', from: { ipv6: { amazonProvided: true } }, to: {} },
    { field: 'instanceTenancy', from: { instanceTenancy: 'Dedicated' }, to: { instanceTenancy: 'Default' } },
    { field: 'enableDNSSupport', to: { enableDNSSupport: false, enableDNSHostnames: false } },
    { field: 'enableDNSHostnames', to: { enableDNSHostnames: false } },
    { field: 'enableNetworkAddressUsageMetrics', to: { enableNetworkAddressUsageMetrics: true } },
    { field: 'mainRouteTableRef', given: [], to: { mainRouteTableRef: { name: 'table' } } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'cidrBlocks',
      from: { cidrBlocks: ['10.20.0.0/16', '10.21.0.0/16'] },
      by: async (world, id) => {
        const row = world.aws.region(ACCOUNT, REGION).vpcs.get(id);
        const block = row?.CidrBlockAssociationSet.find((one) => one.CidrBlock === '10.21.0.0/16');
        await world.as('DisassociateVpcCidrBlock', { AssociationId: block?.AssociationId });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteVpc', { VpcId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16', TagSpecifications: bystander('vpc') }),
      'Vpc',
      'VpcId',
    ),
  more: [
    ...[0.05, 0.5].map(
      (seconds): Scenario => ({
        kind: 'VPC',
        name: `tag that is taken out again after ${seconds} s`,
        given: [vpc],
        async when(world) {
          await world.apply(tagged('cost'));
          await world.until(() => false, seconds);
          await world.apply(vpc);
        },
        goal: allReadyUntagged,
      }),
    ),
    {
      kind: 'VPC',
      name: 'create with tags that change all the while',
      given: [],
      async when(world) {
        for (const cost of ['a', 'b', 'c', 'd']) {
          await world.apply(tagged(cost));
          await world.until(() => false, 0.4);
        }
        await world.apply(vpc);
      },
      goal: allReadyUntagged,
    },
    {
      kind: 'VPC',
      name: 'delete with its own main route table, in one go',
      given: [
        object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], mainRouteTableRef: { name: 'table' } }),
        table,
      ],
      async when(world) {
        await world.delete(key('VPC', 'net'));
        await world.delete(key('RouteTable', 'table'));
      },
      goal: nothingLeft,
    },
    {
      kind: 'VPC',
      name: 'delete with its own main route table, which it gives up while its deletion is held',
      given: [
        object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], mainRouteTableRef: { name: 'table' } }),
        table,
      ],
      async when(world) {
        await world.delete(key('VPC', 'net'));
        await world.until(() => false, 2);
        await world.apply(vpc);
        await world.delete(key('RouteTable', 'table'));
      },
      goal: nothingLeft,
    },
    {
      kind: 'VPC',
      name: 'delete with the main route table that AWS made, which another object is to delete',
      given: [
        vpc,
        object('RouteTable', 'table', { adopt: { defaultOf: { name: 'net' } }, deletionPolicy: 'Delete' }),
      ],
      async when(world) {
        await world.delete(key('RouteTable', 'table'));
        await world.until(() => false, 2);
        await world.delete(key('VPC', 'net'));
      },
      goal: nothingLeft,
    },
  ],
}).map((scenario) => (scenario.name === 'edit mainRouteTableRef' ? withMainTable(scenario) : scenario));

function nothingLeft(world: World): boolean {
  return world.objects().length === 0;
}

function tagged(cost: string): object {
  return object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], tags: { [`cost-${cost}`]: 'x' } });
}

/** No tag stays of a declaration that the next one overtook. */
function allReadyUntagged(world: World): boolean {
  const { vpcs } = world.aws.region(ACCOUNT, REGION);
  const isTagged = vpcs.find(({ Tags }) => Tags?.some(({ Key }) => Key?.startsWith('cost-'))) !== undefined;
  return allReady(world) && !isTagged;
}

/** The table names the VPC, so it is applied after it. */
function withMainTable(scenario: Scenario): Scenario {
  return { ...scenario, given: [...scenario.given, table] };
}

export const subnetScenarios = scenariosOf({
  subject: {
    kind: 'Subnet',
    name: 'subnet',
    spec: { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone },
  },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'mapPublicIPOnLaunch', to: { mapPublicIPOnLaunch: true } },
    { field: 'mapPublicIPOnLaunch left out', from: { mapPublicIPOnLaunch: true }, to: {} },
    {
      field: 'privateDNSNameOptions',
      to: { privateDNSNameOptions: { hostnameType: 'ResourceName', enableResourceNameDNSARecord: true } },
    },
    {
      field: 'routeTableRef',
      given: [table, secondTable],
      from: { routeTableRef: { name: 'table' } },
      to: { routeTableRef: { name: 'table2' } },
      always: (world) => neverWithoutTable(world),
    },
    { field: 'routeTableRef removed', given: [table], from: { routeTableRef: { name: 'table' } }, to: {} },
  ],
  drifts: [
    tagDrift,
    {
      what: 'routeTableRef',
      given: [table],
      from: { routeTableRef: { name: 'table' } },
      by: async (world, id) => {
        const association = associationOf(world, id);
        await world.as('DisassociateRouteTable', { AssociationId: association });
      },
    },
    {
      what: 'mapPublicIPOnLaunch',
      from: { mapPublicIPOnLaunch: true },
      by: async (world, id) => {
        await world.as('ModifySubnetAttribute', { SubnetId: id, MapPublicIpOnLaunch: { Value: false } });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteSubnet', { SubnetId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateSubnet', {
        VpcId: vpcID(world),
        CidrBlock: '10.20.9.0/24',
        TagSpecifications: bystander('subnet'),
      }),
      'Subnet',
      'SubnetId',
    ),
  more: [
    {
      kind: 'Subnet',
      name: 'edit ipv6Index removed',
      given: [
        ipv6VPC,
        object('Subnet', 'subnet', {
          vpcRef: { name: 'net' },
          cidrBlock: '10.20.1.0/24',
          availabilityZone: zone,
          ipv6Index: 3,
        }),
      ],
      when: (world) =>
        world.apply(
          object('Subnet', 'subnet', {
            vpcRef: { name: 'net' },
            cidrBlock: '10.20.1.0/24',
            availabilityZone: zone,
          }),
        ),
      goal: allReady,
    },
    ...(['ipv6Index', 'assignIPv6AddressOnCreation', 'enableDNS64'] as const).map((field): Scenario => {
      const spec = { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone };
      const to = field === 'ipv6Index' ? { ipv6Index: 3 } : { ipv6Index: 3, [field]: true };
      return {
        kind: 'Subnet',
        name: `edit ${field}`,
        given: [
          ipv6VPC,
          object('Subnet', 'subnet', field === 'ipv6Index' ? spec : { ...spec, ipv6Index: 3 }),
        ],
        when: (world) => world.apply(object('Subnet', 'subnet', { ...spec, ...to })),
        goal: allReady,
      };
    }),
  ],
});

function associationOf(world: World, subnetID: string): string | undefined {
  return world.aws
    .region(ACCOUNT, REGION)
    .routeTables.filter(() => true)
    .flatMap((row) => row.Associations)
    .find((association) => association.SubnetId === subnetID)?.RouteTableAssociationId;
}

/** Once it had one, a subnet whose table is exchanged is never without. */
function neverWithoutTable(world: World): string | undefined {
  const id = world.get(key('Subnet', 'subnet'))?.status?.id;
  const settledBefore = (world.get(key('Subnet', 'subnet'))?.metadata.generation ?? 0) > 1;
  if (typeof id !== 'string' || !settledBefore) return undefined;
  return associationOf(world, id) === undefined
    ? 'the subnet had no route table of its own for a moment'
    : undefined;
}
