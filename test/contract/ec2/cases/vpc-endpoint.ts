// VPC endpoints: creation, description, deletion.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  idempotency,
  make,
  pagination,
  refuses,
  shows,
  tagging,
} from '../case.ts';
import { group, groupId, subnet, subnetId, table, tableId, vpc, vpcId } from './common.ts';
import {
  DYNAMODB,
  endpointId,
  gatewayEndpoint,
  interfaceEndpoint,
  isAvailable,
  S3,
  showsEndpoint,
  showsListRoutes,
  deletes,
  gateways,
  interfaces,
  more,
  noEndpoint,
  refusesEndpoint,
  unknownEndpoint,
} from './vpc-endpoint-common.ts';

export const vpcEndpointCases: readonly Case[] = [
  {
    name: 'a new gateway endpoint becomes available, with full access and a route in its table',
    page: gateways,
    motoDiffers: 'moto says that it has private DNS',
    steps: [
      vpc(),
      table(),
      gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
      showsEndpoint({
        VpcEndpointType: 'Gateway',
        VpcId: vpcId,
        ServiceName: S3,
        State: 'available',
        RouteTableIds: [tableId],
        SubnetIds: { $absent: true },
        Groups: { $absent: true },
        NetworkInterfaceIds: { $absent: true },
        PrivateDnsEnabled: false,
        OwnerId: '{account.home}',
        PolicyDocument: { $like: '"Effect":\\s*"Allow"' },
      }),
      showsListRoutes({ GatewayId: endpointId, State: 'active', DestinationPrefixListId: { $like: '^pl-' } }),
    ],
  },
  {
    name: 'an endpoint without a type is a gateway endpoint',
    page: api('CreateVpcEndpoint'),
    motoDiffers: 'moto shows no type',
    steps: [
      vpc(),
      make('endpoint', 'CreateVpcEndpoint', { VpcId: vpcId, ServiceName: S3 }),
      showsEndpoint({ VpcEndpointType: 'Gateway' }),
    ],
  },
  {
    name: 'a new interface endpoint becomes available, with an interface in its subnet and names',
    page: interfaces,
    motoDiffers: 'moto gives names that do not end in vpce.amazonaws.com',
    steps: [
      vpc(),
      subnet(),
      group(),
      interfaceEndpoint('endpoint', { SecurityGroupIds: [groupId] }),
      showsEndpoint({
        VpcEndpointType: 'Interface',
        State: 'available',
        SubnetIds: [subnetId],
        Groups: [{ GroupId: groupId, GroupName: 'web' }],
        NetworkInterfaceIds: { $size: 1 },
        DnsEntries: { $has: [{ DnsName: { $like: '\\.vpce\\.amazonaws\\.com$' } }] },
        RouteTableIds: { $absent: true },
      }),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('subnet-id', subnetId)] },
        {
          NetworkInterfaces: [
            {
              InterfaceType: 'vpc_endpoint',
              RequesterManaged: true,
              Status: 'in-use',
              Groups: [{ GroupId: groupId }],
              PrivateIpAddress: { $like: '^10\\.0\\.1\\.' },
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'an interface endpoint without a group has the default group of the VPC',
    page: api('CreateVpcEndpoint'),
    motoDiffers: 'moto gives it no group',
    steps: [vpc(), subnet(), interfaceEndpoint(), showsEndpoint({ Groups: [{ GroupName: 'default' }] })],
  },
  {
    name: 'the network interface of an endpoint cannot be deleted by hand',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html',
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      subnet(),
      interfaceEndpoint(),
      {
        ...make('found', 'DescribeNetworkInterfaces', { Filters: [filter('subnet-id', subnetId)] }),
        expect: { shape: { NetworkInterfaces: { $size: 1 } } },
      },
      refuses('*', 'DeleteNetworkInterface', {
        NetworkInterfaceId: '{found.NetworkInterfaces.0.NetworkInterfaceId}',
      }),
    ],
  },
  {
    name: 'the same client token brings the same endpoint again',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      gatewayEndpoint('endpoint', { ClientToken: 'one' }),
      shows(
        'CreateVpcEndpoint',
        { VpcId: vpcId, VpcEndpointType: 'Gateway', ServiceName: S3, ClientToken: 'one' },
        { VpcEndpoint: { VpcEndpointId: endpointId }, ClientToken: 'one' },
      ),
    ],
  },
  {
    name: 'the same client token for another service is refused',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      gatewayEndpoint('endpoint', { ClientToken: 'one' }),
      refusesEndpoint('IdempotentParameterMismatch', { ServiceName: DYNAMODB, ClientToken: 'one' }),
    ],
  },
  {
    name: 'tags of a new endpoint are there at once, and can be asked for',
    page: tagging,
    steps: [
      vpc(),
      gatewayEndpoint('endpoint', {
        TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      gatewayEndpoint('other'),
      shows(
        'DescribeVpcEndpoints',
        { Filters: [filter('tag:team', 'net')] },
        { VpcEndpoints: [{ VpcEndpointId: endpointId, Tags: [{ Key: 'team', Value: 'net' }] }] },
      ),
      does('CreateTags', { Resources: [endpointId], Tags: [{ Key: 'team', Value: 'web' }] }),
      showsEndpoint({ Tags: [{ Key: 'team', Value: 'web' }] }),
    ],
  },
  {
    name: 'a tag specification of another type is refused for an endpoint',
    page: api('CreateVpcEndpoint'),
    motoDiffers: 'moto tags it anyway',
    steps: [
      vpc(),
      refusesEndpoint('*', {
        ServiceName: S3,
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }],
      }),
    ],
  },
  {
    name: 'endpoints are found by VPC, service, type and state',
    page: api('DescribeVpcEndpoints'),
    motoDiffers: 'moto does not know every filter',
    steps: [
      vpc(),
      subnet(),
      gatewayEndpoint(),
      interfaceEndpoint('second'),
      ...[
        [filter('vpc-endpoint-type', 'Gateway')],
        [filter('service-name', S3)],
        [filter('vpc-endpoint-id', endpointId)],
        [filter('vpc-id', vpcId), filter('service-name', S3), filter('vpc-endpoint-state', 'available')],
      ].map((filters) =>
        shows(
          'DescribeVpcEndpoints',
          { Filters: filters },
          { VpcEndpoints: [{ VpcEndpointId: endpointId }] },
        ),
      ),
    ],
  },
  {
    name: 'endpoints come in pages',
    page: pagination,
    motoDiffers: 'moto answers all at once',
    steps: [
      vpc(),
      gatewayEndpoint(),
      gatewayEndpoint('second', { ServiceName: DYNAMODB }),
      { ...make('page', 'DescribeVpcEndpoints', { MaxResults: 1 }), expect: { shape: more } },
      shows('DescribeVpcEndpoints', { MaxResults: 1 }, { VpcEndpoints: { $size: 1 } }),
      shows(
        'DescribeVpcEndpoints',
        { MaxResults: 1, NextToken: '{page.NextToken}' },
        { VpcEndpoints: [{ $not: { VpcEndpointId: '{page.VpcEndpoints.0.VpcEndpointId}' } }] },
      ),
    ],
  },
  {
    name: 'an endpoint that is not there, and a filter that is not one, are refused',
    page: errorCodes,
    motoDiffers: 'moto does not check the form of ids',
    steps: [
      refuses(unknownEndpoint, 'DescribeVpcEndpoints', { VpcEndpointIds: [noEndpoint] }),
      refuses(['InvalidVpcEndpointId.Malformed', 'InvalidVpcEndpoint.Malformed'], 'DescribeVpcEndpoints', {
        VpcEndpointIds: ['endpoint'],
      }),
      refuses(['InvalidParameterValue', 'InvalidFilter'], 'DescribeVpcEndpoints', {
        Filters: [filter('colour', 'red')],
      }),
    ],
  },
  {
    name: 'a deleted gateway endpoint takes its route along',
    page: api('DeleteVpcEndpoints'),
    steps: [
      vpc(),
      table(),
      gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
      isAvailable,
      deletes,
      showsListRoutes(),
      shows(
        'DescribeVpcEndpoints',
        { Filters: [filter('vpc-id', vpcId), filter('vpc-endpoint-state', 'available', 'pending')] },
        { VpcEndpoints: { $absent: true } },
      ),
    ],
  },
  {
    name: 'deletion tells inside a success what it did not do',
    page: api('DeleteVpcEndpoints'),
    motoDiffers: 'moto keeps silent about it',
    steps: [
      vpc(),
      gatewayEndpoint(),
      isAvailable,
      shows(
        'DeleteVpcEndpoints',
        { VpcEndpointIds: [noEndpoint, endpointId] },
        { Unsuccessful: { $has: [{ ResourceId: noEndpoint, Error: { Code: { $one: unknownEndpoint } } }] } },
      ),
    ],
  },
  {
    name: 'a subnet, a group and a VPC cannot be deleted while an interface endpoint is in them',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html',
    motoDiffers: 'moto deletes them',
    steps: [
      vpc(),
      subnet(),
      group(),
      interfaceEndpoint('endpoint', { SecurityGroupIds: [groupId] }),
      isAvailable,
      refuses('DependencyViolation', 'DeleteSubnet', { SubnetId: subnetId }),
      refuses('DependencyViolation', 'DeleteSecurityGroup', { GroupId: groupId }),
      refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId }),
    ],
  },
  {
    name: 'a subnet can be deleted when the interface of its endpoint has gone',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html',
    steps: [
      vpc(),
      subnet(),
      interfaceEndpoint(),
      isAvailable,
      deletes,
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('subnet-id', subnetId)] },
        { NetworkInterfaces: { $absent: true } },
      ),
      does('DeleteSubnet', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'a VPC cannot be deleted while it has a gateway endpoint',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html',
    unsettled: 'the page asks to delete endpoints with interfaces first and does not name gateway endpoints',
    steps: [
      vpc(),
      gatewayEndpoint(),
      isAvailable,
      refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId }),
    ],
  },
  {
    name: 'a route table with the route of a gateway endpoint can be deleted',
    page: api('DeleteRouteTable'),
    unsettled: 'the page names associations with subnets only',
    steps: [
      vpc(),
      table(),
      gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
      isAvailable,
      does('DeleteRouteTable', { RouteTableId: tableId }),
      showsEndpoint({ RouteTableIds: { $absent: true } }),
    ],
  },
];
