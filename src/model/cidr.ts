// CIDR arithmetic: reading, writing and comparing IPv4 and IPv6 blocks. Separate because kinds compare what people
// wrote with what AWS answers, and AWS answers canonical text only. Text is read strictly: no leading zeros, no
// missing prefix length, no zone; host bits are kept, so that a caller can see and refuse or clear them.

/** `address` as written, with host bits. IPv4 is a number in [0, 2^32), IPv6 a bigint in [0, 2^128). */
export type Cidr =
  | { readonly family: 4; readonly address: number; readonly prefixLength: number }
  | { readonly family: 6; readonly address: bigint; readonly prefixLength: number };

/** Bits of an address per family. */
const BITS = { 4: 32, 6: 128 } as const;
/** Groups of 16 bits in an IPv6 address. */
const IPV6_GROUPS = 8;

/** Undefined when `text` is not exactly one block `address/prefixLength`. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const prefixText = text.slice(slash + 1);
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefixText)) return undefined;
  const prefixLength = Number(prefixText);
  const host = text.slice(0, slash);
  if (host.includes(':')) {
    const address = parseIpv6(host);
    return address === undefined || prefixLength > BITS[6] ? undefined : { family: 6, address, prefixLength };
  }
  const address = parseIpv4(host);
  return address === undefined || prefixLength > BITS[4] ? undefined : { family: 4, address, prefixLength };
}

/** The block of one single address (/32 or /128); undefined when `text` is not an address. */
export function parseAddress(text: string): Cidr | undefined {
  return parseCidr(`${text}/${text.includes(':') ? BITS[6] : BITS[4]}`);
}

/** Dotted quad, or the shortest IPv6 form of RFC 5952 (https://www.rfc-editor.org/rfc/rfc5952#section-4). */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${cidr.prefixLength}`;
}

/** As `formatCidr`, without the prefix length. */
export function formatAddress(cidr: Cidr): string {
  if (cidr.family === 6) return formatIpv6(cidr.address);
  const a = cidr.address;
  return `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`;
}

/** The same block with its host bits cleared. */
export function masked(cidr: Cidr): Cidr {
  if (cidr.family === 4)
    return { ...cidr, address: cidr.address - (cidr.address % sizeIpv4(cidr.prefixLength)) };
  const size = sizeIpv6(cidr.prefixLength);
  return { ...cidr, address: (cidr.address / size) * size };
}

/** True when bits beyond the prefix are set, as in 10.0.0.1/16. */
export function hasHostBits(cidr: Cidr): boolean {
  return cidr.family === 4
    ? cidr.address % sizeIpv4(cidr.prefixLength) !== 0
    : cidr.address % sizeIpv6(cidr.prefixLength) !== 0n;
}

/** The text AWS would answer for `text`: host bits cleared, canonical form; undefined when it is no block. */
export function canonicalCidr(text: string): string | undefined {
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : formatCidr(masked(cidr));
}

/** The text AWS would answer for a single address; undefined when it is none. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

/** Order of addresses as numbers, IPv4 first; what is none comes last, by its text. */
export function compareAddresses(a: string, b: string): number {
  const [x, y] = [parseAddress(a), parseAddress(b)];
  if (x === undefined || y === undefined)
    return Number(x === undefined) - Number(y === undefined) || (a < b ? -1 : a > b ? 1 : 0);
  if (x.family !== y.family) return x.family - y.family;
  return x.address < y.address ? -1 : x.address > y.address ? 1 : 0;
}

/** Equal as networks: host bits do not count. */
export function equalCidr(a: Cidr, b: Cidr): boolean {
  return a.prefixLength === b.prefixLength && containsCidr(a, b);
}

/** Every address of `inner` is in `outer`; blocks of different families never contain each other. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  if (inner.prefixLength < outer.prefixLength) return false;
  if (outer.family === 4) {
    if (inner.family !== 4) return false;
    const size = sizeIpv4(outer.prefixLength);
    return Math.floor(outer.address / size) === Math.floor(inner.address / size);
  }
  if (inner.family !== 6) return false;
  const shift = BigInt(BITS[6] - outer.prefixLength);
  return outer.address >> shift === inner.address >> shift;
}

/** The two share an address. Two blocks share one exactly when one contains the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.prefixLength <= b.prefixLength ? containsCidr(a, b) : containsCidr(b, a);
}

/** The n-th (from 0) block of `prefixLength` inside `cidr`; undefined when there is none. */
export function nthSubnet(cidr: Cidr, prefixLength: number, n: number): Cidr | undefined {
  if (!Number.isInteger(n) || n < 0) return undefined;
  if (prefixLength < cidr.prefixLength || prefixLength > BITS[cidr.family]) return undefined;
  if (BigInt(n) >= 1n << BigInt(prefixLength - cidr.prefixLength)) return undefined;
  const base = masked(cidr);
  return base.family === 4
    ? { family: 4, address: base.address + n * sizeIpv4(prefixLength), prefixLength }
    : { family: 6, address: base.address + BigInt(n) * sizeIpv6(prefixLength), prefixLength };
}

function sizeIpv4(prefixLength: number): number {
  return 2 ** (BITS[4] - prefixLength);
}

function sizeIpv6(prefixLength: number): bigint {
  return 1n << BigInt(BITS[6] - prefixLength);
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = IPV6_GROUPS - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let address = 0n;
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail])
    address = (address << 16n) | BigInt(group);
  return address;
}

/** Groups of 16 bits; the last of an address may be a dotted quad (RFC 4291 section 2.2, form 3). */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const quad = last && index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (quad === undefined) return undefined;
      groups.push(quad >>> 16, quad & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function formatIpv6(address: bigint): string {
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((address >> shift) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  // RFC 5952 4.2.2: a single zero group is not shortened.
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** RFC 5952 4.2.3: the longest run, the first of equals. */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}
