// Security group rules: authorize, revoke, modify, describe. Every call is all or nothing.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { SecurityGroupRuleRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { rulesOf as countedRules, weigh } from './prefix-list-use.ts';
import {
  described,
  type Group,
  IP_PERMISSIONS,
  keyOf,
  listOf,
  type NewRule,
  protocolAndPorts,
  referenceTo,
  ruleBlock,
  rulesOf,
  sayRule,
} from './security-group-permissions.ts';

const PAGE: PageSize = { least: 5, most: 1000 };

const FILTERS: FilterTable<SecurityGroupRuleRow> = {
  'group-id': (rule) => [rule.GroupId],
  'security-group-rule-id': (rule) => [rule.SecurityGroupRuleId],
};

/** The old way to say one rule, ingress only. */
const ONE_RULE = { CidrIp: true, IpProtocol: true, FromPort: true, ToPort: true } as const;
const DESCRIPTIONS = { SecurityGroupRuleId: true, Description: true } as const;

export const SECURITY_GROUP_RULE_OPERATIONS: Readonly<Record<string, Operation>> = {
  AuthorizeSecurityGroupIngress: writes<
    EC2.AuthorizeSecurityGroupIngressRequest,
    EC2.AuthorizeSecurityGroupIngressResult
  >({
    accepts: {
      GroupId: true,
      IpPermissions: IP_PERMISSIONS,
      ...ONE_RULE,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: (call, input) => authorize(call, { ...input, IpPermissions: permissionsOf(input) }, false),
  }),
  AuthorizeSecurityGroupEgress: writes<
    EC2.AuthorizeSecurityGroupEgressRequest,
    EC2.AuthorizeSecurityGroupEgressResult
  >({
    accepts: {
      GroupId: true,
      IpPermissions: IP_PERMISSIONS,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: (call, input) => authorize(call, input, true),
  }),
  RevokeSecurityGroupIngress: writes<
    EC2.RevokeSecurityGroupIngressRequest,
    EC2.RevokeSecurityGroupIngressResult
  >({
    accepts: {
      GroupId: true,
      IpPermissions: IP_PERMISSIONS,
      ...ONE_RULE,
      SecurityGroupRuleIds: true,
      DryRun: true,
    },
    run: (call, input) => revoke(call, { ...input, IpPermissions: permissionsOf(input) }, false),
  }),
  RevokeSecurityGroupEgress: writes<
    EC2.RevokeSecurityGroupEgressRequest,
    EC2.RevokeSecurityGroupEgressResult
  >({
    accepts: { GroupId: true, IpPermissions: IP_PERMISSIONS, SecurityGroupRuleIds: true, DryRun: true },
    run: (call, input) => revoke(call, input, true),
  }),
  ModifySecurityGroupRules: writes<EC2.ModifySecurityGroupRulesRequest, EC2.ModifySecurityGroupRulesResult>({
    accepts: {
      GroupId: true,
      SecurityGroupRules: {
        SecurityGroupRuleId: true,
        SecurityGroupRule: {
          IpProtocol: true,
          FromPort: true,
          ToPort: true,
          CidrIpv4: true,
          CidrIpv6: true,
          PrefixListId: true,
          ReferencedGroupId: true,
          Description: true,
        },
      },
      DryRun: true,
    },
    run: modify,
  }),
  UpdateSecurityGroupRuleDescriptionsIngress: writes<
    EC2.UpdateSecurityGroupRuleDescriptionsIngressRequest,
    EC2.UpdateSecurityGroupRuleDescriptionsIngressResult
  >({
    accepts: {
      GroupId: true,
      IpPermissions: IP_PERMISSIONS,
      SecurityGroupRuleDescriptions: DESCRIPTIONS,
      DryRun: true,
    },
    run: (call, input) => describeAnew(call, input, false),
  }),
  UpdateSecurityGroupRuleDescriptionsEgress: writes<
    EC2.UpdateSecurityGroupRuleDescriptionsEgressRequest,
    EC2.UpdateSecurityGroupRuleDescriptionsEgressResult
  >({
    accepts: {
      GroupId: true,
      IpPermissions: IP_PERMISSIONS,
      SecurityGroupRuleDescriptions: DESCRIPTIONS,
      DryRun: true,
    },
    run: (call, input) => describeAnew(call, input, true),
  }),
  DescribeSecurityGroupRules: reads<
    EC2.DescribeSecurityGroupRulesRequest,
    EC2.DescribeSecurityGroupRulesResult
  >({
    accepts: {
      SecurityGroupRuleIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'securityGroupRule', given: input.SecurityGroupRuleIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.securityGroupRules,
        filters: FILTERS,
        ids,
        page: PAGE,
      });
      return { SecurityGroupRules: rows, ...rest };
    },
  }),
};

type OneRule = {
  CidrIp?: string | undefined;
  IpProtocol?: string | undefined;
  FromPort?: number | undefined;
  ToPort?: number | undefined;
};
type Permissions = { GroupId?: string | undefined; IpPermissions?: EC2.IpPermission[] | undefined };

function permissionsOf(input: OneRule & Permissions): EC2.IpPermission[] | undefined {
  const { CidrIp, IpProtocol, FromPort, ToPort } = input;
  return CidrIp === undefined
    ? input.IpPermissions
    : [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
}

function authorize(
  call: Call,
  input: Permissions & { TagSpecifications?: EC2.TagSpecification[] | undefined },
  isEgress: boolean,
): EC2.AuthorizeSecurityGroupIngressResult {
  const place = placeOf(call, input.GroupId);
  const Tags = tagsFor('security-group-rule', input.TagSpecifications);
  const wanted = rulesOf(place, isEgress, nonEmpty(input.IpPermissions));
  const existing = rulesOfGroup(place);
  checkNew(wanted, existing);
  checkQuota(place, [...existing, ...wanted], isEgress);
  const rows = wanted.map((rule) => newRow(place, rule, Tags));
  for (const row of rows) call.region.securityGroupRules.put(row);
  return { Return: true, SecurityGroupRules: rows };
}

function checkNew(wanted: readonly NewRule[], existing: readonly SecurityGroupRuleRow[]): void {
  const taken = new Set(existing.map(keyOf));
  const fresh = new Set<string>();
  for (const rule of wanted) {
    const key = keyOf(rule);
    if (fresh.has(key)) fail('InvalidParameterValue', 'The same permission must not appear multiple times');
    fresh.add(key);
  }
  for (const rule of wanted) {
    if (taken.has(keyOf(rule)))
      fail('InvalidPermission.Duplicate', `the specified rule "${sayRule(rule)}" already exists`);
  }
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
function checkQuota({ world, region }: Group, rules: readonly NewRule[], isEgress: boolean): void {
  if (countedRules(rules, isEgress, weigh(region)) > world.options.quotas.rulesPerGroup) {
    fail(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
}

/** API_RevokeSecurityGroupIngress.html: outside a default VPC, one missing rule means that nothing is revoked. */
function revoke(
  call: Call,
  input: Permissions & { SecurityGroupRuleIds?: string[] | undefined },
  isEgress: boolean,
): EC2.RevokeSecurityGroupIngressResult {
  const place = placeOf(call, input.GroupId);
  const ids = input.SecurityGroupRuleIds ?? [];
  const existing = rulesOfGroup(place).filter((rule) => rule.IsEgress === isEgress);
  const rows =
    ids.length > 0
      ? ids.map((id) => ruleById(existing, id))
      : rulesOf(place, isEgress, nonEmpty(input.IpPermissions)).map((rule) => ruleLike(existing, rule));
  for (const row of rows) call.region.securityGroupRules.delete(row.SecurityGroupRuleId);
  const revoked = rows.map(({ SecurityGroupRuleId, GroupId, ...row }) => ({
    SecurityGroupRuleId,
    GroupId,
    IsEgress: row.IsEgress,
    IpProtocol: row.IpProtocol,
    FromPort: row.FromPort,
    ToPort: row.ToPort,
    CidrIpv4: row.CidrIpv4,
    CidrIpv6: row.CidrIpv6,
    PrefixListId: row.PrefixListId,
    ReferencedGroupId: row.ReferencedGroupInfo?.GroupId,
    Description: row.Description,
  }));
  return { Return: true, RevokedSecurityGroupRules: revoked };
}

function ruleById(rules: readonly SecurityGroupRuleRow[], id: string): SecurityGroupRuleRow {
  checkId('securityGroupRule', id);
  return rules.find((rule) => rule.SecurityGroupRuleId === id) ?? notFound('securityGroupRule', id);
}

function ruleLike(rules: readonly SecurityGroupRuleRow[], wanted: NewRule): SecurityGroupRuleRow {
  const key = keyOf(wanted);
  const found = rules.find((rule) => keyOf(rule) === key);
  return (
    found ?? fail('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
  );
}

/** API_ModifySecurityGroupRules.html: the whole rule is given; the kind of its source cannot change. */
function modify(call: Call, input: EC2.ModifySecurityGroupRulesRequest): EC2.ModifySecurityGroupRulesResult {
  const place = placeOf(call, input.GroupId);
  const updates = input.SecurityGroupRules ?? [];
  if (updates.length === 0) missing('securityGroupRules');
  const rows = new Map(rulesOfGroup(place).map((row) => [row.SecurityGroupRuleId, row]));
  const changed = updates.map(({ SecurityGroupRuleId, SecurityGroupRule }) => {
    const old = ruleById([...rows.values()], SecurityGroupRuleId ?? missing('securityGroupRuleId'));
    return modified(place, old, SecurityGroupRule ?? missing('securityGroupRule'));
  });
  for (const row of changed) rows.set(row.SecurityGroupRuleId, row);
  const keys = new Set([...rows.values()].map(keyOf));
  if (keys.size < rows.size) {
    const [first] = changed;
    fail(
      'InvalidPermission.Duplicate',
      `the specified rule "${first === undefined ? '' : sayRule(first)}" already exists`,
    );
  }
  for (const row of changed) {
    if (JSON.stringify(row) !== JSON.stringify(call.region.securityGroupRules.get(row.SecurityGroupRuleId))) {
      call.region.securityGroupRules.put(row);
    }
  }
  return { Return: true };
}

function modified(
  place: Group,
  old: SecurityGroupRuleRow,
  wanted: EC2.SecurityGroupRuleRequest,
): SecurityGroupRuleRow {
  const source =
    wanted.CidrIpv4 !== undefined
      ? { CidrIpv4: ruleBlock(wanted.CidrIpv4, 4) }
      : wanted.CidrIpv6 !== undefined
        ? { CidrIpv6: ruleBlock(wanted.CidrIpv6, 6) }
        : wanted.PrefixListId !== undefined
          ? { PrefixListId: listOf(place, wanted.PrefixListId) }
          : { ReferencedGroupInfo: referenceTo(place, wanted.ReferencedGroupId, undefined) };
  const [kind] = Object.keys(source);
  if (kind === undefined || Reflect.get(old, kind) === undefined) {
    fail('InvalidParameterValue', `The type of the source of ${old.SecurityGroupRuleId} cannot be changed.`);
  }
  const { SecurityGroupRuleId, GroupId, GroupOwnerId, IsEgress, SecurityGroupRuleArn, Tags } = old;
  const kept = { SecurityGroupRuleId, GroupId, GroupOwnerId, IsEgress, SecurityGroupRuleArn, Tags };
  return {
    ...kept,
    ...protocolAndPorts(wanted.IpProtocol, wanted.FromPort, wanted.ToPort),
    ...source,
    ...described(wanted.Description),
  };
}

/** API_UpdateSecurityGroupRuleDescriptionsIngress.html: by permissions or by rule ids; no description removes it. */
function describeAnew(
  call: Call,
  input: Permissions & { SecurityGroupRuleDescriptions?: EC2.SecurityGroupRuleDescription[] | undefined },
  isEgress: boolean,
): { Return: boolean } {
  const place = placeOf(call, input.GroupId);
  const rules = rulesOfGroup(place).filter((rule) => rule.IsEgress === isEgress);
  const byId = (input.SecurityGroupRuleDescriptions ?? []).map((item) => ({
    row: ruleById(rules, item.SecurityGroupRuleId ?? ''),
    text: item.Description,
  }));
  const permissions = byId.length > 0 ? [] : nonEmpty(input.IpPermissions);
  const byRule = rulesOf(place, isEgress, permissions).map((rule) => ({
    row: ruleLike(rules, rule),
    text: rule.Description,
  }));
  const changes = [...byId, ...byRule].map(({ row: { Description: old, ...row }, text }) => ({
    old,
    row: { ...row, ...described(text) },
  }));
  for (const { old, row } of changes) if (row.Description !== old) call.region.securityGroupRules.put(row);
  return { Return: true };
}

function placeOf({ world, region }: Call, groupId: string | undefined): Group {
  return { world, region, group: required(region.securityGroups, 'securityGroup', groupId) };
}

function nonEmpty(permissions: EC2.IpPermission[] | undefined): EC2.IpPermission[] {
  return permissions === undefined || permissions.length === 0 ? missing('ipPermissions') : permissions;
}

function rulesOfGroup({ region, group }: Group): SecurityGroupRuleRow[] {
  return region.securityGroupRules.filter((rule) => rule.GroupId === group.GroupId);
}

function newRow({ region, group }: Group, rule: NewRule, Tags: EC2.Tag[]): SecurityGroupRuleRow {
  const SecurityGroupRuleId = region.id('sgr');
  return {
    SecurityGroupRuleId,
    GroupId: group.GroupId,
    GroupOwnerId: region.account,
    SecurityGroupRuleArn: region.arn('security-group-rule', SecurityGroupRuleId),
    ...rule,
    Tags,
  };
}
