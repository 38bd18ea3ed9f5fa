// Packets as far as the entries of an ACL tell them apart. A packet stands for all that match the same entries, so that a
// question about all traffic can be answered by a few of them.
// https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
import { type Cidr, containsCidr, parseCidr } from '../../model/cidr.ts';
import { type AclEntryRow, hasPorts } from '../../tables/network-acl-entries.ts';

/** The entries that match it. */
export type Packet = ReadonlySet<AclEntryRow>;

/** A protocol, ICMP type or code that no entry names; EC2 has no negative ones. */
const UNNAMED = -2;
const ALL = '-1';

/**
 * One packet for every way to match some of the entries. What lies in a network lies in those around it; that smaller ones
 * may leave nothing of a network is not looked at, so a packet more than there is may be asked about.
 */
export function packetsOf(entries: readonly AclEntryRow[]): readonly Packet[] {
  const found = new Map<string, Packet>();
  const at = new Map(entries.map((entry, index) => [entry, index]));
  const networks = new Map(entries.map(({ cidr }) => [cidr, parseCidr(cidr)]));
  const protocols = new Set([...entries.map(({ protocol }) => protocol), String(UNNAMED)]);
  for (const inner of networks.values()) {
    const around = entries.filter(({ cidr }) => isAround(networks.get(cidr), inner));
    for (const protocol of protocols) {
      const near = around.filter((entry) => entry.protocol === ALL || entry.protocol === protocol);
      for (const matches of contentsOf(protocol, near)) {
        const hits = near.filter(matches);
        found.set(hits.map((entry) => at.get(entry)).join(), new Set(hits));
      }
    }
  }
  return [...found.values()];
}

/** What the entries, whatever their order, say of a packet: the lowest number that matches decides. */
export function decisionOn(packet: Packet, entries: Iterable<AclEntryRow>): 'allow' | 'deny' {
  let first: AclEntryRow | undefined;
  for (const entry of entries)
    if (packet.has(entry) && (first === undefined || entry.ruleNumber < first.ruleNumber)) first = entry;
  return first?.action ?? 'deny';
}

function isAround(outer: Cidr | undefined, inner: Cidr | undefined): boolean {
  return outer !== undefined && inner !== undefined && containsCidr(outer, inner);
}

type Matches = (entry: AclEntryRow) => boolean;

/** The ports, or types and codes, that the entries tell apart, as what each of them matches. */
function contentsOf(protocol: string, near: readonly AclEntryRow[]): readonly Matches[] {
  const own = near.filter((entry) => entry.protocol !== ALL);
  if (hasPorts(protocol)) {
    const ports = new Set([0, ...own.flatMap(({ from, to }) => [from, to + 1])]);
    return [...ports].map(
      (port) => (entry) => entry.protocol === ALL || (entry.from <= port && port <= entry.to),
    );
  }
  const types = new Set([UNNAMED, ...own.map(({ from }) => from)]);
  const codes = new Set([UNNAMED, ...own.map(({ to }) => to)]);
  return [...types].flatMap((type) =>
    [...codes].map(
      (code): Matches =>
        (entry) =>
          isOneOf(type, entry.from) && isOneOf(code, entry.to),
    ),
  );
}

/** -1 stands for all types or codes. */
function isOneOf(value: number, said: number): boolean {
  return said === -1 || said === value;
}
