// Network interfaces: addresses, groups, attributes, deletion.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  refuses,
  shows,
} from '../case.ts';
import {
  group,
  groupId,
  interfaceId,
  networkInterface,
  notFound,
  nothing,
  subnet,
  subnetId,
  vpc,
  vpcId,
} from './common.ts';

const describe = { NetworkInterfaceIds: [interfaceId] };
const ground = [vpc(), subnet()];
const one = (shape: object) => ({ NetworkInterfaces: [shape] }) as never;
const modify = (change: object) =>
  does('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: interfaceId, ...change });
const refusesAddress = (code: string | readonly string[], address: string) =>
  refuses(code, 'CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: address });

export const networkInterfaceCases: readonly Case[] = [
  {
    name: 'a new network interface is available, with an address of its subnet and the default group',
    page: api('NetworkInterface'),
    steps: [
      ...ground,
      networkInterface('interface', { Description: 'mine' }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({
          Status: 'available',
          Description: 'mine',
          VpcId: vpcId,
          SubnetId: subnetId,
          AvailabilityZone: 'us-east-1a',
          PrivateIpAddress: { $like: '^10\\.0\\.1\\.\\d+$' },
          SourceDestCheck: true,
          InterfaceType: 'interface',
          RequesterManaged: false,
          OwnerId: '{account.home}',
          Groups: [{ GroupName: 'default' }],
          MacAddress: { $like: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' },
        }),
      ),
    ],
  },
  {
    name: 'a network interface takes an address from its subnet, and gives it back',
    page: guide('subnet-sizing'),
    steps: [
      ...ground,
      networkInterface(),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 250 }] }),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 251 }] }),
    ],
  },
  {
    name: 'a network interface has the address it was made with',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground,
      networkInterface('interface', { PrivateIpAddress: '10.0.1.77' }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({
          PrivateIpAddress: '10.0.1.77',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.77', Primary: true }],
        }),
      ),
    ],
  },
  {
    name: 'an address that another network interface has is refused',
    page: errorCodes,
    motoDiffers: 'moto gives it twice',
    steps: [
      ...ground,
      networkInterface('interface', { PrivateIpAddress: '10.0.1.77' }),
      refusesAddress(['InvalidIPAddress.InUse', 'InvalidParameterValue'], '10.0.1.77'),
    ],
  },
  {
    name: 'an address outside the subnet is refused',
    page: errorCodes,
    motoDiffers: 'moto does not look at the subnet',
    steps: [...ground, refusesAddress('*', '10.0.2.77')],
  },
  {
    name: 'the first four addresses of a subnet and the last are refused',
    page: guide('subnet-sizing'),
    motoDiffers: 'moto gives them',
    steps: [
      ...ground,
      ...['10.0.1.0', '10.0.1.1', '10.0.1.2', '10.0.1.3', '10.0.1.255'].map((address) =>
        refusesAddress('*', address),
      ),
    ],
  },
  {
    name: 'a network interface in a subnet that is not there is refused',
    page: errorCodes,
    steps: [refuses(notFound.subnet, 'CreateNetworkInterface', { SubnetId: nothing.subnet })],
  },
  {
    name: 'a network interface with a group that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it, and the group too',
    steps: [
      ...ground,
      refuses(notFound.group, 'CreateNetworkInterface', { SubnetId: subnetId, Groups: [nothing.group] }),
    ],
  },
  {
    name: 'a network interface with a group of another VPC is refused',
    page: guide('security-groups'),
    motoDiffers: 'moto makes it',
    steps: [
      ...ground,
      vpc('second', '10.1.0.0/16'),
      group('group', 'web', '{second.Vpc.VpcId}'),
      refuses('*', 'CreateNetworkInterface', { SubnetId: subnetId, Groups: [groupId] }),
    ],
  },
  {
    name: 'the same client token brings the same network interface again',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      ...ground,
      networkInterface('interface', { ClientToken: 'one' }),
      shows(
        'CreateNetworkInterface',
        { SubnetId: subnetId, ClientToken: 'one' },
        {
          NetworkInterface: { NetworkInterfaceId: interfaceId },
        },
      ),
    ],
  },
  {
    name: 'the groups of a network interface are replaced as a whole',
    page: api('ModifyNetworkInterfaceAttribute'),
    steps: [
      ...ground,
      group(),
      group('second', 'db'),
      networkInterface('interface', { Groups: [groupId] }),
      modify({ Groups: ['{second.GroupId}'] }),
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({ Groups: [{ GroupId: '{second.GroupId}', GroupName: 'db' }] }),
      ),
      does('DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
  {
    name: 'description and source check of a network interface can be changed',
    page: api('ModifyNetworkInterfaceAttribute'),
    steps: [
      ...ground,
      networkInterface(),
      modify({ Description: { Value: 'new' } }),
      modify({ SourceDestCheck: { Value: false } }),
      shows('DescribeNetworkInterfaces', describe, one({ Description: 'new', SourceDestCheck: false })),
    ],
  },
  {
    name: 'two attributes of a network interface cannot be changed in one call',
    page: api('ModifyNetworkInterfaceAttribute'),
    motoDiffers: 'moto changes one of them',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'ModifyNetworkInterfaceAttribute', {
        NetworkInterfaceId: interfaceId,
        Description: { Value: 'new' },
        SourceDestCheck: { Value: false },
      }),
    ],
  },
  {
    name: 'tags given at creation are on the network interface',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground,
      networkInterface('interface', {
        TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
      shows('DescribeNetworkInterfaces', describe, one({ TagSet: [{ Key: 'a', Value: '1' }] })),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('tag:a', '1')] },
        one({ NetworkInterfaceId: interfaceId }),
      ),
    ],
  },
  {
    name: 'network interfaces are found by VPC, subnet and group',
    page: api('DescribeNetworkInterfaces'),
    steps: [
      ...ground,
      subnet('second', '10.0.2.0/24'),
      group(),
      networkInterface('interface', { Groups: [groupId] }),
      make('other', 'CreateNetworkInterface', { SubnetId: '{second.Subnet.SubnetId}' }),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('vpc-id', vpcId)] },
        { NetworkInterfaces: { $size: 2 } },
      ),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('subnet-id', subnetId)] },
        one({ NetworkInterfaceId: interfaceId }),
      ),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('group-id', groupId)] },
        one({ NetworkInterfaceId: interfaceId }),
      ),
    ],
  },
  {
    name: 'a deleted network interface is gone',
    page: errorCodes,
    steps: [
      ...ground,
      networkInterface(),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      refuses('InvalidNetworkInterfaceID.NotFound', 'DescribeNetworkInterfaces', describe),
      refuses('InvalidNetworkInterfaceID.NotFound', 'DeleteNetworkInterface', {
        NetworkInterfaceId: interfaceId,
      }),
    ],
  },
];
