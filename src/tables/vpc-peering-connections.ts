// DescribeVpcPeeringConnections. The address blocks of the two sides are in the answer only while it is active.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html
import type { VpcPeeringConnection, VpcPeeringConnectionVpcInfo } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { compare, present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type PeeringSide = {
  vpcID: string;
  ownerID: string;
  region: string;
  cidrBlocks: readonly string[];
  allowRemoteVPCDNSResolution: boolean;
};

export type PeeringRow = {
  id: string;
  state: string;
  why: string;
  requester: PeeringSide;
  accepter: PeeringSide;
  tags: Tags;
};

export const vpcPeeringConnections: Table<PeeringRow> = {
  name: 'vpc-peering-connections',
  service: 'ec2',
  operation: 'DescribeVpcPeeringConnections',
  items: 'VpcPeeringConnections',
  idFilter: 'vpc-peering-connection-id',
  pageSize: 500,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const peering = raw as VpcPeeringConnection;
    return {
      id: peering.VpcPeeringConnectionId ?? '',
      state: peering.Status?.Code ?? '',
      why: peering.Status?.Message ?? '',
      requester: sideOf(peering.RequesterVpcInfo),
      accepter: sideOf(peering.AccepterVpcInfo),
      tags: tagsFrom(peering.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  // A deleted connection stays visible for two hours to two days.
  // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
  dead: (row) => row.state === 'deleted',
  indexes: {
    'requester-vpc-info.vpc-id': (row) => present(row.requester.vpcID),
    'accepter-vpc-info.vpc-id': (row) => present(row.accepter.vpcID),
  },
};

function sideOf(info: VpcPeeringConnectionVpcInfo | undefined): PeeringSide {
  const ipv4 = (info?.CidrBlockSet ?? []).map((block) => block.CidrBlock);
  const ipv6 = (info?.Ipv6CidrBlockSet ?? []).map((block) => block.Ipv6CidrBlock);
  return {
    vpcID: info?.VpcId ?? '',
    ownerID: info?.OwnerId ?? '',
    region: info?.Region ?? '',
    cidrBlocks: present(...ipv4, ...ipv6).toSorted(compare),
    allowRemoteVPCDNSResolution: info?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc ?? false,
  };
}
