// What a NAT gateway plans. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
import { describe } from 'vitest';
import {
  type Case,
  listed,
  missing,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { natGateways } from '../../tables/nat-gateways.ts';
import { subnets } from '../../tables/subnets.ts';
import { natGateway } from './nat-gateway.ts';
import type { NATGatewaySpec, NATGatewayStatus } from './nat-gateway.schema.ts';

type Cases = readonly Case<NATGatewaySpec, Partial<NATGatewayStatus>>[];

const own = 'nat-1';
const zonal = { subnetRef: usable('subnet-1'), elasticIPRef: usable('eipalloc-1') };
const inner = { connectivityType: 'Private', subnetRef: usable('subnet-1') } as const;
const regional = { availabilityMode: 'Regional', vpcRef: usable('vpc-1') } as const;

const subnet = (more: object = {}) =>
  listed(subnets, {
    SubnetId: 'subnet-1',
    VpcId: 'vpc-1',
    CidrBlock: '10.0.1.0/24',
    AvailableIpAddressCount: 9,
    ...more,
  });
const attached = listed(internetGateways, {
  InternetGatewayId: 'igw-1',
  Attachments: [{ VpcId: 'vpc-1', State: 'available' }],
});
const detached = listed(internetGateways, { InternetGatewayId: 'igw-1', Attachments: [] });
const eip = (n: number, more: object = {}) => ({
  AllocationId: `eipalloc-${n}`,
  PublicIp: `198.18.0.${n}`,
  ...more,
});
const used = { AssociationId: 'eipassoc-9', NetworkInterfaceId: 'eni-9' };
const eips = (...more: object[]) => listed(addresses, eip(1), eip(2), eip(3), ...more);

const at = (n: number, more: object = {}) => ({
  AllocationId: `eipalloc-${n}`,
  AssociationId: `eipassoc-${n}`,
  NetworkInterfaceId: 'eni-1',
  PublicIp: `198.18.0.${n}`,
  PrivateIp: `10.0.1.${n}0`,
  IsPrimary: n === 1,
  Status: 'succeeded',
  ...more,
});
const ip = (last: number, more: object = {}) => ({
  NetworkInterfaceId: 'eni-1',
  PrivateIp: `10.0.1.${last}`,
  IsPrimary: last === 10,
  Status: 'succeeded',
  ...more,
});
const row = (list: readonly object[], more: object = {}) =>
  listed(natGateways, {
    NatGatewayId: own,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    State: 'available',
    ConnectivityType: 'public',
    AvailabilityMode: 'zonal',
    NatGatewayAddresses: list,
    ...more,
  });
const innerRow = (list: readonly object[]) => row(list, { ConnectivityType: 'private' });
const regionalRow = (list: readonly object[], more: object = {}) =>
  row(list, {
    SubnetId: undefined,
    AvailabilityMode: 'regional',
    AutoProvisionZones: 'disabled',
    RouteTableId: 'rtb-1',
    ...more,
  });
const inZone = (n: number, zone: string, more: object = {}) =>
  at(n, { IsPrimary: undefined, AvailabilityZone: zone, AvailabilityZoneId: `id-${zone}`, ...more });

const creation: Cases = [
  {
    name: 'absent and wanted, public: is made in its subnet with its address',
    spec: zonal,
    rows: [subnet(), attached, eips()],
    expect: {
      calls: [
        'CreateNatGateway subnetRef null → subnet-1',
        '… connectivityType null → Public',
        '… elasticIPRef null → eipalloc-1',
      ],
      inputs: [{ SubnetId: 'subnet-1', ConnectivityType: 'public', AllocationId: 'eipalloc-1' }],
    },
  },
  {
    name: 'absent and wanted, with secondary addresses: they are announced, and added when it is there',
    spec: { ...zonal, secondaryElasticIPRefs: [usable('eipalloc-2')] },
    rows: [subnet(), attached, eips()],
    expect: {
      calls: [
        'CreateNatGateway subnetRef null → subnet-1',
        '… connectivityType null → Public',
        '… elasticIPRef null → eipalloc-1',
      ],
      later: ['secondaryElasticIPRefs[eipalloc-2] null → eipalloc-2'],
      inputs: [{ SubnetId: 'subnet-1', ConnectivityType: 'public', AllocationId: 'eipalloc-1' }],
    },
  },
  {
    name: 'absent and wanted, private: needs neither an address nor an internet gateway',
    spec: { ...inner, privateIPAddress: '10.0.1.10' },
    rows: [subnet()],
    expect: {
      calls: [
        'CreateNatGateway subnetRef null → subnet-1',
        '… connectivityType null → Private',
        '… privateIPAddress null → 10.0.1.10',
      ],
      inputs: [{ SubnetId: 'subnet-1', ConnectivityType: 'private', PrivateIpAddress: '10.0.1.10' }],
    },
  },
  {
    name: 'absent and wanted, regional: lies in no subnet, and AWS chooses',
    spec: regional,
    rows: [attached],
    expect: {
      calls: ['CreateNatGateway vpcRef null → vpc-1', '… connectivityType null → Public'],
      inputs: [{ VpcId: 'vpc-1', AvailabilityMode: 'regional', ConnectivityType: 'public' }],
    },
  },
  {
    name: 'absent and wanted, regional by hand: with the addresses of each zone, by name or by id',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1'), usable('eipalloc-2')] },
        { availabilityZoneID: 'az3', elasticIPIDs: ['eipalloc-3'] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    rows: [attached, eips()],
    expect: {
      calls: [
        'CreateNatGateway vpcRef null → vpc-1',
        '… connectivityType null → Public',
        '… availabilityZoneAddresses null → ["a: eipalloc-1, eipalloc-2","az3: eipalloc-3"]',
      ],
      inputs: [
        {
          VpcId: 'vpc-1',
          AvailabilityMode: 'regional',
          ConnectivityType: 'public',
          AvailabilityZoneAddresses: [
            { AvailabilityZone: 'a', AllocationIds: ['eipalloc-1', 'eipalloc-2'] },
            { AvailabilityZoneId: 'az3', AllocationIds: ['eipalloc-3'] },
          ],
        },
      ],
    },
  },
  {
    name: 'absent and wanted, regional by hand without any usable address: waits, or AWS would choose for ever',
    spec: {
      ...regional,
      availabilityZoneAddresses: [{ availabilityZone: 'a', elasticIPRefs: [missing('ElasticIP a')] }],
    } as unknown as Partial<NATGatewaySpec>,
    rows: [attached],
    expect: { waits: 'DependencyNotReady', says: /None of availabilityZoneAddresses/ },
  },
  { name: 'absent and not wanted: nothing', spec: zonal, want: 'absent', expect: {} },
  {
    name: 'present and not wanted: nothing to undo first',
    spec: zonal,
    want: 'absent',
    own,
    rows: [row([at(1)])],
    expect: {},
  },
  {
    name: 'present and wanted: nothing, and its status says what it is',
    spec: zonal,
    own,
    rows: [row([at(1)])],
    expect: {
      status: {
        vpcID: 'vpc-1',
        subnetID: 'subnet-1',
        publicIPs: ['198.18.0.1'],
        privateIPs: ['10.0.1.10'],
        networkInterfaceID: 'eni-1',
      },
    },
  },
  {
    name: 'regional and left to AWS: its addresses are nobody else’s business',
    spec: regional,
    own,
    rows: [regionalRow([inZone(8, 'a')], { AutoProvisionZones: 'enabled' })],
    expect: {
      status: {
        vpcID: 'vpc-1',
        publicIPs: ['198.18.0.8'],
        privateIPs: ['10.0.1.80'],
        networkInterfaceID: 'eni-1',
        routeTableID: 'rtb-1',
      },
    },
  },
];

const inVain: Cases = [
  {
    name: 'public, no internet gateway attached: waits instead of failing (Gateway.NotAttached)',
    spec: zonal,
    rows: [subnet(), detached, eips()],
    expect: { waits: 'DependencyNotReady', says: /internet gateway.*vpc-1.*would fail/ },
  },
  {
    name: 'regional, no internet gateway attached: waits too',
    spec: regional,
    rows: [detached],
    expect: { waits: 'DependencyNotReady', says: /internet gateway/ },
  },
  {
    name: 'an internet gateway that is leaving does not count',
    spec: zonal,
    rows: [
      subnet(),
      listed(internetGateways, {
        InternetGatewayId: 'igw-1',
        Attachments: [{ VpcId: 'vpc-1', State: 'detaching' }],
      }),
      eips(),
    ],
    expect: { waits: 'DependencyNotReady' },
  },
  {
    name: 'its address is in use: waits (Resource.AlreadyAssociated)',
    spec: zonal,
    rows: [subnet(), attached, listed(addresses, eip(1, used))],
    expect: { waits: 'DependencyNotReady', says: /198\.18\.0\.1 \(eipalloc-1\).*eni-9/ },
  },
  {
    name: 'its address is not shown yet: waits (InvalidAllocationID.NotFound)',
    spec: zonal,
    rows: [subnet(), attached, listed(addresses)],
    expect: { waits: 'DependencyNotReady', says: /eipalloc-1/ },
  },
  {
    name: 'its subnet is not shown yet: waits (InvalidSubnetID.NotFound)',
    spec: zonal,
    rows: [listed(subnets), attached, eips()],
    expect: { waits: 'DependencyNotReady', says: /subnet-1/ },
  },
  {
    name: 'its subnet is full: waits (InsufficientFreeAddressesInSubnet)',
    spec: inner,
    rows: [subnet({ AvailableIpAddressCount: 0 })],
    expect: { waits: 'DependencyNotReady', says: /free address in subnet-1/ },
  },
];

const badInput: Cases = [
  {
    name: 'refuses a private address outside of the subnet',
    spec: { ...inner, privateIPAddress: '10.9.0.10' },
    rows: [subnet()],
    expect: { refuses: 'InvalidSpec', field: 'privateIPAddress', says: /outside of subnet-1/ },
  },
  ...['10.0.1.0', '10.0.1.3', '10.0.1.255'].map((privateIPAddress) => ({
    name: `refuses ${privateIPAddress}, which AWS keeps`,
    spec: { ...inner, privateIPAddress },
    rows: [subnet()],
    expect: { refuses: 'InvalidSpec' as const, field: 'privateIPAddress', says: /AWS keeps/ },
  })),
  {
    name: 'refuses a secondary private address outside of the subnet',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.2.10'] },
    own,
    rows: [subnet(), innerRow([ip(10)])],
    expect: { refuses: 'InvalidSpec', field: 'secondaryPrivateIPAddresses' },
  },
  {
    name: 'refuses the same private address twice',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.1.20', '10.0.1.20'] },
    own,
    rows: [subnet(), innerRow([ip(10)])],
    expect: { refuses: 'InvalidSpec', field: 'secondaryPrivateIPAddresses', says: /twice/ },
  },
  {
    name: 'refuses the first address as a secondary one',
    spec: { ...zonal, secondaryElasticIPRefs: [usable('eipalloc-1')] },
    own,
    rows: [row([at(1)])],
    expect: { refuses: 'InvalidSpec', field: 'secondaryElasticIPRefs', says: /eipalloc-1 is declared twice/ },
  },
  {
    name: 'refuses one address in two zones',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1')] },
        { availabilityZone: 'c', elasticIPRefs: [usable('eipalloc-1')] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a')]), eips()],
    expect: { refuses: 'InvalidSpec', field: 'availabilityZoneAddresses' },
  },
  ...(
    [
      ['subnetRef', { ...zonal, subnetRef: usable('subnet-2') }],
      ['elasticIPRef', { ...zonal, elasticIPRef: usable('eipalloc-2') }],
      ['connectivityType', { ...zonal, connectivityType: 'Private' }],
      ['availabilityMode', { ...zonal, availabilityMode: 'Regional' }],
      ['privateIPAddress', { ...zonal, privateIPAddress: '10.0.1.99' }],
    ] as const
  ).map(([field, spec]) => ({
    name: `refuses another ${field}`,
    spec,
    own,
    rows: [row([at(1)]), eips()],
    expect: { refuses: 'ImmutableField' as const, field },
  })),
  {
    name: 'refuses another VPC',
    spec: { ...regional, vpcRef: usable('vpc-2') },
    own,
    rows: [regionalRow([], { AutoProvisionZones: 'enabled' })],
    expect: { refuses: 'ImmutableField', field: 'vpcRef' },
  },
  {
    name: 'refuses addresses of its own where AWS chooses them',
    spec: {
      ...regional,
      availabilityZoneAddresses: [{ availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1')] }],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([], { AutoProvisionZones: 'enabled' }), eips()],
    expect: { refuses: 'ImmutableField', field: 'availabilityZoneAddresses' },
  },
];

const secondary = (...ids: string[]) => ({ ...zonal, secondaryElasticIPRefs: ids.map((id) => usable(id)) });

const changes: Cases = [
  {
    name: 'no address is said to be the primary one, a member that may be missing: it is the first, and stays',
    spec: zonal,
    own,
    rows: [row([at(1, { IsPrimary: undefined })])],
    expect: {},
  },
  {
    name: 'no address is said to be the primary one: the second is not declared, and goes',
    spec: zonal,
    own,
    rows: [row([at(1, { IsPrimary: undefined }), at(2, { IsPrimary: undefined })])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
      ],
    },
  },
  {
    name: 'adds secondary addresses in one call',
    spec: secondary('eipalloc-2', 'eipalloc-3'),
    own,
    rows: [row([at(1)]), eips()],
    expect: {
      calls: [
        'AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] null → eipalloc-2',
        '… secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3',
      ],
      inputs: [{ NatGatewayId: own, AllocationIds: ['eipalloc-2', 'eipalloc-3'] }],
    },
  },
  {
    name: 'adds by raw id, and reports at that field',
    spec: { ...zonal, secondaryElasticIPIDs: ['eipalloc-2'] },
    own,
    rows: [row([at(1)]), eips()],
    expect: { calls: ['AssociateNatGatewayAddress secondaryElasticIPIDs[eipalloc-2] null → eipalloc-2'] },
  },
  {
    name: 'swaps by adding first; what goes is announced',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2)]), eips()],
    expect: {
      calls: ['AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3'],
      later: ['secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)'],
    },
  },
  {
    name: 'does not drain the old one before the new one works',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2), at(3, { Status: 'associating' })])],
    expect: { waits: 'Updating', says: /getting eipalloc-3/ },
  },
  {
    name: 'drains the old one when the new one works',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2), at(3)])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
      ],
      inputs: [{ NatGatewayId: own, AssociationIds: ['eipassoc-2'] }],
    },
  },
  {
    name: 'is not as declared while the old one drains',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' }), at(3)])],
    expect: { waits: 'Updating', says: /drains eipalloc-2/ },
  },
  {
    name: 'changes nothing while one drains: AWS would refuse it',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' })]), eips()],
    expect: { waits: 'Updating', says: /drains eipalloc-2/ },
  },
  {
    name: 'takes one back that still drains, when it has left',
    spec: secondary('eipalloc-2'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' })])],
    expect: { waits: 'Updating' },
  },
  {
    name: 'left out: there are none',
    spec: zonal,
    own,
    rows: [row([at(1), at(2), at(3)])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
        '… secondaryElasticIPRefs[eipalloc-3] eipalloc-3 → null (Interrupts)',
      ],
    },
  },
  {
    name: 'left out of an adopted one: left alone',
    spec: {},
    adopted: true,
    own,
    rows: [row([at(1), at(2)])],
    expect: {},
  },
  {
    name: 'an address in use elsewhere is held, the others are added',
    spec: secondary('eipalloc-2', 'eipalloc-3'),
    own,
    rows: [row([at(1)]), listed(addresses, eip(2, used), eip(3))],
    expect: {
      calls: ['AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3'],
      held: ['secondaryElasticIPRefs[eipalloc-2] DependencyNotReady'],
      says: /free: eni-9 has it/,
    },
  },
  {
    name: 'an address that does not exist is held',
    spec: { ...zonal, secondaryElasticIPRefs: [missing('ElasticIP two')] } as Partial<NATGatewaySpec>,
    own,
    rows: [row([at(1)])],
    expect: { held: ['secondaryElasticIPRefs[ElasticIP two] DependencyNotFound'] },
  },
  {
    name: 'an address whose grant was withdrawn stays, and is not added anew',
    spec: {
      ...zonal,
      secondaryElasticIPRefs: [withdrawn('eipalloc-2'), withdrawn('eipalloc-3')],
    } as Partial<NATGatewaySpec>,
    own,
    rows: [row([at(1), at(2)]), eips()],
    expect: { held: ['secondaryElasticIPRefs[eipalloc-3] ReferenceNotGranted'] },
  },
  {
    name: 'an address that AWS could not add is reported with its reason',
    spec: secondary('eipalloc-2'),
    own,
    rows: [row([at(1), at(2, { Status: 'failed', FailureMessage: 'other border group' })])],
    expect: { held: ['secondaryElasticIPRefs[eipalloc-2] Failed'], says: /other border group/ },
  },
  {
    name: 'private: assigns first',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.1.21'] },
    own,
    rows: [subnet(), innerRow([ip(10), ip(20)])],
    expect: {
      calls: ['AssignPrivateNatGatewayAddress secondaryPrivateIPAddresses[10.0.1.21] null → 10.0.1.21'],
      later: ['secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)'],
      inputs: [{ NatGatewayId: own, PrivateIpAddresses: ['10.0.1.21'] }],
    },
  },
  {
    name: 'private: unassigns last',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.1.21'] },
    own,
    rows: [subnet(), innerRow([ip(10), ip(20), ip(21)])],
    expect: {
      calls: [
        'UnassignPrivateNatGatewayAddress secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)',
      ],
      inputs: [{ NatGatewayId: own, PrivateIpAddresses: ['10.0.1.20'] }],
    },
  },
  {
    name: 'regional: one call per zone',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1'), usable('eipalloc-2')] },
        { availabilityZone: 'c', elasticIPRefs: [usable('eipalloc-3')] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a')]), eips()],
    expect: {
      calls: [
        'AssociateNatGatewayAddress availabilityZoneAddresses[eipalloc-2] null → a',
        'AssociateNatGatewayAddress availabilityZoneAddresses[eipalloc-3] null → c',
      ],
      inputs: [
        { NatGatewayId: own, AllocationIds: ['eipalloc-2'], AvailabilityZone: 'a' },
        { NatGatewayId: own, AllocationIds: ['eipalloc-3'], AvailabilityZone: 'c' },
      ],
    },
  },
  {
    name: 'regional: an address that is to serve another zone leaves first, because it cannot serve two',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1')] },
        { availabilityZoneID: 'id-d', elasticIPRefs: [usable('eipalloc-2')] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a'), inZone(2, 'c')])],
    expect: {
      calls: ['DisassociateNatGatewayAddress availabilityZoneAddresses[eipalloc-2] c → null (Interrupts)'],
    },
  },
  {
    name: 'regional: a zone given by its id is the same zone',
    spec: {
      ...regional,
      availabilityZoneAddresses: [{ availabilityZoneID: 'id-a', elasticIPRefs: [usable('eipalloc-1')] }],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a')])],
    expect: {},
  },
];

describe('a NAT gateway: its life', () => planTable(natGateway, creation));
describe('a NAT gateway is not made in vain', () => planTable(natGateway, inVain));
describe('a NAT gateway: bad input', () => planTable(natGateway, badInput));
describe('a NAT gateway: its addresses', () => planTable(natGateway, changes));
