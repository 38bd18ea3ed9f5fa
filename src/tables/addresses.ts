// DescribeAddresses: Elastic IP addresses and where they sit. The call has no pages.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
import type { Address } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type AddressRow = {
  /** Allocation id. */
  id: string;
  publicIP: string;
  /** Empty while the address sits nowhere. */
  associationID: string;
  networkInterfaceID: string;
  instanceID: string;
  privateIP: string;
  /** `amazon`, or the pool that it was brought from. */
  publicIPv4Pool: string;
  networkBorderGroup: string;
  tags: Tags;
};

export const addresses: Table<AddressRow> = {
  name: 'addresses',
  service: 'ec2',
  operation: 'DescribeAddresses',
  items: 'Addresses',
  idFilter: 'allocation-id',
  pageSize: 0,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const address = raw as Address;
    return {
      id: address.AllocationId ?? '',
      publicIP: address.PublicIp ?? '',
      associationID: address.AssociationId ?? '',
      networkInterfaceID: address.NetworkInterfaceId ?? '',
      instanceID: address.InstanceId ?? '',
      privateIP: address.PrivateIpAddress ?? '',
      publicIPv4Pool: address.PublicIpv4Pool ?? '',
      networkBorderGroup: address.NetworkBorderGroup ?? '',
      tags: tagsFrom(address.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: { 'network-interface-id': (row) => present(row.networkInterfaceID) },
};
