// Which rules change in place. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
import type { IpPermission } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn, planTable } from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
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

/** One rule of the tiny EC2 below: its port and source. */
type Rule = { port: number; source: string; description: string };

/** What EC2 makes of a call, with its refusals; counts how many rules of a source there are at least. */
function applied(rules: readonly Rule[], call: Action): readonly Rule[] {
  const flat = (permissions: readonly IpPermission[] = []): readonly Rule[] =>
    permissions.flatMap(({ FromPort = -1, IpRanges = [] }) =>
      IpRanges.map(({ CidrIp = '', Description = '' }) => ({
        port: FromPort,
        source: CidrIp,
        description: Description,
      })),
    );
  const same = (a: Rule, b: Rule) => a.port === b.port && a.source === b.source;
  if (call.operation === 'AuthorizeSecurityGroupIngress') {
    const added = flat(call.input.IpPermissions);
    // InvalidPermission.Duplicate
    expect(rules.filter((rule) => added.some((one) => same(one, rule)))).toEqual([]);
    return [...rules, ...added];
  }
  if (call.operation === 'RevokeSecurityGroupIngress') {
    const gone = flat(call.input.IpPermissions);
    return rules.filter((rule) => !gone.some((one) => same(one, rule)));
  }
  if (call.operation !== 'ModifySecurityGroupRules') throw new Error(`unexpected ${call.operation}`);
  return rules.map((rule) => {
    const update = call.input.SecurityGroupRules?.find((one) => one.SecurityGroupRuleId === idOf(rule));
    const to = update?.SecurityGroupRule;
    return to === undefined
      ? rule
      : { port: to.FromPort ?? -1, source: to.CidrIpv4 ?? '', description: to.Description ?? '' };
  });
}

const idOf = ({ port, source }: Rule) => `sgr-${port}-${source}`;

describe('whatever rules a group has and should have', () => {
  const rule = fc.record({
    port: fc.constantFrom(80, 81, 82),
    source: fc.constantFrom(office, '192.168.0.0/16'),
    description: fc.constantFrom('', 'a'),
  });
  const rules = fc.uniqueArray(rule, { selector: idOf }).map((all): readonly Rule[] => all);
  const planned = (wanted: readonly Rule[], have: readonly Rule[]) =>
    planIn(securityGroup, {
      spec: {
        vpcRef,
        ingress: wanted.map(({ port, source, description }) => ({
          protocol: 'tcp',
          fromPort: port,
          peers: [{ cidrBlock: source }],
          ...(description === '' ? {} : { description }),
        })),
      },
      own,
      rows: [
        ...seen(
          ...have.map(({ port, source, description }) => ({
            IpProtocol: 'tcp',
            FromPort: port,
            ToPort: port,
            IpRanges: [{ CidrIp: source, Description: description }],
          })),
        ),
        listed(
          securityGroupRules,
          ...have.map((one) =>
            ruleID(idOf(one), one.port, { CidrIpv4: one.source, Description: one.description }),
          ),
        ),
      ],
    }).plan;

  it('planning against what the plan made of it is settled, and what was and stays declared is never away', () => {
    fc.assert(
      fc.property(rules, rules, (wanted, before) => {
        const lasting = before.filter((one) => wanted.some((other) => idOf(other) === idOf(one))).map(idOf);
        let now = before;
        for (const call of callsOf(planned(wanted, before))) {
          now = applied(now, call);
          expect(now.map(idOf)).toEqual(expect.arrayContaining(lasting));
        }
        expect(planned(wanted, now)).toEqual({ is: 'settled', held: [] });
        expect(new Set(now.map(idOf))).toEqual(new Set(wanted.map(idOf)));
      }),
    );
  });

  it('a source that has rules before and after is never without any', () => {
    fc.assert(
      fc.property(rules, rules, (wanted, before) => {
        const sources = before
          .map((one) => one.source)
          .filter((source) => wanted.some((one) => one.source === source));
        let now = before;
        for (const call of callsOf(planned(wanted, before))) {
          now = applied(now, call);
          expect(now.map((one) => one.source)).toEqual(expect.arrayContaining(sources));
        }
      }),
    );
  });

  it('the order in which they are declared and listed does not matter to what becomes of them', () => {
    fc.assert(
      fc.property(rules, rules, (wanted, before) => {
        const ends = [planned(wanted, before), planned(wanted.toReversed(), before.toReversed())].map(
          (plan) => new Set(callsOf(plan).reduce(applied, before).map(idOf)),
        );
        expect(ends[0]).toEqual(ends[1]);
      }),
    );
  });
});
