// What an Elastic IP address plans. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html
import { describe } from 'vitest';
import { listed, missing, notUsable, planTable } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { elasticIP } from './elastic-ip.ts';
import type { ElasticIPSpec } from './elastic-ip.schema.ts';
import { type Cases, own, free, on, card, ofAWS, cards, attached } from './fake-address.ts';

const taken = listed(internetGateways, {
  InternetGatewayId: 'igw-1',
  Attachments: [{ VpcId: 'vpc-1', State: 'detaching' }],
});

const lifecycle: Cases = [
  {
    name: 'absent and wanted: is allocated in the domain of VPCs',
    spec: {},
    expect: { calls: ['AllocateAddress address null → new address'], inputs: [{ Domain: 'vpc' }] },
  },
  {
    name: 'absent and wanted: every field of the call is passed on',
    spec: { publicIPv4Pool: 'ipv4pool-ec2-1', networkBorderGroup: 'r', address: '198.18.0.1' },
    expect: {
      calls: ['AllocateAddress address null → 198.18.0.1'],
      inputs: [
        {
          Domain: 'vpc',
          PublicIpv4Pool: 'ipv4pool-ec2-1',
          NetworkBorderGroup: 'r',
          Address: '198.18.0.1',
        },
      ],
    },
  },
  {
    name: 'absent and wanted on an interface: the association is announced',
    spec: { networkInterfaceID: 'eni-1' },
    rows: [listed(addresses), cards(), attached],
    expect: {
      calls: ['AllocateAddress address null → new address'],
      later: ['networkInterfaceRef null → eni-1'],
    },
  },
  { name: 'absent and not wanted: nothing', spec: {}, want: 'absent', expect: {} },
  {
    name: 'present and wanted: nothing, and its status says what it is',
    spec: {},
    own,
    rows: [listed(addresses, free)],
    expect: { status: { publicIP: '198.18.0.1', networkBorderGroup: 'r' } },
  },
  {
    name: 'present and not wanted: nothing to undo where it sits nowhere',
    spec: {},
    want: 'absent',
    own,
    rows: [listed(addresses, free)],
    expect: { blockers: [] },
  },
  {
    name: 'present and not wanted: is taken off where the declaration put it',
    spec: { networkInterfaceID: 'eni-1' },
    want: 'absent',
    own,
    rows: [listed(addresses, on('eni-1'))],
    expect: {
      calls: ['DisassociateAddress networkInterfaceRef eni-1 → null (Interrupts)'],
      inputs: [{ AssociationId: 'eipassoc-1' }],
    },
  },
  {
    name: 'present and not wanted: stays with a NAT gateway, which is named, until that has gone',
    spec: {},
    want: 'absent',
    own,
    rows: [listed(addresses, on('eni-9')), cards(card('eni-9', { ...ofAWS, InterfaceType: 'natGateway' }))],
    expect: { blockers: ['network-interface (natGateway) eni-9 Interface for NAT Gateway nat-1'] },
  },
  {
    name: 'present and not wanted: stays with a regional NAT gateway, which has no interface',
    spec: {},
    want: 'absent',
    own,
    rows: [listed(addresses, { ...free, AssociationId: 'eipassoc-1' })],
    expect: { blockers: ['association eipassoc-1 a service of AWS, such as a regional NAT gateway'] },
  },
  {
    name: 'present and not wanted: is taken off where it waited for another place',
    spec: { networkInterfaceID: 'eni-1' },
    want: 'absent',
    own,
    rows: [listed(addresses, on('eni-2')), cards()],
    expect: { calls: ['DisassociateAddress networkInterfaceRef eni-2 → null (Interrupts)'] },
  },
  {
    name: 'present and not wanted: stays with a NAT gateway although it was declared for an interface',
    spec: { networkInterfaceID: 'eni-1' },
    want: 'absent',
    own,
    rows: [listed(addresses, on('eni-9')), cards(card('eni-9', ofAWS))],
    expect: {},
  },
  {
    name: 'adopted and not wanted: what somebody else did with it is not cut',
    spec: { networkInterfaceID: 'eni-1' },
    want: 'absent',
    own,
    adopted: true,
    rows: [listed(addresses, on('eni-2'))],
    expect: {},
  },
];

const trouble: Cases = [
  {
    name: 'is allocated, and says so, while the interface does not exist',
    spec: { networkInterfaceRef: missing('NetworkInterface web') } as Partial<ElasticIPSpec>,
    own,
    rows: [listed(addresses, free)],
    expect: { held: ['networkInterfaceRef DependencyNotFound'] },
  },
  {
    name: 'does not sit on an interface that cannot be used yet',
    spec: { networkInterfaceRef: notUsable('eni-1') },
    own,
    rows: [listed(addresses, free), cards(), attached],
    expect: { held: ['networkInterfaceRef DependencyNotReady'] },
  },
  {
    name: 'waits for an interface that does not exist',
    spec: { networkInterfaceID: 'eni-7' },
    own,
    rows: [listed(addresses, free), cards(), attached],
    expect: { waits: 'DependencyNotFound', says: /eni-7 does not exist/ },
  },
  {
    name: 'waits for an internet gateway, which AWS wants first (Gateway.NotAttached)',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [listed(addresses, free), cards(), taken],
    expect: { waits: 'DependencyNotReady', says: /vpc-1.*none attached/ },
  },
  {
    name: 'is not taken from a NAT gateway: it is named there, not here',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [listed(addresses, on('eni-9')), cards(card('eni-9', ofAWS)), attached],
    expect: {
      held: ['networkInterfaceRef Conflict'],
      says: /NAT Gateway nat-1.*leave networkInterfaceRef out/,
    },
  },
  {
    name: 'is not taken from a regional NAT gateway either',
    spec: { instanceID: 'i-1' },
    own,
    rows: [listed(addresses, { ...free, AssociationId: 'eipassoc-1' })],
    expect: { held: ['instanceID Conflict'] },
  },
  {
    name: 'does not sit on what AWS looks after',
    spec: { networkInterfaceID: 'eni-9' },
    own,
    rows: [listed(addresses, free), cards(card('eni-9', ofAWS)), attached],
    expect: { held: ['networkInterfaceRef InvalidSpec'], says: /looked after by AWS/ },
  },
  {
    name: 'does not put off another address: two objects would take the seat from each other for ever',
    spec: { networkInterfaceID: 'eni-1' },
    own,
    rows: [
      listed(addresses, free, on('eni-1', { AllocationId: 'eipalloc-2', PublicIp: '198.18.0.2' })),
      cards(),
      attached,
    ],
    expect: { held: ['networkInterfaceRef Conflict'], says: /198\.18\.0\.2 \(eipalloc-2\) already/ },
  },
  {
    name: 'shares an interface with another address on another private one',
    spec: { networkInterfaceID: 'eni-1', privateIPAddress: '10.0.0.11' },
    own,
    rows: [listed(addresses, free, on('eni-1', { AllocationId: 'eipalloc-2' })), cards(), attached],
    expect: { calls: ['AssociateAddress networkInterfaceRef null → eni-1 10.0.0.11'] },
  },
  {
    name: 'refuses another address than it has',
    spec: { address: '198.18.0.9' },
    own,
    rows: [listed(addresses, free)],
    expect: { refuses: 'ImmutableField', field: 'address', says: /is 198\.18\.0\.1 and cannot become/ },
  },
  {
    name: 'refuses another pool',
    spec: { publicIPv4Pool: 'ipv4pool-ec2-1' },
    own,
    rows: [listed(addresses, free)],
    expect: { refuses: 'ImmutableField', field: 'publicIPv4Pool' },
  },
  {
    name: 'refuses another group of zones',
    spec: { networkBorderGroup: 'elsewhere' },
    own,
    rows: [listed(addresses, free)],
    expect: { refuses: 'ImmutableField', field: 'networkBorderGroup' },
  },
];

describe('an Elastic IP address: its life', () => planTable(elasticIP, lifecycle));
describe('an Elastic IP address: trouble', () => planTable(elasticIP, trouble));
