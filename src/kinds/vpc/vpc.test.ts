// What a VPC plans. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
import { describe, expect, it } from 'vitest';
import { listed, planTable, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';
import { own, primary, base, row, ipv6, table, firstMain, seen, dns, withDNS } from './fake-vpc.ts';

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

describe('dhcpOptionsID', () => {
  planTable(vpc, [
    {
      name: 'set: is used',
      spec: { ...base, dhcpOptionsID: 'dopt-1' },
      own,
      rows: seen(row()),
      expect: {
        calls: ['AssociateDhcpOptions dhcpOptionsRef dopt-default → dopt-1'],
        inputs: [{ VpcId: own, DhcpOptionsId: 'dopt-1' }],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { ...base, dhcpOptionsID: 'dopt-default' },
      own,
      rows: seen(row()),
      expect: {},
    },
    {
      name: 'left out: left alone',
      spec: base,
      own,
      rows: seen(row([], { DhcpOptionsId: 'dopt-9' })),
      expect: {},
    },
  ]);
});

describe('the state of a VPC', () => {
  it.each([
    ['pending', 'settling'],
    ['available', 'ready'],
    ['deleting', 'leaving'],
  ] as const)('%s counts as %s', (State, state) => {
    expect(vpc.parts[0]?.state?.(vpcs.keep({ ...row(), State }))).toBe(state);
  });
});
