// How an entry is written, which are refused, and which are the same. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
import { describe, expect, it } from 'vitest';
import { planIn } from '../../../test/support/plan-table.ts';
import type { EntrySpec } from './network-acl.schema.ts';
import { networkACL } from './network-acl.ts';
import { vpc, https, raw, acl, own } from './fake-acl.ts';

describe('an entry', () => {
  const text = (entry: Partial<EntrySpec>): string => {
    const { plan } = planIn(networkACL, {
      spec: { ...vpc, ingress: [{ ruleNumber: 1, action: 'Allow', protocol: 'all', ...entry }] },
      own,
      rows: [acl()],
    });
    if (plan.is === 'refuse') return plan.message;
    return plan.is === 'act' ? String(plan.actions[0]?.changes[0]?.to) : plan.is;
  };
  const v4 = { cidrBlock: '10.0.0.0/8' };
  const v6 = { ipv6CIDRBlock: '2001:DB8:0::/32' };

  it.each<[string, Partial<EntrySpec>, string]>([
    ['every protocol', v4, 'allow all 10.0.0.0/8'],
    ['IPv6 in its shortest form', v6, 'allow all 2001:db8::/32'],
    ['tcp without ports: all of them', { ...v4, protocol: 'tcp' }, 'allow tcp/0-65535 10.0.0.0/8'],
    ['udp by its number', { ...v4, protocol: '17', fromPort: 53 }, 'allow udp/53-53 10.0.0.0/8'],
    ['icmp without types: all of them', { ...v4, protocol: 'icmp' }, 'allow icmp/-1--1 10.0.0.0/8'],
    [
      'icmp with a type: all its codes',
      { ...v4, protocol: '1', icmp: { type: 3 } },
      'allow icmp/3--1 10.0.0.0/8',
    ],
    [
      'icmp with a code',
      { ...v4, protocol: 'icmp', icmp: { type: 3, code: 4 } },
      'allow icmp/3-4 10.0.0.0/8',
    ],
    [
      'icmpv6 in IPv6',
      { ...v6, protocol: 'icmpv6', icmp: { type: 128 } },
      'allow icmpv6/128--1 2001:db8::/32',
    ],
    ['icmpv6 in IPv4, which has no types', { ...v4, protocol: '58' }, 'allow icmpv6 10.0.0.0/8'],
    ['another protocol', { ...v4, protocol: '47' }, 'allow 47 10.0.0.0/8'],
    [
      'ICMP types of icmpv6 in IPv4',
      { ...v4, protocol: 'icmpv6', icmp: { type: 1 } },
      'icmpv6 with 10.0.0.0/8 has no ICMP types: EC2 would take it for all traffic; remove icmp',
    ],
    [
      'ICMP types of tcp',
      { ...v4, protocol: 'tcp', icmp: { type: 1 } },
      'tcp with 10.0.0.0/8 has no ICMP types: EC2 would take it for all traffic; remove icmp',
    ],
    [
      'one code of all types',
      { ...v4, protocol: 'icmp', icmp: { type: -1, code: 3 } },
      'icmp.type -1 means all types, so there is no single code: remove icmp.code',
    ],
    ['ports of every protocol', { ...v4, fromPort: 80 }, 'all has no ports: remove fromPort and toPort'],
    [
      'ports from high to low',
      { ...v4, protocol: 'tcp', fromPort: 81, toPort: 80 },
      'fromPort must be set and must not be larger than toPort',
    ],
    [
      'a last port alone',
      { ...v4, protocol: 'tcp', toPort: 80 },
      'fromPort must be set and must not be larger than toPort',
    ],
    ['no network', {}, 'the entry names no network: set cidrBlock or ipv6CIDRBlock'],
    ['IPv6 in the wrong field', { cidrBlock: '::/0' }, '::/0 is IPv6: write it into ipv6CIDRBlock'],
    [
      'IPv4 in the wrong field',
      { ipv6CIDRBlock: '10.0.0.0/8' },
      '10.0.0.0/8 is IPv4: write it into cidrBlock',
    ],
  ])('takes %s', (_, entry, expected) => {
    expect(text(entry)).toBe(expected);
  });

  it('has a number of its own', () => {
    const { plan } = planIn(networkACL, {
      spec: { ...vpc, ingress: [https, { ...https, fromPort: 80 }] },
      own,
      rows: [acl()],
    });
    expect(plan).toMatchObject({ is: 'refuse', field: 'ingress[100]', reason: 'InvalidSpec' });
  });

  it.each<[string, Partial<EntrySpec>, object]>([
    ['in the number of its protocol', { protocol: 'tcp', fromPort: 443 }, raw],
    ['with the host bits that EC2 drops', { protocol: '6', fromPort: 443, cidrBlock: '10.1.2.3/8' }, raw],
    ['of all protocols with ports that count for nothing', { protocol: 'all' }, { ...raw, Protocol: '-1' }],
    [
      'of icmp without codes',
      { protocol: 'icmp', icmp: { type: -1 } },
      { ...raw, Protocol: '1', IcmpTypeCode: { Type: -1, Code: -1 } },
    ],
    [
      'of icmpv6 in IPv4 with types that count for nothing',
      { protocol: 'icmpv6' },
      { ...raw, Protocol: '58', IcmpTypeCode: { Type: 1, Code: 1 } },
    ],
  ])('is the same as one that EC2 shows %s', (_, entry, shown) => {
    const { plan } = planIn(networkACL, {
      spec: { ...vpc, ingress: [{ ruleNumber: 100, action: 'Allow', ...v4, protocol: 'all', ...entry }] },
      own,
      rows: [acl([shown])],
    });
    expect(plan).toEqual({ is: 'settled', held: [] });
  });
});
