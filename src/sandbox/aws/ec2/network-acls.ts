// Network ACLs: the default one of each VPC, further ones, and which subnet uses which.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { NetworkAclRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { denyEntries } from './vpc-children.ts';

const PAGE: PageSize = { least: 5, most: 1000 };

const PROTOCOL_NAMES: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp' };
const entries = (acl: NetworkAclRow): readonly EC2.NetworkAclEntry[] => acl.Entries ?? [];

const FILTERS: FilterTable<NetworkAclRow> = {
  'association.association-id': (acl) => acl.Associations.map((a) => a.NetworkAclAssociationId),
  'association.network-acl-id': (acl) => acl.Associations.map((a) => a.NetworkAclId),
  'association.subnet-id': (acl) => acl.Associations.map((a) => a.SubnetId),
  default: (acl) => [acl.IsDefault],
  'entry.cidr': (acl) => entries(acl).map((entry) => entry.CidrBlock),
  'entry.icmp.code': (acl) => entries(acl).map((entry) => entry.IcmpTypeCode?.Code),
  'entry.icmp.type': (acl) => entries(acl).map((entry) => entry.IcmpTypeCode?.Type),
  'entry.ipv6-cidr': (acl) => entries(acl).map((entry) => entry.Ipv6CidrBlock),
  'entry.port-range.from': (acl) => entries(acl).map((entry) => entry.PortRange?.From),
  'entry.port-range.to': (acl) => entries(acl).map((entry) => entry.PortRange?.To),
  // By name or by number.
  'entry.protocol': (acl) =>
    entries(acl).flatMap(({ Protocol = '' }) => [Protocol, PROTOCOL_NAMES[Protocol] ?? Protocol]),
  'entry.rule-action': (acl) => entries(acl).map((entry) => entry.RuleAction),
  'network-acl-id': (acl) => [acl.NetworkAclId],
  'owner-id': (acl) => [acl.OwnerId],
  'vpc-id': (acl) => [acl.VpcId],
};

export const NETWORK_ACL_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeNetworkAcls: reads<EC2.DescribeNetworkAclsRequest, EC2.DescribeNetworkAclsResult>({
    accepts: {
      NetworkAclIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'networkAcl', given: input.NetworkAclIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.networkAcls,
        filters: FILTERS,
        ids,
        page: PAGE,
      });
      return { NetworkAcls: rows, ...rest };
    },
  }),
  CreateNetworkAcl: writesOnce<EC2.CreateNetworkAclRequest, EC2.CreateNetworkAclResult>({
    accepts: { VpcId: true, ClientToken: true, TagSpecifications: TAG_SPECIFICATIONS, DryRun: true },
    run({ world, region }, input) {
      const vpc = required(region.vpcs, 'vpc', input.VpcId);
      const { VpcId } = vpc;
      const Tags = tagsFor('network-acl', input.TagSpecifications);
      if (
        region.networkAcls.filter((row) => row.VpcId === VpcId).length >=
        world.options.quotas.networkAclsPerVpc
      ) {
        fail('NetworkAclLimitExceeded', 'The maximum number of network ACLs has been reached.');
      }
      const NetworkAclId = region.id('acl');
      const acl = {
        NetworkAclId,
        VpcId,
        OwnerId: region.account,
        IsDefault: false,
        Associations: [],
        Entries: denyEntries(vpc.Ipv6CidrBlockAssociationSet.length > 0),
        Tags,
      };
      region.networkAcls.put(acl);
      return {
        NetworkAcl: acl,
        ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
      };
    },
  }),
  DeleteNetworkAcl: writes<EC2.DeleteNetworkAclRequest, object>({
    accepts: { NetworkAclId: true, DryRun: true },
    run({ region }, input) {
      const acl = required(region.networkAcls, 'networkAcl', input.NetworkAclId);
      if (acl.IsDefault === true)
        fail('InvalidParameterValue', `cannot delete default network ACL ${acl.NetworkAclId}`);
      if (acl.Associations.length > 0) {
        fail(
          'DependencyViolation',
          `The networkAcl '${acl.NetworkAclId}' has dependencies and cannot be deleted.`,
        );
      }
      region.networkAcls.delete(acl.NetworkAclId);
      return {};
    },
  }),
  ReplaceNetworkAclAssociation: writes<
    EC2.ReplaceNetworkAclAssociationRequest,
    EC2.ReplaceNetworkAclAssociationResult
  >({
    accepts: { AssociationId: true, NetworkAclId: true, DryRun: true },
    run: replaceAssociation,
  }),
};

function replaceAssociation(
  { region }: Call,
  input: EC2.ReplaceNetworkAclAssociationRequest,
): EC2.ReplaceNetworkAclAssociationResult {
  const id = input.AssociationId ?? missing('associationId');
  checkId('networkAclAssociation', id);
  const old = region.networkAcls.find((row) =>
    row.Associations.some((a) => a.NetworkAclAssociationId === id),
  );
  const association = old?.Associations.find((a) => a.NetworkAclAssociationId === id);
  if (old === undefined || association === undefined) notFound('networkAclAssociation', id);
  const acl = required(region.networkAcls, 'networkAcl', input.NetworkAclId);
  if (acl.VpcId !== old.VpcId) {
    fail(
      'InvalidParameterValue',
      `network ACL ${acl.NetworkAclId} and subnet ${association.SubnetId} belong to different networks`,
    );
  }
  const NetworkAclAssociationId = region.id('aclassoc');
  const rest = { ...old, Associations: old.Associations.filter((a) => a !== association) };
  region.networkAcls.put(rest);
  const target = acl === old ? rest : acl;
  const fresh = { NetworkAclAssociationId, NetworkAclId: acl.NetworkAclId, SubnetId: association.SubnetId };
  region.networkAcls.put({ ...target, Associations: [...target.Associations, fresh] });
  return { NewAssociationId: NetworkAclAssociationId };
}
