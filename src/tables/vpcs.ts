// DescribeVpcs, and the three VPC attributes that it does not return.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html
import type { DescribeVpcAttributeCommandOutput, Vpc, VpcAttributeName } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../model/cidr.ts';
import type { Detail, Table, Tags } from '../model/kind.ts';
import { LARGEST_PAGE, present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type CidrState =
  | 'associating'
  | 'associated'
  | 'disassociating'
  | 'disassociated'
  | 'failing'
  | 'failed';
export type CidrBlock = { associationID: string; cidrBlock: string; state: CidrState; why: string };
/** pool: the IPv6 pool, `Amazon` for Amazon's own. */
export type Ipv6Block = CidrBlock & { pool: string };

export type VpcRow = {
  id: string;
  ownerID: string;
  state: string;
  /** The primary block, which cannot be removed. */
  cidrBlock: string;
  cidrBlocks: readonly CidrBlock[];
  ipv6CidrBlocks: readonly Ipv6Block[];
  dhcpOptionsID: string;
  instanceTenancy: string;
  isDefault: boolean;
  tags: Tags;
};

export const vpcs: Table<VpcRow> = {
  name: 'vpcs',
  service: 'ec2',
  operation: 'DescribeVpcs',
  items: 'Vpcs',
  idFilter: 'vpc-id',
  pageSize: LARGEST_PAGE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const vpc = raw as Vpc;
    return {
      id: vpc.VpcId ?? '',
      ownerID: vpc.OwnerId ?? '',
      state: vpc.State ?? '',
      cidrBlock: vpc.CidrBlock ?? '',
      cidrBlocks: sortedBy(
        (vpc.CidrBlockAssociationSet ?? []).map(ipv4Block),
        (block) => block.associationID,
      ),
      ipv6CidrBlocks: sortedBy(
        (vpc.Ipv6CidrBlockAssociationSet ?? []).map(ipv6Block),
        (block) => block.associationID,
      ),
      dhcpOptionsID: vpc.DhcpOptionsId ?? '',
      instanceTenancy: vpc.InstanceTenancy ?? 'default',
      isDefault: vpc.IsDefault ?? false,
      tags: tagsFrom(vpc.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'is-default': (row) => (row.isDefault ? ['true'] : []),
    'dhcp-options-id': (row) => present(row.dhcpOptionsID),
    'cidr-block-association.cidr-block': (row) => row.cidrBlocks.map((block) => block.cidrBlock),
  },
};

function ipv4Block(raw: NonNullable<Vpc['CidrBlockAssociationSet']>[number]): CidrBlock {
  return {
    associationID: raw.AssociationId ?? '',
    cidrBlock: canonicalCidr(raw.CidrBlock ?? '') ?? '',
    state: raw.CidrBlockState?.State ?? 'associated',
    why: raw.CidrBlockState?.StatusMessage ?? '',
  };
}

function ipv6Block(raw: NonNullable<Vpc['Ipv6CidrBlockAssociationSet']>[number]): Ipv6Block {
  return {
    associationID: raw.AssociationId ?? '',
    cidrBlock: canonicalCidr(raw.Ipv6CidrBlock ?? '') ?? '',
    state: raw.Ipv6CidrBlockState?.State ?? 'associated',
    why: raw.Ipv6CidrBlockState?.StatusMessage ?? '',
    pool: raw.Ipv6Pool ?? '',
  };
}

/** Slow rotation, seconds. Chosen: one call per VPC, attribute and hour; own writes are read back at once. */
const ATTRIBUTE_MAX_AGE_SECONDS = 3_600;

function attribute(
  name: string,
  asked: VpcAttributeName,
  read: (raw: DescribeVpcAttributeCommandOutput) => boolean | undefined,
): Detail<boolean> {
  return {
    name,
    service: 'ec2',
    operation: 'DescribeVpcAttribute',
    maxAgeSeconds: ATTRIBUTE_MAX_AGE_SECONDS,
    input: (vpcID) => ({ VpcId: vpcID, Attribute: asked }),
    keep: (raw) => read(raw as DescribeVpcAttributeCommandOutput) ?? false,
  };
}

/** Keyed by VPC id. */
export const vpcDNSSupport = attribute(
  'vpc-enable-dns-support',
  'enableDnsSupport',
  (raw) => raw.EnableDnsSupport?.Value,
);
export const vpcDNSHostnames = attribute(
  'vpc-enable-dns-hostnames',
  'enableDnsHostnames',
  (raw) => raw.EnableDnsHostnames?.Value,
);
export const vpcUsageMetrics = attribute(
  'vpc-enable-network-address-usage-metrics',
  'enableNetworkAddressUsageMetrics',
  (raw) => raw.EnableNetworkAddressUsageMetrics?.Value,
);
