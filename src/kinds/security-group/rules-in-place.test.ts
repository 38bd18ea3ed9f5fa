// Which rules change in place. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { securityGroupRules } from '../../tables/security-group-rules.ts';
import { securityGroup } from './security-group.ts';
import { own, vpcRef, office, https, allowAll, tcp, seen, sending, ruleID } from './fake-group.ts';

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
describe('a rule changes in place', () => {
  const update = (id: string, port: number, more: object = {}) => ({
    SecurityGroupRuleId: id,
    SecurityGroupRule: {
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      CidrIpv4: office,
      Description: '',
      ...more,
    },
  });
  const swapped = [
    'ModifySecurityGroupRules ingress[tcp/8443-8443/10.0.0.0/8] null → tcp/8443-8443/10.0.0.0/8',
    '… ingress[tcp/443-443/10.0.0.0/8] tcp/443-443/10.0.0.0/8 → null (Interrupts)',
  ];

  planTable(securityGroup, [
    {
      name: 'its ports: one call, nothing opens or closes in between',
      spec: { vpcRef, ingress: [{ ...https, fromPort: 8443 }] },
      own,
      rows: [...seen(tcp(443, office)), listed(securityGroupRules, ruleID('sgr-1', 443))],
      expect: { calls: swapped, inputs: [{ GroupId: own, SecurityGroupRules: [update('sgr-1', 8443)] }] },
    },
    {
      name: 'its ports and description: the same call',
      spec: { vpcRef, ingress: [{ ...https, fromPort: 8443, description: 'moved' }] },
      own,
      rows: [...seen(tcp(443, office)), listed(securityGroupRules, ruleID('sgr-1', 443))],
      expect: {
        calls: swapped,
        inputs: [{ GroupId: own, SecurityGroupRules: [update('sgr-1', 8443, { Description: 'moved' })] }],
      },
    },
    {
      name: 'two of them, from two sources: one call',
      spec: {
        vpcRef,
        ingress: [
          { ...https, fromPort: 8443 },
          { ...https, fromPort: 8444, peers: [{ cidrBlock: '192.168.0.0/16' }] },
        ],
      },
      own,
      rows: [
        ...seen(tcp(443, office), tcp(444, '192.168.0.0/16')),
        listed(
          securityGroupRules,
          ruleID('sgr-1', 443),
          ruleID('sgr-2', 444, { CidrIpv4: '192.168.0.0/16' }),
        ),
      ],
      expect: {
        calls: [
          ...swapped,
          '… ingress[tcp/8444-8444/192.168.0.0/16] null → tcp/8444-8444/192.168.0.0/16',
          '… ingress[tcp/444-444/192.168.0.0/16] tcp/444-444/192.168.0.0/16 → null (Interrupts)',
        ],
        inputs: [
          {
            GroupId: own,
            SecurityGroupRules: [
              update('sgr-1', 8443),
              update('sgr-2', 8444, { CidrIpv4: '192.168.0.0/16' }),
            ],
          },
        ],
      },
    },
    {
      name: 'not where it is unclear which one it was: the new ones are there before the old one goes',
      spec: {
        vpcRef,
        ingress: [
          { ...https, fromPort: 80 },
          { ...https, fromPort: 81 },
        ],
      },
      own,
      rows: seen(tcp(443, office)),
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/80-80/10.0.0.0/8] null → tcp/80-80/10.0.0.0/8',
          '… ingress[tcp/81-81/10.0.0.0/8] null → tcp/81-81/10.0.0.0/8',
          'RevokeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] tcp/443-443/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'not while EC2 does not list its id: the new one is there before the old one goes',
      spec: { vpcRef, ingress: [{ ...https, fromPort: 8443 }] },
      own,
      rows: [...seen(tcp(443, office)), listed(securityGroupRules)],
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/8443-8443/10.0.0.0/8] null → tcp/8443-8443/10.0.0.0/8',
          'RevokeSecurityGroupIngress ingress[tcp/443-443/10.0.0.0/8] tcp/443-443/10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'what goes out: the rule that AWS made becomes the declared one',
      spec: { vpcRef, egress: [{ protocol: 'tcp', fromPort: 443, peers: [{ cidrBlock: '0.0.0.0/0' }] }] },
      own,
      rows: [
        ...sending(allowAll),
        listed(securityGroupRules, {
          SecurityGroupRuleId: 'sgr-9',
          GroupId: own,
          IsEgress: true,
          IpProtocol: '-1',
          FromPort: -1,
          ToPort: -1,
          CidrIpv4: '0.0.0.0/0',
        }),
      ],
      expect: {
        calls: [
          'ModifySecurityGroupRules egress[tcp/443-443/0.0.0.0/0] null → tcp/443-443/0.0.0.0/0',
          '… egress[all/0.0.0.0/0] all/0.0.0.0/0 → null (Interrupts)',
        ],
        inputs: [{ GroupId: own, SecurityGroupRules: [update('sgr-9', 443, { CidrIpv4: '0.0.0.0/0' })] }],
      },
    },
    {
      name: 'only its description: nothing is interrupted',
      spec: { vpcRef, ingress: [{ ...https, description: 'from the office' }] },
      own,
      rows: [...seen(tcp(443, office)), listed(securityGroupRules, ruleID('sgr-1', 443))],
      expect: {
        calls: ['ModifySecurityGroupRules ingress[tcp/443-443/10.0.0.0/8].description  → from the office'],
        inputs: [
          { GroupId: own, SecurityGroupRules: [update('sgr-1', 443, { Description: 'from the office' })] },
        ],
      },
    },
    {
      name: 'its description unset: none',
      spec: { vpcRef, ingress: [https] },
      own,
      rows: [
        ...seen({
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: office, Description: 'old' }],
        }),
        listed(securityGroupRules, ruleID('sgr-1', 443, { Description: 'old' })),
      ],
      expect: {
        calls: ['ModifySecurityGroupRules ingress[tcp/443-443/10.0.0.0/8].description old → '],
        inputs: [{ GroupId: own, SecurityGroupRules: [update('sgr-1', 443)] }],
      },
    },
    {
      name: 'its description, while EC2 does not list its id: waits instead of taking it for done',
      spec: { vpcRef, ingress: [{ ...https, description: 'new' }] },
      own,
      rows: [...seen(tcp(443, office)), listed(securityGroupRules)],
      expect: { waits: 'Updating' },
    },
    {
      name: 'a group as source: is named by its id',
      spec: { vpcRef, ingress: [{ protocol: 'tcp', fromPort: 80, peers: [{ self: true }] }] },
      own,
      rows: [
        ...seen({ IpProtocol: 'tcp', FromPort: 81, ToPort: 81, UserIdGroupPairs: [{ GroupId: own }] }),
        listed(securityGroupRules, {
          SecurityGroupRuleId: 'sgr-1',
          GroupId: own,
          IpProtocol: 'tcp',
          FromPort: 81,
          ToPort: 81,
          ReferencedGroupInfo: { GroupId: own },
        }),
      ],
      expect: {
        calls: [
          'ModifySecurityGroupRules ingress[tcp/80-80/sg-1] null → tcp/80-80/sg-1',
          '… ingress[tcp/81-81/sg-1] tcp/81-81/sg-1 → null (Interrupts)',
        ],
        inputs: [
          {
            GroupId: own,
            SecurityGroupRules: [
              {
                SecurityGroupRuleId: 'sgr-1',
                SecurityGroupRule: {
                  IpProtocol: 'tcp',
                  FromPort: 80,
                  ToPort: 80,
                  ReferencedGroupId: own,
                  Description: '',
                },
              },
            ],
          },
        ],
      },
    },
  ]);
});
