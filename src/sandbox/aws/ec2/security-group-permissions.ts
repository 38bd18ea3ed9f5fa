// What an IpPermission means: one rule per source, in EC2's own spelling. Separate because authorize, revoke and the
// description calls read the same input, and describe writes it back.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatCidr, masked, parseCidr } from '../../../model/cidr.ts';
import { fail, invalidValue, missing } from '../core/error.ts';
import { checkId, notFound } from '../core/ids.ts';
import type { World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { SecurityGroupRow, SecurityGroupRuleRow } from '../core/rows.ts';
import { sidesOf } from './peering-state.ts';
import { knownList } from './prefix-list-use.ts';

/** What makes a rule the same rule; the description does not. */
export type RuleKey = Pick<
  SecurityGroupRuleRow,
  | 'IsEgress'
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'CidrIpv4'
  | 'CidrIpv6'
  | 'PrefixListId'
  | 'ReferencedGroupInfo'
>;
export type NewRule = RuleKey & { readonly Description?: string | undefined };

export const IP_PERMISSIONS = {
  IpProtocol: true,
  FromPort: true,
  ToPort: true,
  IpRanges: { CidrIp: true, Description: true },
  Ipv6Ranges: { CidrIpv6: true, Description: true },
  PrefixListIds: { PrefixListId: true, Description: true },
  UserIdGroupPairs: {
    GroupId: true,
    UserId: true,
    VpcId: true,
    VpcPeeringConnectionId: true,
    Description: true,
  },
} as const;

const NAMES: Readonly<Record<string, string>> = {
  '6': 'tcp',
  '17': 'udp',
  '1': 'icmp',
  '58': 'icmpv6',
  all: '-1',
};
const ANY_PORT = -1;
const HIGHEST_PORT = 65_535;
const HIGHEST_PROTOCOL = 255;
/** API_IpRange.html: characters of a description. */
const LONGEST_DESCRIPTION = 255;
const DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/;

export type Group = { readonly world: World; readonly region: Region; readonly group: SecurityGroupRow };

export function rulesOf(
  place: Group,
  isEgress: boolean,
  permissions: readonly EC2.IpPermission[],
): NewRule[] {
  return permissions.flatMap((permission) => {
    const base = {
      IsEgress: isEgress,
      ...protocolAndPorts(permission.IpProtocol, permission.FromPort, permission.ToPort),
    };
    const rules: NewRule[] = [];
    for (const { CidrIp, Description } of permission.IpRanges ?? []) {
      rules.push({ ...base, CidrIpv4: ruleBlock(CidrIp, 4), ...described(Description) });
    }
    for (const { CidrIpv6, Description } of permission.Ipv6Ranges ?? []) {
      rules.push({ ...base, CidrIpv6: ruleBlock(CidrIpv6, 6), ...described(Description) });
    }
    for (const { PrefixListId, Description } of permission.PrefixListIds ?? []) {
      rules.push({ ...base, PrefixListId: listOf(place, PrefixListId), ...described(Description) });
    }
    for (const pair of permission.UserIdGroupPairs ?? []) {
      rules.push({
        ...base,
        ReferencedGroupInfo: referenceTo(place, pair.GroupId, pair.UserId ?? place.region.account),
        ...described(pair.Description),
      });
    }
    if (rules.length === 0) fail('MissingParameter', 'No source or destination was given for a permission.');
    return rules;
  });
}

/** A prefix list of the region, a customer's or AWS's own. */
export function listOf({ region }: Group, id: string | undefined): string {
  return knownList(region, id ?? missing('prefixListId')).PrefixListId;
}

/** API_IpPermission.html: tcp and udp need ports, icmp a type and a code; with other protocols every port is meant. */
export function protocolAndPorts(
  given: string | undefined,
  from: number | undefined,
  to: number | undefined,
): { IpProtocol: string; FromPort: number; ToPort: number } {
  const IpProtocol = protocolOf(given);
  if (IpProtocol === 'tcp' || IpProtocol === 'udp') {
    if (from === undefined || to === undefined) {
      fail(
        'InvalidParameterValue',
        `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`,
      );
    }
    if (from < 0 || to > HIGHEST_PORT || from > to)
      invalidValue('portRange', `${from}-${to}`, 'Invalid TCP/UDP port range.');
    return { IpProtocol, FromPort: from, ToPort: to };
  }
  if (IpProtocol === 'icmp' || IpProtocol === 'icmpv6') {
    if (IpProtocol === 'icmp' && (from === undefined || to === undefined))
      missing('fromPort and toPort (ICMP type and code)');
    const type = from ?? ANY_PORT;
    const code = to ?? ANY_PORT;
    if (type === ANY_PORT && code !== ANY_PORT)
      invalidValue('toPort', code, 'ICMP code (to-port) must be -1 when the type is -1.');
    return { IpProtocol, FromPort: type, ToPort: code };
  }
  return { IpProtocol, FromPort: ANY_PORT, ToPort: ANY_PORT };
}

function protocolOf(given: string | undefined): string {
  const text = (given ?? missing('ipProtocol')).toLowerCase();
  const name = NAMES[text] ?? text;
  if (['tcp', 'udp', 'icmp', 'icmpv6', '-1'].includes(name)) return name;
  if (/^[0-9]+$/.test(name) && Number(name) <= HIGHEST_PROTOCOL) return name;
  fail('InvalidPermission.Malformed', `Unsupported IP protocol "${given}" - supported: [tcp, udp, icmp]`);
}

/** EC2 stores the canonical form: host bits cleared, IPv6 shortened. */
export function ruleBlock(text: string | undefined, family: 4 | 6): string {
  const cidr = parseCidr(text ?? missing('cidrIp'));
  if (cidr === undefined || cidr.family !== family)
    fail('InvalidParameterValue', `CIDR block ${text} is malformed`);
  return formatCidr(masked(cidr));
}

export function described(text: string | undefined): { Description?: string } {
  if (text === undefined || text === '') return {};
  if (text.length > LONGEST_DESCRIPTION || !DESCRIPTION.test(text)) {
    fail(
      'InvalidParameterValue',
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  }
  return { Description: text };
}

/** A group of the same VPC, or of a VPC peered with it in the same region; one of another account only together with it.
 *  ModifySecurityGroupRules has no member for the account, so there it is looked for in all (`undefined`);
 *  https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html */
export function referenceTo(
  { world, region, group }: Group,
  id: string | undefined,
  account: string | undefined,
): EC2.ReferencedSecurityGroup {
  const wanted = id ?? missing('groupId');
  const isMeant = (side: Region) => account === undefined || side.account === account;
  const own = isMeant(region) ? region.securityGroups.known(wanted) : undefined;
  if (own?.VpcId === group.VpcId) return { GroupId: wanted, UserId: region.account };
  for (const row of region.peerings.filter((peering) => peering.Status.Code === 'active')) {
    for (const side of sidesOf(world, row)) {
      if (side.name !== region.name || !isMeant(side)) continue;
      const peer = side.securityGroups.known(wanted);
      const pair = [row.RequesterVpcInfo.VpcId, row.AccepterVpcInfo.VpcId];
      if (peer === undefined || !pair.includes(peer.VpcId) || !pair.includes(group.VpcId)) continue;
      return {
        GroupId: wanted,
        UserId: side.account,
        VpcId: peer.VpcId,
        VpcPeeringConnectionId: row.VpcPeeringConnectionId,
        PeeringStatus: 'active',
      };
    }
  }
  checkId('securityGroup', wanted);
  if (own === undefined) notFound('securityGroup', wanted);
  fail('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
}

export function keyOf(rule: RuleKey): string {
  const source =
    rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? '';
  return `${rule.IsEgress}|${rule.IpProtocol}|${rule.FromPort}|${rule.ToPort}|${source}`;
}

/** How EC2 names a rule in its errors. */
export function sayRule(rule: RuleKey): string {
  const peer = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? '';
  const protocol = rule.IpProtocol === '-1' ? 'ALL' : rule.IpProtocol.toUpperCase();
  const ports = rule.FromPort === ANY_PORT ? '' : `, from port: ${rule.FromPort}, to port: ${rule.ToPort}`;
  return `peer: ${peer}, ${protocol}${ports}, ALLOW`;
}

/** The rules of one direction, gathered by protocol and ports as DescribeSecurityGroups answers them. */
export function aggregate(rules: readonly SecurityGroupRuleRow[]): EC2.IpPermission[] {
  const gathered = new Map<
    string,
    Required<Pick<EC2.IpPermission, 'IpRanges' | 'Ipv6Ranges' | 'PrefixListIds' | 'UserIdGroupPairs'>> &
      EC2.IpPermission
  >();
  for (const rule of rules) {
    const key = `${rule.IpProtocol}|${rule.FromPort}|${rule.ToPort}`;
    const ports = rule.IpProtocol === '-1' ? {} : { FromPort: rule.FromPort, ToPort: rule.ToPort };
    const permission = gathered.get(key) ?? {
      IpProtocol: rule.IpProtocol,
      ...ports,
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    gathered.set(key, permission);
    const description = rule.Description === undefined ? {} : { Description: rule.Description };
    if (rule.CidrIpv4 !== undefined) permission.IpRanges?.push({ CidrIp: rule.CidrIpv4, ...description });
    else if (rule.CidrIpv6 !== undefined)
      permission.Ipv6Ranges?.push({ CidrIpv6: rule.CidrIpv6, ...description });
    else if (rule.PrefixListId !== undefined)
      permission.PrefixListIds?.push({ PrefixListId: rule.PrefixListId, ...description });
    else permission.UserIdGroupPairs?.push({ ...rule.ReferencedGroupInfo, ...description });
  }
  return [...gathered.values()];
}
