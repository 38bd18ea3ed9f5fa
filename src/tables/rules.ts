// One security group rule as both describes give it, flattened to a single source. EC2 groups all sources of one
// (protocol, ports) together when it lists groups; the identity of a rule is direction, protocol, ports and source,
// never its description. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
import { canonicalCidr } from '../model/cidr.ts';

export type Direction = 'ingress' | 'egress';
export type SourceKind = 'cidrBlock' | 'ipv6CIDRBlock' | 'prefixListID' | 'securityGroupID';

export type RuleRow = {
  direction: Direction;
  /** tcp, udp, icmp, icmpv6, `-1` for all, or a protocol number. */
  protocol: string;
  /** Ports, or ICMP type and code; -1 where the protocol has none and for all types. */
  fromPort: number;
  toPort: number;
  /** account: of a group in another account, which EC2 wants named; never part of what makes two rules the same. */
  source: { kind: SourceKind; value: string; account?: string };
  description: string;
};

/** https://www.iana.org/assignments/protocol-numbers */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};
const PROTOCOLS_WITH_PORTS = ['tcp', 'udp', 'icmp', 'icmpv6'];

/** EC2's own word: names for tcp, udp, icmp and icmpv6, `-1` for all, numbers for the rest. */
export function canonicalProtocol(protocol: string | undefined): string {
  const word = (protocol ?? '-1').toLowerCase();
  const number = /^\d+$/.test(word) ? String(Number(word)) : word;
  return PROTOCOL_NAMES[number] ?? number;
}

/** Other protocols allow all ports, whatever was asked for. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
export function canonicalPorts(
  protocol: string,
  from: number | undefined,
  to: number | undefined,
): { fromPort: number; toPort: number } {
  return PROTOCOLS_WITH_PORTS.includes(protocol)
    ? { fromPort: from ?? -1, toPort: to ?? -1 }
    : { fromPort: -1, toPort: -1 };
}

export function canonicalSource(kind: SourceKind, value: string): RuleRow['source'] {
  return {
    kind,
    value: kind === 'cidrBlock' || kind === 'ipv6CIDRBlock' ? (canonicalCidr(value) ?? value) : value,
  };
}

/** Equal for rules that EC2 takes for the same. */
export function ruleKey(rule: RuleRow): string {
  return `${rule.direction} ${ruleText(rule)}`;
}

/** How a rule is written in changes and messages: `tcp/443-443/10.0.0.0/8`. */
export function ruleText(rule: RuleRow): string {
  return `${trafficText(rule)}${rule.source.value}`;
}

/** What a rule's text begins with, whatever its source: `tcp/443-443/`. */
export function trafficText(rule: Pick<RuleRow, 'protocol' | 'fromPort' | 'toPort'>): string {
  const protocol = rule.protocol === '-1' ? 'all' : rule.protocol;
  const ports = PROTOCOLS_WITH_PORTS.includes(rule.protocol) ? `/${rule.fromPort}-${rule.toPort}` : '';
  return `${protocol}${ports}/`;
}
