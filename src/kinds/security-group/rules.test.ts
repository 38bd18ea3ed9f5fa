// Which rules a group gets and loses. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type { IpPermission } from '@aws-sdk/client-ec2';
import { describe } from 'vitest';
import { listed, missing, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { securityGroup } from './security-group.ts';
import type { RuleSpec } from './security-group.schema.ts';
import { own, vpcRef, office, https, tcp, group, seen } from './fake-group.ts';

describe('a rule', () => {
  planTable(securityGroup, [
    {
      name: 'that is missing: all of one direction in one call',
      spec: {
        vpcRef,
        ingress: [
          {
            protocol: 'tcp',
            fromPort: 443,
            peers: [{ cidrBlock: office }, { ipv6CIDRBlock: '2001:DB8::/32' }],
            description: 'web',
          },
          { protocol: 'icmp', peers: [{ cidrBlock: office }] },
        ],
      },
      own,
      rows: seen(),
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] null → tcp/443-443/10.0.0.0/8',
          '… ingress[tcp/443-443/2001:db8::/32] null → tcp/443-443/2001:db8::/32',
          '… ingress[icmp/-1--1/10.0.0.0/8] null → icmp/-1--1/10.0.0.0/8',
        ],
        inputs: [
          {
            GroupId: own,
            IpPermissions: [
              {
                IpProtocol: 'tcp',
                FromPort: 443,
                ToPort: 443,
                IpRanges: [{ CidrIp: office, Description: 'web' }],
                Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'web' }],
              },
              { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: office }] },
            ],
          },
        ],
      },
    },
    {
      name: 'from another source: the new one is there before the old one goes',
      spec: { vpcRef, ingress: [{ ...https, peers: [{ cidrBlock: '10.1.0.0/16' }] }] },
      own,
      rows: seen(tcp(443, office)),
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/10.1.0.0/16] null → tcp/443-443/10.1.0.0/16',
          'RevokeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] tcp/443-443/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'that is not declared: is revoked, without its description',
      spec: { vpcRef, ingress: [] },
      own,
      rows: [
        listed(
          securityGroups,
          group([
            {
              IpProtocol: 'tcp',
              FromPort: 22,
              ToPort: 22,
              IpRanges: [{ CidrIp: office, Description: 'by hand' }],
            },
          ]),
        ),
      ],
      expect: {
        calls: [
          'RevokeSecurityGroupIngress ingress[tcp/22-22/10.0.0.0/8] tcp/22-22/10.0.0.0/8 → null (Interrupts)',
        ],
        inputs: [
          {
            GroupId: own,
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: office }] }],
          },
        ],
      },
    },
    {
      name: 'that is not declared, ingress left out: nothing comes in',
      spec: { vpcRef },
      own,
      rows: seen(tcp(22, office)),
      expect: {
        calls: [
          'RevokeSecurityGroupIngress ingress[tcp/22-22/10.0.0.0/8] tcp/22-22/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'of an adopted group, ingress and egress left out: is left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: [listed(securityGroups, group([tcp(22, office)], [tcp(443, office)]))],
      expect: {},
    },
    {
      name: 'of an adopted group, ingress unset after it was set: what we added goes',
      spec: { vpcRef },
      adopted: true,
      wasSet: ['ingress'],
      ours: ['ingress[tcp/22-22/10.0.0.0/8]'],
      own,
      rows: seen(tcp(22, office)),
      expect: {
        calls: [
          'RevokeSecurityGroupIngress ingress[tcp/22-22/10.0.0.0/8] tcp/22-22/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'declared twice: is one rule',
      spec: { vpcRef, ingress: [https, { ...https, toPort: 443 }] },
      own,
      rows: seen(tcp(443, office)),
      expect: {},
    },
    {
      name: 'grouped by EC2 with others: is found',
      spec: {
        vpcRef,
        ingress: [https, { ...https, peers: [{ cidrBlock: '192.168.0.0/16' }] }],
      },
      own,
      rows: seen(tcp(443, '192.168.0.0/16', office)),
      expect: {},
    },
  ]);
});

describe('a rule that AWS would refuse', () => {
  const at = (rule: RuleSpec, says: RegExp) => ({
    spec: { vpcRef, ingress: [https, rule] },
    own,
    rows: seen(),
    expect: { refuses: 'InvalidSpec' as const, field: 'ingress[1]', says },
  });
  const from = { peers: [{ cidrBlock: office }] };

  planTable(securityGroup, [
    { name: 'ports of a protocol without', ...at({ protocol: '50', fromPort: 1, ...from }, /no ports/) },
    {
      name: 'ports in the wrong order',
      ...at({ protocol: 'tcp', fromPort: 9, toPort: 8, ...from }, /larger/),
    },
    { name: 'a last port alone', ...at({ protocol: 'tcp', toPort: 8, ...from }, /fromPort must be set/) },
    { name: 'a protocol beyond the last', ...at({ protocol: '999', ...from }, /up to 255/) },
    {
      name: 'ICMP types of something else',
      ...at({ protocol: 'udp', icmp: { type: 8 }, ...from }, /remove icmp/),
    },
    {
      name: 'a code of all ICMP types',
      ...at({ protocol: 'icmp', icmp: { type: -1, code: 3 }, ...from }, /name a type/),
    },
    {
      name: 'an & in the description of a rule with a group',
      ...at({ protocol: 'tcp', peers: [{ self: true }], description: 'R&D' }, /no & in the description/),
    },
    {
      name: 'not: an & beside a network',
      spec: { vpcRef, ingress: [{ ...https, description: 'R&D' }] },
      own,
      rows: seen(),
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] null → tcp/443-443/10.0.0.0/8',
        ],
      },
    },
    {
      name: 'twice with two descriptions',
      spec: {
        vpcRef,
        ingress: [
          { ...https, description: 'a' },
          { ...https, description: 'b' },
        ],
      },
      own,
      rows: seen(),
      expect: { refuses: 'InvalidSpec', field: 'ingress[tcp/443-443/10.0.0.0/8]', says: /declared twice/ },
    },
    {
      name: 'without a source: is reported, the others are made',
      spec: { vpcRef, ingress: [{ ...https, peers: [{}, { cidrBlock: office }] }] },
      own,
      rows: seen(tcp(443, office)),
      expect: { held: ['ingress[tcp/443-443/securityGroupRef] InvalidSpec'] },
    },
  ]);
});

describe('a rule whose group', () => {
  const to = (securityGroupRef: ReturnType<typeof usable>) => ({
    vpcRef,
    ingress: [https, { protocol: 'tcp', fromPort: 80, peers: [{ securityGroupRef }] }],
  });
  const other = 'AuthorizeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] null → tcp/443-443/10.0.0.0/8';
  const there: IpPermission = {
    IpProtocol: 'tcp',
    FromPort: 80,
    ToPort: 80,
    UserIdGroupPairs: [{ GroupId: 'sg-2' }],
  };

  planTable(securityGroup, [
    {
      name: 'exists: is admitted by its id',
      spec: to(usable('sg-2')),
      own,
      rows: seen(tcp(443, office)),
      expect: {
        calls: ['AuthorizeSecurityGroupIngress ingress[tcp/80-80/sg-2] null → tcp/80-80/sg-2'],
        inputs: [
          {
            GroupId: own,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: 'sg-2' }] },
            ],
          },
        ],
      },
    },
    {
      name: 'does not exist yet: is reported, the others are made',
      spec: to(missing('SecurityGroup app')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['ingress[tcp/80-80/SecurityGroup app] DependencyNotFound'] },
    },
    {
      name: 'is not granted any more: what is there stays',
      spec: to(withdrawn('sg-2')),
      own,
      rows: seen(there),
      expect: { calls: [other] },
    },
    {
      name: 'is not granted any more: is not admitted anew',
      spec: to(withdrawn('sg-2')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['ingress[tcp/80-80/sg-2] ReferenceNotGranted'] },
    },
  ]);
});
