// Which addresses an interface that exists gets and loses. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html
import { describe } from 'vitest';
import { planTable } from '../../../test/support/plan-table.ts';
import { networkInterface } from './network-interface.ts';
import { card, net, base, withOther, net6 } from './fake-interface.ts';

const secondaries = (...addresses: string[]) => ({
  PrivateIpAddresses: [
    { Primary: true, PrivateIpAddress: '10.0.1.10' },
    ...addresses.map((address) => ({ Primary: false, PrivateIpAddress: address })),
  ],
});

describe('a network interface that exists', () => {
  planTable(networkInterface, [
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
  ]);
});
