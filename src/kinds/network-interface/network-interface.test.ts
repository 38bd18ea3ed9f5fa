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
import { networkInterface } from './network-interface.ts';
import { ours, card, subnetRef, base } from './fake-interface.ts';

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
