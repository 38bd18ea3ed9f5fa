// One entry of a network ACL as declared, compared and shown: canonical, so that two entries are equal exactly when EC2
// treats traffic alike. EC2 answers protocol numbers only, and ports and ICMP types only where the protocol has them.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
import type { NetworkAclEntry } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../model/cidr.ts';
import type { Direction } from './rules.ts';

export type AclEntryRow = {
  direction: Direction;
  ruleNumber: number;
  action: 'allow' | 'deny';
  /** A number as text, `-1` for all. */
  protocol: string;
  /** Canonical IPv4 or IPv6 network. */
  cidr: string;
  /** Ports (tcp, udp) or ICMP type and code; -1 for all types or codes, and where the protocol has neither. */
  from: number;
  to: number;
};

/** 32767 and 32768 are AWS's own denials, which nobody can change; what lies above is reserved.
 *  https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export const LAST_RULE_NUMBER = 32_766;
export const PORT_MAX = 65_535;

/** https://www.iana.org/assignments/protocol-numbers */
const NUMBERS: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58', all: '-1' };
const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(NUMBERS).map(([name, number]) => [number, name]),
);

/** EC2's own form of a protocol: its number, `-1` for all. */
export function protocolNumber(protocol: string | undefined): string {
  const word = (protocol ?? '-1').toLowerCase();
  return NUMBERS[word] ?? word.replace(/^0+(?=\d)/, '');
}

export function hasPorts(protocol: string): boolean {
  return protocol === NUMBERS.tcp || protocol === NUMBERS.udp;
}

/** ICMPv6 in an IPv4 entry stands for all types, whatever is asked for.
 *  https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export function hasTypes(protocol: string, cidr: string): boolean {
  return protocol === NUMBERS.icmp || (protocol === NUMBERS.icmpv6 && cidr.includes(':'));
}

/** Undefined for AWS's own entries. */
export function entryFrom(raw: NetworkAclEntry): AclEntryRow | undefined {
  const ruleNumber = raw.RuleNumber ?? 0;
  if (ruleNumber > LAST_RULE_NUMBER) return undefined;
  const protocol = protocolNumber(raw.Protocol);
  const written = raw.CidrBlock ?? raw.Ipv6CidrBlock ?? '';
  const cidr = canonicalCidr(written) ?? written;
  return {
    direction: raw.Egress === true ? 'egress' : 'ingress',
    ruleNumber,
    action: raw.RuleAction === 'allow' ? 'allow' : 'deny',
    protocol,
    cidr,
    ...rangeFrom(raw, protocol, cidr),
  };
}

function rangeFrom(raw: NetworkAclEntry, protocol: string, cidr: string): { from: number; to: number } {
  if (hasPorts(protocol)) return { from: raw.PortRange?.From ?? 0, to: raw.PortRange?.To ?? PORT_MAX };
  if (!hasTypes(protocol, cidr)) return { from: -1, to: -1 };
  return { from: raw.IcmpTypeCode?.Type ?? -1, to: raw.IcmpTypeCode?.Code ?? -1 };
}

/** Unique in an ACL; also the field of changes: `ingress[100]`. */
export function entryKey({ direction, ruleNumber }: AclEntryRow): string {
  return `${direction}[${ruleNumber}]`;
}

/** How an entry is written in changes and messages: `allow tcp/443-443 10.0.0.0/8`. */
export function entryText({ action, protocol, cidr, from, to }: AclEntryRow): string {
  const name = NAMES[protocol] ?? protocol;
  const range = hasPorts(protocol) || hasTypes(protocol, cidr) ? `/${from}-${to}` : '';
  return `${action} ${name}${range} ${cidr}`;
}
