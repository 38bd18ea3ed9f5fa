// What of a subnet changes in place. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html
import type { Subnet } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, planIn, planTable } from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { subnet } from './subnet.ts';
import { own, base, plain, withIPv6, seen } from './fake-subnet.ts';

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
