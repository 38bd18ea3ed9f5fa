// The targets that a route can have: how each is written in a spec, which member of CreateRoute takes it, and which
// destinations it allows. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
import type { Reference } from '../../model/kind.ts';
import type { TargetField } from '../../tables/route-tables.ts';
import { idReference, linkReference } from '../facts.ts';
import { namedReference } from '../named-in-text.ts';

export type Target = {
  /** Field of a route; a reference, or a raw id where the target has no kind here. */
  field: string;
  /** Raw sibling of a reference. */
  raw?: string;
  to: readonly string[];
  member: TargetField;
  /** Destinations that AWS accepts with it; absent: all. */
  family?: 4 | 6;
};

export const targets: readonly Target[] = [
  { field: 'internetGatewayRef', raw: 'internetGatewayID', to: ['InternetGateway'], member: 'GatewayId' },
  {
    field: 'vpcPeeringConnectionRef',
    raw: 'vpcPeeringConnectionID',
    to: ['VPCPeeringConnection'],
    member: 'VpcPeeringConnectionId',
  },
  { field: 'natGatewayRef', raw: 'natGatewayID', to: ['NATGateway'], member: 'NatGatewayId', family: 4 },
  { field: 'vpnGatewayID', to: [], member: 'GatewayId' },
  {
    field: 'egressOnlyInternetGatewayRef',
    raw: 'egressOnlyInternetGatewayID',
    to: ['EgressOnlyInternetGateway'],
    member: 'EgressOnlyInternetGatewayId',
    family: 6,
  },
  { field: 'transitGatewayID', to: [], member: 'TransitGatewayId' },
  { field: 'vpcEndpointRef', raw: 'vpcEndpointID', to: ['VPCEndpoint'], member: 'VpcEndpointId' },
  {
    field: 'networkInterfaceRef',
    raw: 'networkInterfaceID',
    to: ['NetworkInterface'],
    member: 'NetworkInterfaceId',
  },
  { field: 'instanceID', to: [], member: 'InstanceId' },
  { field: 'carrierGatewayID', to: [], member: 'CarrierGatewayId' },
  { field: 'localGatewayID', to: [], member: 'LocalGatewayId' },
  { field: 'coreNetworkARN', to: [], member: 'CoreNetworkArn' },
];

export const PREFIX_LIST_ID = 'pl-';
/** How a destination names a ManagedPrefixList: with its name behind it, or its namespace, a slash and its name. */
export const PREFIX_LIST = { name: 'managedprefixlist/', rawID: PREFIX_LIST_ID };

/** A route to a gateway that is not attached, or to a peering that is not active, would be refused or be a black hole. */
export const routeReferences: readonly Reference[] = [
  ...targets.map(({ field, to }) =>
    to.length > 0
      ? linkReference(`routes[].${field}`, to, 'usable')
      : idReference(`routes[].${field}`, 'usable'),
  ),
  namedReference('routes[].destination', PREFIX_LIST, { to: 'ManagedPrefixList', needs: 'usable' }),
];

/** A route to the VPC's own addresses may only go through one of these. https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-table-options-middlebox */
export const INSIDE_TARGETS: readonly TargetField[] = [
  'NatGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'VpcEndpointId',
];

/** Reserved for AWS's own services; wider destinations are allowed. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html */
export const RESERVED = ['169.254.168.0/22', 'fd00:ec2::/32'];

/** NAT gateways also translate to IPv4 under this prefix. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html */
export const NAT64_PREFIX = '64:ff9b::/96';
