// VPC endpoints: what ModifyVpcEndpoint changes, and what it refuses.
import { api, type Case, errorCodes, filter, make, refuses, shows } from '../case.ts';
import { group, groupId, subnet, subnetId, table, tableId, vpc, vpcId } from './common.ts';
import {
  dnsOn,
  endpointId,
  gatewayEndpoint,
  interfaceEndpoint,
  isAvailable,
  modify,
  policy,
  S3,
  showsEndpoint,
  showsListRoutes,
} from './vpc-endpoint-common.ts';

const gateways = 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html';
const lifecycle = 'https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html';
const page = api('ModifyVpcEndpoint');
const secondTable = '{second.RouteTable.RouteTableId}';
const secondSubnet = '{other.Subnet.SubnetId}';
const otherZone = make('other', 'CreateSubnet', {
  VpcId: vpcId,
  CidrBlock: '10.0.2.0/24',
  AvailabilityZone: 'us-east-1b',
});
const defaultGroup = make('defaults', 'DescribeSecurityGroups', {
  Filters: [filter('vpc-id', vpcId), filter('group-name', 'default')],
});
const defaultGroupId = '{defaults.SecurityGroups.0.GroupId}';
const refusesChange = (code: string | readonly string[], change: Readonly<Record<string, unknown>>) =>
  refuses(code, 'ModifyVpcEndpoint', { VpcEndpointId: endpointId, ...change });
/** The interface of the endpoint in the subnet has this address, and no other is left. */
const cards = (address: string) =>
  shows(
    'DescribeNetworkInterfaces',
    { Filters: [filter('subnet-id', subnetId)] },
    { NetworkInterfaces: [{ PrivateIpAddress: address }] },
  );
const gatewayGround = [
  vpc(),
  table(),
  table('second'),
  gatewayEndpoint('endpoint', { RouteTableIds: [tableId] }),
  isAvailable,
];
const interfaceGround = [vpc(), subnet(), interfaceEndpoint(), isAvailable];

export const vpcEndpointChangeCases: readonly Case[] = [
  {
    name: 'a gateway endpoint goes from one table to another in one call',
    page,
    motoDiffers: 'moto leaves the route in the old table',
    steps: [
      ...gatewayGround,
      modify({ AddRouteTableIds: [secondTable], RemoveRouteTableIds: [tableId] }),
      showsEndpoint({ RouteTableIds: [secondTable], State: 'available' }),
      showsListRoutes(),
    ],
  },
  {
    name: 'the table that an endpoint has cannot be added to it again',
    page: gateways,
    motoDiffers: 'moto adds it',
    steps: [...gatewayGround, refusesChange('RouteAlreadyExists', { AddRouteTableIds: [tableId] })],
  },
  {
    name: 'a table that an endpoint does not have cannot be removed from it',
    page,
    motoDiffers: 'moto does nothing and says nothing',
    steps: [...gatewayGround, refusesChange('*', { RemoveRouteTableIds: [secondTable] })],
  },
  {
    name: 'a table with an endpoint of the same service cannot be added',
    page: gateways,
    motoDiffers: 'moto adds it',
    steps: [
      ...gatewayGround,
      gatewayEndpoint('rival', { RouteTableIds: [secondTable] }),
      refusesChange('RouteAlreadyExists', { AddRouteTableIds: [secondTable] }),
    ],
  },
  {
    name: 'the route of a gateway endpoint can neither be replaced nor deleted as a route',
    page: gateways,
    motoDiffers: 'moto deletes it',
    steps: [
      ...gatewayGround,
      make('lists', 'DescribePrefixLists', { Filters: [filter('prefix-list-name', S3)] }),
      refuses('*', 'DeleteRoute', {
        RouteTableId: tableId,
        DestinationPrefixListId: '{lists.PrefixLists.0.PrefixListId}',
      }),
      showsListRoutes({ GatewayId: endpointId }),
    ],
  },
  {
    name: 'a policy is set, and reset to full access',
    page,
    motoDiffers: 'moto does not reset it',
    steps: [
      ...gatewayGround,
      modify({ PolicyDocument: policy('Deny', 's3:DeleteBucket') }),
      showsEndpoint({ PolicyDocument: { $like: 's3:DeleteBucket' }, State: 'available' }),
      modify({ ResetPolicy: true }),
      showsEndpoint({ PolicyDocument: { $not: { $like: 's3:DeleteBucket' } }, State: 'available' }),
    ],
  },
  {
    name: 'a change with a policy that is none is refused',
    page: errorCodes,
    motoDiffers: 'moto does not read policies',
    steps: [...gatewayGround, refusesChange('InvalidPolicyDocument', { PolicyDocument: '{"Statement": 1}' })],
  },
  {
    name: 'an interface endpoint gets a second subnet, and leaves the first',
    page,
    motoDiffers: 'moto makes no second interface',
    steps: [
      ...interfaceGround,
      otherZone,
      modify({ AddSubnetIds: [secondSubnet] }),
      showsEndpoint({
        SubnetIds: [subnetId, secondSubnet],
        NetworkInterfaceIds: { $size: 2 },
        State: 'available',
      }),
      modify({ RemoveSubnetIds: [subnetId] }),
      showsEndpoint({ SubnetIds: [secondSubnet], NetworkInterfaceIds: { $size: 1 }, State: 'available' }),
    ],
  },
  {
    name: 'an interface endpoint goes from one zone to another in one call',
    page,
    steps: [
      ...interfaceGround,
      otherZone,
      modify({ AddSubnetIds: [secondSubnet], RemoveSubnetIds: [subnetId] }),
      showsEndpoint({ SubnetIds: [secondSubnet], State: 'available' }),
    ],
  },
  {
    name: 'a second subnet in one zone cannot be added',
    page: errorCodes,
    motoDiffers: 'moto adds it',
    steps: [
      ...interfaceGround,
      subnet('other', '10.0.2.0/24'),
      refusesChange('DuplicateSubnetsInSameZone', { AddSubnetIds: [secondSubnet] }),
    ],
  },
  {
    name: 'a subnet cannot take the place of another of its zone in one call',
    page,
    unsettled: 'the page does not say whether removals of the same call count',
    steps: [
      ...interfaceGround,
      subnet('other', '10.0.2.0/24'),
      refusesChange('DuplicateSubnetsInSameZone', {
        AddSubnetIds: [secondSubnet],
        RemoveSubnetIds: [subnetId],
      }),
    ],
  },
  {
    name: 'an interface endpoint goes from one group to another in one call',
    page,
    steps: [
      ...interfaceGround,
      group(),
      defaultGroup,
      modify({
        AddSecurityGroupIds: [groupId],
        RemoveSecurityGroupIds: [defaultGroupId],
      }),
      showsEndpoint({ Groups: [{ GroupId: groupId }], State: 'available' }),
    ],
  },
  {
    name: 'the last group of an interface endpoint cannot be removed',
    page,
    unsettled: 'the page does not say what happens without a group',
    steps: [
      ...interfaceGround,
      defaultGroup,
      refusesChange('*', { RemoveSecurityGroupIds: [defaultGroupId] }),
    ],
  },
  {
    name: 'private DNS is switched on and off',
    page,
    motoDiffers: 'moto does not switch it',
    steps: [
      ...interfaceGround,
      ...dnsOn,
      modify({ PrivateDnsEnabled: true }),
      showsEndpoint({ PrivateDnsEnabled: true, State: 'available' }),
      modify({ PrivateDnsEnabled: false }),
      showsEndpoint({ PrivateDnsEnabled: false, State: 'available' }),
    ],
  },
  {
    name: 'private DNS cannot be switched on without host names in the VPC',
    page: 'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
    motoDiffers: 'moto does not look at the VPC',
    steps: [
      ...interfaceGround,
      refusesChange(['InvalidParameter', 'InvalidParameterValue'], { PrivateDnsEnabled: true }),
    ],
  },
  {
    name: 'private DNS for inbound queries alone needs a gateway endpoint of the service',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html',
    motoDiffers: 'moto does not look at it',
    steps: [
      vpc(),
      ...dnsOn,
      subnet(),
      interfaceEndpoint('endpoint', { ServiceName: S3 }),
      isAvailable,
      refusesChange(['InvalidParameter', 'InvalidParameterValue'], {
        PrivateDnsEnabled: true,
        DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
      }),
      gatewayEndpoint('way'),
      showsEndpoint({ State: 'available' }, '{way.VpcEndpoint.VpcEndpointId}'),
      modify({ PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } }),
      showsEndpoint({
        PrivateDnsEnabled: true,
        DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
      }),
    ],
  },
  {
    name: 'an address type that the subnets do not have is refused',
    page: 'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
    motoDiffers: 'moto does not look at it',
    steps: [
      vpc(),
      subnet(),
      interfaceEndpoint('endpoint', { ServiceName: 'com.amazonaws.us-east-1.ec2' }),
      isAvailable,
      refusesChange('*', { IpAddressType: 'dualstack' }),
    ],
  },
  {
    name: 'a fixed address is given to the interface, and another one takes its place',
    page: api('SubnetConfiguration'),
    motoDiffers: 'moto takes addresses from anywhere',
    steps: [
      vpc(),
      subnet(),
      interfaceEndpoint('endpoint', { SubnetConfigurations: [{ SubnetId: subnetId, Ipv4: '10.0.1.40' }] }),
      isAvailable,
      cards('10.0.1.40'),
      modify({ SubnetConfigurations: [{ SubnetId: subnetId, Ipv4: '10.0.1.41' }] }),
      cards('10.0.1.41'),
    ],
  },
  {
    name: 'members of another type are refused in a change',
    page,
    motoDiffers: 'moto does not look at the type',
    steps: [
      ...gatewayGround,
      subnet(),
      refusesChange('*', { AddSubnetIds: [subnetId] }),
      refusesChange('*', { PrivateDnsEnabled: true }),
    ],
  },
  {
    name: 'an endpoint that is being changed is pending, and cannot be changed meanwhile',
    page: lifecycle,
    unsettled: 'the page names the state, not the error of a second change',
    steps: [
      ...interfaceGround,
      modify({ PolicyDocument: policy('Deny') }),
      showsEndpoint({ State: 'pending' }),
      refusesChange('*', { ResetPolicy: true }),
    ],
  },
  {
    name: 'a change is only tried with a dry run',
    page,
    motoDiffers: 'moto makes it',
    steps: [
      ...gatewayGround,
      refusesChange('DryRunOperation', { RemoveRouteTableIds: [tableId], DryRun: true }),
      showsEndpoint({ RouteTableIds: [tableId] }),
    ],
  },
  {
    name: 'a change of an endpoint that is not there is refused',
    page: errorCodes,
    steps: [
      refuses(['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpoint.NotFound'], 'ModifyVpcEndpoint', {
        VpcEndpointId: 'vpce-0123456789abcdef0',
        ResetPolicy: true,
      }),
    ],
  },
];
