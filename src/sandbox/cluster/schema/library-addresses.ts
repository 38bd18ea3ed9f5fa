// CEL functions on IP addresses and networks. Parsing is strict: no zones, no leading zeros, no IPv4-mapped IPv6. A network
// keeps its host bits; masked() clears them.
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library and #kubernetes-cidr-library
import type { Environment } from '@marcbachmann/cel-js';
import {
  containsCidr,
  formatAddress,
  formatCidr,
  masked,
  parseAddress,
  parseCidr,
  type Cidr,
} from '../../../model/cidr.ts';
import type { Comparable } from './cel-equality.ts';
import { define, defineNamespace } from './library-definition.ts';

class IpAddress implements Comparable {
  readonly #value: Cidr;
  constructor(value: Cidr) {
    this.#value = value;
  }
  get value(): Cidr {
    return this.#value;
  }
  equals(other: unknown): boolean {
    return (
      other instanceof IpAddress &&
      other.value.family === this.value.family &&
      other.value.address === this.value.address
    );
  }
}

class Network implements Comparable {
  readonly #value: Cidr;
  constructor(value: Cidr) {
    this.#value = value;
  }
  get value(): Cidr {
    return this.#value;
  }
  equals(other: unknown): boolean {
    const { family, address, prefixLength } = this.value;
    return (
      other instanceof Network &&
      other.value.family === family &&
      other.value.address === address &&
      other.value.prefixLength === prefixLength
    );
  }
}

/** ::ffff:0:0/96, RFC 4291 section 2.5.5.2: the upper 96 bits of an IPv4-mapped address. */
const IPV4_MAPPED = 0xffffn;
const IPV4_BITS = 32n;

function allowed(value: Cidr | undefined): Cidr | undefined {
  return value?.family === 6 && value.address >> IPV4_BITS === IPV4_MAPPED ? undefined : value;
}

const addressIn = (text: string): Cidr | undefined => allowed(parseAddress(text));
const networkIn = (text: string): Cidr | undefined => allowed(parseCidr(text));

function toAddress(text: string): IpAddress {
  const value = addressIn(text);
  if (value === undefined)
    throw new Error(
      `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`,
    );
  return new IpAddress(value);
}

function toNetwork(text: string): Network {
  const value = networkIn(text);
  if (value === undefined) {
    const words = 'network address parse error during conversion from string';
    throw new Error(`${words}: ${words}: netip.ParsePrefix(${JSON.stringify(text)}): invalid network`);
  }
  return new Network(value);
}

function within(...texts: string[]): (ip: IpAddress) => boolean {
  const networks = texts.map((text) => toNetwork(text).value);
  return (ip) => networks.some((network) => containsCidr(network, ip.value));
}

const isUnspecified = within('0.0.0.0/32', '::/128');
const isLoopback = within('127.0.0.0/8', '::1/128');
const isLinkLocalUnicast = within('169.254.0.0/16', 'fe80::/10');
/** ff?2::/16: scope link, any flags, as Go's netip.Addr.IsLinkLocalMulticast. */
const isLinkLocalMulticast = within(
  '224.0.0.0/24',
  ...Array.from({ length: 16 }, (_, flags) => `ff${flags.toString(16)}2::/16`),
);
const isNotGlobal = within(
  '0.0.0.0/32',
  '::/128',
  '255.255.255.255/32',
  '127.0.0.0/8',
  '::1/128',
  '224.0.0.0/4',
  'ff00::/8',
  '169.254.0.0/16',
  'fe80::/10',
);

export function registerAddresses(environment: Environment): void {
  environment.registerType('net.IP', { ctor: IpAddress, fields: {} });
  environment.registerType('net.CIDR', { ctor: Network, fields: {} });
  defineNamespace(environment, 'ip', 'IpNamespace');
  environment.registerOperator('net.IP == net.IP', (a: IpAddress, b: IpAddress) => a.equals(b));
  environment.registerOperator('net.CIDR == net.CIDR', (a: Network, b: Network) => a.equals(b));
  registerIp(environment);
  registerCidr(environment);
}

function registerIp(environment: Environment): void {
  define(environment, 'ip(string): net.IP', toAddress);
  define(environment, 'isIP(string): bool', (text: string) => addressIn(text) !== undefined);
  define(environment, 'string(net.IP): string', (ip: IpAddress) => formatAddress(ip.value));
  define(
    environment,
    'IpNamespace.isCanonical(string): bool',
    (_: unknown, text: string) => formatAddress(toAddress(text).value) === text,
  );
  define(environment, 'net.IP.family(): int', (ip: IpAddress) => BigInt(ip.value.family));
  define(environment, 'net.IP.isUnspecified(): bool', isUnspecified);
  define(environment, 'net.IP.isLoopback(): bool', isLoopback);
  define(environment, 'net.IP.isLinkLocalMulticast(): bool', isLinkLocalMulticast);
  define(environment, 'net.IP.isLinkLocalUnicast(): bool', isLinkLocalUnicast);
  define(environment, 'net.IP.isGlobalUnicast(): bool', (ip: IpAddress) => !isNotGlobal(ip));
}

function registerCidr(environment: Environment): void {
  define(environment, 'cidr(string): net.CIDR', toNetwork);
  define(environment, 'isCIDR(string): bool', (text: string) => networkIn(text) !== undefined);
  define(environment, 'string(net.CIDR): string', (network: Network) => formatCidr(network.value));
  define(environment, 'net.CIDR.containsIP(net.IP): bool', (network: Network, ip: IpAddress) =>
    containsCidr(network.value, ip.value),
  );
  define(environment, 'net.CIDR.containsIP(string): bool', (network: Network, ip: string) =>
    containsCidr(network.value, toAddress(ip).value),
  );
  define(environment, 'net.CIDR.containsCIDR(net.CIDR): bool', (network: Network, inner: Network) =>
    containsCidr(network.value, inner.value),
  );
  define(environment, 'net.CIDR.containsCIDR(string): bool', (network: Network, inner: string) =>
    containsCidr(network.value, toNetwork(inner).value),
  );
  define(environment, 'net.CIDR.ip(): net.IP', (network: Network) => new IpAddress(network.value));
  define(
    environment,
    'net.CIDR.masked(): net.CIDR',
    (network: Network) => new Network(masked(network.value)),
  );
  define(environment, 'net.CIDR.prefixLength(): int', (network: Network) =>
    BigInt(network.value.prefixLength),
  );
}
