// DescribeSubnets. The associations with route tables and network ACLs stand in those tables, not here.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
import type { Subnet } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../model/cidr.ts';
import type { Table, Tags } from '../model/kind.ts';
import { LARGEST_PAGE, present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type SubnetRow = {
  id: string;
  arn: string;
  ownerID: string;
  vpcID: string;
  state: string;
  cidrBlock: string;
  ipv6Blocks: readonly { associationID: string; cidrBlock: string; state: string; why: string }[];
  ipv6Native: boolean;
  availabilityZone: string;
  availabilityZoneID: string;
  availableIPAddressCount: number;
  mapPublicIPOnLaunch: boolean;
  assignIPv6AddressOnCreation: boolean;
  enableDNS64: boolean;
  hostnameType: string;
  enableResourceNameDNSARecord: boolean;
  enableResourceNameDNSAAAARecord: boolean;
  defaultForAZ: boolean;
  tags: Tags;
};

export const subnets: Table<SubnetRow> = {
  name: 'subnets',
  service: 'ec2',
  operation: 'DescribeSubnets',
  items: 'Subnets',
  idFilter: 'subnet-id',
  pageSize: LARGEST_PAGE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const subnet = raw as Subnet;
    const names = subnet.PrivateDnsNameOptionsOnLaunch;
    return {
      id: subnet.SubnetId ?? '',
      arn: subnet.SubnetArn ?? '',
      ownerID: subnet.OwnerId ?? '',
      vpcID: subnet.VpcId ?? '',
      state: subnet.State ?? '',
      cidrBlock: canonicalCidr(subnet.CidrBlock ?? '') ?? '',
      ipv6Blocks: sortedBy(
        (subnet.Ipv6CidrBlockAssociationSet ?? []).map(ipv6Block),
        (block) => block.associationID,
      ),
      ipv6Native: subnet.Ipv6Native ?? false,
      availabilityZone: subnet.AvailabilityZone ?? '',
      availabilityZoneID: subnet.AvailabilityZoneId ?? '',
      availableIPAddressCount: subnet.AvailableIpAddressCount ?? 0,
      mapPublicIPOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
      assignIPv6AddressOnCreation: subnet.AssignIpv6AddressOnCreation ?? false,
      enableDNS64: subnet.EnableDns64 ?? false,
      hostnameType: names?.HostnameType ?? 'ip-name',
      enableResourceNameDNSARecord: names?.EnableResourceNameDnsARecord ?? false,
      enableResourceNameDNSAAAARecord: names?.EnableResourceNameDnsAAAARecord ?? false,
      defaultForAZ: subnet.DefaultForAz ?? false,
      tags: tagsFrom(subnet.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'cidr-block': (row) => present(row.cidrBlock),
    'default-for-az': (row) => (row.defaultForAZ ? ['true'] : []),
  },
};

function ipv6Block(
  raw: NonNullable<Subnet['Ipv6CidrBlockAssociationSet']>[number],
): SubnetRow['ipv6Blocks'][number] {
  return {
    associationID: raw.AssociationId ?? '',
    cidrBlock: canonicalCidr(raw.Ipv6CidrBlock ?? '') ?? '',
    state: raw.Ipv6CidrBlockState?.State ?? 'associated',
    why: raw.Ipv6CidrBlockState?.StatusMessage ?? '',
  };
}
