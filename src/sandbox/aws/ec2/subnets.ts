// Subnets: create, delete, describe, attributes.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, formatCidr } from '../../../model/cidr.ts';
import { list, type PageSize } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { SubnetRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { checkSubnetIpv4, checkSubnetIpv6, requestedBlock } from './block-rules.ts';
import { orphanFlowLogs } from './flow-logs.ts';
import { type Zone, zonesOf } from './zones.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: the first four and the last address. */
const RESERVED_ADDRESSES = 5;
const BITS_IPV4 = 32;

const SUBNET_FILTERS: FilterTable<SubnetRow> = {
  'availability-zone': (subnet) => [subnet.AvailabilityZone],
  'availability-zone-id': (subnet) => [subnet.AvailabilityZoneId],
  'available-ip-address-count': (subnet) => [subnet.AvailableIpAddressCount],
  'cidr-block': (subnet) => [subnet.CidrBlock],
  'default-for-az': (subnet) => [subnet.DefaultForAz],
  'enable-dns64': (subnet) => [subnet.EnableDns64],
  'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) =>
    subnet.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6CidrBlock),
  'ipv6-cidr-block-association.association-id': (subnet) =>
    subnet.Ipv6CidrBlockAssociationSet.map((a) => a.AssociationId),
  'ipv6-cidr-block-association.state': (subnet) =>
    subnet.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6CidrBlockState?.State),
  'ipv6-native': (subnet) => [subnet.Ipv6Native],
  'map-public-ip-on-launch': (subnet) => [subnet.MapPublicIpOnLaunch],
  'owner-id': (subnet) => [subnet.OwnerId],
  state: (subnet) => [subnet.State],
  'subnet-arn': (subnet) => [subnet.SubnetArn],
  'subnet-id': (subnet) => [subnet.SubnetId],
  'vpc-id': (subnet) => [subnet.VpcId],
};

export const SUBNET_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateSubnet: writes<EC2.CreateSubnetRequest, EC2.CreateSubnetResult>({
    accepts: {
      VpcId: true,
      CidrBlock: true,
      Ipv6CidrBlock: true,
      AvailabilityZone: true,
      AvailabilityZoneId: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: createSubnet,
  }),
  DeleteSubnet: writes<EC2.DeleteSubnetRequest, object>({
    accepts: { SubnetId: true, DryRun: true },
    run: deleteSubnet,
  }),
  DescribeSubnets: reads<EC2.DescribeSubnetsRequest, EC2.DescribeSubnetsResult>({
    accepts: {
      SubnetIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'subnet', given: input.SubnetIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.subnets,
        filters: SUBNET_FILTERS,
        ids,
        page: PAGE,
      });
      return { Subnets: rows, ...rest };
    },
  }),
  ModifySubnetAttribute: writes<EC2.ModifySubnetAttributeRequest, object>({
    accepts: {
      SubnetId: true,
      AssignIpv6AddressOnCreation: { Value: true },
      MapPublicIpOnLaunch: { Value: true },
      EnableDns64: { Value: true },
      PrivateDnsHostnameTypeOnLaunch: true,
      EnableResourceNameDnsARecordOnLaunch: { Value: true },
      EnableResourceNameDnsAAAARecordOnLaunch: { Value: true },
    },
    run: modifySubnet,
  }),
};

function createSubnet({ world, region }: Call, input: EC2.CreateSubnetRequest): EC2.CreateSubnetResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  if (input.CidrBlock === undefined) missing('cidrBlock');
  const ipv4 = requestedBlock('cidrBlock', input.CidrBlock, 4);
  const ipv6 =
    input.Ipv6CidrBlock === undefined ? undefined : requestedBlock('ipv6CidrBlock', input.Ipv6CidrBlock, 6);
  const zone = zoneOf(region, input);
  const tags = tagsFor('subnet', input.TagSpecifications);
  checkSubnetIpv4(region, vpc, ipv4);
  if (ipv6 !== undefined) checkSubnetIpv6(region, vpc, ipv6);
  const siblings = region.subnets.filter((row) => row.VpcId === vpc.VpcId).length;
  if (siblings >= world.options.quotas.subnetsPerVpc)
    fail('SubnetLimitExceeded', 'The maximum number of subnets has been reached.');
  const subnet = { ...newSubnet(region, { vpcId: vpc.VpcId, ipv4, ipv6, zone }), Tags: tags };
  region.subnets.put(subnet);
  joinDefaultAcl(region, subnet);
  world.later(world.options.durations.subnetPending, region, () => {
    const now = region.subnets.get(subnet.SubnetId);
    if (now !== undefined) region.subnets.put({ ...now, State: 'available' });
  });
  return { Subnet: subnet };
}

function zoneOf(region: Region, { AvailabilityZone, AvailabilityZoneId }: EC2.CreateSubnetRequest): Zone {
  if (AvailabilityZone !== undefined && AvailabilityZoneId !== undefined) {
    combination('Either availabilityZone or availabilityZoneId can be given, not both.');
  }
  const zones = zonesOf(region.name);
  const given = AvailabilityZone ?? AvailabilityZoneId;
  // EC2 chooses when none is given; here always the first.
  const zone =
    given === undefined
      ? zones[0]
      : zones.find(({ name, id }) => (AvailabilityZone === undefined ? id : name) === given);
  if (zone !== undefined) return zone;
  const parameter = AvailabilityZone === undefined ? 'availabilityZoneId' : 'availabilityZone';
  const names = zones.map(({ name, id }) => (AvailabilityZone === undefined ? id : name)).join(', ');
  invalidValue(
    parameter,
    given,
    `Subnets can currently only be created in the following availability zones: ${names}.`,
  );
}

export function newSubnet(
  region: Region,
  of: { vpcId: string; ipv4: Cidr; ipv6: Cidr | undefined; zone: Zone },
): SubnetRow {
  const id = region.id('subnet');
  return {
    SubnetId: id,
    SubnetArn: region.arn('subnet', id),
    VpcId: of.vpcId,
    OwnerId: region.account,
    CidrBlock: formatCidr(of.ipv4),
    AvailabilityZone: of.zone.name,
    AvailabilityZoneId: of.zone.id,
    AvailableIpAddressCount: 2 ** (BITS_IPV4 - of.ipv4.prefixLength) - RESERVED_ADDRESSES,
    State: 'pending',
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    Ipv6CidrBlockAssociationSet:
      of.ipv6 === undefined
        ? []
        : [
            {
              AssociationId: region.id('subnet-cidr-assoc'),
              Ipv6CidrBlock: formatCidr(of.ipv6),
              Ipv6CidrBlockState: { State: 'associated' },
              Ipv6AddressAttribute: 'public',
              IpSource: 'amazon',
            },
          ],
    Tags: [],
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html: every subnet has exactly one ACL. */
export function joinDefaultAcl(region: Region, subnet: SubnetRow): void {
  const acl = region.networkAcls.find((row) => row.VpcId === subnet.VpcId && row.IsDefault === true);
  if (acl === undefined) return;
  const association = {
    NetworkAclAssociationId: region.id('aclassoc'),
    NetworkAclId: acl.NetworkAclId,
    SubnetId: subnet.SubnetId,
  };
  region.networkAcls.put({ ...acl, Associations: [...acl.Associations, association] });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html: associations go with it, interfaces do not. */
function deleteSubnet({ world, region }: Call, input: EC2.DeleteSubnetRequest): object {
  const { SubnetId } = required(region.subnets, 'subnet', input.SubnetId);
  for (const row of region.networkInterfaces.lingering()) {
    if (row.SubnetId === SubnetId)
      fail('DependencyViolation', `The subnet '${SubnetId}' has dependencies and cannot be deleted.`);
  }
  for (const table of region.routeTables.filter((row) =>
    row.Associations.some((a) => a.SubnetId === SubnetId),
  )) {
    region.routeTables.put({
      ...table,
      Associations: table.Associations.filter((a) => a.SubnetId !== SubnetId),
    });
  }
  for (const acl of region.networkAcls.filter((row) =>
    row.Associations.some((a) => a.SubnetId === SubnetId),
  )) {
    region.networkAcls.put({ ...acl, Associations: acl.Associations.filter((a) => a.SubnetId !== SubnetId) });
  }
  region.subnets.delete(SubnetId);
  orphanFlowLogs(world, region, SubnetId);
  return {};
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html: one attribute per request. */
function modifySubnet({ region }: Call, { SubnetId, ...input }: EC2.ModifySubnetAttributeRequest): object {
  const subnet = required(region.subnets, 'subnet', SubnetId);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const [first] = given;
  if (first === undefined) missing('one attribute');
  if (given.length > 1) combination('Only one subnet attribute can be modified per request.');
  const changed = withAttribute(subnet, input);
  if (JSON.stringify(changed) !== JSON.stringify(subnet)) region.subnets.put(changed);
  return {};
}

function withAttribute(
  subnet: SubnetRow,
  input: Omit<EC2.ModifySubnetAttributeRequest, 'SubnetId'>,
): SubnetRow {
  const options = { ...subnet.PrivateDnsNameOptionsOnLaunch };
  if (input.MapPublicIpOnLaunch) return { ...subnet, MapPublicIpOnLaunch: input.MapPublicIpOnLaunch.Value };
  if (input.EnableDns64) return { ...subnet, EnableDns64: input.EnableDns64.Value };
  if (input.AssignIpv6AddressOnCreation) {
    const { Value } = input.AssignIpv6AddressOnCreation;
    if (Value && subnet.Ipv6CidrBlockAssociationSet.length === 0) {
      invalidValue('assignIpv6AddressOnCreation', Value, `${subnet.SubnetId} has no IPv6 CIDR block.`);
    }
    return { ...subnet, AssignIpv6AddressOnCreation: Value };
  }
  if (input.PrivateDnsHostnameTypeOnLaunch) options.HostnameType = input.PrivateDnsHostnameTypeOnLaunch;
  if (input.EnableResourceNameDnsARecordOnLaunch) {
    options.EnableResourceNameDnsARecord = input.EnableResourceNameDnsARecordOnLaunch.Value;
  }
  if (input.EnableResourceNameDnsAAAARecordOnLaunch) {
    options.EnableResourceNameDnsAAAARecord = input.EnableResourceNameDnsAAAARecordOnLaunch.Value;
  }
  return { ...subnet, PrivateDnsNameOptionsOnLaunch: options };
}
