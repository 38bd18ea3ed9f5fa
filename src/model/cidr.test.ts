import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Cidr } from './cidr.ts';
import {
  canonicalCidr,
  containsCidr,
  equalCidr,
  formatAddress,
  formatCidr,
  hasHostBits,
  masked,
  nthSubnet,
  overlaps,
  parseAddress,
  parseCidr,
} from './cidr.ts';

const anyCidr: fc.Arbitrary<Cidr> = fc.oneof(
  fc.record({ family: fc.constant(4 as const), address: fc.nat(2 ** 32 - 1), prefixLength: fc.nat(32) }),
  fc.record({
    family: fc.constant(6 as const),
    address: fc.bigInt(0n, 2n ** 128n - 1n),
    prefixLength: fc.nat(128),
  }),
);

function read(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`${text} is no block`);
  return cidr;
}

describe('reading', () => {
  test.each([
    ['10.0.0.0', 'no prefix length'],
    ['10.0.0.0/', 'empty prefix length'],
    ['10.0.0.0/33', 'more bits than IPv4 has'],
    ['10.0.0.0/08', 'leading zero in the prefix length'],
    ['10.0.00.0/8', 'leading zero in an octet, octal to some readers'],
    ['10.0.0/8', 'three octets'],
    ['256.0.0.0/8', 'octet above 255'],
    ['10.0.0.0/8 ', 'trailing space'],
    ['+10.0.0.0/8', 'sign'],
    ['::/129', 'more bits than IPv6 has'],
    ['1::2::3/64', 'two gaps'],
    ['1:2:3:4:5:6:7/64', 'seven groups'],
    ['1:2:3:4:5:6:7:8::/64', 'a gap that stands for nothing'],
    ['fe80::1%eth0/64', 'zone'],
    ['::ffff:1.2.3.4:1/96', 'quad that is not last'],
    ['1.2.3.4::/96', 'quad before the gap'],
    [':1::/64', 'single leading colon'],
    ['12345::/64', 'five digits'],
    ['', 'nothing'],
  ])('refuses %j: %s', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  test.each([
    ['100.68.0.18/18', '100.68.0.0/18', 'host bits cleared'],
    ['0.0.0.0/0', '0.0.0.0/0', 'everything'],
    ['255.255.255.255/32', '255.255.255.255/32', 'highest address'],
    ['::/0', '::/0', 'everything'],
    ['2001:DB8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128', 'first of two equal gaps, lower case'],
    ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128', 'a single zero group stays'],
    ['2001:0db8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32', 'long form'],
    ['::ffff:1.2.3.4/128', '::ffff:102:304/128', 'embedded quad'],
    ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3/128', 'longest gap'],
  ])('writes %s as %s: %s', (text, canonical) => {
    expect(canonicalCidr(text)).toBe(canonical);
  });

  it('reads a single address as its block', () => {
    expect(parseAddress('10.0.0.1')).toEqual({ family: 4, address: 0x0a000001, prefixLength: 32 });
    expect(parseAddress('::1')).toEqual({ family: 6, address: 1n, prefixLength: 128 });
    expect(parseAddress('10.0.0.0/8')).toBeUndefined();
  });
});

describe('properties', () => {
  it('reads what it writes, and Node agrees that the address is one', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        expect(parseCidr(formatCidr(cidr))).toEqual(cidr);
        expect(isIP(formatAddress(cidr))).toBe(cidr.family);
      }),
    );
  });

  it('clears host bits and only host bits', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        expect(hasHostBits(masked(cidr))).toBe(false);
        expect(equalCidr(cidr, masked(cidr))).toBe(true);
      }),
    );
  });

  it('holds that overlap is symmetric and means that one contains the other', () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(overlaps(a, b)).toBe(containsCidr(a, b) || containsCidr(b, a));
      }),
    );
  });

  it('counts subnets inside their block, without overlap', () => {
    fc.assert(
      fc.property(anyCidr, fc.nat(16), fc.nat(70_000), (cidr, more, n) => {
        const prefixLength = cidr.prefixLength + more;
        const subnet = nthSubnet(cidr, prefixLength, n);
        const exists = prefixLength <= (cidr.family === 4 ? 32 : 128) && n < 2 ** more;
        expect(subnet !== undefined).toBe(exists);
        if (subnet === undefined) return;
        expect(containsCidr(cidr, subnet) && !hasHostBits(subnet)).toBe(true);
        const next = nthSubnet(cidr, prefixLength, n + 1);
        if (next !== undefined) expect(overlaps(subnet, next)).toBe(false);
      }),
    );
  });
});

test.each([
  ['10.0.0.0/8', '10.255.0.0/16', true],
  ['10.255.0.0/16', '10.0.0.0/8', false],
  ['10.0.0.0/8', '11.0.0.0/8', false],
  ['0.0.0.0/0', '::/0', false],
  ['::/0', '2001:db8::/32', true],
  ['128.0.0.0/1', '255.255.255.255/32', true],
])('%s contains %s: %s', (outer, inner, expected) => {
  expect(containsCidr(read(outer), read(inner))).toBe(expected);
});

it('finds the /64 blocks of a /56 by index', () => {
  const block = read('2600:1f18:1234:ab00::/56');
  expect(nthSubnet(block, 64, 255)).toEqual(read('2600:1f18:1234:abff::/64'));
  expect(nthSubnet(block, 64, 256)).toBeUndefined();
});
