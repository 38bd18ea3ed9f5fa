// What a network interface plans. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html
import { describe, expect, it } from 'vitest';
import {
  listed,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { networkInterface } from './network-interface.ts';
import { ours, card, net, subnetRef, base, withOther } from './fake-interface.ts';

const secondaries = (...addresses: string[]) => ({
  PrivateIpAddresses: [
    { Primary: true, PrivateIpAddress: '10.0.1.10' },
    ...addresses.map((address) => ({ Primary: false, PrivateIpAddress: address })),
  ],
});
const net6 = listed(subnets, {
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.1.0/24',
  State: 'available',
  Ipv6CidrBlockAssociationSet: [
    { AssociationId: 'a', Ipv6CidrBlock: '2001:db8:0:1::/64', Ipv6CidrBlockState: { State: 'associated' } },
  ],
});

describe('a network interface that does not exist', () => {
  planTable(networkInterface, [
    {
      name: 'is made with its groups and primary address, and what follows is announced',
      spec: {
        ...base,
        privateIPAddress: '10.0.1.10',
        secondaryPrivateIPAddresses: ['10.0.1.11'],
        description: 'firewall',
        sourceDestCheck: false,
        attachment: { instanceID: 'i-0123456789abcdef0', deviceIndex: 1 },
      },
      rows: [net],
      expect: {
        calls: [
          'CreateNetworkInterface subnetRef null → subnet-1',
          '… securityGroupRefs null → ["sg-1"]',
          '… description null → firewall',
          '… privateIPAddress null → 10.0.1.10',
        ],
        inputs: [
          { SubnetId: 'subnet-1', Groups: ['sg-1'], Description: 'firewall', PrivateIpAddress: '10.0.1.10' },
        ],
        later: [
          'secondaryPrivateIPAddresses[10.0.1.11] null → 10.0.1.11',
          'sourceDestCheck true → false',
          'attachment null → i-0123456789abcdef0 at index 1',
        ],
      },
    },
    {
      name: 'names no group where none is declared: EC2 gives the default one',
      spec: { subnetRef },
      rows: [net],
      expect: {
        calls: ['CreateNetworkInterface subnetRef null → subnet-1'],
        inputs: [{ SubnetId: 'subnet-1' }],
      },
    },
    {
      name: 'counts its further addresses within the call, which a token makes once',
      spec: { ...base, secondaryPrivateIPAddressCount: 2 },
      rows: [net],
      expect: {
        calls: [
          'CreateNetworkInterface subnetRef null → subnet-1',
          '… securityGroupRefs null → ["sg-1"]',
          '… secondaryPrivateIPAddressCount null → 2',
        ],
        inputs: [{ SubnetId: 'subnet-1', Groups: ['sg-1'], SecondaryPrivateIpAddressCount: 2 }],
      },
    },
    {
      name: 'has its IPv6 addresses from the beginning, in canonical form',
      spec: { ...base, ipv6Addresses: ['2001:DB8:0:1:0::10'] },
      rows: [net6],
      expect: {
        calls: [
          'CreateNetworkInterface subnetRef null → subnet-1',
          '… securityGroupRefs null → ["sg-1"]',
          '… ipv6Addresses null → ["2001:db8:0:1::10"]',
        ],
        inputs: [
          { SubnetId: 'subnet-1', Groups: ['sg-1'], Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:1::10' }] },
        ],
      },
    },
    {
      name: 'waits for a group that has no id: with fewer groups it would admit something else',
      spec: { subnetRef, securityGroupRefs: [usable('sg-1'), missing('SecurityGroup web')] },
      rows: [net],
      expect: { waits: 'DependencyNotFound', says: /web/ },
    },
    {
      name: 'is not made with a group that is not granted any more',
      spec: { subnetRef, securityGroupRefs: [withdrawn('sg-1')] },
      rows: [net],
      expect: { waits: 'ReferenceNotGranted' },
    },
    {
      name: 'waits for a subnet that AWS does not show yet',
      spec: base,
      rows: [listed(subnets)],
      expect: { waits: 'DependencyNotReady' },
    },
    ...(
      [
        ['outside the subnet', '10.0.2.10', /outside 10\.0\.1\.0\/24/],
        ['the first of the subnet', '10.0.1.0', /keeps for itself/],
        ['the fourth of the subnet', '10.0.1.3', /keeps for itself/],
        ['the last of the subnet', '10.0.1.255', /keeps for itself/],
      ] as const
    ).map(([what, privateIPAddress, says]) => ({
      name: `is refused with an address ${what}`,
      spec: { ...base, privateIPAddress },
      rows: [net],
      expect: { refuses: 'InvalidSpec' as const, field: 'privateIPAddress', says },
    })),
    {
      name: 'is refused with an IPv6 address in a subnet without IPv6',
      spec: { ...base, ipv6Addresses: ['2001:db8::10'] },
      rows: [net],
      expect: { refuses: 'InvalidSpec', field: 'ipv6Addresses', says: /no IPv6 network/ },
    },
    {
      name: 'is refused when its primary address stands among the further ones',
      spec: { ...base, privateIPAddress: '10.0.1.10', secondaryPrivateIPAddresses: ['10.0.1.10'] },
      rows: [net],
      expect: { refuses: 'InvalidSpec', field: 'secondaryPrivateIPAddresses' },
    },
    { name: 'and is not wanted needs nothing', spec: base, want: 'absent', expect: {} },
  ]);
});

describe('a network interface that exists', () => {
  planTable(networkInterface, [
    {
      name: 'and is as declared is left alone',
      spec: base,
      own: 'eni-1',
      rows: [card()],
      expect: {
        status: {
          vpcID: 'vpc-1',
          subnetID: 'subnet-1',
          availabilityZone: 'ap-northeast-1a',
          macAddress: '02:00:00:00:00:01',
          privateIPAddress: '10.0.1.10',
          secondaryPrivateIPAddresses: [],
          ipv6Addresses: [],
          securityGroupIDs: ['sg-1'],
        },
      },
    },
    {
      name: 'changes all groups in one call',
      spec: { subnetRef, securityGroupRefs: [usable('sg-2')], securityGroupIDs: ['sg-0123456789abcdef0'] },
      own: 'eni-1',
      rows: [card()],
      expect: {
        calls: [
          'ModifyNetworkInterfaceAttribute securityGroupRefs ["sg-1"] → ["sg-0123456789abcdef0","sg-2"] (Interrupts)',
        ],
        inputs: [{ NetworkInterfaceId: 'eni-1', Groups: ['sg-0123456789abcdef0', 'sg-2'] }],
      },
    },
    {
      name: 'loses no group while a declared one has no id',
      spec: { subnetRef, securityGroupRefs: [usable('sg-2'), missing('SecurityGroup web')] },
      own: 'eni-1',
      rows: [card()],
      expect: {
        calls: ['ModifyNetworkInterfaceAttribute securityGroupRefs ["sg-1"] → ["sg-1","sg-2"]'],
        held: ['securityGroupRefs[SecurityGroup web] DependencyNotFound'],
      },
    },
    {
      name: 'loses no group while a declared one lacks rules yet, and is not changed twice',
      spec: { subnetRef, securityGroupRefs: [notUsable('sg-2'), usable('sg-3')] },
      own: 'eni-1',
      rows: [card()],
      expect: { held: ['securityGroupRefs[sg-2] DependencyNotReady'], says: /sg-2 is not usable yet/ },
    },
    {
      name: 'loses no group while one that stays lacks rules yet: they may be those of the other',
      spec: { subnetRef, securityGroupRefs: [notUsable('sg-1')] },
      own: 'eni-1',
      rows: [card({ Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] })],
      expect: { held: ['securityGroupRefs[sg-1] DependencyNotReady'] },
    },
    {
      name: 'gets a group that lacks rules yet, where that takes nothing away',
      spec: { subnetRef, securityGroupRefs: [usable('sg-1'), notUsable('sg-2')] },
      own: 'eni-1',
      rows: [card()],
      expect: { calls: ['ModifyNetworkInterfaceAttribute securityGroupRefs ["sg-1"] → ["sg-1","sg-2"]'] },
    },
    {
      name: 'keeps a group whose grant is gone',
      spec: { subnetRef, securityGroupRefs: [withdrawn('sg-1')] },
      own: 'eni-1',
      rows: [card()],
      expect: {},
    },
    {
      name: 'does not get a group whose grant is gone',
      spec: { subnetRef, securityGroupRefs: [usable('sg-1'), withdrawn('sg-2')] },
      own: 'eni-1',
      rows: [card()],
      expect: { held: ['securityGroupRefs[sg-2] ReferenceNotGranted'] },
    },
    {
      name: 'gets the default group of the VPC back when no group is declared',
      spec: { subnetRef },
      own: 'eni-1',
      rows: [
        card(),
        listed(
          securityGroups,
          { GroupId: 'sg-9', GroupName: 'default', VpcId: 'vpc-1' },
          { GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1' },
        ),
      ],
      expect: {
        calls: ['ModifyNetworkInterfaceAttribute securityGroupRefs ["sg-1"] → ["sg-9"] (Interrupts)'],
      },
    },
    {
      name: 'with the default group needs no look at the groups',
      spec: { subnetRef },
      own: 'eni-1',
      rows: [card({ Groups: [{ GroupId: 'sg-9', GroupName: 'default' }] })],
      expect: {},
    },
    {
      name: 'that is adopted keeps the groups that it has',
      spec: {},
      adopted: true,
      own: 'eni-1',
      rows: [card({ SourceDestCheck: false })],
      expect: {},
    },
    {
      name: 'waits for an address of another interface of its subnet, which is named with a cure',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.1.11'] },
      own: 'eni-1',
      rows: [withOther({}, secondaries('10.0.1.11')), net],
      expect: { waits: 'Conflict', says: /10\.0\.1\.11 belongs to eni-2 .*: remove it there, or/ },
    },
    {
      name: 'waits for an IPv6 address of another interface of its subnet',
      spec: { ...base, ipv6Addresses: ['2001:db8:0:1::11'] },
      own: 'eni-1',
      rows: [withOther({}, { Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:1::11' }] }), net6],
      expect: { waits: 'Conflict', says: /2001:db8:0:1::11 belongs to eni-2/ },
    },
    {
      name: 'gives up what is not declared, and gets what is free, although another one has an address',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.1.11', '10.0.1.12'] },
      own: 'eni-1',
      rows: [withOther(secondaries('10.0.1.20'), secondaries('10.0.1.11')), net],
      expect: {
        calls: [
          'AssignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.12] null → 10.0.1.12',
          'UnassignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)',
        ],
        held: ['secondaryPrivateIPAddresses[10.0.1.11] Conflict'],
      },
    },
    {
      name: 'assigns an address that an interface of another subnet has as well',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.1.11'] },
      own: 'eni-1',
      rows: [withOther({}, { SubnetId: 'subnet-9', ...secondaries('10.0.1.11') }), net],
      expect: {
        calls: ['AssignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.11] null → 10.0.1.11'],
      },
    },
    {
      name: 'assigns what is missing before it unassigns what is too much',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.1.12', '10.0.1.11'] },
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.11', '10.0.1.20')), net],
      expect: {
        calls: [
          'AssignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.12] null → 10.0.1.12',
          'UnassignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)',
        ],
        inputs: [
          { NetworkInterfaceId: 'eni-1', PrivateIpAddresses: ['10.0.1.12'] },
          { NetworkInterfaceId: 'eni-1', PrivateIpAddresses: ['10.0.1.20'] },
        ],
      },
    },
    {
      name: 'does not take a further address outside of its subnet',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.2.12'] },
      own: 'eni-1',
      rows: [card(), net],
      expect: { refuses: 'InvalidSpec', field: 'secondaryPrivateIPAddresses' },
    },
    {
      name: 'leaves further addresses alone that were never declared',
      spec: base,
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.20'))],
      expect: {},
    },
    {
      name: 'loses the further addresses that are declared no more',
      spec: base,
      wasSet: ['secondaryPrivateIPAddresses'],
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.20'))],
      expect: {
        calls: [
          'UnassignPrivateIpAddresses secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'gets as many further addresses as are counted',
      spec: { ...base, secondaryPrivateIPAddressCount: 3 },
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.20'))],
      expect: {
        calls: ['AssignPrivateIpAddresses secondaryPrivateIPAddressCount 1 → 3'],
        inputs: [{ NetworkInterfaceId: 'eni-1', SecondaryPrivateIpAddressCount: 2 }],
      },
    },
    {
      name: 'loses the highest addresses, by number and not by text, when the count shrinks',
      spec: { ...base, secondaryPrivateIPAddressCount: 1 },
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.9', '10.0.1.20', '10.0.1.100'))],
      expect: {
        calls: ['UnassignPrivateIpAddresses secondaryPrivateIPAddressCount 3 → 1 (Interrupts)'],
        inputs: [{ NetworkInterfaceId: 'eni-1', PrivateIpAddresses: ['10.0.1.20', '10.0.1.100'] }],
      },
    },
    {
      name: 'changes from a list to a count without losing addresses',
      spec: { ...base, secondaryPrivateIPAddressCount: 2 },
      wasSet: ['secondaryPrivateIPAddresses'],
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.20', '10.0.1.21'))],
      expect: {},
    },
    {
      name: 'changes from a count to a list',
      spec: { ...base, secondaryPrivateIPAddresses: ['10.0.1.20'] },
      wasSet: ['secondaryPrivateIPAddressCount'],
      own: 'eni-1',
      rows: [card(secondaries('10.0.1.20'))],
      expect: {},
    },
    {
      name: 'changes its IPv6 addresses, written in any form',
      spec: { ...base, ipv6Addresses: ['2001:DB8:0:1::A', '2001:db8:0:1::b'] },
      own: 'eni-1',
      rows: [
        card({ Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:1::a' }, { Ipv6Address: '2001:db8:0:1::c' }] }),
        net6,
      ],
      expect: {
        calls: [
          'AssignIpv6Addresses ipv6Addresses[2001:db8:0:1::b] null → 2001:db8:0:1::b',
          'UnassignIpv6Addresses ipv6Addresses[2001:db8:0:1::c] 2001:db8:0:1::c → null (Interrupts)',
        ],
      },
    },
    {
      name: 'leaves an IPv6 address alone that the subnet gave it',
      spec: base,
      own: 'eni-1',
      rows: [card({ Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:1::a' }] })],
      expect: {},
    },
    {
      name: 'changes each attribute by a call of its own',
      spec: { ...base, description: 'new', sourceDestCheck: false },
      own: 'eni-1',
      rows: [card({ Description: 'old' })],
      expect: {
        calls: [
          'ModifyNetworkInterfaceAttribute description old → new',
          'ModifyNetworkInterfaceAttribute sourceDestCheck true → false',
        ],
        inputs: [
          { NetworkInterfaceId: 'eni-1', Description: { Value: 'new' } },
          { NetworkInterfaceId: 'eni-1', SourceDestCheck: { Value: false } },
        ],
      },
    },
    {
      name: 'checks addresses again, which drops what is only forwarded',
      spec: base,
      own: 'eni-1',
      rows: [card({ SourceDestCheck: false })],
      expect: { calls: ['ModifyNetworkInterfaceAttribute sourceDestCheck false → true (Interrupts)'] },
    },
    {
      name: 'loses a description that is declared no more',
      spec: base,
      wasSet: ['description'],
      own: 'eni-1',
      rows: [card({ Description: 'old' })],
      expect: { calls: ['ModifyNetworkInterfaceAttribute description old → '] },
    },
    {
      name: 'cannot move to another subnet',
      spec: { ...base, subnetRef: usable('subnet-2') },
      own: 'eni-1',
      rows: [card()],
      expect: { refuses: 'ImmutableField', field: 'subnetRef' },
    },
    {
      name: 'cannot change its primary address',
      spec: { ...base, privateIPAddress: '10.0.1.99' },
      own: 'eni-1',
      rows: [card()],
      expect: { refuses: 'ImmutableField', field: 'privateIPAddress', says: /10\.0\.1\.10/ },
    },
    {
      name: 'that belongs to a service of AWS is not managed',
      spec: {},
      adopted: true,
      own: 'eni-1',
      rows: [
        card({ RequesterManaged: true, RequesterId: 'amazon-elb', InterfaceType: 'network_load_balancer' }),
      ],
      expect: { refuses: 'NotOwned', field: 'adopt.id', says: /amazon-elb/ },
    },
  ]);
});

describe('what refers to a network interface', () => {
  it('can use it when it is no longer pending', () => {
    const [part] = networkInterface.parts;
    const state = (Status: string) => part?.state?.(networkInterfaces.keep({ ...ours, Status }));

    expect([state('pending'), state('available'), state('in-use')]).toEqual(['settling', 'ready', 'ready']);
  });
});
