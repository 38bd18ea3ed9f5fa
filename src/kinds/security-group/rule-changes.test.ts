// The calls that change rules, as properties: whatever is declared and whatever is there, they end at the declaration, and
// what stays declared is never away.
import type { IpPermission } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn } from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { securityGroupRules } from '../../tables/security-group-rules.ts';
import { securityGroup } from './security-group.ts';
import { own, vpcRef, office, seen, ruleID } from './fake-group.ts';

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
