// VPC endpoints: what CreateVpcEndpoint refuses.
import { api, type Case, errorCodes, filter, refuses, shows } from '../case.ts';
import { notFound, nothing, subnet, subnetId, table, tableId, vpc, vpcId } from './common.ts';
import {
  DYNAMODB,
  dnsOn,
  endpointId,
  gatewayEndpoint,
  interfaceEndpoint,
  policy,
  S3,
  showsEndpoint,
  showsListRoutes,
  SSM,
  gateways,
  interfaces,
  refusesEndpoint,
} from './vpc-endpoint-common.ts';

export const vpcEndpointRefusalCases: readonly Case[] = [
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
];
