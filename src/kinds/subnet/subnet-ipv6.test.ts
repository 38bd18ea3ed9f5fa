// The IPv6 network of a subnet. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { subnet } from './subnet.ts';
import { own, vpcRef, cidrBlock, base, plain, withIPv6, net, netWithIPv6, seen } from './fake-subnet.ts';

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
      name: 'changed to one outside of the VPC’s: the old one stays',
      spec: { ...base, ipv6CIDRBlock: '2001:db8::/64' },
      own,
      rows: seen(withIPv6(one)),
      expect: {
        held: ['ipv6CIDRBlock InvalidSpec'],
        says: /lies outside the networks of vpc-1 \(2001:db8:1::\/56\)/,
      },
    },
    {
      name: 'changed to one that the VPC is just getting: the old one stays meanwhile',
      spec: { ...base, ipv6CIDRBlock: '2001:db8:2::/64' },
      own,
      rows: [
        listed(vpcs, netWithIPv6('2001:db8:2::/56', 'associating')),
        listed(subnets, withIPv6(one)),
        listed(routeTables),
      ],
      expect: { held: ['ipv6CIDRBlock Pending'] },
    },
    {
      name: 'set to one outside of the VPC’s: is not asked for, and everything else is done',
      spec: { ...base, ipv6CIDRBlock: '2001:db8::/64', mapPublicIPOnLaunch: true },
      own,
      rows: seen(plain),
      expect: {
        calls: ['ModifySubnetAttribute mapPublicIPOnLaunch false → true'],
        held: ['ipv6CIDRBlock InvalidSpec'],
      },
    },
    ...[
      { name: 'the old one stays', leaves: false },
      { name: 'the old one stays until that one has another', declared: '2001:db8:1:3::/64', leaves: false },
      { name: 'the old one goes, because that one waits for it', declared: one, leaves: true },
      { name: 'the same, where that one is counted', index: '1', leaves: true },
    ].map(({ name, declared, index, leaves }) => ({
      name: `changed to one that another subnet has: ${name}`,
      spec: { ...base, ipv6CIDRBlock: two },
      own,
      rows: [
        listed(subnets, withIPv6(one), withIPv6(two, 'associated', { SubnetId: 'subnet-2' })),
        listed(routeTables),
        listed(vpcs, netWithIPv6('2001:db8:1::/56')),
      ],
      declared: {
        'subnet-2': {
          ...(declared === undefined ? {} : { ipv6CIDRBlock: declared }),
          ...(index === undefined ? {} : { ipv6Index: index }),
        },
      },
      expect: leaves
        ? { calls: [`DisassociateSubnetCidrBlock ipv6CIDRBlock ${one} → ${two} (Interrupts)`] }
        : { held: ['ipv6CIDRBlock Conflict'], says: /overlaps the network of subnet-2/ },
    })),
    {
      name: 'changed to one whose association with another subnet failed: is free',
      spec: { ...base, ipv6CIDRBlock: two },
      own,
      rows: [
        listed(subnets, withIPv6(one), withIPv6(two, 'failed', { SubnetId: 'subnet-2' })),
        listed(routeTables),
        listed(vpcs, netWithIPv6('2001:db8:1::/56')),
      ],
      expect: { calls: [`DisassociateSubnetCidrBlock ipv6CIDRBlock ${one} → ${two} (Interrupts)`] },
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
      name: 'unset after it was set, and still leaving: is not as declared yet',
      spec: base,
      wasSet: ['ipv6CIDRBlock'],
      own,
      rows: seen(withIPv6(one, 'disassociating')),
      expect: { waits: 'Updating', says: /2001:db8:1:1::\/64 is leaving/ },
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
