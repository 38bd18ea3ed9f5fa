// What of a subnet changes in place: attributes and its IPv6 network. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html
import type { Subnet } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn, planTable } from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { subnet } from './subnet.ts';
import { own, vpcRef, cidrBlock, base, plain, withIPv6, net, netWithIPv6, seen } from './fake-subnet.ts';

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
