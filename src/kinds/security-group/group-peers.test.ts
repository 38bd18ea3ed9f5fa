// Rules whose peer is another group, in this account or in another one.
// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
import type { UserIdGroupPair } from '@aws-sdk/client-ec2';
import { describe } from 'vitest';
import { homeScope, listed, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { group, own, vpcRef } from './fake-group.ts';
import { securityGroup } from './security-group.ts';

const OTHER = '222222222222';
const abroad = { scope: { ...homeScope, via: 'other', account: OTHER } };
const egress: never[] = [];
const spec = (...peers: object[]) => ({
  vpcRef,
  egress,
  ingress: [{ protocol: 'tcp', fromPort: 443, peers }],
});
const permission = (...UserIdGroupPairs: UserIdGroupPair[]) => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  UserIdGroupPairs,
});
/** As EC2 shows it: with the account always, and what belongs to the peering. */
const shown = (UserId: string, more: UserIdGroupPair = {}) => [
  listed(
    securityGroups,
    group([permission({ GroupId: 'sg-2', UserId, ...more })], [], { OwnerId: homeScope.account }),
  ),
];
const overPeering = { VpcId: 'vpc-2', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' };
const authorized = ['AuthorizeSecurityGroupIngress ingress[tcp/443-443/sg-2] null → tcp/443-443/sg-2'];
const bare = [listed(securityGroups, group([], []))];

describe('a rule for another group', () => {
  planTable(securityGroup, [
    {
      name: 'of this account needs no account',
      spec: spec({ securityGroupRef: usable('sg-2', { scope: homeScope }) }),
      own,
      rows: bare,
      expect: {
        calls: authorized,
        inputs: [{ GroupId: own, IpPermissions: [permission({ GroupId: 'sg-2' })] }],
      },
    },
    {
      name: 'of another account is named with it',
      spec: spec({ securityGroupRef: usable('sg-2', abroad) }),
      own,
      rows: bare,
      expect: {
        calls: authorized,
        inputs: [{ GroupId: own, IpPermissions: [permission({ GroupId: 'sg-2', UserId: OTHER })] }],
      },
    },
    {
      name: 'of another account is settled as EC2 shows it',
      spec: spec({ securityGroupRef: usable('sg-2', abroad) }),
      own,
      rows: shown(OTHER, overPeering),
      expect: {},
    },
    {
      name: 'of this account is settled as EC2 shows it',
      spec: spec({ securityGroupRef: usable('sg-2', { scope: homeScope }) }),
      own,
      rows: shown(homeScope.account),
      expect: {},
    },
    {
      name: 'of another account is taken away with it',
      spec: { vpcRef, egress, ingress: [] },
      own,
      rows: shown(OTHER, overPeering),
      expect: {
        calls: ['RevokeSecurityGroupIngress ingress[tcp/443-443/sg-2] tcp/443-443/sg-2 → null (Interrupts)'],
        inputs: [{ GroupId: own, IpPermissions: [permission({ GroupId: 'sg-2', UserId: OTHER })] }],
      },
    },
    {
      name: 'of another account stays when its grant was withdrawn',
      spec: spec({ securityGroupRef: withdrawn('sg-2', abroad) }),
      own,
      rows: shown(OTHER, overPeering),
      expect: {},
    },
  ]);
});
