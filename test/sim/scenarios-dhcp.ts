// Scenarios of DHCP options, and of the VPCs that use them.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  goneAnd,
  idOf,
  key,
  object,
  scenariosOf,
  type Spec,
  tagDrift,
  tagEdit,
  text,
  vpcID,
} from './scenario-kit.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

const options: Spec = {
  domainName: 'corp.example.com',
  domainNameServers: ['10.20.0.10', '10.20.0.2'],
  ntpServers: ['169.254.169.123', 'fd00:ec2::123'],
  netbiosNameServers: ['10.20.0.20'],
  netbiosNodeType: 2,
  ipv6AddressPreferredLeaseTime: 3600,
};
const set = object('DHCPOptions', 'dopt', options);
const vpc = (name?: string): object =>
  object('VPC', 'net', {
    cidrBlocks: ['10.20.0.0/16'],
    ...(name === undefined ? {} : { dhcpOptionsRef: { name } }),
  });

export const dhcpOptionsScenarios = scenariosOf({
  subject: { kind: 'DHCPOptions', name: 'dopt', spec: options },
  given: [],
  edits: [tagEdit],
  drifts: [tagDrift],
  vanish: async (world, id) => {
    await world.as('DeleteDhcpOptions', { DhcpOptionsId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateDhcpOptions', {
        DhcpConfigurations: [{ Key: 'domain-name', Values: ['else.example.com'] }],
        TagSpecifications: bystander('dhcp-options'),
      }),
      'DhcpOptions',
      'DhcpOptionsId',
    ),
  more: [
    {
      kind: 'DHCPOptions',
      name: 'delete with the VPC that uses it, in one go',
      given: [set, vpc('dopt')],
      async when(world) {
        await world.delete(key('DHCPOptions', 'dopt'));
        await world.delete(key('VPC', 'net'));
      },
      goal: (world) => world.objects().length === 0,
    },
    {
      kind: 'DHCPOptions',
      name: 'delete while the VPC turns to another',
      given: [set, object('DHCPOptions', 'next', { domainName: 'next.example.com' }), vpc('dopt')],
      async when(world) {
        await world.delete(key('DHCPOptions', 'dopt'));
        await world.apply(vpc('next'));
      },
      goal: (world) => goneAnd(key('DHCPOptions', 'dopt'))(world) && uses(world, 'next'),
    },
  ],
});

/** Of VPCs. */
export const vpcDhcpScenarios: readonly Scenario[] = [
  {
    kind: 'VPC',
    name: 'edit dhcpOptionsRef, made in the same moment',
    given: [vpc()],
    async when(world) {
      await world.apply(vpc('dopt'));
      await world.apply(set);
    },
    goal: (world) => allReady(world) && uses(world, 'dopt'),
  },
  {
    kind: 'VPC',
    name: 'edit dhcpOptionsRef removed',
    given: [set, vpc('dopt')],
    when: (world) => world.apply(vpc()),
    goal: (world) => allReady(world) && setOf(world) === 'default',
  },
  {
    kind: 'VPC',
    name: 'drift dhcpOptionsRef',
    given: [set, vpc('dopt')],
    async when(world) {
      await world.as('AssociateDhcpOptions', { VpcId: vpcID(world), DhcpOptionsId: 'default' });
      await world.until(() => uses(world, 'dopt'), 120);
    },
    goal: (world) => allReady(world) && uses(world, 'dopt'),
  },
  {
    kind: 'VPC',
    name: 'release while its DHCP options are deleted',
    given: [
      set,
      object('VPC', 'net', {
        cidrBlocks: ['10.20.0.0/16'],
        dhcpOptionsRef: { name: 'dopt' },
        deletionPolicy: 'Retain',
      }),
    ],
    async when(world) {
      await world.delete(key('DHCPOptions', 'dopt'));
      await world.delete(key('VPC', 'net'));
    },
    goal: (world) => world.objects().length === 0,
    leaves: 'retained',
  },
];

function setOf(world: World): string | undefined {
  return world.aws.region(ACCOUNT, REGION).vpcs.get(vpcID(world))?.DhcpOptionsId;
}

function uses(world: World, name: string): boolean {
  const object = world.get(key('DHCPOptions', name));
  return object?.status?.id !== undefined && setOf(world) === idOf(world, key('DHCPOptions', name));
}
