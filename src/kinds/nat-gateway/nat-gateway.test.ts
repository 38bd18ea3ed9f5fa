// What a NAT gateway plans. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { subnets } from '../../tables/subnets.ts';
import { natGateway } from './nat-gateway.ts';
import type { NATGatewaySpec } from './nat-gateway.schema.ts';
import {
  type Cases,
  own,
  zonal,
  inner,
  regional,
  subnet,
  eip,
  used,
  eips,
  at,
  ip,
  row,
  innerRow,
  regionalRow,
  inZone,
} from './fake-gateway.ts';

const attached = listed(internetGateways, {
  InternetGatewayId: 'igw-1',
  Attachments: [{ VpcId: 'vpc-1', State: 'available' }],
});

const detached = listed(internetGateways, { InternetGatewayId: 'igw-1', Attachments: [] });

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

describe('a NAT gateway: its life', () => planTable(natGateway, creation));

describe('a NAT gateway is not made in vain', () => planTable(natGateway, inVain));

describe('a NAT gateway: bad input', () => planTable(natGateway, badInput));
