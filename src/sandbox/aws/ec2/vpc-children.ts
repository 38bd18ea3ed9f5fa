// What EC2 makes and removes together with a VPC, and what it changes when a VPC gets or loses a block.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html (main table, local routes),
// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html,
// https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
import type { NetworkAclEntry, Route } from '@aws-sdk/client-ec2';
import type { Region } from '../core/region.ts';

/** Number of the deny-all entries that cannot be removed (shown by describe), and of the default allow entries. */
const DENY_IPV4 = 32767;
const ALLOW_IPV4 = 100;
const ALLOW_IPV6 = 101;
const DENY_IPV6 = 32768;

export function addChildren(region: Region, vpcId: string, cidrBlock: string): void {
  const routeTableId = region.id('rtb');
  region.routeTables.put({
    RouteTableId: routeTableId,
    VpcId: vpcId,
    OwnerId: region.account,
    Routes: [localRoute(cidrBlock)],
    Associations: [
      {
        RouteTableAssociationId: region.id('rtbassoc'),
        RouteTableId: routeTableId,
        Main: true,
        AssociationState: { State: 'associated' },
      },
    ],
    PropagatingVgws: [],
    Tags: [],
  });
  addDefaultAcl(region, vpcId);
  addDefaultGroup(region, vpcId);
}

export function removeChildren(region: Region, vpcId: string): void {
  for (const row of region.routeTables.filter((table) => table.VpcId === vpcId))
    region.routeTables.delete(row.RouteTableId);
  for (const row of region.networkAcls.filter((acl) => acl.VpcId === vpcId))
    region.networkAcls.delete(row.NetworkAclId);
  for (const group of region.securityGroups.filter((row) => row.VpcId === vpcId)) {
    for (const rule of region.securityGroupRules.filter((row) => row.GroupId === group.GroupId)) {
      region.securityGroupRules.delete(rule.SecurityGroupRuleId);
    }
    region.securityGroups.delete(group.GroupId);
  }
}

export function localRoute(cidrBlock: string): Route {
  const destination = cidrBlock.includes(':')
    ? { DestinationIpv6CidrBlock: cidrBlock }
    : { DestinationCidrBlock: cidrBlock };
  return { ...destination, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
}

/** Every table of the VPC routes the new block to itself. */
export function addLocalRoutes(region: Region, vpcId: string, cidrBlock: string): void {
  for (const table of region.routeTables.filter((row) => row.VpcId === vpcId)) {
    region.routeTables.put({ ...table, Routes: [localRoute(cidrBlock), ...table.Routes] });
  }
}

export function removeLocalRoutes(region: Region, vpcId: string, cidrBlock: string): void {
  for (const table of region.routeTables.filter((row) => row.VpcId === vpcId)) {
    const Routes = table.Routes.filter((route) => !isLocalOf(route, cidrBlock));
    region.routeTables.put({ ...table, Routes });
  }
}

function isLocalOf(route: Route, cidrBlock: string): boolean {
  const destination = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
  return route.Origin === 'CreateRouteTable' && destination === cidrBlock;
}

/** The default group and ACL open up to IPv6 when the VPC gets it, the ACL only where it was not edited, and every ACL of
 *  the VPC ends with a denial for IPv6; https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
export function openDefaultsToIpv6(region: Region, vpcId: string): void {
  for (const acl of region.networkAcls.filter((row) => row.VpcId === vpcId)) {
    const old = acl.Entries ?? [];
    const added = [
      ...(acl.IsDefault === true
        ? both(ALLOW_IPV6, 'allow', '::/0').filter((one) => isUnedited(old, one))
        : []),
      ...both(DENY_IPV6, 'deny', '::/0').filter((one) => !old.some((entry) => sameNumber(entry, one))),
    ];
    if (added.length > 0) region.networkAcls.put({ ...acl, Entries: [...old, ...added] });
  }
  const group = region.securityGroups.find((row) => row.VpcId === vpcId && row.GroupName === 'default');
  if (group !== undefined) addEgressToAll(region, group.GroupId, '::/0');
}

const sameNumber = (a: NetworkAclEntry, b: NetworkAclEntry): boolean =>
  a.RuleNumber === b.RuleNumber && a.Egress === b.Egress;

/** In the direction of `added`, the ACL has what AWS made and nothing else. */
function isUnedited(old: readonly NetworkAclEntry[], added: NetworkAclEntry): boolean {
  const own = old.filter((one) => one.Egress === added.Egress && (one.RuleNumber ?? 0) < DENY_IPV4);
  const made = both(ALLOW_IPV4, 'allow', '0.0.0.0/0').filter((one) => one.Egress === added.Egress);
  return JSON.stringify(own) === JSON.stringify(made);
}

/** The rule that lets everything out; https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
export function addEgressToAll(region: Region, groupId: string, cidr: '0.0.0.0/0' | '::/0'): void {
  const id = region.id('sgr');
  region.securityGroupRules.put({
    SecurityGroupRuleId: id,
    GroupId: groupId,
    GroupOwnerId: region.account,
    IsEgress: true,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    ...(cidr === '::/0' ? { CidrIpv6: cidr } : { CidrIpv4: cidr }),
    SecurityGroupRuleArn: region.arn('security-group-rule', id),
    Tags: [],
  });
}

function addDefaultGroup(region: Region, vpcId: string): void {
  const groupId = region.id('sg');
  region.securityGroups.put({
    GroupId: groupId,
    GroupName: 'default',
    Description: 'default VPC security group',
    VpcId: vpcId,
    OwnerId: region.account,
    SecurityGroupArn: region.arn('security-group', groupId),
    Tags: [],
  });
  addEgressToAll(region, groupId, '0.0.0.0/0');
  const ruleId = region.id('sgr');
  region.securityGroupRules.put({
    SecurityGroupRuleId: ruleId,
    GroupId: groupId,
    GroupOwnerId: region.account,
    IsEgress: false,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    ReferencedGroupInfo: { GroupId: groupId, UserId: region.account },
    SecurityGroupRuleArn: region.arn('security-group-rule', ruleId),
    Tags: [],
  });
}

function addDefaultAcl(region: Region, vpcId: string): void {
  region.networkAcls.put({
    NetworkAclId: region.id('acl'),
    VpcId: vpcId,
    OwnerId: region.account,
    IsDefault: true,
    Associations: [],
    Entries: [...both(ALLOW_IPV4, 'allow', '0.0.0.0/0'), ...both(DENY_IPV4, 'deny', '0.0.0.0/0')],
    Tags: [],
  });
}

/** What ends every ACL; https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html */
export function denyEntries(hasIpv6: boolean): NetworkAclEntry[] {
  return [...both(DENY_IPV4, 'deny', '0.0.0.0/0'), ...(hasIpv6 ? both(DENY_IPV6, 'deny', '::/0') : [])];
}

function both(RuleNumber: number, RuleAction: 'allow' | 'deny', cidr: string): NetworkAclEntry[] {
  const range = cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr };
  return [true, false].map((Egress) => ({ RuleNumber, RuleAction, Egress, Protocol: '-1', ...range }));
}
