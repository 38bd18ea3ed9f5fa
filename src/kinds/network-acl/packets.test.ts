import { describe, expect, it } from 'vitest';
import type { AclEntryRow } from '../../tables/network-acl-entries.ts';
import { decisionOn, packetsOf } from './packets.ts';

function entry(ruleNumber: number, action: 'allow' | 'deny', more: Partial<AclEntryRow>): AclEntryRow {
  return {
    direction: 'ingress',
    ruleNumber,
    action,
    protocol: '-1',
    cidr: '0.0.0.0/0',
    from: -1,
    to: -1,
    ...more,
  };
}

/** How the entries' numbers come together in packets: `100+110` is a packet that both match. */
function matchesOf(...entries: readonly AclEntryRow[]): readonly string[] {
  return packetsOf(entries)
    .map((packet) => [...packet].map(({ ruleNumber }) => ruleNumber).join('+'))
    .filter((text) => text !== '')
    .toSorted();
}

describe('packets that the entries tell apart', () => {
  it.each<[string, readonly AclEntryRow[], readonly string[]]>([
    [
      'by ports that overlap',
      [
        entry(100, 'allow', { protocol: '6', from: 0, to: 100 }),
        entry(110, 'deny', { protocol: '6', from: 50, to: 200 }),
      ],
      ['100', '100+110', '110'],
    ],
    [
      'by protocol, where one entry is of all',
      [entry(100, 'allow', {}), entry(110, 'deny', { protocol: '17', from: 53, to: 53 })],
      ['100', '100+110'],
    ],
    [
      'by networks that lie in each other',
      [entry(100, 'deny', { cidr: '10.1.0.0/16' }), entry(110, 'allow', { cidr: '10.0.0.0/8' })],
      ['100+110', '110'],
    ],
    [
      'by networks beside each other, and by family',
      [entry(100, 'deny', { cidr: '10.1.0.0/16' }), entry(110, 'allow', { cidr: '::/0' })],
      ['100', '110'],
    ],
    [
      'by ICMP type and code, where -1 is all of them',
      [
        entry(100, 'deny', { protocol: '1', from: 8, to: 0 }),
        entry(110, 'allow', { protocol: '1', from: 8, to: -1 }),
        entry(120, 'allow', { protocol: '1', from: -1, to: -1 }),
      ],
      ['100+110+120', '110+120', '120'],
    ],
    [
      'by protocols that have neither ports nor types',
      [entry(100, 'deny', { protocol: '47' }), entry(110, 'allow', { protocol: '50' })],
      ['100', '110'],
    ],
  ])('%s', (_name, entries, expected) => {
    expect(matchesOf(...entries)).toEqual(expected);
  });
});

it('the lowest number that matches decides, and nothing that matches is a denial', () => {
  const [low, high, other] = [entry(100, 'deny', {}), entry(110, 'allow', {}), entry(90, 'allow', {})];
  const packet = new Set([low, high]);

  expect(decisionOn(packet, [high, low, other])).toBe('deny');
  expect(decisionOn(packet, [high, other])).toBe('allow');
  expect(decisionOn(packet, [other])).toBe('deny');
});
