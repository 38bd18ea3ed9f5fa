// VPCs: create, delete, describe, attributes, tenancy.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatCidr } from '../../../model/cidr.ts';
import { type PageSize, list } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { regionalGatewayOf } from './nat-interfaces.ts';
import { checkVpcBlock, requestedBlock } from './block-rules.ts';
import { orphanFlowLogs } from './flow-logs.ts';
import { endPeeringsOf, hasLivePeering } from './peering-state.ts';
import { associateIpv6 } from './vpc-blocks.ts';
import { addChildren, removeChildren } from './vpc-children.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
export const FILTERS = { Name: true, Values: true } as const;

const VPC_FILTERS: FilterTable<VpcRow> = {
  cidr: (vpc) => [vpc.CidrBlock],
  'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet.map((a) => a.CidrBlock),
  'cidr-block-association.association-id': (vpc) => vpc.CidrBlockAssociationSet.map((a) => a.AssociationId),
  'cidr-block-association.state': (vpc) => vpc.CidrBlockAssociationSet.map((a) => a.CidrBlockState?.State),
  'dhcp-options-id': (vpc) => [vpc.DhcpOptionsId],
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) =>
    vpc.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6CidrBlock),
  'ipv6-cidr-block-association.ipv6-pool': (vpc) => vpc.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6Pool),
  'ipv6-cidr-block-association.association-id': (vpc) =>
    vpc.Ipv6CidrBlockAssociationSet.map((a) => a.AssociationId),
  'ipv6-cidr-block-association.state': (vpc) =>
    vpc.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6CidrBlockState?.State),
  'is-default': (vpc) => [vpc.IsDefault],
  'owner-id': (vpc) => [vpc.OwnerId],
  state: (vpc) => [vpc.State],
  'vpc-id': (vpc) => [vpc.VpcId],
};

export const VPC_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateVpc: writes<EC2.CreateVpcRequest, EC2.CreateVpcResult>({
    accepts: {
      CidrBlock: true,
      AmazonProvidedIpv6CidrBlock: true,
      InstanceTenancy: true,
      Ipv6CidrBlockNetworkBorderGroup: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: createVpc,
  }),
  DeleteVpc: writes<EC2.DeleteVpcRequest, object>({ accepts: { VpcId: true, DryRun: true }, run: deleteVpc }),
  DescribeVpcs: reads<EC2.DescribeVpcsRequest, EC2.DescribeVpcsResult>({
    accepts: { VpcIds: true, Filters: FILTERS, MaxResults: true, NextToken: true, DryRun: true },
    run(call, input) {
      const ids = { kind: 'vpc', given: input.VpcIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.vpcs,
        filters: VPC_FILTERS,
        ids,
        page: PAGE,
      });
      return { Vpcs: rows.map(viewVpc), ...rest };
    },
  }),
  DescribeVpcAttribute: reads<EC2.DescribeVpcAttributeRequest, EC2.DescribeVpcAttributeResult>({
    accepts: { Attribute: true, VpcId: true, DryRun: true },
    run: describeAttribute,
  }),
  ModifyVpcAttribute: writes<EC2.ModifyVpcAttributeRequest, object>({
    accepts: {
      VpcId: true,
      EnableDnsSupport: { Value: true },
      EnableDnsHostnames: { Value: true },
      EnableNetworkAddressUsageMetrics: { Value: true },
    },
    run: modifyAttribute,
  }),
  ModifyVpcTenancy: writes<EC2.ModifyVpcTenancyRequest, EC2.ModifyVpcTenancyResult>({
    accepts: { VpcId: true, InstanceTenancy: true, DryRun: true },
    run({ region }, { VpcId, InstanceTenancy }) {
      const vpc = required(region.vpcs, 'vpc', VpcId);
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html: only to default; the code is of
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
      if (InstanceTenancy !== 'default')
        fail(
          'UnsupportedTenancy',
          `The tenancy value ${InstanceTenancy ?? missing('instanceTenancy')} is not supported.`,
        );
      if (vpc.InstanceTenancy !== 'default') region.vpcs.put({ ...vpc, InstanceTenancy });
      return { ReturnValue: true };
    },
  }),
};

function createVpc({ world, region }: Call, input: EC2.CreateVpcRequest): EC2.CreateVpcResult {
  if (input.CidrBlock === undefined) missing('cidrBlock');
  const cidr = requestedBlock('cidrBlock', input.CidrBlock, 4);
  checkVpcBlock(cidr);
  const tenancy = input.InstanceTenancy ?? 'default';
  if (tenancy !== 'default' && tenancy !== 'dedicated') invalidValue('instanceTenancy', tenancy);
  const tags = tagsFor('vpc', input.TagSpecifications);
  if (region.vpcs.size >= world.options.quotas.vpcs)
    fail('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
  const cidrBlock = formatCidr(cidr);
  const vpc = newVpc(region, cidrBlock, tenancy);
  region.vpcs.put({ ...vpc, Tags: tags });
  addChildren(region, vpc.VpcId, cidrBlock);
  if (input.AmazonProvidedIpv6CidrBlock === true) associateIpv6(world, region, vpc.VpcId);
  world.later(world.options.durations.vpcPending, region, () => {
    const now = region.vpcs.get(vpc.VpcId);
    if (now !== undefined) region.vpcs.put({ ...now, State: 'available' });
  });
  return { Vpc: viewVpc(region.vpcs.get(vpc.VpcId) ?? vpc) };
}

export function newVpc(region: Region, cidrBlock: string, tenancy: EC2.Tenancy): VpcRow {
  return {
    VpcId: region.id('vpc'),
    CidrBlock: cidrBlock,
    DhcpOptionsId: region.dhcpOptions.get(region.defaultDhcpOptions)?.DhcpOptionsId ?? 'default',
    State: 'pending',
    OwnerId: region.account,
    InstanceTenancy: tenancy,
    IsDefault: false,
    CidrBlockAssociationSet: [
      {
        AssociationId: region.id('vpc-cidr-assoc'),
        CidrBlock: cidrBlock,
        CidrBlockState: { State: 'associated' },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    Tags: [],
    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html: defaults of a VPC that is not the default one.
    attributes: { dnsSupport: true, dnsHostnames: false, addressUsageMetrics: false },
  };
}

export function viewVpc({ attributes: _, ...vpc }: VpcRow): EC2.Vpc {
  return vpc;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html: the API deletes the three defaults, nothing else. */
function deleteVpc({ world, region }: Call, input: EC2.DeleteVpcRequest): object {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  if (hasDependents(region, vpc.VpcId)) {
    fail('DependencyViolation', `The vpc '${vpc.VpcId}' has dependencies and cannot be deleted.`);
  }
  removeChildren(region, vpc.VpcId);
  region.vpcs.delete(vpc.VpcId);
  orphanFlowLogs(world, region, vpc.VpcId);
  endPeeringsOf(world, region, vpc.VpcId);
  return {};
}

function hasDependents(region: Region, vpcId: string): boolean {
  const inVpc = (row: { VpcId?: string | undefined }) => row.VpcId === vpcId;
  return (
    some(region.subnets.lingering(), inVpc) ||
    some(region.networkInterfaces.lingering(), inVpc) ||
    some(region.internetGateways.lingering(), (row) => row.Attachments.some(inVpc)) ||
    some(region.egressOnlyInternetGateways.lingering(), (row) => row.Attachments.some(inVpc)) ||
    some(region.securityGroups.lingering(), (row) => inVpc(row) && row.GroupName !== 'default') ||
    some(region.routeTables.lingering(), (row) => inVpc(row) && !row.Associations.some((a) => a.Main)) ||
    some(region.vpcEndpoints.lingering(), (row) => inVpc(row) && row.State !== 'deleted') ||
    some(region.networkAcls.lingering(), (row) => inVpc(row) && row.IsDefault !== true) ||
    regionalGatewayOf(region, vpcId) !== undefined ||
    hasLivePeering(region, vpcId)
  );
}

function some<T>(rows: Iterable<T>, test: (row: T) => boolean): boolean {
  for (const row of rows) if (test(row)) return true;
  return false;
}

function describeAttribute(
  { region }: Call,
  { VpcId, Attribute }: EC2.DescribeVpcAttributeRequest,
): EC2.DescribeVpcAttributeResult {
  const known = required(region.vpcs, 'vpc', VpcId);
  const { attributes } = region.vpcs.seen(known.VpcId)?.row ?? known;
  if (Attribute === 'enableDnsSupport') return { VpcId, EnableDnsSupport: { Value: attributes.dnsSupport } };
  if (Attribute === 'enableDnsHostnames')
    return { VpcId, EnableDnsHostnames: { Value: attributes.dnsHostnames } };
  if (Attribute === 'enableNetworkAddressUsageMetrics') {
    return { VpcId, EnableNetworkAddressUsageMetrics: { Value: attributes.addressUsageMetrics } };
  }
  return Attribute === undefined ? missing('attribute') : invalidValue('attribute', Attribute);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html: one attribute per request, and
 *  host names only where DNS is supported. */
function modifyAttribute({ region }: Call, input: EC2.ModifyVpcAttributeRequest): object {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const { EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics } = input;
  const given = [EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics].filter(
    (item) => item !== undefined,
  );
  if (given.length === 0) missing('enableDnsSupport, enableDnsHostnames or enableNetworkAddressUsageMetrics');
  if (given.length > 1) combination('Only one VPC attribute can be modified per request.');
  const value = given[0]?.Value ?? missing('value');
  if (EnableDnsHostnames !== undefined && value && !vpc.attributes.dnsSupport) {
    invalidValue('enableDnsHostnames', value, 'DNS support must be enabled first.');
  }
  const field = EnableDnsSupport ? 'dnsSupport' : EnableDnsHostnames ? 'dnsHostnames' : 'addressUsageMetrics';
  if (vpc.attributes[field] !== value)
    region.vpcs.put({ ...vpc, attributes: { ...vpc.attributes, [field]: value } });
  return {};
}
