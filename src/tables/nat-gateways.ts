// DescribeNatGateways. A deleted gateway stays listed for about an hour, and so does one whose creation failed.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
import type { NatGateway, NatGatewayAddress } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { LARGEST_PAGE, present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type NatAddress = {
  allocationID: string;
  associationID: string;
  networkInterfaceID: string;
  privateIP: string;
  publicIP: string;
  primary: boolean;
  /** succeeded, failed, or on the way: associating, disassociating, assigning, unassigning. */
  status: string;
  why: string;
  /** Regional gateways only: the zone that it serves. */
  zone: string;
  zoneID: string;
};

export type NatGatewayRow = {
  id: string;
  vpcID: string;
  /** Empty for a regional gateway. */
  subnetID: string;
  state: string;
  failureCode: string;
  failureMessage: string;
  connectivityType: string;
  availabilityMode: string;
  /** Regional gateways only: AWS chooses zones and addresses. */
  automatic: boolean;
  routeTableID: string;
  addresses: readonly NatAddress[];
  tags: Tags;
};

export const natGateways: Table<NatGatewayRow> = {
  name: 'nat-gateways',
  service: 'ec2',
  operation: 'DescribeNatGateways',
  items: 'NatGateways',
  filtersMember: 'Filter',
  idFilter: 'nat-gateway-id',
  pageSize: LARGEST_PAGE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const gateway = raw as NatGateway;
    const kept = addressesOf(gateway);
    return {
      id: gateway.NatGatewayId ?? '',
      vpcID: gateway.VpcId ?? '',
      subnetID: gateway.SubnetId ?? '',
      state: gateway.State ?? '',
      failureCode: gateway.FailureCode ?? '',
      failureMessage: gateway.FailureMessage ?? '',
      connectivityType: gateway.ConnectivityType ?? 'public',
      availabilityMode: gateway.AvailabilityMode ?? 'zonal',
      automatic: gateway.AutoProvisionZones === 'enabled',
      routeTableID: gateway.RouteTableId ?? '',
      addresses: sortedBy(kept, (one) => `${one.allocationID} ${one.privateIP} ${one.zone}`),
      tags: tagsFrom(gateway.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: (row) => row.state === 'deleted',
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'subnet-id': (row) => present(row.subnetID),
  },
};

/**
 * IsPrimary may be missing (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGatewayAddress.html, "Required: No"),
 * and a zonal gateway has a primary address in any case: where none is said to be it, it is the first, which must not be
 * taken for a secondary one that nobody declares. Addresses of a regional gateway have no such order.
 */
function addressesOf({ NatGatewayAddresses: all = [], AvailabilityMode: mode }: NatGateway): NatAddress[] {
  const unsaid = mode !== 'regional' && all.every(({ IsPrimary }) => IsPrimary === undefined);
  return all.map((raw, at) => addressOf(unsaid ? { ...raw, IsPrimary: at === 0 } : raw));
}

function addressOf(raw: NatGatewayAddress): NatAddress {
  return {
    allocationID: raw.AllocationId ?? '',
    associationID: raw.AssociationId ?? '',
    networkInterfaceID: raw.NetworkInterfaceId ?? '',
    privateIP: raw.PrivateIp ?? '',
    publicIP: raw.PublicIp ?? '',
    primary: raw.IsPrimary ?? false,
    status: raw.Status ?? 'succeeded',
    why: raw.FailureMessage ?? '',
    zone: raw.AvailabilityZone ?? '',
    zoneID: raw.AvailabilityZoneId ?? '',
  };
}
