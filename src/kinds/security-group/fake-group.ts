// A group as EC2 lists it, for the tests beside it.
import type { IpPermission, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { listed, usable } from '../../../test/support/plan-table.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import type { RuleSpec } from './security-group.schema.ts';

export const own = 'sg-1';
export const vpcRef = usable('vpc-1');
export const office = '10.0.0.0/8';
export const https: RuleSpec = { protocol: 'tcp', fromPort: 443, peers: [{ cidrBlock: office }] };

/** EC2 omits ports for all protocols, and groups the sources of one (protocol, ports). */
export const allowAll: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
export const allowAll6: IpPermission = { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
export const tcp = (port: number, ...sources: readonly string[]): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: sources.map((CidrIp) => ({ CidrIp })),
});
export const group = (
  ingress: readonly IpPermission[] = [],
  egress: readonly IpPermission[] = [allowAll],
  more: Partial<SecurityGroup> = {},
): SecurityGroup => ({
  GroupId: own,
  GroupName: 'example',
  Description: 'example',
  VpcId: 'vpc-1',
  IpPermissions: [...ingress],
  IpPermissionsEgress: [...egress],
  ...more,
});
export const seen = (...ingress: readonly IpPermission[]) => [listed(securityGroups, group(ingress))];
export const sending = (...egress: readonly IpPermission[]) => [listed(securityGroups, group([], egress))];
export const ruleID = (
  id: string,
  port: number,
  more: Partial<SecurityGroupRule> = {},
): SecurityGroupRule => ({
  SecurityGroupRuleId: id,
  GroupId: own,
  IsEgress: false,
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  CidrIpv4: office,
  ...more,
});
