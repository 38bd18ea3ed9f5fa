// What a security group plans. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type { IpPermission } from '@aws-sdk/client-ec2';
import { describe } from 'vitest';
import { listed, missing, planTable, usable } from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { securityGroup } from './security-group.ts';
import { own, vpcRef, office, https, allowAll, allowAll6, tcp, group, seen, sending } from './fake-group.ts';

describe('a security group', () => {
  planTable(securityGroup, [
    {
      name: 'absent and wanted: is made under the object’s name; the preview shows its rules',
      spec: {
        vpcRef,
        ingress: [https, { ...https, peers: [{ securityGroupRef: missing('SecurityGroup app') }] }],
      },
      object: 'web',
      expect: {
        calls: [
          'CreateSecurityGroup groupName null → web',
          '… description null → web',
          '… vpcRef null → vpc-1',
        ],
        inputs: [{ VpcId: 'vpc-1', GroupName: 'web', Description: 'web' }],
        later: ['ingress[tcp/443-443/10.0.0.0/8] null → tcp/443-443/10.0.0.0/8'],
        status: {},
      },
    },
    {
      name: 'absent and wanted, sending nothing: the rule that AWS makes goes afterwards',
      spec: { vpcRef, groupName: 'Web servers', description: 'Serves', egress: [] },
      expect: {
        calls: [
          'CreateSecurityGroup groupName null → Web servers',
          '… description null → Serves',
          '… vpcRef null → vpc-1',
        ],
        inputs: [{ VpcId: 'vpc-1', GroupName: 'Web servers', Description: 'Serves' }],
        later: ['egress[all/0.0.0.0/0] all/0.0.0.0/0 → null (Interrupts)'],
      },
    },
    { name: 'absent and not wanted: nothing', spec: { vpcRef }, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: { vpcRef, ingress: [https] },
      own,
      rows: seen(tcp(443, office)),
      expect: { status: { vpcID: 'vpc-1', groupName: 'example', ingressRules: 1, egressRules: 1 } },
    },
    {
      name: 'present and not wanted: rules go with it',
      spec: { vpcRef, ingress: [https] },
      want: 'absent',
      own,
      rows: seen(tcp(443, office)),
      expect: {},
    },
    ...['default', 'Default', 'sg-web'].map((groupName) => ({
      name: `absent, named ${groupName}: AWS keeps such names`,
      spec: { vpcRef, groupName },
      expect: { refuses: 'InvalidSpec' as const, field: 'groupName', says: /set groupName/ },
    })),
    {
      name: 'absent, of an object named default: is refused with the field that helps',
      spec: { vpcRef },
      object: 'default',
      expect: { refuses: 'InvalidSpec', field: 'groupName' },
    },
    {
      name: 'absent, with a rule that AWS would refuse: is not made first',
      spec: { vpcRef, ingress: [{ protocol: 'icmp', fromPort: 1, peers: [{ cidrBlock: office }] }] },
      expect: { refuses: 'InvalidSpec', field: 'ingress[0]' },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
describe('what of a security group cannot change', () => {
  planTable(securityGroup, [
    {
      name: 'vpcRef',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: seen(),
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /sg-1 is vpc-1/ },
    },
    {
      name: 'groupName',
      spec: { vpcRef, groupName: 'other' },
      own,
      rows: seen(),
      expect: { refuses: 'ImmutableField', field: 'groupName' },
    },
    {
      name: 'description',
      spec: { vpcRef, description: 'other' },
      own,
      rows: seen(),
      expect: { refuses: 'ImmutableField', field: 'description' },
    },
    {
      name: 'not: a name in other case and with spaces around, which EC2 takes for the same',
      spec: { vpcRef, groupName: 'Example ', description: 'example ' },
      own,
      rows: seen(),
      expect: {},
    },
  ]);
});

describe('egress', () => {
  planTable(securityGroup, [
    { name: 'left out: what AWS makes stays', spec: { vpcRef }, own, rows: sending(allowAll), expect: {} },
    {
      name: 'left out, in a VPC with IPv6: both rules stay',
      spec: { vpcRef },
      own,
      rows: sending(allowAll, allowAll6),
      expect: {},
    },
    {
      name: 'left out: what another hand changed is as AWS made it again',
      spec: { vpcRef },
      own,
      rows: sending(tcp(22, office)),
      expect: {
        calls: [
          'AuthorizeSecurityGroupEgress egress[all/0.0.0.0/0] null → all/0.0.0.0/0',
          'RevokeSecurityGroupEgress egress[tcp/22-22/10.0.0.0/8] tcp/22-22/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'left out after it was declared empty: everything goes out again, over IPv6 too',
      spec: { vpcRef },
      wasSet: ['egress'],
      own,
      rows: sending(),
      expect: {
        calls: [
          'AuthorizeSecurityGroupEgress egress[all/0.0.0.0/0] null → all/0.0.0.0/0',
          '… egress[all/::/0] null → all/::/0',
        ],
      },
    },
    {
      name: 'left out after it was declared, everything is allowed: stays',
      spec: { vpcRef },
      wasSet: ['egress'],
      own,
      rows: sending(allowAll, allowAll6),
      expect: {},
    },
    {
      name: 'empty: nothing goes out, over IPv6 neither',
      spec: { vpcRef, egress: [] },
      own,
      rows: sending(allowAll, allowAll6),
      expect: {
        calls: [
          'RevokeSecurityGroupEgress egress[all/0.0.0.0/0] all/0.0.0.0/0 → null (Interrupts)',
          '… egress[all/::/0] all/::/0 → null (Interrupts)',
        ],
        inputs: [
          {
            GroupId: own,
            IpPermissions: [
              {
                IpProtocol: '-1',
                FromPort: -1,
                ToPort: -1,
                IpRanges: [{ CidrIp: '0.0.0.0/0' }],
                Ipv6Ranges: [{ CidrIpv6: '::/0' }],
              },
            ],
          },
        ],
      },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
describe('what blocks the end of a security group', () => {
  const naming = (GroupId: string): IpPermission => ({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] });

  planTable(securityGroup, [
    {
      name: 'are interfaces that have it, and other groups whose rules name it, each once',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: [
        listed(
          securityGroups,
          group([naming(own)]),
          group([naming(own)], [naming(own)], { GroupId: 'sg-2', Tags: [{ Key: 'Name', Value: 'app' }] }),
          group([naming('sg-2')], [], { GroupId: 'sg-3' }),
        ),
        listed(networkInterfaces, {
          NetworkInterfaceId: 'eni-1',
          Groups: [{ GroupId: own }],
          RequesterId: 'amazon-elb',
        }),
      ],
      expect: {
        blockers: [
          'network-interface (interface) eni-1 amazon-elb',
          'security-group whose rules name it sg-2 app',
        ],
      },
    },
  ]);
});
