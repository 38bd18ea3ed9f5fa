// VPC endpoints: services, creation, description, deletion.
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
import { group, groupId, notFound, nothing, subnet, subnetId, table, tableId, vpc, vpcId } from './common.ts';
import {
  DYNAMODB,
  dnsOn,
  endpointId,
  gatewayEndpoint,
  interfaceEndpoint,
  isAvailable,
  policy,
  S3,
  showsEndpoint,
  showsListRoutes,
  SSM,
} from './vpc-endpoint-common.ts';

const privatelink = (page: string) => `https://docs.aws.amazon.com/vpc/latest/privatelink/${page}.html`;
const gateways = privatelink('gateway-endpoints');
const interfaces = privatelink('privatelink-access-aws-services');
const gone = ['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpoint.NotFound'];
const noEndpoint = 'vpce-0123456789abcdef0';
/** There is another page. */
const more = { NextToken: { $like: '.' } };
const refusesEndpoint = (code: string | readonly string[], input: Readonly<Record<string, unknown>>) =>
  refuses(code, 'CreateVpcEndpoint', { VpcId: vpcId, ...input });

export const vpcEndpointCases: readonly Case[] = [
  {
    name: 'S3 can be reached through a gateway and through interfaces, Systems Manager through interfaces',
    page: gateways,
    motoDiffers: 'moto does not know the filter service-name here',
    steps: [
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', S3)] },
        {
          ServiceNames: [S3],
          ServiceDetails: [
            { ServiceName: S3, ServiceType: [{ ServiceType: 'Gateway' }], Owner: 'amazon' },
            { ServiceName: S3, ServiceType: [{ ServiceType: 'Interface' }], Owner: 'amazon' },
          ],
        },
      ),
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', SSM)] },
        {
          ServiceDetails: [
            {
              ServiceType: [{ ServiceType: 'Interface' }],
              PrivateDnsName: 'ssm.us-east-1.amazonaws.com',
              AcceptanceRequired: false,
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a service that is not there is refused by name, and not found by filter',
    page: errorCodes,
    motoDiffers: 'moto does not know the filter service-name here',
    steps: [
      refuses('InvalidServiceName', 'DescribeVpcEndpointServices', {
        ServiceNames: ['com.amazonaws.us-east-1.nothing'],
      }),
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', 'com.amazonaws.us-east-1.nothing')] },
        { ServiceDetails: { $absent: true } },
      ),
    ],
  },
  {
    name: 'services can be told by type',
    page: api('DescribeVpcEndpointServices'),
    motoDiffers: 'moto does not know the filter service-type',
    steps: [
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-type', 'Gateway'), filter('service-name', S3, DYNAMODB, SSM)] },
        { ServiceDetails: [{ ServiceName: S3 }, { ServiceName: DYNAMODB }] },
      ),
    ],
  },
  {
    name: 'services come in pages',
    page: pagination,
    steps: [
      { ...make('page', 'DescribeVpcEndpointServices', { MaxResults: 2 }), expect: { shape: more } },
      shows('DescribeVpcEndpointServices', { MaxResults: 2 }, { ServiceDetails: { $size: 2 } }),
      shows(
        'DescribeVpcEndpointServices',
        { MaxResults: 1000, NextToken: '{page.NextToken}' },
        { ServiceDetails: { $not: { $has: [{ ServiceId: '{page.ServiceDetails.0.ServiceId}' }] } } },
      ),
    ],
  },
  {
    name: 'AWS keeps a prefix list for each gateway service',
    page: api('DescribePrefixLists'),
    steps: [
      shows(
        'DescribePrefixLists',
        { Filters: [filter('prefix-list-name', S3)] },
        { PrefixLists: [{ PrefixListName: S3, PrefixListId: { $like: '^pl-' } }] },
      ),
    ],
  },
  {
    name: 'a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto answers nothing instead',
    steps: [
      refuses(['InvalidPrefixListId.NotFound', 'InvalidPrefixListID.NotFound'], 'DescribePrefixLists', {
        PrefixListIds: ['pl-0123456789abcdef0'],
      }),
    ],
  },
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
    name: 'an endpoint in a VPC that is not there is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'CreateVpcEndpoint', { VpcId: nothing.vpc, ServiceName: S3 })],
  },
  {
    name: 'an endpoint for a service that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [vpc(), refusesEndpoint('InvalidServiceName', { ServiceName: 'com.amazonaws.us-east-1.nothing' })],
  },
  {
    name: 'a gateway endpoint for a service with interfaces only is refused',
    page: gateways,
    motoDiffers: 'moto makes it',
    steps: [vpc(), refusesEndpoint('*', { VpcEndpointType: 'Gateway', ServiceName: SSM })],
  },
  {
    name: 'a gateway endpoint on a table that is not there is refused',
    page: errorCodes,
    steps: [vpc(), refusesEndpoint(notFound.table, { ServiceName: S3, RouteTableIds: [nothing.table] })],
  },
  {
    name: 'a gateway endpoint on a table of another VPC is refused',
    page: gateways,
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      table('table', '{second.Vpc.VpcId}'),
      refusesEndpoint('*', { ServiceName: S3, RouteTableIds: [tableId] }),
    ],
  },
  {
    name: 'a second gateway endpoint for a service on one table is refused',
    page: gateways,
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      table(),
      gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
      refusesEndpoint('RouteAlreadyExists', { ServiceName: S3, RouteTableIds: [tableId] }),
    ],
  },
  {
    name: 'gateway endpoints for two services share a table, and two for one service a VPC',
    page: gateways,
    steps: [
      vpc(),
      table(),
      gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
      gatewayEndpoint('second', { ServiceName: DYNAMODB, RouteTableIds: [tableId] }),
      gatewayEndpoint('third'),
      showsListRoutes({ GatewayId: endpointId }, { GatewayId: '{second.VpcEndpoint.VpcEndpointId}' }),
    ],
  },
  {
    name: 'an interface endpoint in a subnet that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      refusesEndpoint(notFound.subnet, {
        VpcEndpointType: 'Interface',
        ServiceName: SSM,
        SubnetIds: [nothing.subnet],
      }),
    ],
  },
  {
    name: 'an interface endpoint with a group that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      subnet(),
      refusesEndpoint(notFound.group, {
        VpcEndpointType: 'Interface',
        ServiceName: SSM,
        SubnetIds: [subnetId],
        SecurityGroupIds: [nothing.group],
      }),
    ],
  },
  {
    name: 'an interface endpoint in two subnets of one zone is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      subnet(),
      subnet('second', '10.0.2.0/24'),
      refusesEndpoint('DuplicateSubnetsInSameZone', {
        VpcEndpointType: 'Interface',
        ServiceName: SSM,
        SubnetIds: [subnetId, '{second.Subnet.SubnetId}'],
      }),
    ],
  },
  {
    name: 'members of another type are refused',
    page: api('CreateVpcEndpoint'),
    motoDiffers: 'moto does not look at the type',
    steps: [
      vpc(),
      subnet(),
      table(),
      refusesEndpoint('*', { VpcEndpointType: 'Gateway', ServiceName: S3, SubnetIds: [subnetId] }),
      refusesEndpoint('*', { VpcEndpointType: 'Interface', ServiceName: SSM, RouteTableIds: [tableId] }),
    ],
  },
  {
    name: 'a policy that is no policy is refused',
    page: errorCodes,
    motoDiffers: 'moto does not read policies',
    steps: [
      vpc(),
      refusesEndpoint('InvalidPolicyDocument', { ServiceName: S3, PolicyDocument: 'everybody' }),
      refusesEndpoint('InvalidPolicyDocument', {
        ServiceName: S3,
        PolicyDocument: policy('Allow').replace('Allow', 'Perhaps'),
      }),
    ],
  },
  {
    name: 'private DNS without host names in the VPC is refused',
    page: interfaces,
    motoDiffers: 'moto does not look at the VPC',
    steps: [
      vpc(),
      subnet(),
      refusesEndpoint(['InvalidParameter', 'InvalidParameterValue'], {
        VpcEndpointType: 'Interface',
        ServiceName: SSM,
        SubnetIds: [subnetId],
        PrivateDnsEnabled: true,
      }),
    ],
  },
  {
    name: 'one endpoint of a service has private DNS in a VPC, a second one is refused',
    page: interfaces,
    motoDiffers: 'moto gives it to both',
    steps: [
      vpc(),
      ...dnsOn,
      subnet(),
      interfaceEndpoint('endpoint', { PrivateDnsEnabled: true }),
      showsEndpoint({ PrivateDnsEnabled: true, State: 'available' }),
      refusesEndpoint(['InvalidParameter', 'InvalidParameterValue'], {
        VpcEndpointType: 'Interface',
        ServiceName: SSM,
        SubnetIds: [subnetId],
        PrivateDnsEnabled: true,
      }),
      interfaceEndpoint('second'),
    ],
  },
  {
    name: 'an endpoint is only tried with a dry run',
    page: api('CreateVpcEndpoint'),
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      refusesEndpoint('DryRunOperation', { ServiceName: S3, DryRun: true }),
      shows(
        'DescribeVpcEndpoints',
        { Filters: [filter('vpc-id', vpcId)] },
        { VpcEndpoints: { $absent: true } },
      ),
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
      refuses(gone, 'DescribeVpcEndpoints', { VpcEndpointIds: [noEndpoint] }),
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
      shows('DeleteVpcEndpoints', { VpcEndpointIds: [endpointId] }, { Unsuccessful: { $absent: true } }),
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
        { Unsuccessful: { $has: [{ ResourceId: noEndpoint, Error: { Code: { $one: gone } } }] } },
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
      does('DeleteVpcEndpoints', { VpcEndpointIds: [endpointId] }),
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
