// What a subnet plans. https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
import type { RouteTable, Subnet, Vpc } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callsOf,
  listed,
  missing,
  planIn,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { subnet } from './subnet.ts';

const own = 'subnet-1';
const vpcRef = usable('vpc-1');
const cidrBlock = '10.0.1.0/24';
const base = { vpcRef, cidrBlock };

const plain: Subnet = {
  SubnetId: own,
  VpcId: 'vpc-1',
  State: 'available',
  CidrBlock: cidrBlock,
  AvailabilityZone: 'ap-northeast-1a',
  AvailabilityZoneId: 'apne1-az4',
  MapPublicIpOnLaunch: false,
};

type BlockState = 'associating' | 'associated' | 'disassociating' | 'failed';
function withIPv6(block: string, state: BlockState = 'associated', more: Partial<Subnet> = {}): Subnet {
  return {
    ...plain,
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: 'subnet-cidr-assoc-1',
        Ipv6CidrBlock: block,
        Ipv6CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'no space' } : {}) },
      },
    ],
    ...more,
  };
}

const net: Vpc = {
  VpcId: 'vpc-1',
  CidrBlock: '10.0.0.0/16',
  CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
};
function netWithIPv6(block: string, state: BlockState = 'associated', pool = 'Amazon'): Vpc {
  return {
    ...net,
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: `of-${block}`,
        Ipv6CidrBlock: block,
        Ipv6Pool: pool,
        Ipv6CidrBlockState: { State: state },
      },
    ],
  };
}

function tableOf(
  id: string,
  state: 'associating' | 'associated' | 'disassociating' = 'associated',
): RouteTable {
  return {
    RouteTableId: id,
    VpcId: 'vpc-1',
    Associations: [
      { RouteTableAssociationId: `rtbassoc-${id}`, SubnetId: own, AssociationState: { State: state } },
    ],
  };
}
/** An implicit association is not listed: the main table has one entry without a subnet. */
const mainTable: RouteTable = {
  RouteTableId: 'rtb-main',
  VpcId: 'vpc-1',
  Associations: [{ RouteTableAssociationId: 'rtbassoc-main', Main: true }],
};

const seen = (row: Subnet, ...tables: readonly RouteTable[]) => [
  listed(subnets, row),
  listed(routeTables, mainTable, ...tables),
  listed(vpcs, netWithIPv6('2001:db8:1::/56')),
];

describe('a subnet', () => {
  planTable(subnet, [
    {
      name: 'absent and wanted: is made; the preview shows all that follows',
      spec: {
        ...base,
        availabilityZone: 'ap-northeast-1a',
        mapPublicIPOnLaunch: true,
        routeTableRef: usable('rtb-1'),
      },
      rows: [listed(vpcs, net)],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… cidrBlock null → 10.0.1.0/24',
          '… availabilityZone null → ap-northeast-1a',
        ],
        inputs: [{ VpcId: 'vpc-1', CidrBlock: cidrBlock, AvailabilityZone: 'ap-northeast-1a' }],
        later: ['routeTableRef null → rtb-1', 'mapPublicIPOnLaunch false → true'],
        status: {},
      },
    },
    { name: 'absent and not wanted: nothing', spec: base, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: base,
      own,
      rows: seen(plain),
      expect: {
        status: {
          vpcID: 'vpc-1',
          cidrBlock,
          availabilityZone: 'ap-northeast-1a',
          availabilityZoneID: 'apne1-az4',
        },
      },
    },
    {
      name: 'present and not wanted: nothing has to be undone, an association goes with it',
      spec: base,
      want: 'absent',
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'absent, its VPC not seen yet: waits',
      spec: base,
      rows: [listed(vpcs)],
      expect: { waits: 'DependencyNotReady' },
    },
    {
      name: 'absent, by zone id: passes it on',
      spec: { ...base, availabilityZoneID: 'apne1-az4' },
      rows: [listed(vpcs, net)],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… cidrBlock null → 10.0.1.0/24',
          '… availabilityZoneID null → apne1-az4',
        ],
        inputs: [{ VpcId: 'vpc-1', CidrBlock: cidrBlock, AvailabilityZoneId: 'apne1-az4' }],
      },
    },
  ]);
});

// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
describe('the network of a new subnet', () => {
  const block = (cidr: string, state: BlockState) => ({ CidrBlock: cidr, CidrBlockState: { State: state } });

  planTable(subnet, [
    {
      name: 'outside of the VPC: is refused, naming the networks there are',
      spec: { vpcRef, cidrBlock: '10.9.0.0/24' },
      rows: [listed(vpcs, net)],
      expect: {
        refuses: 'InvalidSpec',
        field: 'cidrBlock',
        says: /outside the networks of vpc-1 \(10\.0\.0\.0\/16\)/,
      },
    },
    {
      name: 'inside a network that the VPC is getting: waits for it',
      spec: { vpcRef, cidrBlock: '10.9.0.0/24' },
      rows: [
        listed(vpcs, {
          ...net,
          CidrBlockAssociationSet: [block('10.0.0.0/16', 'associated'), block('10.9.0.0/16', 'associating')],
        }),
      ],
      expect: { waits: 'Pending', says: /getting/ },
    },
    {
      name: 'inside a network that the VPC is losing: is refused',
      spec: { vpcRef, cidrBlock: '10.9.0.0/24' },
      rows: [
        listed(vpcs, {
          ...net,
          CidrBlockAssociationSet: [
            block('10.0.0.0/16', 'associated'),
            block('10.9.0.0/16', 'disassociating'),
          ],
        }),
      ],
      expect: { refuses: 'InvalidSpec', field: 'cidrBlock' },
    },
    {
      name: 'larger than the network it lies in: is refused',
      spec: { vpcRef, cidrBlock: '10.0.0.0/15' },
      rows: [listed(vpcs, net)],
      expect: { refuses: 'InvalidSpec', field: 'cidrBlock' },
    },
    {
      name: 'that is none: is refused with an example',
      spec: { vpcRef, cidrBlock: '10.0.1/24' },
      rows: [listed(vpcs, net)],
      expect: { refuses: 'InvalidSpec', field: 'cidrBlock', says: /10\.0\.1\.0\/24/ },
    },
    {
      name: 'IPv6, outside of the VPC: is refused',
      spec: { ...base, ipv6CIDRBlock: '2001:db8:9::/64' },
      rows: [listed(vpcs, netWithIPv6('2001:db8:1::/56'))],
      expect: { refuses: 'InvalidSpec', field: 'ipv6CIDRBlock', says: /2001:db8:1::\/56/ },
    },
    {
      name: 'IPv6, of a VPC without any: says so',
      spec: { ...base, ipv6CIDRBlock: '2001:db8:9::/64' },
      rows: [listed(vpcs, net)],
      expect: { refuses: 'InvalidSpec', field: 'ipv6CIDRBlock', says: /\(none\)/ },
    },
    {
      name: 'IPv6, that the VPC is getting: waits for it',
      spec: { ...base, ipv6CIDRBlock: '2001:db8:1:1::/64' },
      rows: [listed(vpcs, netWithIPv6('2001:db8:1::/56', 'associating'))],
      expect: { waits: 'Pending' },
    },
  ]);
});

describe('what of a subnet cannot change', () => {
  planTable(subnet, [
    {
      name: 'vpcRef',
      spec: { ...base, vpcRef: usable('vpc-2') },
      own,
      rows: seen(plain),
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /subnet-1 is vpc-1.*vpc-2/ },
    },
    {
      name: 'cidrBlock',
      spec: { ...base, cidrBlock: '10.0.2.0/24' },
      own,
      rows: seen(plain),
      expect: {
        refuses: 'ImmutableField',
        field: 'cidrBlock',
        says: /10\.0\.1\.0\/24 and cannot become 10\.0\.2\.0\/24/,
      },
    },
    {
      name: 'availabilityZone',
      spec: { ...base, availabilityZone: 'ap-northeast-1c' },
      own,
      rows: seen(plain),
      expect: { refuses: 'ImmutableField', field: 'availabilityZone' },
    },
    {
      name: 'availabilityZoneID',
      spec: { ...base, availabilityZoneID: 'apne1-az1' },
      own,
      rows: seen(plain),
      expect: { refuses: 'ImmutableField', field: 'availabilityZoneID' },
    },
    {
      name: 'ipv6Native, declared of an adopted subnet that is not',
      spec: { vpcRef, ipv6Native: true, ipv6Index: 0 },
      adopted: true,
      own,
      rows: seen(plain),
      expect: { refuses: 'ImmutableField', field: 'ipv6Native' },
    },
  ]);
});

// One attribute per call: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html
describe('attributes of a subnet', () => {
  planTable(subnet, [
    {
      name: 'mapPublicIPOnLaunch set',
      spec: { ...base, mapPublicIPOnLaunch: true },
      own,
      rows: seen(plain),
      expect: {
        calls: ['ModifySubnetAttribute mapPublicIPOnLaunch false → true'],
        inputs: [{ SubnetId: own, MapPublicIpOnLaunch: { Value: true } }],
      },
    },
    {
      name: 'mapPublicIPOnLaunch left out: our default, false',
      spec: base,
      own,
      rows: seen({ ...plain, MapPublicIpOnLaunch: true }),
      expect: { calls: ['ModifySubnetAttribute mapPublicIPOnLaunch true → false'] },
    },
    {
      name: 'mapPublicIPOnLaunch left out of an adopted subnet: left alone',
      spec: base,
      adopted: true,
      own,
      rows: seen({ ...plain, MapPublicIpOnLaunch: true }),
      expect: {},
    },
    {
      name: 'mapPublicIPOnLaunch unset on an adopted subnet after it was set: back to what AWS gives',
      spec: base,
      adopted: true,
      wasSet: ['mapPublicIPOnLaunch'],
      own,
      rows: seen({ ...plain, MapPublicIpOnLaunch: true }),
      expect: { calls: ['ModifySubnetAttribute mapPublicIPOnLaunch true → false'] },
    },
    {
      name: 'enableDNS64 set',
      spec: { ...base, enableDNS64: true },
      own,
      rows: seen(plain),
      expect: {
        calls: ['ModifySubnetAttribute enableDNS64 false → true'],
        inputs: [{ SubnetId: own, EnableDns64: { Value: true } }],
      },
    },
    {
      name: 'enableDNS64 never set: left alone',
      spec: base,
      own,
      rows: seen({ ...plain, EnableDns64: true }),
      expect: {},
    },
    {
      name: 'enableDNS64 unset after it was set: false',
      spec: base,
      wasSet: ['enableDNS64'],
      own,
      rows: seen({ ...plain, EnableDns64: true }),
      expect: { calls: ['ModifySubnetAttribute enableDNS64 true → false'] },
    },
    {
      name: 'privateDNSNameOptions: each of the three in a call of its own',
      spec: {
        ...base,
        privateDNSNameOptions: {
          hostnameType: 'ResourceName',
          enableResourceNameDNSARecord: true,
          enableResourceNameDNSAAAARecord: true,
        },
      },
      own,
      rows: seen(plain),
      expect: {
        calls: [
          'ModifySubnetAttribute privateDNSNameOptions.hostnameType IPName → ResourceName',
          'ModifySubnetAttribute privateDNSNameOptions.enableResourceNameDNSARecord false → true',
          'ModifySubnetAttribute privateDNSNameOptions.enableResourceNameDNSAAAARecord false → true',
        ],
        inputs: [
          { SubnetId: own, PrivateDnsHostnameTypeOnLaunch: 'resource-name' },
          { SubnetId: own, EnableResourceNameDnsARecordOnLaunch: { Value: true } },
          { SubnetId: own, EnableResourceNameDnsAAAARecordOnLaunch: { Value: true } },
        ],
      },
    },
    {
      name: 'privateDNSNameOptions: what is left out inside is left alone',
      spec: { ...base, privateDNSNameOptions: { hostnameType: 'IPName' } },
      own,
      rows: seen({
        ...plain,
        PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name', EnableResourceNameDnsARecord: true },
      }),
      expect: {
        calls: ['ModifySubnetAttribute privateDNSNameOptions.hostnameType ResourceName → IPName'],
        inputs: [{ SubnetId: own, PrivateDnsHostnameTypeOnLaunch: 'ip-name' }],
      },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html
describe('the IPv6 network of a subnet', () => {
  const one = '2001:db8:1:1::/64';
  const two = '2001:db8:1:2::/64';

  planTable(subnet, [
    {
      name: 'known before the create: comes with it, also written differently',
      spec: { ...base, ipv6CIDRBlock: '2001:0DB8:1:1::/64', assignIPv6AddressOnCreation: true },
      rows: [listed(vpcs, netWithIPv6('2001:db8:1::/56'))],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… cidrBlock null → 10.0.1.0/24',
          `… ipv6CIDRBlock null → ${one}`,
        ],
        inputs: [{ VpcId: 'vpc-1', CidrBlock: cidrBlock, Ipv6CidrBlock: one }],
        later: ['assignIPv6AddressOnCreation false → true'],
      },
    },
    {
      name: 'counted out of the VPC’s: number 17 of the /56',
      spec: { ...base, ipv6Index: 17 },
      rows: [listed(vpcs, netWithIPv6('2001:db8:1:ff00::/56'))],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… cidrBlock null → 10.0.1.0/24',
          '… ipv6CIDRBlock null → 2001:db8:1:ff11::/64',
        ],
      },
    },
    {
      name: 'counted out of a VPC that has none yet: the subnet is made, the rest is reported',
      spec: { ...base, ipv6Index: 17 },
      own,
      rows: [listed(subnets, plain), listed(routeTables), listed(vpcs, net)],
      expect: { held: ['ipv6Index DependencyNotReady'], says: /ipv6\.amazonProvided/ },
    },
    {
      name: 'counted beyond the VPC’s: is reported with the cure',
      spec: { ...base, ipv6Index: 16 },
      own,
      rows: [
        listed(subnets, plain),
        listed(routeTables),
        listed(vpcs, netWithIPv6('2001:db8:1::/60', 'associated', 'ipam')),
      ],
      expect: { held: ['ipv6Index InvalidSpec'], says: /no \/64 number 16: choose a smaller ipv6Index/ },
    },
    {
      name: 'counted, beside a network that the VPC brought: Amazon’s counts',
      spec: { ...base, ipv6Index: 0 },
      own,
      rows: [
        listed(subnets, plain),
        listed(routeTables),
        listed(vpcs, {
          ...net,
          Ipv6CidrBlockAssociationSet: [
            ...(netWithIPv6('2001:db8:aaaa::/56', 'associated', 'ipv6pool-ec2-1')
              .Ipv6CidrBlockAssociationSet ?? []),
            ...(netWithIPv6('2001:db8:1::/56').Ipv6CidrBlockAssociationSet ?? []),
          ],
        }),
      ],
      expect: { calls: ['AssociateSubnetCidrBlock ipv6CIDRBlock null → 2001:db8:1::/64'] },
    },
    {
      name: 'of a subnet without IPv4, not known yet: waits, because it cannot be made without',
      spec: { vpcRef, ipv6Native: true, ipv6Index: 3 },
      rows: [listed(vpcs, net)],
      expect: { waits: 'DependencyNotReady', says: /ipv6Index/ },
    },
    {
      name: 'of a subnet without IPv4: is made with it, and addresses are assigned from the start',
      spec: { vpcRef, ipv6Native: true, ipv6Index: 3, assignIPv6AddressOnCreation: true },
      rows: [listed(vpcs, netWithIPv6('2001:db8:1::/56'))],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… ipv6CIDRBlock null → 2001:db8:1:3::/64',
          '… ipv6Native null → true',
        ],
        inputs: [{ VpcId: 'vpc-1', Ipv6CidrBlock: '2001:db8:1:3::/64', Ipv6Native: true }],
      },
    },
    {
      name: 'set later: is associated',
      spec: { ...base, ipv6CIDRBlock: one },
      own,
      rows: seen(plain),
      expect: {
        calls: [`AssociateSubnetCidrBlock ipv6CIDRBlock null → ${one}`],
        inputs: [{ SubnetId: own, Ipv6CidrBlock: one }],
      },
    },
    {
      name: 'as declared, but EC2 is still at it: waits',
      spec: { ...base, ipv6CIDRBlock: one },
      own,
      rows: seen(withIPv6(one, 'associating')),
      expect: { waits: 'Updating', says: /being associated/ },
    },
    {
      name: 'changed: the old one goes first, because a subnet has one',
      spec: { ...base, ipv6CIDRBlock: two },
      own,
      rows: seen(withIPv6(one)),
      expect: {
        calls: [`DisassociateSubnetCidrBlock ipv6CIDRBlock ${one} → ${two} (Interrupts)`],
        inputs: [{ AssociationId: 'subnet-cidr-assoc-1' }],
      },
    },
    {
      name: 'changed, the old one still leaving: the new one waits for it',
      spec: { ...base, ipv6CIDRBlock: two },
      own,
      rows: seen(withIPv6(one, 'disassociating')),
      expect: { waits: 'Updating', says: /2001:db8:1:1::\/64 is leaving/ },
    },
    {
      name: 'never set: left alone',
      spec: base,
      own,
      rows: seen(withIPv6(one)),
      expect: {},
    },
    {
      name: 'unset after it was set: is taken away; no address may be assigned from it any more, which goes first',
      spec: base,
      wasSet: ['ipv6CIDRBlock', 'assignIPv6AddressOnCreation'],
      own,
      rows: seen(withIPv6(one, 'associated', { AssignIpv6AddressOnCreation: true })),
      expect: {
        calls: [
          'ModifySubnetAttribute assignIPv6AddressOnCreation true → false',
          `DisassociateSubnetCidrBlock ipv6CIDRBlock ${one} → null (Interrupts)`,
        ],
        inputs: [
          { SubnetId: own, AssignIpv6AddressOnCreation: { Value: false } },
          { AssociationId: 'subnet-cidr-assoc-1' },
        ],
      },
    },
    {
      name: 'unset after it was counted: is taken away',
      spec: base,
      wasSet: ['ipv6Index'],
      own,
      rows: seen(withIPv6(one)),
      expect: { calls: [`DisassociateSubnetCidrBlock ipv6CIDRBlock ${one} → null (Interrupts)`] },
    },
    {
      name: 'named instead of counted: the same network stays',
      spec: { ...base, ipv6CIDRBlock: one },
      wasSet: ['ipv6Index'],
      own,
      rows: seen(withIPv6(one)),
      expect: {},
    },
    {
      name: 'that EC2 failed to associate: is reported with its reason and not asked for again',
      spec: { ...base, ipv6CIDRBlock: one },
      own,
      rows: seen(withIPv6(one, 'failed')),
      expect: { held: ['ipv6CIDRBlock Failed'], says: /no space/ },
    },
    {
      name: 'another than the one that failed: is associated',
      spec: { ...base, ipv6CIDRBlock: two },
      own,
      rows: seen(withIPv6(one, 'failed')),
      expect: { calls: [`AssociateSubnetCidrBlock ipv6CIDRBlock null → ${two}`] },
    },
    {
      name: 'and assignIPv6AddressOnCreation: waits for the network',
      spec: { ...base, ipv6CIDRBlock: one, assignIPv6AddressOnCreation: true },
      own,
      rows: seen(withIPv6(one, 'associating')),
      expect: { waits: 'Updating' },
    },
    {
      name: 'and assignIPv6AddressOnCreation: is set when the network is there',
      spec: { ...base, ipv6CIDRBlock: one, assignIPv6AddressOnCreation: true },
      own,
      rows: seen(withIPv6(one)),
      expect: { calls: ['ModifySubnetAttribute assignIPv6AddressOnCreation false → true'] },
    },
    {
      name: 'none declared, but assignIPv6AddressOnCreation: can never be, and says so',
      spec: { ...base, assignIPv6AddressOnCreation: true },
      own,
      rows: seen(plain),
      expect: { held: ['assignIPv6AddressOnCreation InvalidSpec'], says: /set ipv6CIDRBlock or ipv6Index/ },
    },
    {
      name: 'left alone, with assignIPv6AddressOnCreation: uses what is there',
      spec: { ...base, assignIPv6AddressOnCreation: true },
      adopted: true,
      own,
      rows: seen(withIPv6(one)),
      expect: { calls: ['ModifySubnetAttribute assignIPv6AddressOnCreation false → true'] },
    },
    {
      name: 'assignIPv6AddressOnCreation unset after it was set: false',
      spec: { ...base, ipv6CIDRBlock: one },
      wasSet: ['assignIPv6AddressOnCreation'],
      own,
      rows: seen(withIPv6(one, 'associated', { AssignIpv6AddressOnCreation: true })),
      expect: { calls: ['ModifySubnetAttribute assignIPv6AddressOnCreation true → false'] },
    },
  ]);
});

describe('routeTableRef of a subnet', () => {
  const routeTableRef = usable('rtb-1');

  planTable(subnet, [
    {
      name: 'set: is associated, though EC2 lists no association with the main table',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain),
      expect: {
        calls: ['AssociateRouteTable routeTableRef null → rtb-1'],
        inputs: [{ RouteTableId: 'rtb-1', SubnetId: own }],
      },
    },
    {
      name: 'set to the main table: is associated by name, not only by following',
      spec: { ...base, routeTableRef: usable('rtb-main') },
      own,
      rows: seen(plain),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-main'] },
    },
    {
      name: 'as declared, but EC2 is still at it: waits',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain, tableOf('rtb-1', 'associating')),
      expect: { waits: 'Updating', says: /rtb-1 is being associated/ },
    },
    {
      name: 'changed: is replaced in one call, never without',
      spec: { ...base, routeTableRef: usable('rtb-2') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['ReplaceRouteTableAssociation routeTableRef rtb-1 → rtb-2 (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-rtb-1', RouteTableId: 'rtb-2' }],
      },
    },
    {
      name: 'drift: an association that is going is made again',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain, tableOf('rtb-1', 'disassociating')),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-1'] },
    },
    {
      name: 'unset: the main table applies again',
      spec: base,
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['DisassociateRouteTable routeTableRef rtb-1 → null (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-rtb-1' }],
      },
    },
    {
      name: 'left out of an adopted subnet: left alone',
      spec: base,
      adopted: true,
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'naming what does not exist: everything else is done',
      spec: { ...base, mapPublicIPOnLaunch: true, routeTableRef: missing('RouteTable shop') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['ModifySubnetAttribute mapPublicIPOnLaunch false → true'],
        held: ['routeTableRef DependencyNotFound'],
      },
    },
    {
      name: 'whose grant was withdrawn: stays where it is',
      spec: { ...base, routeTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: is not made anew',
      spec: { ...base, routeTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(plain),
      expect: { held: ['routeTableRef ReferenceNotGranted'] },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
describe('the state of a subnet', () => {
  it.each([
    ['pending', 'settling'],
    ['available', 'ready'],
    ['unavailable', 'settling'],
    ['failed', 'failed'],
    ['failed-insufficient-capacity', 'failed'],
  ])('%s counts as %s', (State, state) => {
    expect(subnet.parts[0]?.state(subnets.keep({ ...plain, State }))).toBe(state);
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
describe('what blocks the end of a subnet', () => {
  planTable(subnet, [
    {
      name: 'is every network interface in it, also those of AWS’s services',
      spec: base,
      want: 'absent',
      own,
      rows: [
        ...seen(plain),
        listed(
          networkInterfaces,
          { NetworkInterfaceId: 'eni-1', SubnetId: own, Attachment: { InstanceId: 'i-1' } },
          {
            NetworkInterfaceId: 'eni-2',
            SubnetId: own,
            InterfaceType: 'nat_gateway',
            Description: 'Interface for NAT Gateway nat-1',
            RequesterId: 'amazon-aws',
          },
          { NetworkInterfaceId: 'eni-3', SubnetId: 'subnet-2' },
        ),
      ],
      expect: {
        blockers: [
          'network-interface (interface) eni-1 instance i-1',
          'network-interface (nat_gateway) eni-2 amazon-aws: Interface for NAT Gateway nat-1',
        ],
      },
    },
  ]);
});

/** What EC2 makes of a call, as far as a subnet's plan uses it. */
function applied(row: Subnet, call: Action): Subnet {
  if (call.operation === 'AssociateSubnetCidrBlock') {
    expect(row.Ipv6CidrBlockAssociationSet ?? []).toEqual([]);
    return { ...row, ...ipv6Set(call.input.Ipv6CidrBlock) };
  }
  if (call.operation === 'DisassociateSubnetCidrBlock') {
    // Refused while addresses are assigned from it.
    expect(row.AssignIpv6AddressOnCreation).not.toBe(true);
    return { ...row, Ipv6CidrBlockAssociationSet: [] };
  }
  if (call.operation !== 'ModifySubnetAttribute') throw new Error(`unexpected ${call.operation}`);
  const { SubnetId: _, ...attribute } = call.input;
  expect(Object.keys(attribute)).toHaveLength(1);
  return {
    ...row,
    MapPublicIpOnLaunch: attribute.MapPublicIpOnLaunch?.Value ?? row.MapPublicIpOnLaunch,
    AssignIpv6AddressOnCreation:
      attribute.AssignIpv6AddressOnCreation?.Value ?? row.AssignIpv6AddressOnCreation,
    EnableDns64: attribute.EnableDns64?.Value ?? row.EnableDns64,
  };
}

function ipv6Set(block: string | undefined): Pick<Subnet, 'Ipv6CidrBlockAssociationSet'> {
  return { Ipv6CidrBlockAssociationSet: withIPv6(block ?? '').Ipv6CidrBlockAssociationSet };
}

describe('whatever a subnet is and should be', () => {
  const maybe = fc.option(fc.boolean(), { nil: undefined });
  const network = fc.constantFrom('2001:db8:1:1::/64', '2001:db8:1:2::/64');
  /** Rounds until nothing is left: take the old network away, bring the new one, assign from it. */
  const ROUNDS = 3;

  it('planning against what the plan made of it is settled', () => {
    fc.assert(
      fc.property(
        fc.record({
          ipv6CIDRBlock: fc.option(network, { nil: undefined }),
          assignIPv6AddressOnCreation: maybe,
          mapPublicIPOnLaunch: maybe,
          enableDNS64: maybe,
        }),
        fc.record({ ipv6: fc.option(network, { nil: undefined }), assign: fc.boolean(), map: fc.boolean() }),
        fc.boolean(),
        (wanted, has, adopted) => {
          const declared = Object.entries(wanted).filter(([, value]) => value !== undefined);
          const spec = { ...base, ...Object.fromEntries(declared) };
          let row: Subnet = {
            ...plain,
            ...(has.ipv6 === undefined ? {} : ipv6Set(has.ipv6)),
            AssignIpv6AddressOnCreation: has.assign && has.ipv6 !== undefined,
            MapPublicIpOnLaunch: has.map,
          };
          const planned = () => planIn(subnet, { spec, adopted, own, rows: seen(row) }).plan;
          for (let round = 0; round < ROUNDS; round++) {
            for (const call of callsOf(planned())) row = applied(row, call);
          }
          expect(planned().is).toBe('settled');
        },
      ),
    );
  });
});
