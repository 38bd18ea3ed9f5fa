// What a subnet plans. https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
import { describe, expect, it } from 'vitest';
import { listed, planTable, usable } from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { subnet } from './subnet.ts';
import {
  own,
  vpcRef,
  cidrBlock,
  base,
  plain,
  type BlockState,
  net,
  netWithIPv6,
  tableOf,
  seen,
} from './fake-subnet.ts';

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
    {
      name: 'in a zone of another region: refused',
      spec: { ...base, availabilityZone: 'us-east-1a' },
      rows: [listed(vpcs, net)],
      expect: {
        refuses: 'InvalidSpec',
        field: 'availabilityZone',
        says: /us-east-1a is no zone of the region ap-northeast-1.*such as ap-northeast-1a/,
      },
    },
    {
      name: 'in a Local Zone: is made there',
      spec: { ...base, availabilityZone: 'ap-northeast-1-tpe-1a' },
      rows: [listed(vpcs, net)],
      expect: {
        calls: [
          'CreateSubnet vpcRef null → vpc-1',
          '… cidrBlock null → 10.0.1.0/24',
          '… availabilityZone null → ap-northeast-1-tpe-1a',
        ],
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

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
describe('the state of a subnet', () => {
  it.each([
    ['pending', 'settling'],
    ['available', 'ready'],
    ['unavailable', 'settling'],
    ['failed', 'failed'],
    ['failed-insufficient-capacity', 'failed'],
  ])('%s counts as %s', (State, state) => {
    expect(subnet.parts[0]?.state?.(subnets.keep({ ...plain, State }))).toBe(state);
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
