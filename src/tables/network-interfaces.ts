// DescribeNetworkInterfaces: asked only to name what blocks a deletion, so never swept.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { compare, present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type NetworkInterfaceRow = {
  id: string;
  ownerID: string;
  vpcID: string;
  subnetID: string;
  groupIDs: readonly string[];
  /** interface, nat_gateway, vpc_endpoint, lambda, … */
  type: string;
  /** Who made it, where it was a service of AWS. */
  requesterID: string;
  /** A service of AWS looks after it; nobody else can change it. */
  requesterManaged: boolean;
  /** The primary private IPv4 address. */
  privateIP: string;
  description: string;
  instanceID: string;
  publicIP: string;
  tags: Tags;
};

export const networkInterfaces: Table<NetworkInterfaceRow> = {
  name: 'network-interfaces',
  service: 'ec2',
  operation: 'DescribeNetworkInterfaces',
  items: 'NetworkInterfaces',
  idFilter: 'network-interface-id',
  pageSize: 500,
  settlingSeconds: SETTLING_SECONDS,
  swept: false,
  keep(raw) {
    const card = raw as NetworkInterface;
    return {
      id: card.NetworkInterfaceId ?? '',
      ownerID: card.OwnerId ?? '',
      vpcID: card.VpcId ?? '',
      subnetID: card.SubnetId ?? '',
      groupIDs: present(...(card.Groups ?? []).map((group) => group.GroupId)).toSorted(compare),
      type: card.InterfaceType ?? 'interface',
      requesterID: card.RequesterId ?? '',
      requesterManaged: card.RequesterManaged ?? false,
      privateIP: card.PrivateIpAddress ?? '',
      description: card.Description ?? '',
      instanceID: card.Attachment?.InstanceId ?? '',
      publicIP: card.Association?.PublicIp ?? '',
      tags: tagsFrom(card.TagSet),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'subnet-id': (row) => present(row.subnetID),
    'group-id': (row) => row.groupIDs,
  },
};
