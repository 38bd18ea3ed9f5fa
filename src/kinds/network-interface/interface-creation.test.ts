// What a new network interface is made with, and what keeps it from being made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { subnets } from '../../tables/subnets.ts';
import { networkInterface } from './network-interface.ts';
import { net, subnetRef, base, net6 } from './fake-interface.ts';

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
