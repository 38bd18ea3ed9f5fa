// Further addresses of network interfaces: named and counted, of both families.
import { api, type Case, does, guide, make, refuses, shows, type Step } from '../case.ts';
import { interfaceId, networkInterface, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';

const describe = { NetworkInterfaceIds: [interfaceId] };
const ground = [vpc(), subnet()];
const one = (shape: object) => ({ NetworkInterfaces: [shape] }) as never;
const assign = (more: object) =>
  does('AssignPrivateIpAddresses', { NetworkInterfaceId: interfaceId, ...more });
const unassign = (more: object) =>
  does('UnassignPrivateIpAddresses', { NetworkInterfaceId: interfaceId, ...more });
const create = (more: object) => ({ SubnetId: subnetId, ...more });
const addresses = (...texts: string[]) => texts.map((text) => ({ PrivateIpAddress: text }));

const outer = '{v6.Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock|/64}';
/** A subnet with an IPv6 network. The steps save the VPC's networks as `v6`. */
const ground6: readonly Step[] = [
  make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
  {
    call: 'DescribeVpcs',
    input: { VpcIds: [vpcId] },
    save: 'v6',
    expect: {
      shape: { Vpcs: [{ Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlockState: { State: 'associated' } }] }] },
    },
  },
  make('subnet', 'CreateSubnet', {
    VpcId: vpcId,
    CidrBlock: '10.0.1.0/24',
    Ipv6CidrBlock: outer,
    AvailabilityZone: 'us-east-1a',
  }),
];

export const networkInterfaceAddressCases: readonly Case[] = [
  {
    name: 'a network interface can be made with a number of further addresses',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground,
      networkInterface('interface', { SecondaryPrivateIpAddressCount: 2 }),
      shows('DescribeNetworkInterfaces', describe, one({ PrivateIpAddresses: { $size: 3 } })),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 248 }] }),
    ],
  },
  {
    name: 'a network interface can be made with named further addresses',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground,
      networkInterface('interface', {
        PrivateIpAddresses: [
          { PrivateIpAddress: '10.0.1.20', Primary: true },
          { PrivateIpAddress: '10.0.1.21', Primary: false },
        ],
      }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({
          PrivateIpAddress: '10.0.1.20',
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.0.1.20', Primary: true },
            { PrivateIpAddress: '10.0.1.21', Primary: false },
          ],
        }),
      ),
    ],
  },
  {
    name: 'further addresses cannot be named and counted in one request to make an interface',
    page: api('CreateNetworkInterface'),
    motoDiffers: 'moto takes both',
    steps: [
      ...ground,
      refuses(
        '*',
        'CreateNetworkInterface',
        create({
          SecondaryPrivateIpAddressCount: 1,
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.21', Primary: false }],
        }),
      ),
    ],
  },
  {
    name: 'a network interface has one primary address',
    page: api('CreateNetworkInterface'),
    motoDiffers: 'moto takes both',
    steps: [
      ...ground,
      refuses(
        '*',
        'CreateNetworkInterface',
        create({
          PrivateIpAddress: '10.0.1.20',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.21', Primary: true }],
        }),
      ),
    ],
  },
  {
    name: 'named addresses are assigned beside those that are there',
    page: api('AssignPrivateIpAddresses'),
    steps: [
      ...ground,
      networkInterface('interface', { PrivateIpAddress: '10.0.1.20' }),
      assign({ PrivateIpAddresses: ['10.0.1.21', '10.0.1.22'] }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({
          PrivateIpAddress: '10.0.1.20',
          PrivateIpAddresses: addresses('10.0.1.20', '10.0.1.21', '10.0.1.22'),
        }),
      ),
    ],
  },
  {
    name: 'a number of addresses is assigned beside those that are there',
    page: api('AssignPrivateIpAddresses'),
    steps: [
      ...ground,
      networkInterface(),
      assign({ SecondaryPrivateIpAddressCount: 2 }),
      shows('DescribeNetworkInterfaces', describe, one({ PrivateIpAddresses: { $size: 3 } })),
    ],
  },
  {
    name: 'addresses are assigned by name or by number, not by both',
    page: api('AssignPrivateIpAddresses'),
    motoDiffers: 'moto takes both',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'AssignPrivateIpAddresses', {
        NetworkInterfaceId: interfaceId,
        PrivateIpAddresses: ['10.0.1.21'],
        SecondaryPrivateIpAddressCount: 1,
      }),
    ],
  },
  {
    name: 'an assigned address is taken from the subnet, and given back',
    page: guide('subnet-sizing'),
    steps: [
      ...ground,
      networkInterface(),
      assign({ PrivateIpAddresses: ['10.0.1.21'] }),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 249 }] }),
      unassign({ PrivateIpAddresses: ['10.0.1.21'] }),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 250 }] }),
    ],
  },
  {
    name: 'an address outside the subnet is not assigned',
    page: api('AssignPrivateIpAddresses'),
    motoDiffers: 'moto assigns it',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'AssignPrivateIpAddresses', {
        NetworkInterfaceId: interfaceId,
        PrivateIpAddresses: ['10.0.2.21'],
      }),
    ],
  },
  {
    name: 'an address of another interface is not assigned unless that is allowed',
    page: api('AssignPrivateIpAddresses'),
    motoDiffers: 'moto assigns it twice',
    steps: [
      ...ground,
      networkInterface(),
      networkInterface('second'),
      assign({ PrivateIpAddresses: ['10.0.1.99'] }),
      refuses('*', 'AssignPrivateIpAddresses', {
        NetworkInterfaceId: '{second.NetworkInterface.NetworkInterfaceId}',
        PrivateIpAddresses: ['10.0.1.99'],
      }),
    ],
  },
  {
    name: 'an assigned address moves where that is allowed',
    page: api('AssignPrivateIpAddresses'),
    motoDiffers: 'moto leaves it at the first one, too',
    steps: [
      ...ground,
      networkInterface(),
      networkInterface('second'),
      assign({ PrivateIpAddresses: ['10.0.1.99'] }),
      does('AssignPrivateIpAddresses', {
        NetworkInterfaceId: '{second.NetworkInterface.NetworkInterfaceId}',
        PrivateIpAddresses: ['10.0.1.99'],
        AllowReassignment: true,
      }),
      shows('DescribeNetworkInterfaces', describe, one({ PrivateIpAddresses: { $size: 1 } })),
    ],
  },
  {
    name: 'an address that the interface has already is assigned again without effect',
    page: api('AssignPrivateIpAddresses'),
    unsettled: 'no page says whether it is refused',
    steps: [
      ...ground,
      networkInterface(),
      assign({ PrivateIpAddresses: ['10.0.1.99'] }),
      assign({ PrivateIpAddresses: ['10.0.1.99'] }),
      shows('DescribeNetworkInterfaces', describe, one({ PrivateIpAddresses: { $size: 2 } })),
    ],
  },
  {
    name: 'addresses of an interface that is not there cannot be assigned or unassigned',
    page: api('UnassignPrivateIpAddresses'),
    steps: [
      refuses('InvalidNetworkInterfaceID.NotFound', 'AssignPrivateIpAddresses', {
        NetworkInterfaceId: nothing.interface,
        SecondaryPrivateIpAddressCount: 1,
      }),
      refuses('InvalidNetworkInterfaceID.NotFound', 'UnassignPrivateIpAddresses', {
        NetworkInterfaceId: nothing.interface,
        PrivateIpAddresses: ['10.0.1.99'],
      }),
    ],
  },
  {
    name: 'the primary address of an interface cannot be unassigned',
    page: api('UnassignPrivateIpAddresses'),
    motoDiffers: 'moto unassigns it',
    steps: [
      ...ground,
      networkInterface('interface', { PrivateIpAddress: '10.0.1.20' }),
      refuses('*', 'UnassignPrivateIpAddresses', {
        NetworkInterfaceId: interfaceId,
        PrivateIpAddresses: ['10.0.1.20'],
      }),
    ],
  },
  {
    name: 'an address that the interface does not have cannot be unassigned',
    page: api('UnassignPrivateIpAddresses'),
    motoDiffers: 'moto answers success',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'UnassignPrivateIpAddresses', {
        NetworkInterfaceId: interfaceId,
        PrivateIpAddresses: ['10.0.1.99'],
      }),
    ],
  },
  {
    name: 'IPv6 addresses are assigned by number and unassigned by name',
    page: api('AssignIpv6Addresses'),
    steps: [
      ...ground6,
      networkInterface(),
      {
        ...make('assigned', 'AssignIpv6Addresses', { NetworkInterfaceId: interfaceId, Ipv6AddressCount: 2 }),
        expect: { shape: { NetworkInterfaceId: interfaceId, AssignedIpv6Addresses: { $size: 2 } } },
      },
      shows('DescribeNetworkInterfaces', describe, one({ Ipv6Addresses: { $size: 2 } })),
      does('UnassignIpv6Addresses', {
        NetworkInterfaceId: interfaceId,
        Ipv6Addresses: ['{assigned.AssignedIpv6Addresses.0}'],
      }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({ Ipv6Addresses: [{ Ipv6Address: '{assigned.AssignedIpv6Addresses.1}' }] }),
      ),
    ],
  },
  {
    name: 'a network interface can be made with an IPv6 address that AWS chooses',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground6,
      networkInterface('interface', { Ipv6AddressCount: 1 }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({ Ipv6Addresses: [{ Ipv6Address: { $like: '^[0-9a-f:]+$' } }] }),
      ),
    ],
  },
  {
    name: 'a subnet gives its new interfaces an IPv6 address where it is told to',
    page: api('ModifySubnetAttribute'),
    motoDiffers: 'moto gives none',
    steps: [
      ...ground6,
      does('ModifySubnetAttribute', { SubnetId: subnetId, AssignIpv6AddressOnCreation: { Value: true } }),
      networkInterface(),
      shows('DescribeNetworkInterfaces', describe, one({ Ipv6Addresses: { $size: 1 } })),
    ],
  },
  {
    name: 'a subnet without IPv6 gives no IPv6 address',
    page: api('AssignIpv6Addresses'),
    motoDiffers: 'moto gives one',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'AssignIpv6Addresses', { NetworkInterfaceId: interfaceId, Ipv6AddressCount: 1 }),
    ],
  },
  {
    name: 'an IPv6 address outside the subnet is not assigned',
    page: api('AssignIpv6Addresses'),
    motoDiffers: 'moto assigns it',
    steps: [
      ...ground6,
      networkInterface(),
      refuses('*', 'AssignIpv6Addresses', {
        NetworkInterfaceId: interfaceId,
        Ipv6Addresses: ['2001:db8::99'],
      }),
    ],
  },
  {
    name: 'an IPv6 address that the interface does not have cannot be unassigned',
    page: api('UnassignIpv6Addresses'),
    motoDiffers: 'moto answers success',
    steps: [
      ...ground6,
      networkInterface(),
      refuses('*', 'UnassignIpv6Addresses', {
        NetworkInterfaceId: interfaceId,
        Ipv6Addresses: ['2001:db8::99'],
      }),
    ],
  },
];
