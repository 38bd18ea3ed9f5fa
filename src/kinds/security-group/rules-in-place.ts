// What of a rule changes in place, by its id: its description, and its ports where exactly one declared rule stands for
// exactly one observed rule of the same source, so that an edit neither opens nor closes anything in between.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
import type { Action } from '../../model/kind.ts';
import { ruleKey, type RuleRow, ruleText } from '../../tables/rules.ts';
import type { SecurityGroupRuleRow } from '../../tables/security-group-rules.ts';
import { change, type Planned } from '../planning.ts';
import { authorize, fieldOf, revoke, type RuleDifference, type WantedRule } from './rules.ts';

/** A declared rule in the place of an observed one. */
type Move = { from: RuleRow; to: WantedRule };

/** Rule ids cost a call per group, so they are read only where a rule changes in place. */
export function needsRuleIDs(difference: RuleDifference): boolean {
  return difference.described.length > 0 || movesOf(difference).length > 0;
}

/** A contributed rule has calls of its own, so it takes nobody's place. */
function movesOf({ missing, extra }: RuleDifference): readonly Move[] {
  const rivals = Map.groupBy(missing, ({ rule }) => sourceKey(rule));
  const former = Map.groupBy(extra, sourceKey);
  return [...rivals].flatMap(([source, [to, ...others]]) => {
    const [from, ...more] = former.get(source) ?? [];
    const isClear = others.length === 0 && more.length === 0;
    return isClear && from !== undefined && to !== undefined && to.from === undefined ? [{ from, to }] : [];
  });
}

const sourceKey = ({ source }: RuleRow) => `${source.kind} ${source.value}`;

/** All calls for one direction: what is new, what changes in place, what goes. */
export function planDifference(
  groupID: string,
  difference: RuleDifference,
  ruleIDs: readonly SecurityGroupRuleRow[],
): Planned {
  const ids = new Map(ruleIDs.map((row) => [ruleKey(row.rule), row.id]));
  const idOf = (rule: RuleRow) => ids.get(ruleKey(rule));
  const moves = movesOf(difference).filter(({ from }) => idOf(from) !== undefined);
  const moved = new Set<WantedRule | RuleRow>(moves.flatMap(({ from, to }) => [from, to]));
  const described = difference.described.filter(({ rule }) => idOf(rule) !== undefined);
  const waits = difference.described.length > described.length;
  return {
    actions: [
      ...authorize(
        groupID,
        difference.missing.filter((one) => !moved.has(one)),
      ),
      ...move(groupID, moves, idOf),
      ...describe(groupID, described, idOf),
      ...revoke(
        groupID,
        difference.extra.filter((rule) => !moved.has(rule)),
      ),
    ],
    held: difference.held,
    ...(waits ? { waits: 'EC2 does not list the ids of all rules yet.' } : {}),
  };
}

type IDOf = (rule: RuleRow) => string | undefined;

function update(rule: RuleRow, id: string | undefined) {
  return { SecurityGroupRuleId: id, SecurityGroupRule: requestOf(rule) };
}

/** Where the old rule may not be taken away, or EC2 refuses, the new one is made beside it. */
function move(groupID: string, moves: readonly Move[], idOf: IDOf): readonly Action[] {
  if (moves.length === 0) return [];
  const replaced: Action = {
    role: 'home',
    operation: 'ModifySecurityGroupRules',
    does: 'replace',
    input: { GroupId: groupID, SecurityGroupRules: moves.map(({ from, to }) => update(to.rule, idOf(from))) },
    changes: moves.flatMap(({ from, to }) => [
      change(fieldOf(to.rule), {
        from: null,
        to: ruleText(to.rule),
        why: `the rule takes the place of ${ruleText(from)}`,
      }),
      change(fieldOf(from), {
        from: ruleText(from),
        to: null,
        risk: 'Interrupts',
        why: `${ruleText(to.rule)} takes its place`,
      }),
    ]),
    split: moves.flatMap(({ to }) => authorize(groupID, [to])),
  };
  return [replaced];
}

function describe(groupID: string, rules: RuleDifference['described'], idOf: IDOf): readonly Action[] {
  if (rules.length === 0) return [];
  return [
    {
      role: 'home',
      operation: 'ModifySecurityGroupRules',
      does: 'set',
      input: { GroupId: groupID, SecurityGroupRules: rules.map(({ rule }) => update(rule, idOf(rule))) },
      changes: rules.map(({ rule, before }) =>
        change(`${fieldOf(rule)}.description`, {
          from: before,
          to: rule.description,
          why: 'the description differs',
        }),
      ),
    },
  ];
}

function requestOf(rule: RuleRow) {
  const members = {
    cidrBlock: 'CidrIpv4',
    ipv6CIDRBlock: 'CidrIpv6',
    prefixListID: 'PrefixListId',
    securityGroupID: 'ReferencedGroupId',
  } as const;
  const ports = { IpProtocol: rule.protocol, FromPort: rule.fromPort, ToPort: rule.toPort };
  return { ...ports, [members[rule.source.kind]]: rule.source.value, Description: rule.description };
}
