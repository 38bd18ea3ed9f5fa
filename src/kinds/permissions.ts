// Rules as EC2's calls take them. Separate because groups are written by more than one kind: a security group, and a VPC
// that keeps its default group empty.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
// A group of another account is named together with it: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
import type { IpPermission } from '@aws-sdk/client-ec2';
import type { RuleRow } from '../tables/rules.ts';

/** Grouped by protocol and ports, as EC2 writes them. */
export function permissionsOf(rules: readonly RuleRow[], withDescriptions: boolean): IpPermission[] {
  const groups = new Map<string, IpPermission>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    const permission: IpPermission = groups.get(key) ?? {
      IpProtocol: rule.protocol,
      FromPort: rule.fromPort,
      ToPort: rule.toPort,
    };
    groups.set(key, permission);
    addSource(
      permission,
      rule,
      withDescriptions && rule.description !== '' ? { Description: rule.description } : {},
    );
  }
  return [...groups.values()];
}

function addSource(
  permission: IpPermission,
  { source: { kind, value, account } }: RuleRow,
  note: { Description?: string },
): void {
  if (kind === 'cidrBlock')
    permission.IpRanges = [...(permission.IpRanges ?? []), { CidrIp: value, ...note }];
  if (kind === 'ipv6CIDRBlock')
    permission.Ipv6Ranges = [...(permission.Ipv6Ranges ?? []), { CidrIpv6: value, ...note }];
  if (kind === 'prefixListID')
    permission.PrefixListIds = [...(permission.PrefixListIds ?? []), { PrefixListId: value, ...note }];
  if (kind === 'securityGroupID')
    permission.UserIdGroupPairs = [
      ...(permission.UserIdGroupPairs ?? []),
      { GroupId: value, ...(account === undefined ? {} : { UserId: account }), ...note },
    ];
}
