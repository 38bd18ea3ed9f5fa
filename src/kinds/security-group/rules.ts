// The rules of a group: declared ones flattened to what EC2 counts as one rule each, matched, and turned into calls. Two
// rules are the same when direction, protocol, ports and source are; a description is changed in place. New rules are
// authorised in one call per direction before old ones are revoked, so that no wanted traffic is cut.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
import type { Action, Held, Input, Item, Plan } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import {
  canonicalPorts,
  canonicalProtocol,
  type Direction,
  ruleKey,
  type RuleRow,
  ruleText,
  type SourceKind,
  trafficText,
} from '../../tables/rules.ts';
import { permissionsOf } from '../permissions.ts';
import { change, refuse } from '../planning.ts';
import { nothing, type PeerKnowledge, type Source, sourceOf } from './peers.ts';
import type { RuleSpec, SecurityGroupSpec } from './security-group.schema.ts';

/** mayUse false: the rule stays where it exists, but is not made. from: the object that contributes it. */
export type WantedRule = { rule: RuleRow; mayUse: boolean; held: Held; from?: string };
export type WantedRules = { rules: readonly WantedRule[]; held: readonly Held[] } | { problem: Plan };

const PORT_MAX = 65_535;
/** https://www.iana.org/assignments/protocol-numbers */
const PROTOCOL_MAX = 255;
const notAdded: Held = {
  path: '',
  reason: 'ReferenceNotGranted',
  message: 'it may not be added: its grant was withdrawn, or its object is paused or waits for approval',
};

/** What AWS makes with every group. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
export function allowAll(source: '0.0.0.0/0' | '::/0'): RuleRow {
  const kind: SourceKind = source === '::/0' ? 'ipv6CIDRBlock' : 'cidrBlock';
  return {
    direction: 'egress',
    protocol: '-1',
    fromPort: -1,
    toPort: -1,
    source: { kind, value: source },
    description: '',
  };
}

/** The declared rules of one direction, own ones first; what an adopting spec leaves out is kept by the engine. */
export function wantedRules(
  input: Input<SecurityGroupSpec>,
  direction: Direction,
  known: PeerKnowledge,
): WantedRules {
  const rules: WantedRule[] = [];
  const held: Held[] = [];
  if (input.spec[direction] === undefined && direction === 'egress' && !input.adopted)
    rules.push({ rule: allowAll('0.0.0.0/0'), mayUse: true, held: nothing });
  for (const item of input.items<RuleSpec>(direction)) {
    const problem = ruleProblem(item.value);
    if (problem !== undefined && item.from === undefined) return { problem: refuse(item.path, problem) };
    if (problem !== undefined)
      held.push({ path: item.path, reason: 'InvalidSpec', message: problem, ...fromOf(item) });
    else readRule(item, { direction, known, rules, held });
  }
  return contradiction(rules, held);
}

type Reading = { direction: Direction; known: PeerKnowledge; rules: WantedRule[]; held: Held[] };

/** Every peer is a rule of its own. */
function readRule(item: Item<RuleSpec>, { direction, known, rules, held }: Reading): void {
  const traffic = trafficOf(item.value);
  const shields = `${direction}[${trafficText(traffic)}`;
  for (const [at, peer] of item.value.peers.entries()) {
    const source = sourceOf(item, { peer, at, known });
    if ('held' in source)
      held.push({ ...source.held, path: `${shields}${source.held.path}]`, shields, ...fromOf(item) });
    else rules.push({ ...wantedRule(item, { direction, ...traffic }, source), ...fromOf(item) });
  }
}

function fromOf({ from }: { from?: string }): { from?: string } {
  return from === undefined ? {} : { from };
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
function ruleProblem(rule: RuleSpec): string | undefined {
  const protocol = canonicalProtocol(rule.protocol);
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  if (Number(protocol) > PROTOCOL_MAX)
    return `there is no protocol ${rule.protocol}: name tcp, udp, icmp, icmpv6, all, or a number up to ${PROTOCOL_MAX}`;
  if (rule.fromPort !== undefined && !hasPorts)
    return `${rule.protocol} has no ports: remove fromPort and toPort`;
  if (rule.toPort !== undefined && (rule.fromPort ?? PORT_MAX + 1) > rule.toPort)
    return 'fromPort must be set and must not be larger than toPort';
  if (rule.icmp !== undefined && protocol !== 'icmp' && protocol !== 'icmpv6')
    return `${rule.protocol} has no ICMP types: remove icmp`;
  if (rule.icmp?.type === -1 && (rule.icmp.code ?? -1) !== -1)
    return 'all ICMP types have all codes: leave icmp.code out, or name a type';
  return noteProblem(rule);
}

/** The one character that AWS allows beside a network only. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UserIdGroupPair.html */
function noteProblem({ description = '', peers }: RuleSpec): string | undefined {
  const plain = peers.every((peer) => peer.cidrBlock !== undefined || peer.ipv6CIDRBlock !== undefined);
  return plain || !description.includes('&')
    ? undefined
    : 'AWS allows no & in the description of a rule that names a group or a prefix list: write it without';
}

/** The same rule twice is one rule to EC2, so it cannot have two descriptions; of a contributed one the first counts. */
function contradiction(rules: readonly WantedRule[], held: readonly Held[]): WantedRules {
  const seen = new Map<string, WantedRule>();
  const losers: Held[] = [];
  for (const one of rules) {
    const before = seen.get(ruleKey(one.rule));
    if (before === undefined) seen.set(ruleKey(one.rule), one);
    if (before === undefined || before.rule.description === one.rule.description) continue;
    const path = fieldOf(one.rule);
    const what = `${ruleText(one.rule)} is declared twice with different descriptions: EC2 keeps one rule`;
    if (one.from === undefined) return { problem: refuse(path, `${what}; remove one`) };
    const by = before.from ?? 'the group itself';
    losers.push({
      path,
      reason: 'Conflict',
      message: `${what}, that of ${by}`,
      shields: path,
      from: one.from,
    });
  }
  return { rules: [...seen.values()], held: [...held, ...losers] };
}

function wantedRule(
  { value: rule, mayAdd }: Item<RuleSpec>,
  traffic: Traffic,
  { source, mayUse, whyHeld }: Source,
): WantedRule {
  const row: RuleRow = { ...traffic, source, description: rule.description ?? '' };
  const path = fieldOf(row);
  if (!mayAdd) return { rule: row, mayUse: false, held: { ...notAdded, path } };
  return { rule: row, mayUse, held: mayUse ? nothing : { ...whyHeld(), path } };
}

type Traffic = Pick<RuleRow, 'direction' | 'protocol' | 'fromPort' | 'toPort'>;

/** As EC2 writes it, so that what is held and what is in AWS are told by the same text. */
function trafficOf(rule: RuleSpec): Omit<Traffic, 'direction'> {
  const protocol = canonicalProtocol(rule.protocol);
  return { protocol, ...portsOf(rule, protocol) };
}

function portsOf(rule: RuleSpec, protocol: string): Pick<Traffic, 'fromPort' | 'toPort'> {
  if (protocol === 'icmp' || protocol === 'icmpv6')
    return { fromPort: rule.icmp?.type ?? -1, toPort: rule.icmp?.code ?? -1 };
  if (rule.fromPort === undefined) return canonicalPorts(protocol, 0, PORT_MAX);
  return canonicalPorts(protocol, rule.fromPort, rule.toPort ?? rule.fromPort);
}

export const fieldOf = (rule: RuleRow): string => `${rule.direction}[${ruleText(rule)}]`;

export type RuleDifference = {
  missing: readonly WantedRule[];
  /** Rules of which only the description differs, and what it is now. */
  described: readonly { rule: RuleRow; before: string }[];
  extra: readonly RuleRow[];
  held: readonly Held[];
};

export function differenceOf(
  wanted: Exclude<WantedRules, { problem: Plan }>,
  observed: readonly RuleRow[],
): RuleDifference {
  const matched = match({
    desired: wanted.rules,
    observed,
    keyOfDesired: ({ rule }) => ruleKey(rule),
    keyOfObserved: ruleKey,
    same: ({ rule }, row) => rule.description === row.description,
  });
  return {
    missing: matched.missing.filter((one) => one.mayUse),
    described: matched.changed.map((pair) => ({
      rule: pair.desired.rule,
      before: pair.observed.description,
    })),
    extra: matched.extra,
    held: [
      ...wanted.held,
      ...matched.missing.filter((one) => !one.mayUse).map((one) => ({ ...one.held, ...fromOf(one) })),
    ],
  };
}

/**
 * One call for all own ones; where EC2 refuses the batch, one by one, so that one bad rule does not keep the others out.
 * A contributed one has a call of its own: its refusal must not touch anything else.
 */
export function authorize(groupID: string, wanted: readonly WantedRule[]): readonly Action[] {
  const call = (some: readonly WantedRule[]) => authorizing(groupID, some);
  const own = wanted.filter(({ from }) => from === undefined);
  const contributed = wanted.filter(({ from }) => from !== undefined);
  return [...batch(own, call), ...contributed.map((one) => ({ ...call([one]), ...fromOf(one) }))];
}

function authorizing(groupID: string, some: readonly WantedRule[]): Action {
  const rules = some.map(({ rule }) => rule);
  const input = { GroupId: groupID, IpPermissions: permissionsOf(rules, true) };
  const changes = rules.map((rule) =>
    change(fieldOf(rule), { from: null, to: ruleText(rule), why: 'the rule is missing' }),
  );
  const adds = { role: 'home', does: 'add', input, changes } as const;
  if (rules[0]?.direction === 'egress') return { ...adds, operation: 'AuthorizeSecurityGroupEgress' };
  return { ...adds, operation: 'AuthorizeSecurityGroupIngress' };
}

export function revoke(groupID: string, rules: readonly RuleRow[]): readonly Action[] {
  return batch(rules, (some) => {
    const input = { GroupId: groupID, IpPermissions: permissionsOf(some, false) };
    const changes = some.map((rule) =>
      change(fieldOf(rule), {
        from: ruleText(rule),
        to: null,
        risk: 'Interrupts',
        why: 'the rule is not declared',
      }),
    );
    if (some[0]?.direction === 'egress')
      return { role: 'home', operation: 'RevokeSecurityGroupEgress', does: 'remove', input, changes };
    return { role: 'home', operation: 'RevokeSecurityGroupIngress', does: 'remove', input, changes };
  });
}

function batch<R>(rules: readonly R[], call: (some: readonly R[]) => Action): readonly Action[] {
  const whole = call(rules);
  if (rules.length === 0) return [];
  if (rules.length === 1) return [whole];
  return [{ ...whole, split: rules.map((rule) => call([rule])) } as Action];
}
