// DescribeNetworkInterfaces: our own, and whatever blocks a deletion. Read by sweeps only where objects have interfaces
// of their own; asking who is in the way is on demand and remembers nothing.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { canonicalAddress } from '../model/cidr.ts';
import type { Table, Tags } from '../model/kind.ts';
import { compare, present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type AttachmentRow = {
  id: string;
  /** Empty where AWS itself attached it. */
  instanceID: string;
  deviceIndex: number;
  /** Each card counts its devices anew. */
  networkCardIndex: number;
  /** attaching, attached, detaching, detached. */
  state: string;
};

export type NetworkInterfaceRow = {
  id: string;
  ownerID: string;
  vpcID: string;
  subnetID: string;
  availabilityZone: string;
  /** pending, available, associated, attaching, in-use, detaching. */
  state: string;
  groupIDs: readonly string[];
  /** It has exactly one group, and that is the VPC's default one. */
  hasDefaultGroup: boolean;
  /** interface, nat_gateway, vpc_endpoint, lambda, … */
  type: string;
  /** Who made it, where it was a service of AWS. */
  requesterID: string;
  /** A service of AWS looks after it; nobody else can change it. */
  requesterManaged: boolean;
  description: string;
  sourceDestCheck: boolean;
  macAddress: string;
  privateIPAddress: string;
  secondaryPrivateIPAddresses: readonly string[];
  ipv6Addresses: readonly string[];
  attachment: AttachmentRow | undefined;
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
  swept: true,
  keep(raw) {
    const card = raw as NetworkInterface;
    const groups = card.Groups ?? [];
    const secondary = (card.PrivateIpAddresses ?? []).filter((one) => one.Primary !== true);
    return {
      id: card.NetworkInterfaceId ?? '',
      ownerID: card.OwnerId ?? '',
      vpcID: card.VpcId ?? '',
      subnetID: card.SubnetId ?? '',
      availabilityZone: card.AvailabilityZone ?? '',
      state: card.Status ?? '',
      groupIDs: present(...groups.map((group) => group.GroupId)).toSorted(compare),
      hasDefaultGroup: groups.length === 1 && groups[0]?.GroupName === 'default',
      type: card.InterfaceType ?? 'interface',
      requesterID: card.RequesterId ?? '',
      requesterManaged: card.RequesterManaged ?? false,
      description: card.Description ?? '',
      sourceDestCheck: card.SourceDestCheck ?? true,
      macAddress: card.MacAddress ?? '',
      privateIPAddress: card.PrivateIpAddress ?? '',
      secondaryPrivateIPAddresses: present(...secondary.map((one) => one.PrivateIpAddress)).toSorted(compare),
      ipv6Addresses: present(...(card.Ipv6Addresses ?? []).map((one) => one.Ipv6Address))
        .map((address) => canonicalAddress(address) ?? address)
        .toSorted(compare),
      attachment: attachmentOf(card),
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
    'addresses.private-ip-address': (row) =>
      present(row.privateIPAddress, ...row.secondaryPrivateIPAddresses),
    'ipv6-addresses.ipv6-address': (row) => row.ipv6Addresses,
    'attachment.instance-id': (row) => present(row.attachment?.instanceID),
  },
};

function attachmentOf({ Attachment }: NetworkInterface): AttachmentRow | undefined {
  if (Attachment === undefined || Attachment.Status === 'detached') return undefined;
  return {
    id: Attachment.AttachmentId ?? '',
    instanceID: Attachment.InstanceId ?? '',
    deviceIndex: Attachment.DeviceIndex ?? 0,
    networkCardIndex: Attachment.NetworkCardIndex ?? 0,
    state: Attachment.Status ?? 'attached',
  };
}
