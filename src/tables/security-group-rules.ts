// DescribeSecurityGroupRules: rule ids, needed only to change rules in place; asked by group, never swept.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html
import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, tagsFrom } from './raw.ts';
import { canonicalPorts, canonicalProtocol, canonicalSource, type RuleRow } from './rules.ts';

export type SecurityGroupRuleRow = { id: string; groupID: string; rule: RuleRow; tags: Tags };

export const securityGroupRules: Table<SecurityGroupRuleRow> = {
  name: 'security-group-rules',
  service: 'ec2',
  operation: 'DescribeSecurityGroupRules',
  items: 'SecurityGroupRules',
  idFilter: 'security-group-rule-id',
  pageSize: 1_000,
  settlingSeconds: SETTLING_SECONDS,
  swept: false,
  keep(raw) {
    const rule = raw as SecurityGroupRule;
    return {
      id: rule.SecurityGroupRuleId ?? '',
      groupID: rule.GroupId ?? '',
      rule: ruleOf(rule),
      tags: tagsFrom(rule.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: { 'group-id': (row) => present(row.groupID) },
};

function ruleOf(raw: SecurityGroupRule): RuleRow {
  const protocol = canonicalProtocol(raw.IpProtocol);
  return {
    direction: raw.IsEgress === true ? 'egress' : 'ingress',
    protocol,
    ...canonicalPorts(protocol, raw.FromPort, raw.ToPort),
    source: sourceOf(raw),
    description: raw.Description ?? '',
  };
}

function sourceOf(raw: SecurityGroupRule): RuleRow['source'] {
  if (raw.CidrIpv4 !== undefined) return canonicalSource('cidrBlock', raw.CidrIpv4);
  if (raw.CidrIpv6 !== undefined) return canonicalSource('ipv6CIDRBlock', raw.CidrIpv6);
  if (raw.PrefixListId !== undefined) return canonicalSource('prefixListID', raw.PrefixListId);
  return canonicalSource('securityGroupID', raw.ReferencedGroupInfo?.GroupId ?? '');
}
