// What a VPC plans. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import type { RouteTable, Vpc, VpcCidrBlockStateCode } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callsOf,
  described,
  listed,
  missing,
  planIn,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcDNSHostnames, vpcDNSSupport, vpcs, vpcUsageMetrics } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';

const own = 'vpc-1';
const primary = '10.1.0.0/16';
const base = { cidrBlocks: [primary] };

type Block = { cidr: string; state?: VpcCidrBlockStateCode; id?: string };
function row(blocks: readonly Block[] = [], more: Partial<Vpc> = {}): Vpc {
  return {
    VpcId: own,
    State: 'available',
    CidrBlock: primary,
    DhcpOptionsId: 'dopt-default',
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [{ cidr: primary }, ...blocks].map(
      ({ cidr, state = 'associated', id }: Block) => ({
        AssociationId: id ?? `vpc-cidr-assoc-${cidr}`,
        CidrBlock: cidr,
        CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'limit exceeded' } : {}) },
      }),
    ),
    ...more,
  };
}

function ipv6(state: VpcCidrBlockStateCode, pool = 'Amazon'): Partial<Vpc> {
  return {
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: 'vpc-cidr-assoc-6',
        Ipv6CidrBlock: '2001:db8:1::/56',
        Ipv6Pool: pool,
        Ipv6CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'none left' } : {}) },
      },
    ],
  };
}

const original = [{ Key: 'vpcraft.dev/part', Value: 'original-main' }];
function table(id: string, { main = false, marked = false, state = 'associated' as const } = {}): RouteTable {
  return {
    RouteTableId: id,
    VpcId: own,
    Routes: [{ DestinationCidrBlock: primary, GatewayId: 'local', Origin: 'CreateRouteTable' }],
    Associations: main
      ? [{ RouteTableAssociationId: `assoc-${id}`, Main: true, AssociationState: { State: state } }]
      : [],
    ...(marked ? { Tags: original } : {}),
  };
}
const firstMain = table('rtb-0', { main: true, marked: true });

/** DNS as our defaults want it, so that only what a case is about differs. */
function seen(vpcRow: Vpc, ...tables: readonly RouteTable[]) {
  return [
    listed(vpcs, vpcRow),
    listed(routeTables, ...(tables.length === 0 ? [firstMain] : tables)),
    ...dns(true, true),
    described(vpcUsageMetrics, own, { EnableNetworkAddressUsageMetrics: { Value: false } }),
  ];
}
function dns(support: boolean, hostnames: boolean) {
  return [
    described(vpcDNSSupport, own, { EnableDnsSupport: { Value: support } }),
    described(vpcDNSHostnames, own, { EnableDnsHostnames: { Value: hostnames } }),
  ];
}
const withDNS = (support: boolean, hostnames: boolean, metrics = false) => [
  listed(vpcs, row()),
  listed(routeTables, firstMain),
  ...dns(support, hostnames),
  described(vpcUsageMetrics, own, { EnableNetworkAddressUsageMetrics: { Value: metrics } }),
];

describe('a VPC', () => {
  planTable(vpc, [
    {
      name: 'absent and wanted: is made; the preview shows all that follows',
      spec: {
        cidrBlocks: [primary, '10.2.0.0/16'],
        ipv6: { amazonProvided: true },
        instanceTenancy: 'Dedicated',
        dhcpOptionsID: 'dopt-1',
      },
      expect: {
        calls: [
          'CreateVpc cidrBlocks[10.1.0.0/16] null → 10.1.0.0/16',
          '… ipv6.amazonProvided null → true',
          '… instanceTenancy null → Dedicated',
        ],
        inputs: [{ CidrBlock: primary, InstanceTenancy: 'dedicated', AmazonProvidedIpv6CidrBlock: true }],
        later: [
          'cidrBlocks[10.2.0.0/16] null → 10.2.0.0/16',
          'dhcpOptionsRef null → dopt-1',
          'enableDNSHostnames false → true',
        ],
        status: {},
      },
    },
    {
      name: 'absent and wanted, as AWS makes it: one call, nothing left out is asked for',
      spec: { ...base, enableDNSHostnames: false },
      expect: {
        calls: ['CreateVpc cidrBlocks[10.1.0.0/16] null → 10.1.0.0/16'],
        inputs: [{ CidrBlock: primary }],
      },
    },
    { name: 'absent and not wanted: nothing', spec: base, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: base,
      own,
      rows: seen(row([{ cidr: '10.9.0.0/16', state: 'disassociated' }], ipv6('associated'))),
      expect: {
        status: {
          cidrBlocks: [primary],
          ipv6CIDRBlocks: ['2001:db8:1::/56'],
          dhcpOptionsID: 'dopt-default',
          isDefault: false,
          mainRouteTableID: 'rtb-0',
        },
      },
    },
    {
      name: 'present and not wanted: nothing has to be undone',
      spec: base,
      want: 'absent',
      own,
      rows: seen(row()),
      expect: {},
    },
    {
      name: 'present and not wanted, under another main table: gets its own back, because a main table cannot be deleted',
      spec: { ...base, mainRouteTableRef: usable('rtb-1') },
      want: 'absent',
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-1', { main: true })),
      expect: {
        calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-1 → rtb-0 (Interrupts)'],
        inputs: [{ AssociationId: 'assoc-rtb-1', RouteTableId: 'rtb-0' }],
      },
    },
    {
      name: 'absent, without a network: says what is required',
      spec: {},
      expect: { refuses: 'InvalidSpec', field: 'cidrBlocks', says: /10\.0\.0\.0\/16/ },
    },
    {
      name: 'still pending: its attributes are not asked for yet',
      spec: base,
      own,
      rows: [listed(vpcs, { ...row(), State: 'pending' }), listed(routeTables)],
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
describe('cidrBlocks', () => {
  const two = '10.2.0.0/16';

  planTable(vpc, [
    {
      name: 'one more: is associated',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row()),
      expect: {
        calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`],
        inputs: [{ VpcId: own, CidrBlock: two }],
      },
    },
    {
      name: 'another: the new one is there before the old one goes',
      spec: { cidrBlocks: [primary, '10.3.0.0/16'] },
      own,
      rows: seen(row([{ cidr: two }])),
      expect: {
        calls: [
          'AssociateVpcCidrBlock cidrBlocks[10.3.0.0/16] null → 10.3.0.0/16',
          `DisassociateVpcCidrBlock cidrBlocks[${two}] ${two} → null (Interrupts)`,
        ],
        inputs: [{ VpcId: own, CidrBlock: '10.3.0.0/16' }, { AssociationId: `vpc-cidr-assoc-${two}` }],
      },
    },
    {
      name: 'in another order: the same',
      spec: { cidrBlocks: [primary, '10.3.0.0/16', two] },
      own,
      rows: seen(row([{ cidr: two }, { cidr: '10.3.0.0/16' }])),
      expect: {},
    },
    {
      name: 'drift: one that another hand took away comes back',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'disassociated' }])),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`] },
    },
    {
      name: 'drift: one that another hand added goes',
      spec: base,
      own,
      rows: seen(row([{ cidr: two }])),
      expect: { calls: [`DisassociateVpcCidrBlock cidrBlocks[${two}] ${two} → null (Interrupts)`] },
    },
    {
      name: 'that EC2 is still associating: waits, because nothing can be made in it yet',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'associating' }])),
      expect: { waits: 'Updating', says: /10\.2\.0\.0\/16 is being associated/ },
    },
    {
      name: 'that EC2 failed to associate: is reported with its reason and not asked for again',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'failed' }])),
      expect: { held: [`cidrBlocks[${two}] Failed`], says: /limit exceeded/ },
    },
    {
      name: 'that failed once and then succeeded: what stays to be read is no mistake',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(
        row([
          { cidr: two, state: 'failed', id: 'a' },
          { cidr: two, id: 'b' },
        ]),
      ),
      expect: {},
    },
    {
      name: 'that failed and is not declared any more: there is nothing to take away',
      spec: base,
      own,
      rows: seen(row([{ cidr: two, state: 'failed' }])),
      expect: {},
    },
    {
      name: 'left out of an adopted VPC: left alone',
      spec: {},
      adopted: true,
      own,
      rows: [listed(vpcs, row([{ cidr: two }])), listed(routeTables, firstMain)],
      expect: {},
    },
    {
      name: 'the first changed: cannot be',
      spec: { cidrBlocks: [two, primary] },
      own,
      rows: seen(row([{ cidr: two }])),
      expect: { refuses: 'ImmutableField', field: 'cidrBlocks[0]', says: /vpc-1 is 10\.1\.0\.0\/16/ },
    },
    {
      name: 'that overlap: are refused, naming both',
      spec: { cidrBlocks: [primary, '10.1.128.0/20'] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'cidrBlocks',
        says: /10\.1\.128\.0\/20 overlaps 10\.1\.0\.0\/16/,
      },
    },
    {
      name: 'of which one contains the first: are refused too',
      spec: { cidrBlocks: ['10.1.16.0/20', '10.1.0.0/16'] },
      expect: { refuses: 'InvalidSpec', field: 'cidrBlocks', says: /overlaps/ },
    },
    {
      name: 'that are none: are refused',
      spec: { cidrBlocks: ['10.1/16'] },
      expect: { refuses: 'InvalidSpec', field: 'cidrBlocks', says: /not a network/ },
    },
    ...['0.1.0.0/16', '127.0.0.0/16', '169.254.0.0/20', '230.0.0.0/16'].map((never) => ({
      name: `in a range that no VPC can have: ${never} is refused`,
      spec: { cidrBlocks: [never] },
      expect: { refuses: 'InvalidSpec' as const, field: 'cidrBlocks', says: /no VPC can have/ },
    })),
    {
      name: 'that AWS does not allow beside the first: a new VPC is refused before it is made',
      spec: { cidrBlocks: [primary, '192.168.0.0/16'] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'cidrBlocks',
        says: /192\.168\.0\.0\/16 to a VPC that has 10\.1\.0\.0\/16/,
      },
    },
    {
      name: 'that AWS does not allow beside what is there: is reported, the rest is done',
      spec: { cidrBlocks: [primary, '192.168.0.0/16', two] },
      own,
      rows: seen(row()),
      expect: {
        calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`],
        held: ['cidrBlocks[192.168.0.0/16] InvalidSpec'],
      },
    },
    {
      name: 'that AWS once allowed beside the first: is left, because it is there',
      spec: { cidrBlocks: [primary, '192.168.0.0/16'] },
      own,
      rows: seen(row([{ cidr: '192.168.0.0/16' }])),
      expect: {},
    },
    ...[
      ['10.0.0.0/15 beside 10.1.0.0/16', '10.0.0.0/20'],
      ['the benchmark range', '198.19.0.0/20'],
      ['172.16.0.0/12', '172.20.0.0/16'],
    ].map(([what, added = '']) => ({
      name: `restricted: ${what}`,
      spec: { cidrBlocks: [primary, added] },
      own,
      rows: seen(row()),
      expect: { held: [`cidrBlocks[${added}] InvalidSpec`] },
    })),
    ...['100.64.0.0/16', '203.0.112.0/20', '10.200.0.0/16'].map((added) => ({
      name: `can always be added: ${added}`,
      spec: { cidrBlocks: [primary, added] },
      own,
      rows: seen(row()),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${added}] null → ${added}`] },
    })),
    {
      name: 'as wide as a route that is there: is reported with the route',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row(), {
        ...firstMain,
        Routes: [
          { DestinationCidrBlock: '10.2.8.0/24', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        ],
      }),
      expect: { held: [`cidrBlocks[${two}] Conflict`], says: /10\.2\.8\.0\/24 in rtb-0/ },
    },
    {
      name: 'inside a wider route: is associated',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row(), {
        ...firstMain,
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', Origin: 'CreateRoute' }],
      }),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`] },
    },
  ]);
});

describe('ipv6 of a VPC', () => {
  planTable(vpc, [
    {
      name: 'set: Amazon’s network is asked for',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row()),
      expect: {
        calls: ['AssociateVpcCidrBlock ipv6.amazonProvided false → true'],
        inputs: [{ VpcId: own, AmazonProvidedIpv6CidrBlock: true }],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: {},
    },
    {
      name: 'on the way: waits, because the network is not known yet',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associating'))),
      expect: { waits: 'Updating' },
    },
    {
      name: 'beside a network that was brought: is asked for',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associated', 'ipv6pool-ec2-1'))),
      expect: { calls: ['AssociateVpcCidrBlock ipv6.amazonProvided false → true'] },
    },
    {
      name: 'that failed: is reported and not asked for again',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('failed'))),
      expect: { held: ['ipv6 Failed'], says: /none left/ },
    },
    {
      name: 'changed to false: is given back, and lost for good',
      spec: { ...base, ipv6: { amazonProvided: false } },
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: {
        calls: ['DisassociateVpcCidrBlock ipv6.amazonProvided 2001:db8:1::/56 → false (Destroys)'],
        inputs: [{ AssociationId: 'vpc-cidr-assoc-6' }],
      },
    },
    {
      name: 'unset after it was set: is given back',
      spec: base,
      wasSet: ['ipv6'],
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: { calls: ['DisassociateVpcCidrBlock ipv6.amazonProvided 2001:db8:1::/56 → false (Destroys)'] },
    },
    {
      name: 'false, beside a network that was brought: that one is not Amazon’s',
      spec: { ...base, ipv6: { amazonProvided: false } },
      own,
      rows: seen(row([], ipv6('associated', 'ipv6pool-ec2-1'))),
      expect: {},
    },
    { name: 'never set: left alone', spec: base, own, rows: seen(row([], ipv6('associated'))), expect: {} },
  ]);
});

// Only towards default: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html
describe('instanceTenancy', () => {
  const dedicated = row([], { InstanceTenancy: 'dedicated' });

  planTable(vpc, [
    {
      name: 'from Dedicated to Default: changes in place',
      spec: { ...base, instanceTenancy: 'Default' },
      own,
      rows: seen(dedicated),
      expect: {
        calls: ['ModifyVpcTenancy instanceTenancy Dedicated → Default'],
        inputs: [{ VpcId: own, InstanceTenancy: 'default' }],
      },
    },
    {
      name: 'unset after it was set: Default returns',
      spec: base,
      wasSet: ['instanceTenancy'],
      own,
      rows: seen(dedicated),
      expect: { calls: ['ModifyVpcTenancy instanceTenancy Dedicated → Default'] },
    },
    { name: 'never set: left alone', spec: base, own, rows: seen(dedicated), expect: {} },
    {
      name: 'as declared: nothing',
      spec: { ...base, instanceTenancy: 'Dedicated' },
      own,
      rows: seen(dedicated),
      expect: {},
    },
    {
      name: 'from Default to Dedicated: AWS cannot',
      spec: { ...base, instanceTenancy: 'Dedicated' },
      own,
      rows: seen(row()),
      expect: { refuses: 'ImmutableField', field: 'instanceTenancy', says: /only from Dedicated to Default/ },
    },
  ]);
});

// One per call, host names only while DNS support is on: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html
describe('attributes of a VPC', () => {
  planTable(vpc, [
    {
      name: 'of a fresh VPC: our default switches host names on',
      spec: base,
      own,
      rows: withDNS(true, false),
      expect: {
        calls: ['ModifyVpcAttribute enableDNSHostnames false → true'],
        inputs: [{ VpcId: own, EnableDnsHostnames: { Value: true } }],
      },
    },
    {
      name: 'both off and wanted: support first, because host names need it',
      spec: base,
      own,
      rows: withDNS(false, false),
      expect: {
        calls: [
          'ModifyVpcAttribute enableDNSSupport false → true',
          'ModifyVpcAttribute enableDNSHostnames false → true',
        ],
        inputs: [
          { VpcId: own, EnableDnsSupport: { Value: true } },
          { VpcId: own, EnableDnsHostnames: { Value: true } },
        ],
      },
    },
    {
      name: 'support switched off: host names first, also where they are only our default',
      spec: { ...base, enableDNSSupport: false },
      own,
      rows: withDNS(true, true),
      expect: {
        calls: [
          'ModifyVpcAttribute enableDNSHostnames true → false (Interrupts)',
          'ModifyVpcAttribute enableDNSSupport true → false (Interrupts)',
        ],
      },
    },
    {
      name: 'host names switched off alone',
      spec: { ...base, enableDNSHostnames: false },
      own,
      rows: withDNS(true, true),
      expect: { calls: ['ModifyVpcAttribute enableDNSHostnames true → false (Interrupts)'] },
    },
    {
      name: 'left out of an adopted VPC: neither read nor changed',
      spec: base,
      adopted: true,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, firstMain)],
      expect: {},
    },
    {
      name: 'host names unset on an adopted VPC after they were set: back to what AWS gives',
      spec: base,
      adopted: true,
      wasSet: ['enableDNSHostnames'],
      own,
      rows: withDNS(true, true),
      expect: { calls: ['ModifyVpcAttribute enableDNSHostnames true → false (Interrupts)'] },
    },
    {
      name: 'usage metrics set',
      spec: { ...base, enableNetworkAddressUsageMetrics: true },
      own,
      rows: withDNS(true, true),
      expect: {
        calls: ['ModifyVpcAttribute enableNetworkAddressUsageMetrics false → true'],
        inputs: [{ VpcId: own, EnableNetworkAddressUsageMetrics: { Value: true } }],
      },
    },
    {
      name: 'usage metrics unset after they were set: off, which cuts nothing',
      spec: base,
      wasSet: ['enableNetworkAddressUsageMetrics'],
      own,
      rows: withDNS(true, true, true),
      expect: { calls: ['ModifyVpcAttribute enableNetworkAddressUsageMetrics true → false'] },
    },
    {
      name: 'usage metrics never set: not even read',
      spec: base,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, firstMain), ...dns(true, true)],
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
describe('the main route table', () => {
  const mark = 'CreateTags';
  const unmarked = table('rtb-0', { main: true });
  const ref = { ...base, mainRouteTableRef: usable('rtb-1') };

  planTable(vpc, [
    {
      name: 'at first sight: is marked, so that it is found again; nobody has to approve that',
      spec: base,
      own,
      rows: seen(row(), unmarked),
      expect: {
        calls: [mark],
        inputs: [{ Resources: ['rtb-0'], Tags: [{ Key: 'vpcraft.dev/part', Value: 'original-main' }] }],
      },
    },
    { name: 'marked: nothing', spec: base, own, rows: seen(row(), firstMain, table('rtb-1')), expect: {} },
    { name: 'not seen yet: nothing', spec: base, own, rows: [...seen(row(), table('rtb-1'))], expect: {} },
    {
      name: 'at first sight, another declared that does not exist yet: is marked meanwhile',
      spec: { ...base, mainRouteTableRef: missing('RouteTable shop') },
      own,
      rows: seen(row(), unmarked),
      expect: { calls: [mark], held: ['mainRouteTableRef DependencyNotFound'] },
    },
    {
      name: 'another declared: the first is marked before the other takes its place',
      spec: ref,
      own,
      rows: seen(row(), unmarked, table('rtb-1')),
      expect: { calls: [mark, 'ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'] },
    },
    {
      name: 'another declared: takes its place in one call, a VPC is never without',
      spec: ref,
      own,
      rows: seen(row(), firstMain, table('rtb-1')),
      expect: {
        calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'],
        inputs: [{ AssociationId: 'assoc-rtb-0', RouteTableId: 'rtb-1' }],
      },
    },
    {
      name: 'as declared, the mark of the first lost: the declared one is not taken for the first',
      spec: ref,
      own,
      rows: seen(row(), table('rtb-0'), table('rtb-1', { main: true })),
      expect: {},
    },
    {
      name: 'another declared that lies elsewhere: is reported',
      spec: ref,
      own,
      rows: seen(row(), firstMain),
      expect: { held: ['mainRouteTableRef DependencyNotReady'], says: /one of its own/ },
    },
    {
      name: 'drift: another hand made another table main',
      spec: base,
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-9', { main: true })),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-9 → rtb-0 (Interrupts)'] },
    },
    {
      name: 'unset: the first one takes its place again',
      spec: base,
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-1', { main: true })),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-1 → rtb-0 (Interrupts)'] },
    },
    {
      name: 'whose grant was withdrawn: stays',
      spec: { ...base, mainRouteTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-1', { main: true })),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: is not made main anew',
      spec: { ...base, mainRouteTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(row(), firstMain, table('rtb-1')),
      expect: { held: ['mainRouteTableRef ReferenceNotGranted'] },
    },
    {
      name: 'of an adopted VPC: is not marked while nothing is declared of it',
      spec: {},
      adopted: true,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, unmarked)],
      expect: {},
    },
    {
      name: 'of an adopted VPC: is marked before it gives way',
      spec: { mainRouteTableRef: usable('rtb-1') },
      adopted: true,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, unmarked, table('rtb-1'))],
      expect: { calls: [mark, 'ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'] },
    },
  ]);
});

describe('the state of a VPC', () => {
  it.each([
    ['pending', 'settling'],
    ['available', 'ready'],
    ['deleting', 'leaving'],
  ] as const)('%s counts as %s', (State, state) => {
    expect(vpc.parts[0]?.state(vpcs.keep({ ...row(), State }))).toBe(state);
  });
});

// Everything but the three things that AWS made: https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
describe('what blocks the end of a VPC', () => {
  const mine = [{ Key: 'vpcraft.dev/resource', Value: 'Subnet/default/web' }];

  planTable(vpc, [
    {
      name: 'is named with its owner; the main table and the default group are not in the way',
      spec: base,
      want: 'absent',
      own,
      rows: [
        ...seen(row(), firstMain, table('rtb-1')),
        listed(
          subnets,
          { SubnetId: 'subnet-1', VpcId: own, Tags: mine },
          { SubnetId: 'subnet-2', VpcId: 'vpc-2' },
        ),
        listed(internetGateways, {
          InternetGatewayId: 'igw-1',
          Attachments: [{ VpcId: own, State: 'available' }],
        }),
        listed(
          securityGroups,
          { GroupId: 'sg-0', GroupName: 'default', VpcId: own },
          { GroupId: 'sg-1', GroupName: 'web', VpcId: own, Tags: [{ Key: 'Name', Value: 'web' }] },
        ),
        listed(
          networkAcls,
          { NetworkAclId: 'acl-0', VpcId: own, IsDefault: true },
          { NetworkAclId: 'acl-1', VpcId: own },
        ),
        listed(networkInterfaces, {
          NetworkInterfaceId: 'eni-1',
          VpcId: own,
          InterfaceType: 'lambda',
          RequesterId: 'AROA:lambda',
        }),
      ],
      expect: {
        blockers: [
          'subnet subnet-1 Subnet/default/web',
          'internet-gateway igw-1 made outside of this controller',
          'route-table rtb-1 made outside of this controller',
          'security-group sg-1 web',
          'network-acl acl-1 made outside of this controller',
          'network-interface (lambda) eni-1 AROA:lambda',
        ],
      },
    },
  ]);
});

describe('whatever blocks a VPC has and should have', () => {
  const seconds = fc.subarray(['10.2.0.0/16', '10.3.0.0/16', '100.64.0.0/16', '203.0.112.0/20']);

  it('planning against what the plan made of it is settled, and no declared block is ever away', () => {
    fc.assert(
      fc.property(
        seconds,
        seconds,
        fc.constantFrom('associated', 'disassociated', 'disassociating'),
        (want, have, state) => {
          const spec = { cidrBlocks: [primary, ...want] };
          let blocks: readonly Block[] = have.map((cidr) => ({ cidr, state }));
          const planned = () => planIn(vpc, { spec, own, rows: seen(row(blocks)) }).plan;
          for (const call of callsOf(planned())) {
            if (call.operation === 'AssociateVpcCidrBlock') {
              blocks = [...blocks.filter(alive), { cidr: call.input.CidrBlock ?? '' }];
            } else if (call.operation === 'DisassociateVpcCidrBlock') {
              const gone = call.input.AssociationId?.replace('vpc-cidr-assoc-', '') ?? '';
              expect([primary, ...want]).not.toContain(gone);
              // Make before break: whatever is declared is there by now.
              expect(blocks.filter(alive).map(({ cidr }) => cidr)).toEqual(expect.arrayContaining(want));
              blocks = blocks.filter(({ cidr }) => cidr !== gone);
            } else throw new Error(`unexpected ${call.operation}`);
          }
          expect(planned().is).toBe('settled');
          expect(new Set(blocks.filter(alive).map(({ cidr }) => cidr))).toEqual(new Set(want));
        },
      ),
    );
  });

  function alive({ state = 'associated' }: Block): boolean {
    return state === 'associated' || state === 'associating';
  }
});
