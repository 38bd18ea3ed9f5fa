// Where an Elastic IP address sits, and how it moves. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html
import { describe } from 'vitest';
import { listed, planTable, usable } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { elasticIP } from './elastic-ip.ts';
import { type Cases, own, free, on, card, ofAWS, cards, attached } from './fake-address.ts';

const seats: Cases = [
  ...[
    { name: 'makes room where that one is declared for its place', declared: 'eni-2', leaves: true },
    { name: 'stays where it serves, because that one is declared to stay', declared: 'eni-1', leaves: false },
    { name: 'stays where it serves until that one has moved elsewhere', declared: 'eni-3', leaves: false },
    { name: 'stays where it serves, because nobody knows of that one', declared: undefined, leaves: false },
  ].map(({ name, declared, leaves }): Cases[number] => ({
    name: `is declared for a place that another one has: ${name}`,
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [
      listed(addresses, on('eni-2'), {
        ...on('eni-1'),
        AllocationId: 'eipalloc-2',
        PublicIp: '198.18.0.2',
      }),
      cards(card('eni-3')),
      attached,
    ],
    declared: declared === undefined ? {} : { 'eipalloc-2': { networkInterfaceRef: declared } },
    expect: {
      calls: leaves ? ['DisassociateAddress networkInterfaceRef eni-2 10.0.0.10 → null (Interrupts)'] : [],
      held: ['networkInterfaceRef Conflict'],
    },
  })),
  {
    name: 'is declared for a place that another one has: stays where that one needs another address of its interface',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [
      listed(addresses, on('eni-2'), on('eni-1', { AllocationId: 'eipalloc-2', PublicIp: '198.18.0.2' })),
      cards(),
      attached,
    ],
    declared: { 'eipalloc-2': { networkInterfaceRef: 'eni-2', privateIPAddress: '10.0.0.11' } },
    expect: { held: ['networkInterfaceRef Conflict'] },
  },
  {
    name: 'is put on its interface, without taking anything from elsewhere',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [listed(addresses, free), cards(), attached],
    expect: {
      calls: ['AssociateAddress networkInterfaceRef null → eni-1'],
      inputs: [{ AllocationId: own, NetworkInterfaceId: 'eni-1', AllowReassociation: false }],
    },
  },
  {
    name: 'is put on the interface of an object',
    spec: { networkInterfaceRef: usable('eni-1') },
    own,
    rows: [listed(addresses, free), cards(), attached],
    expect: { calls: ['AssociateAddress networkInterfaceRef null → eni-1'] },
  },
  {
    name: 'sits where it is to sit',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [listed(addresses, on('eni-1'))],
    expect: {
      status: {
        publicIP: '198.18.0.1',
        associationID: 'eipassoc-1',
        networkInterfaceID: 'eni-1',
        privateIPAddress: '10.0.0.10',
        networkBorderGroup: 'r',
      },
    },
  },
  {
    name: 'moves in one call',
    spec: { networkInterfaceID: 'eni-2' },
    own,
    rows: [listed(addresses, on('eni-1')), cards(), attached],
    expect: {
      calls: ['AssociateAddress networkInterfaceRef eni-1 10.0.0.10 → eni-2 (Interrupts)'],
      inputs: [{ AllocationId: own, NetworkInterfaceId: 'eni-2', AllowReassociation: true }],
    },
  },
  {
    name: 'moves to another private address of the same interface',
    spec: { networkInterfaceID: 'eni-1', privateIPAddress: '10.0.0.11' },
    own,
    rows: [listed(addresses, on('eni-1')), cards(), attached],
    expect: {
      calls: ['AssociateAddress networkInterfaceRef eni-1 10.0.0.10 → eni-1 10.0.0.11 (Interrupts)'],
      inputs: [
        {
          AllocationId: own,
          NetworkInterfaceId: 'eni-1',
          PrivateIpAddress: '10.0.0.11',
          AllowReassociation: true,
        },
      ],
    },
  },
  {
    name: 'is put on an instance, whose interface AWS knows',
    spec: { instanceID: 'i-1' },
    own,
    rows: [listed(addresses, free)],
    expect: {
      calls: ['AssociateAddress instanceID null → i-1'],
      inputs: [{ AllocationId: own, InstanceId: 'i-1', AllowReassociation: false }],
    },
  },
  {
    name: 'sits on its instance',
    spec: { instanceID: 'i-1' },
    own,
    rows: [listed(addresses, on('eni-1', { InstanceId: 'i-1' }))],
    expect: {},
  },
  {
    name: 'was never declared anywhere: where it sits is left alone',
    spec: {},
    own,
    rows: [listed(addresses, on('eni-1'))],
    expect: {},
  },
  {
    name: 'left out after it was set: is taken off',
    spec: {},
    wasSet: ['networkInterfaceID'],
    own,
    rows: [listed(addresses, on('eni-1')), cards()],
    expect: { calls: ['DisassociateAddress networkInterfaceRef eni-1 → null (Interrupts)'] },
  },
  {
    name: 'left out after it was set, and a NAT gateway has it by now: is left alone',
    spec: {},
    wasSet: ['networkInterfaceID'],
    own,
    rows: [listed(addresses, on('eni-9')), cards(card('eni-9', ofAWS))],
    expect: {},
  },
  {
    name: 'left out after it was set, and nowhere any more: nothing',
    spec: {},
    wasSet: ['networkInterfaceID', 'instanceID'],
    own,
    rows: [listed(addresses, free)],
    expect: {},
  },
  {
    name: 'adopted without a seat: is left alone',
    spec: {},
    adopted: true,
    own,
    rows: [listed(addresses, on('eni-1'))],
    expect: {},
  },
  {
    name: 'changed from one form to the other: is moved, not taken off',
    spec: { instanceID: 'i-1' },
    wasSet: ['networkInterfaceID'],
    own,
    rows: [listed(addresses, on('eni-1')), cards()],
    expect: {
      calls: ['AssociateAddress instanceID eni-1 10.0.0.10 → i-1 (Interrupts)'],
    },
  },
];

describe('an Elastic IP address: its seat', () => planTable(elasticIP, seats));
