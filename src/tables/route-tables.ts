// DescribeRouteTables: routes, associations and propagations in one answer. An implicit association of a subnet with the
// main table is not listed. A page holds at most 100 tables.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
import type { Route, RouteTable, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../model/cidr.ts';
import type { Table, Tags } from '../model/kind.ts';
import { compare, present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

/** Which member of CreateRoute the target is; GatewayId holds internet and VPN gateways, and endpoints when read. */
export type TargetField =
  | 'GatewayId'
  | 'VpcEndpointId'
  | 'NatGatewayId'
  | 'EgressOnlyInternetGatewayId'
  | 'TransitGatewayId'
  | 'VpcPeeringConnectionId'
  | 'NetworkInterfaceId'
  | 'InstanceId'
  | 'CarrierGatewayId'
  | 'LocalGatewayId'
  | 'CoreNetworkArn';

export type RouteRow = {
  /** Canonical CIDR or prefix list id. */
  destination: string;
  target: { field: TargetField; id: string } | undefined;
  origin: string;
  state: string;
  /** A route to an instance is read with the instance's interface as its target, and the instance here. */
  instanceID: string;
  /** AWS account of an instance behind the route, where it is a service's. */
  instanceOwnerID: string;
};

export type AssociationRow = {
  id: string;
  main: boolean;
  subnetID: string;
  gatewayID: string;
  state: string;
  why: string;
};

export type RouteTableRow = {
  id: string;
  ownerID: string;
  vpcID: string;
  routes: readonly RouteRow[];
  associations: readonly AssociationRow[];
  propagatingVPNGatewayIDs: readonly string[];
  tags: Tags;
};

/** Fixed by AWS. */
const PAGE_SIZE = 100;

export const routeTables: Table<RouteTableRow> = {
  name: 'route-tables',
  service: 'ec2',
  operation: 'DescribeRouteTables',
  items: 'RouteTables',
  idFilter: 'route-table-id',
  pageSize: PAGE_SIZE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const table = raw as RouteTable;
    return {
      id: table.RouteTableId ?? '',
      ownerID: table.OwnerId ?? '',
      vpcID: table.VpcId ?? '',
      routes: sortedBy((table.Routes ?? []).map(routeOf), (route) => `${route.destination} ${route.origin}`),
      associations: sortedBy((table.Associations ?? []).map(associationOf), (association) => association.id),
      propagatingVPNGatewayIDs: present(
        ...(table.PropagatingVgws ?? []).map((vgw) => vgw.GatewayId),
      ).toSorted(compare),
      tags: tagsFrom(table.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'association.subnet-id': (row) => present(...row.associations.map((association) => association.subnetID)),
    'association.gateway-id': (row) =>
      present(...row.associations.map((association) => association.gatewayID)),
    'route.destination-prefix-list-id': (row) =>
      row.routes.map((route) => route.destination).filter((destination) => destination.startsWith('pl-')),
  },
};

function associationOf(raw: RouteTableAssociation): AssociationRow {
  return {
    id: raw.RouteTableAssociationId ?? '',
    main: raw.Main ?? false,
    subnetID: raw.SubnetId ?? '',
    gatewayID: raw.GatewayId ?? '',
    state: raw.AssociationState?.State ?? 'associated',
    why: raw.AssociationState?.StatusMessage ?? '',
  };
}

/** A route to an instance is read with both, so the interface comes first. */
const TARGET_FIELDS: readonly TargetField[] = [
  'NatGatewayId',
  'EgressOnlyInternetGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'CarrierGatewayId',
  'LocalGatewayId',
  'CoreNetworkArn',
  'NetworkInterfaceId',
  'InstanceId',
];

function targetOf(raw: Route): RouteRow['target'] {
  if (raw.GatewayId !== undefined) {
    return { field: raw.GatewayId.startsWith('vpce-') ? 'VpcEndpointId' : 'GatewayId', id: raw.GatewayId };
  }
  for (const field of TARGET_FIELDS) {
    const id = raw[field as keyof Route];
    if (typeof id === 'string' && id !== '') return { field, id };
  }
  return undefined;
}

function routeOf(raw: Route): RouteRow {
  const cidr = raw.DestinationCidrBlock ?? raw.DestinationIpv6CidrBlock;
  return {
    destination: cidr === undefined ? (raw.DestinationPrefixListId ?? '') : (canonicalCidr(cidr) ?? cidr),
    target: targetOf(raw),
    origin: raw.Origin ?? '',
    state: raw.State ?? '',
    instanceID: raw.InstanceId ?? '',
    instanceOwnerID: raw.InstanceOwnerId ?? '',
  };
}
