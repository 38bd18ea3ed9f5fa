// DescribeSecurityGroups: groups with all their rules, flattened to one source each. Rule ids are not in this answer.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
import type { IpPermission, SecurityGroup, UserIdGroupPair } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';
import {
  canonicalPorts,
  canonicalProtocol,
  canonicalSource,
  type Direction,
  ruleKey,
  type RuleRow,
  type SourceKind,
} from './rules.ts';

export type SecurityGroupRow = {
  id: string;
  arn: string;
  ownerID: string;
  vpcID: string;
  name: string;
  description: string;
  rules: readonly RuleRow[];
  tags: Tags;
};

/** A full group is about 60 kB of XML: 60 rules per direction and family; one of a dozen rules is a tenth of that.
 *  https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const PAGE_SIZE = 250;

export const securityGroups: Table<SecurityGroupRow> = {
  name: 'security-groups',
  service: 'ec2',
  operation: 'DescribeSecurityGroups',
  items: 'SecurityGroups',
  idFilter: 'group-id',
  pageSize: PAGE_SIZE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const group = raw as SecurityGroup;
    const rules = [
      ...(group.IpPermissions ?? []).flatMap((permission) => rulesOf(permission, 'ingress', group.OwnerId)),
      ...(group.IpPermissionsEgress ?? []).flatMap((permission) =>
        rulesOf(permission, 'egress', group.OwnerId),
      ),
    ];
    return {
      id: group.GroupId ?? '',
      arn: group.SecurityGroupArn ?? '',
      ownerID: group.OwnerId ?? '',
      vpcID: group.VpcId ?? '',
      name: group.GroupName ?? '',
      description: group.Description ?? '',
      rules: sortedBy(rules, ruleKey),
      tags: tagsFrom(group.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'ip-permission.group-id': (row) => sourcesOf(row, 'ingress', 'securityGroupID'),
    'egress.ip-permission.group-id': (row) => sourcesOf(row, 'egress', 'securityGroupID'),
    'ip-permission.prefix-list-id': (row) => sourcesOf(row, 'ingress', 'prefixListID'),
    'egress.ip-permission.prefix-list-id': (row) => sourcesOf(row, 'egress', 'prefixListID'),
  },
};

function sourcesOf(row: SecurityGroupRow, direction: Direction, kind: SourceKind): readonly string[] {
  const named = row.rules.filter((rule) => rule.direction === direction && rule.source.kind === kind);
  return [...new Set(named.map((rule) => rule.source.value))];
}

function rulesOf(
  permission: IpPermission,
  direction: Direction,
  ownerID: string | undefined,
): readonly RuleRow[] {
  const protocol = canonicalProtocol(permission.IpProtocol);
  const ports = canonicalPorts(protocol, permission.FromPort, permission.ToPort);
  const rule = (kind: SourceKind, value: string | undefined, description: string | undefined): RuleRow => ({
    direction,
    protocol,
    ...ports,
    source: canonicalSource(kind, value ?? ''),
    description: description ?? '',
  });
  return [
    ...(permission.IpRanges ?? []).map((range) => rule('cidrBlock', range.CidrIp, range.Description)),
    ...(permission.Ipv6Ranges ?? []).map((range) => rule('ipv6CIDRBlock', range.CidrIpv6, range.Description)),
    ...(permission.PrefixListIds ?? []).map((prefixes) =>
      rule('prefixListID', prefixes.PrefixListId, prefixes.Description),
    ),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => {
      const row = rule('securityGroupID', pair.GroupId, pair.Description);
      return { ...row, source: { ...row.source, ...accountOf(pair, ownerID) } };
    }),
  ];
}

/** EC2 shows the account of every group; only that of another one has to be named when the rule is taken away. */
function accountOf({ UserId }: UserIdGroupPair, ownerID: string | undefined): { account?: string } {
  return UserId === undefined || UserId === ownerID ? {} : { account: UserId };
}
