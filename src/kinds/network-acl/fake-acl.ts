// A network ACL and an entry as EC2 lists them, for the tests beside it.
import { listed, usable } from '../../../test/support/plan-table.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import type { EntrySpec } from './network-acl.schema.ts';

export const vpc = { vpcRef: usable('vpc-1') };
export const https: EntrySpec = {
  ruleNumber: 100,
  action: 'Allow',
  protocol: 'tcp',
  cidrBlock: '10.0.0.0/8',
  fromPort: 443,
};
export const raw = {
  RuleNumber: 100,
  RuleAction: 'allow',
  Protocol: '6',
  CidrBlock: '10.0.0.0/8',
  PortRange: { From: 443, To: 443 },
  Egress: false,
};
const denial = { RuleAction: 'deny', Protocol: '-1' };
/** What EC2 shows at the end of every ACL. */
const denials = [true, false].flatMap((Egress) => [
  { ...denial, RuleNumber: 32_767, CidrBlock: '0.0.0.0/0', Egress },
  { ...denial, RuleNumber: 32_768, Ipv6CidrBlock: '::/0', Egress },
]);
export const acl = (entries: readonly object[] = [], more: object = {}) =>
  listed(networkAcls, {
    NetworkAclId: 'acl-1',
    VpcId: 'vpc-1',
    IsDefault: false,
    Associations: [],
    Entries: [...denials, ...entries],
    ...more,
  });
export const own = 'acl-1';
