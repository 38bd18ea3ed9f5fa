// The entries of an ACL: what is declared, and the calls that make it of what is observed, in the order of entry-order.ts.
import { canonicalCidr, parseCidr } from '../../model/cidr.ts';
import { type Action, actionOrder, type Plan, type Risk } from '../../model/kind.ts';
import {
  type AclEntryRow,
  entryKey,
  entryText,
  hasPorts,
  hasTypes,
  PORT_MAX,
  protocolNumber,
} from '../../tables/network-acl-entries.ts';
import type { NetworkAclRow } from '../../tables/network-acls.ts';
import type { Direction } from '../../tables/rules.ts';
import { change, refuse } from '../planning.ts';
import { inSafeOrder, type Step } from './entry-order.ts';
import { ENTRIES_MAX, type EntrySpec } from './network-acl.schema.ts';

export const directions = ['ingress', 'egress'] as const;

/** The declared entries of one direction; the first one that AWS would refuse is the problem. */
export function wantedEntries(
  direction: Direction,
  declared: readonly EntrySpec[],
): { entries: readonly AclEntryRow[] } | { problem: Plan } {
  const entries: AclEntryRow[] = [];
  for (const entry of declared) {
    const field = `${direction}[${entry.ruleNumber}]`;
    const problem = problemOf(entry);
    if (problem !== undefined) return { problem: refuse(field, problem) };
    if (entries.some((other) => other.ruleNumber === entry.ruleNumber))
      return {
        problem: refuse(
          field,
          `the number ${entry.ruleNumber} stands twice in ${direction}: it is one entry to EC2; give one of them another number`,
        ),
      };
    entries.push(rowOf(direction, entry));
  }
  return { entries };
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
function problemOf(entry: EntrySpec): string | undefined {
  const block = entry.cidrBlock ?? entry.ipv6CIDRBlock;
  if (block === undefined) return 'the entry names no network: set cidrBlock or ipv6CIDRBlock';
  const family = parseCidr(block)?.family;
  if (family === undefined) return `${block} is not a network: write it like 10.0.0.0/8 or 2001:db8::/32`;
  if (family !== (entry.cidrBlock === undefined ? 6 : 4))
    return `${block} is IPv${family}: write it into ${family === 4 ? 'cidrBlock' : 'ipv6CIDRBlock'}`;
  const protocol = protocolNumber(entry.protocol);
  if (entry.fromPort !== undefined && !hasPorts(protocol))
    return `${entry.protocol} has no ports: remove fromPort and toPort`;
  if (entry.toPort !== undefined && (entry.fromPort ?? PORT_MAX + 1) > entry.toPort)
    return 'fromPort must be set and must not be larger than toPort';
  if (entry.icmp !== undefined && !hasTypes(protocol, block))
    return `${entry.protocol} with ${block} has no ICMP types: EC2 would take it for all traffic; remove icmp`;
  if (entry.icmp?.type === -1 && (entry.icmp.code ?? -1) !== -1)
    return 'icmp.type -1 means all types, so there is no single code: remove icmp.code';
  return undefined;
}

function rowOf(direction: Direction, entry: EntrySpec): AclEntryRow {
  const written = entry.cidrBlock ?? entry.ipv6CIDRBlock ?? '';
  const cidr = canonicalCidr(written) ?? written;
  const protocol = protocolNumber(entry.protocol);
  return {
    direction,
    ruleNumber: entry.ruleNumber,
    action: entry.action === 'Allow' ? 'allow' : 'deny',
    protocol,
    cidr,
    ...rangeOf(entry, protocol, cidr),
  };
}

function rangeOf(entry: EntrySpec, protocol: string, cidr: string): { from: number; to: number } {
  if (hasTypes(protocol, cidr)) return { from: entry.icmp?.type ?? -1, to: entry.icmp?.code ?? -1 };
  if (!hasPorts(protocol)) return { from: -1, to: -1 };
  if (entry.fromPort === undefined) return { from: 0, to: PORT_MAX };
  return { from: entry.fromPort, to: entry.toPort ?? entry.fromPort };
}

/**
 * The calls of one direction. Those that have to come in another order than the engine's own (add, replace, remove) stand
 * in front.
 */
export function planEntries(acl: NetworkAclRow, wanted: readonly AclEntryRow[], direction: Direction) {
  const observed = acl.entries.filter((entry) => entry.direction === direction);
  const actions = inSafeOrder(observed, wanted, ENTRIES_MAX).flatMap((step) => actionsOf(acl, step));
  const rank = ({ does }: Action) => actionOrder.indexOf(does);
  let inFront = actions.length;
  for (let at = actions.length - 1; at >= 0; at--) {
    const [one, next] = actions.slice(at, at + 2);
    if (one === undefined || (next !== undefined && rank(one) > rank(next))) break;
    inFront = at;
  }
  return actions.map((action, at) => (at < inFront ? { ...action, breakFirst: ORDER_DECIDES } : action));
}

const ORDER_DECIDES = `EC2 changes one entry at a time and takes at most ${ENTRIES_MAX} each way: the order decides which packets pass meanwhile`;

function actionsOf(acl: NetworkAclRow, { before, after, harms }: Step): readonly Action[] {
  const risk = harms ? riskIn(acl) : undefined;
  if (after === undefined) return before === undefined ? [] : [deleteEntry(acl, before, risk)];
  return [before === undefined ? createEntry(acl, after, risk) : replaceEntry(acl, after, before)];
}

function callInput(aclID: string, entry: AclEntryRow) {
  const { cidr, protocol, from, to } = entry;
  return {
    NetworkAclId: aclID,
    RuleNumber: entry.ruleNumber,
    Egress: entry.direction === 'egress',
    RuleAction: entry.action,
    Protocol: protocol,
    ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    ...(hasPorts(protocol) ? { PortRange: { From: from, To: to } } : {}),
    ...(hasTypes(protocol, cidr) ? { IcmpTypeCode: { Type: from, Code: to } } : {}),
  };
}

/** An ACL that no subnet has interrupts nobody. */
const riskIn = (acl: NetworkAclRow): Risk => (acl.associations.length === 0 ? 'None' : 'Interrupts');

function createEntry(acl: NetworkAclRow, entry: AclEntryRow, risk: Risk | undefined): Action {
  return {
    role: 'home',
    operation: 'CreateNetworkAclEntry',
    does: 'add',
    input: callInput(acl.id, entry),
    changes: [
      change(entryKey(entry), {
        from: null,
        to: entryText(entry),
        risk: risk ?? (entry.action === 'deny' ? riskIn(acl) : 'None'),
        why: 'the entry is missing',
      }),
    ],
  };
}

function replaceEntry(acl: NetworkAclRow, entry: AclEntryRow, observed: AclEntryRow): Action {
  return {
    role: 'home',
    operation: 'ReplaceNetworkAclEntry',
    does: 'replace',
    input: callInput(acl.id, entry),
    changes: [
      change(entryKey(entry), {
        from: entryText(observed),
        to: entryText(entry),
        risk: riskIn(acl),
        why: 'the entry differs from what is declared',
      }),
    ],
  };
}

/** A denial may go without harm to what is allowed; an allowing entry takes traffic with it. */
function deleteEntry(acl: NetworkAclRow, entry: AclEntryRow, risk: Risk | undefined): Action {
  return {
    role: 'home',
    operation: 'DeleteNetworkAclEntry',
    does: 'remove',
    input: { NetworkAclId: acl.id, RuleNumber: entry.ruleNumber, Egress: entry.direction === 'egress' },
    changes: [
      change(entryKey(entry), {
        from: entryText(entry),
        to: null,
        risk: risk ?? (entry.action === 'allow' ? riskIn(acl) : 'None'),
        why: 'the entry is not declared',
      }),
    ],
  };
}
