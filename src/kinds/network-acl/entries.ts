// The entries of an ACL: declared against observed, and in which order one becomes the other. EC2 has no call that
// changes two entries at once, so every edit passes through mixtures of the old and the new list. The order here lets
// every packet, at every moment, be decided as by the old list or as by the new one:
//
//   1 missing entries are made, from the lowest number up     what is tried first is there first
//   2 changed entries are replaced in place, each in one call
//   3 entries that are too many go, from the highest number down
//
// Proof for 1: with all new entries up to number n beside the old list, take the first entry that matches. An old one is
// the old list's decision. A new one is the new list's: whatever the new list has before it is there already. For 3 the
// same holds in reverse. Between two replacements of 2 nothing can be promised: entries that trade places are only safe under
// numbers of their own. https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
import { canonicalCidr, parseCidr } from '../../model/cidr.ts';
import type { Action, Plan, Risk } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
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

/** The calls of one direction, in the order of the head of this file. */
export function planEntries(acl: NetworkAclRow, wanted: readonly AclEntryRow[], direction: Direction) {
  const observed = acl.entries.filter((entry) => entry.direction === direction);
  const matched = match({
    desired: wanted,
    observed,
    keyOfDesired: entryKey,
    keyOfObserved: entryKey,
    same: (a, b) => entryText(a) === entryText(b),
  });
  const extra = matched.extra.toSorted((a, b) => b.ruleNumber - a.ruleNumber);
  const first = Math.min(extra.length, Math.max(0, observed.length + matched.missing.length - ENTRIES_MAX));
  return [
    ...matched.missing
      .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
      .map((entry) => createEntry(acl, entry)),
    ...matched.changed
      .toSorted((a, b) => a.desired.ruleNumber - b.desired.ruleNumber)
      .map((pair) => replaceEntry(acl, pair.desired, pair.observed)),
    ...extra.map((entry, at) => deleteEntry(acl, entry, at < first)),
  ];
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

function createEntry(acl: NetworkAclRow, entry: AclEntryRow): Action {
  return {
    role: 'home',
    operation: 'CreateNetworkAclEntry',
    does: 'add',
    input: callInput(acl.id, entry),
    changes: [
      change(entryKey(entry), {
        from: null,
        to: entryText(entry),
        risk: entry.action === 'deny' ? riskIn(acl) : 'None',
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
function deleteEntry(acl: NetworkAclRow, entry: AclEntryRow, before: boolean): Action {
  return {
    role: 'home',
    operation: 'DeleteNetworkAclEntry',
    does: 'remove',
    ...(before ? { breakFirst: `EC2 takes at most ${ENTRIES_MAX} entries each way` } : {}),
    input: { NetworkAclId: acl.id, RuleNumber: entry.ruleNumber, Egress: entry.direction === 'egress' },
    changes: [
      change(entryKey(entry), {
        from: entryText(entry),
        to: null,
        risk: entry.action === 'allow' ? riskIn(acl) : 'None',
        why: 'the entry is not declared',
      }),
    ],
  };
}
