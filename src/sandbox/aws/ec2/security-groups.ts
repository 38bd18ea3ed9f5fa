// Security groups: create, delete, describe.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { SecurityGroupRow, SecurityGroupRuleRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { aggregate } from './security-group-permissions.ts';
import { usableBlocks } from './block-rules.ts';
import { addEgressToAll } from './vpc-children.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** API_CreateSecurityGroup.html: name and description, up to 255 of these characters. */
const LONGEST_NAME = 255;
const CHARACTERS = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

export const SECURITY_GROUP_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateSecurityGroup: writes<EC2.CreateSecurityGroupRequest, EC2.CreateSecurityGroupResult>({
    accepts: {
      GroupName: true,
      Description: true,
      VpcId: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: createGroup,
  }),
  DeleteSecurityGroup: writes<EC2.DeleteSecurityGroupRequest, EC2.DeleteSecurityGroupResult>({
    accepts: { GroupId: true, DryRun: true },
    run: deleteGroup,
  }),
  DescribeSecurityGroups: reads<EC2.DescribeSecurityGroupsRequest, EC2.DescribeSecurityGroupsResult>({
    accepts: {
      GroupIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'securityGroup', given: input.GroupIds } as const;
      const rules = rulesByGroup(call.region);
      const filters = filtersOf(rules);
      const { rows, ...rest } = list(call, input, {
        table: call.region.securityGroups,
        filters,
        ids,
        page: PAGE,
      });
      return { SecurityGroups: rows.map((row) => view(row, rules.get(row.GroupId) ?? [])), ...rest };
    },
  }),
};

function createGroup(
  { world, region }: Call,
  input: EC2.CreateSecurityGroupRequest,
): EC2.CreateSecurityGroupResult {
  const GroupName = (input.GroupName ?? missing('groupName')).trim();
  const Description = input.Description ?? missing('groupDescription');
  checkName(GroupName, Description);
  if (input.VpcId === undefined) fail('VPCIdNotSpecified', 'No default VPC for this user');
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const Tags = tagsFor('security-group', input.TagSpecifications);
  const same = (row: SecurityGroupRow) =>
    row.VpcId === vpc.VpcId && row.GroupName.toLowerCase() === GroupName.toLowerCase();
  if (region.securityGroups.find(same) !== undefined) {
    fail('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists for VPC '${vpc.VpcId}'`);
  }
  if (region.securityGroups.size >= world.options.quotas.securityGroups) {
    fail('SecurityGroupLimitExceeded', 'The maximum number of security groups has been reached.');
  }
  const GroupId = region.id('sg');
  const SecurityGroupArn = region.arn('security-group', GroupId);
  region.securityGroups.put({
    GroupId,
    GroupName,
    Description,
    VpcId: vpc.VpcId,
    OwnerId: region.account,
    SecurityGroupArn,
    Tags,
  });
  addEgressToAll(region, GroupId, '0.0.0.0/0');
  if (usableBlocks(vpc).ipv6.length > 0) addEgressToAll(region, GroupId, '::/0');
  return { GroupId, Tags, SecurityGroupArn };
}

function checkName(name: string, description: string): void {
  if (name.toLowerCase() === 'default')
    fail('InvalidGroup.Reserved', `The security group '${name}' is reserved`);
  if (name.startsWith('sg-')) {
    fail(
      'InvalidParameterValue',
      `Value (${name}) for parameter groupName is invalid. Group names may not be in the format sg-*.`,
    );
  }
  for (const [parameter, text] of [
    ['GroupName', name],
    ['GroupDescription', description],
  ] as const) {
    if (text === '' || text.length > LONGEST_NAME || !CHARACTERS.test(text)) {
      fail(
        'InvalidParameterValue',
        `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported; 1 to ${LONGEST_NAME} of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$* are.`,
      );
    }
  }
}

/** Refused while an interface uses it or a rule of another group of the VPC names it. */
function deleteGroup({ region }: Call, input: EC2.DeleteSecurityGroupRequest): EC2.DeleteSecurityGroupResult {
  const group = required(region.securityGroups, 'securityGroup', input.GroupId);
  const { GroupId } = group;
  if (group.GroupName === 'default') {
    fail('CannotDelete', `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`);
  }
  if (isInUse(region, GroupId)) fail('DependencyViolation', `resource ${GroupId} has a dependent object`);
  for (const rule of region.securityGroupRules.filter((row) => row.GroupId === GroupId)) {
    region.securityGroupRules.delete(rule.SecurityGroupRuleId);
  }
  region.securityGroups.delete(GroupId);
  return { Return: true, GroupId };
}

function isInUse(region: Region, groupId: string): boolean {
  for (const row of region.networkInterfaces.lingering())
    if (row.Groups?.some((group) => group.GroupId === groupId)) return true;
  for (const rule of region.securityGroupRules.lingering()) {
    if (rule.GroupId !== groupId && rule.ReferencedGroupInfo?.GroupId === groupId) {
      // A rule over a peering does not hold the group: it becomes stale.
      if (rule.ReferencedGroupInfo.VpcPeeringConnectionId === undefined) return true;
    }
  }
  return false;
}

function rulesByGroup(region: Region): Map<string, SecurityGroupRuleRow[]> {
  const rules = new Map<string, SecurityGroupRuleRow[]>();
  for (const { row } of region.securityGroupRules.seenAll()) {
    const held = rules.get(row.GroupId);
    if (held === undefined) rules.set(row.GroupId, [row]);
    else held.push(row);
  }
  return rules;
}

function view(group: SecurityGroupRow, rules: readonly SecurityGroupRuleRow[]): EC2.SecurityGroup {
  return {
    ...group,
    IpPermissions: aggregate(rules.filter((rule) => !rule.IsEgress)),
    IpPermissionsEgress: aggregate(rules.filter((rule) => rule.IsEgress)),
  };
}

function filtersOf(
  rules: ReadonlyMap<string, readonly SecurityGroupRuleRow[]>,
): FilterTable<SecurityGroupRow> {
  const direction = (prefix: string, isEgress: boolean): FilterTable<SecurityGroupRow> => {
    const of = (group: SecurityGroupRow) =>
      (rules.get(group.GroupId) ?? []).filter((rule) => rule.IsEgress === isEgress);
    return {
      [`${prefix}.cidr`]: (group) => of(group).map((rule) => rule.CidrIpv4),
      [`${prefix}.from-port`]: (group) => of(group).map((rule) => rule.FromPort),
      [`${prefix}.group-id`]: (group) => of(group).map((rule) => rule.ReferencedGroupInfo?.GroupId),
      [`${prefix}.ipv6-cidr`]: (group) => of(group).map((rule) => rule.CidrIpv6),
      [`${prefix}.prefix-list-id`]: (group) => of(group).map((rule) => rule.PrefixListId),
      [`${prefix}.protocol`]: (group) => of(group).map((rule) => rule.IpProtocol),
      [`${prefix}.to-port`]: (group) => of(group).map((rule) => rule.ToPort),
      [`${prefix}.user-id`]: (group) => of(group).map((rule) => rule.ReferencedGroupInfo?.UserId),
    };
  };
  return {
    description: (group) => [group.Description],
    'group-id': (group) => [group.GroupId],
    'group-name': (group) => [group.GroupName],
    'owner-id': (group) => [group.OwnerId],
    'vpc-id': (group) => [group.VpcId],
    ...direction('ip-permission', false),
    ...direction('egress.ip-permission', true),
  };
}
