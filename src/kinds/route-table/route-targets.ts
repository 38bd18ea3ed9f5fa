// The targets that a route can have: how each is written in a spec, which member of CreateRoute takes it, and which
// destinations it allows. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
import type { Reference } from '../../model/kind.ts';
import type { TargetField } from '../../tables/route-tables.ts';

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
  { field: 'natGatewayID', to: [], member: 'NatGatewayId', family: 4 },
  { field: 'vpnGatewayID', to: [], member: 'GatewayId' },
  { field: 'egressOnlyInternetGatewayID', to: [], member: 'EgressOnlyInternetGatewayId', family: 6 },
  { field: 'transitGatewayID', to: [], member: 'TransitGatewayId' },
  { field: 'vpcEndpointID', to: [], member: 'VpcEndpointId' },
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

/** A route to a gateway that is not attached, or to a peering that is not active, would be refused or be a black hole. */
export const routeReferences: readonly Reference[] = targets.map(({ field, to }) => ({
  path: `routes[].${field}`,
  to,
  needs: 'usable',
  missing: 'holdItem',
  holdsTarget: to.length > 0,
  releasable: to.length > 0,
  verb: 'use',
}));

/** NAT gateways also translate to IPv4 under this prefix. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html */
export const NAT64_PREFIX = '64:ff9b::/96';
