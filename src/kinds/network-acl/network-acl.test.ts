// What a network ACL plans. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
import { describe, expect, it } from 'vitest';
import { listed, notUsable, planIn, planTable, usable } from '../../../test/support/plan-table.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { subnets } from '../../tables/subnets.ts';
import type { EntrySpec } from './network-acl.schema.ts';
import { networkACL } from './network-acl.ts';

const vpc = { vpcRef: usable('vpc-1') };
const https: EntrySpec = {
  ruleNumber: 100,
  action: 'Allow',
  protocol: 'tcp',
  cidrBlock: '10.0.0.0/8',
  fromPort: 443,
};
const raw = {
  RuleNumber: 100,
  RuleAction: 'allow',
  Protocol: '6',
  CidrBlock: '10.0.0.0/8',
  PortRange: { From: 443, To: 443 },
  Egress: false,
};
const denial = { RuleAction: 'deny', Protocol: '-1' };
/** What EC2 shows at the end of every ACL. */
const denials = [true, false].flatMap((Egress) => [
  { ...denial, RuleNumber: 32_767, CidrBlock: '0.0.0.0/0', Egress },
  { ...denial, RuleNumber: 32_768, Ipv6CidrBlock: '::/0', Egress },
]);
const link = { NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-1', SubnetId: 'subnet-1' };
const acl = (entries: readonly object[] = [], more: object = {}) =>
  listed(networkAcls, {
    NetworkAclId: 'acl-1',
    VpcId: 'vpc-1',
    IsDefault: false,
    Associations: [],
    Entries: [...denials, ...entries],
    ...more,
  });
const inUse = { Associations: [link] };
const at = (RuleNumber: number, more: object = {}) => ({ ...raw, RuleNumber, ...more });
const own = 'acl-1';

describe('a network ACL', () => {
  planTable(networkACL, [
    {
      name: 'is made, and its entries announced; a new one interrupts nobody',
      spec: { ...vpc, ingress: [https, { ...https, ruleNumber: 200, action: 'Deny' }] },
      expect: {
        calls: ['CreateNetworkAcl vpcRef null → vpc-1'],
        inputs: [{ VpcId: 'vpc-1' }],
        later: [
          'ingress[100] null → allow tcp/443-443 10.0.0.0/8',
          'ingress[200] null → deny tcp/443-443 10.0.0.0/8',
        ],
      },
    },
    {
      name: 'is not made when EC2 would refuse an entry',
      spec: { ...vpc, egress: [{ ...https, cidrBlock: '10.0.0.0/33' }] },
      expect: { refuses: 'InvalidSpec', field: 'egress[100]', says: /not a network/ },
    },
    { name: 'that is gone needs nothing', spec: vpc, want: 'absent', expect: {} },
    {
      name: 'needs nothing before it is deleted: its subnets are let go by their own objects',
      spec: { ...vpc, ingress: [https] },
      want: 'absent',
      own,
      rows: [acl([raw], inUse)],
      expect: {},
    },
    {
      name: 'that is the default one is not deleted',
      spec: vpc,
      want: 'absent',
      own,
      rows: [acl([], { IsDefault: true })],
      expect: { waits: 'DeletionBlocked', says: /default network ACL of vpc-1.*Retain/ },
    },
    {
      name: 'is settled when its entries are there, and never looks at the denials of AWS',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl([raw])],
      expect: {
        status: { vpcID: 'vpc-1', isDefault: false, subnetIDs: [], ingressEntries: 1, egressEntries: 0 },
      },
    },
    {
      name: 'shows the subnets that have it',
      spec: vpc,
      own,
      rows: [acl([], { Associations: [{ ...link, SubnetId: 'subnet-2' }, link] })],
      expect: {
        status: {
          vpcID: 'vpc-1',
          isDefault: false,
          subnetIDs: ['subnet-1', 'subnet-2'],
          ingressEntries: 0,
          egressEntries: 0,
        },
      },
    },
    {
      name: 'gets a missing entry',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl()],
      expect: {
        calls: ['CreateNetworkAclEntry ingress[100] null → allow tcp/443-443 10.0.0.0/8'],
        inputs: [{ NetworkAclId: 'acl-1', ...raw }],
      },
    },
    {
      name: 'has entries of the same number in both directions',
      spec: { ...vpc, ingress: [https], egress: [https] },
      own,
      rows: [acl([raw])],
      expect: { calls: ['CreateNetworkAclEntry egress[100] null → allow tcp/443-443 10.0.0.0/8'] },
    },
    {
      name: 'replaces an entry in place',
      spec: { ...vpc, ingress: [{ ...https, fromPort: 8000, toPort: 9000 }] },
      own,
      rows: [acl([raw], inUse)],
      expect: {
        calls: [
          'ReplaceNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → allow tcp/8000-9000 10.0.0.0/8 (Interrupts)',
        ],
        inputs: [{ NetworkAclId: 'acl-1', ...raw, PortRange: { From: 8000, To: 9000 } }],
      },
    },
    {
      name: 'replaces an entry that another hand turned into its opposite',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl([{ ...raw, RuleAction: 'deny' }])],
      expect: {
        calls: [
          'ReplaceNetworkAclEntry ingress[100] deny tcp/443-443 10.0.0.0/8 → allow tcp/443-443 10.0.0.0/8',
        ],
      },
    },
    {
      name: 'removes an entry that is not declared',
      spec: vpc,
      own,
      rows: [acl([raw], inUse)],
      expect: {
        calls: ['DeleteNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → null (Interrupts)'],
        inputs: [{ NetworkAclId: 'acl-1', RuleNumber: 100, Egress: false }],
      },
    },
    {
      name: 'removes a denial without interrupting anybody',
      spec: vpc,
      own,
      rows: [acl([{ ...raw, RuleAction: 'deny' }], inUse)],
      expect: { calls: ['DeleteNetworkAclEntry ingress[100] deny tcp/443-443 10.0.0.0/8 → null'] },
    },
    {
      name: 'makes new entries from the lowest number up, then replaces, then removes from the highest down',
      spec: {
        ...vpc,
        ingress: [
          { ...https, ruleNumber: 30 },
          { ...https, ruleNumber: 20, action: 'Deny' },
          { ...https, protocol: 'udp' },
        ],
      },
      own,
      rows: [acl([raw, at(110), at(120, { RuleAction: 'deny' })], inUse)],
      expect: {
        calls: [
          'CreateNetworkAclEntry ingress[20] null → deny tcp/443-443 10.0.0.0/8 (Interrupts)',
          'CreateNetworkAclEntry ingress[30] null → allow tcp/443-443 10.0.0.0/8',
          'ReplaceNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → allow udp/443-443 10.0.0.0/8 (Interrupts)',
          'DeleteNetworkAclEntry ingress[120] deny tcp/443-443 10.0.0.0/8 → null',
          'DeleteNetworkAclEntry ingress[110] allow tcp/443-443 10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'removes first what does not fit beside the new entries',
      spec: {
        ...vpc,
        ingress: Array.from({ length: 2 }, (_, number) => ({ ...https, ruleNumber: number + 1 })),
      },
      own,
      rows: [acl(Array.from({ length: 40 }, (_, number) => at(number + 2)))],
      expect: {
        calls: [
          'DeleteNetworkAclEntry ingress[41] allow tcp/443-443 10.0.0.0/8 → null',
          'CreateNetworkAclEntry ingress[1] null → allow tcp/443-443 10.0.0.0/8',
          ...Array.from(
            { length: 38 },
            (_, number) =>
              `DeleteNetworkAclEntry ingress[${40 - number}] allow tcp/443-443 10.0.0.0/8 → null`,
          ),
        ],
      },
    },
    {
      name: 'that is adopted keeps the entries of a direction that is left out',
      spec: { egress: [https] },
      adopted: true,
      own,
      rows: [acl([raw])],
      expect: { calls: ['CreateNetworkAclEntry egress[100] null → allow tcp/443-443 10.0.0.0/8'] },
    },
    {
      name: 'loses the entries of a direction that was declared before',
      spec: vpc,
      adopted: true,
      ours: ['ingress[100]'],
      wasSet: ['ingress'],
      own,
      rows: [acl([raw])],
      expect: { calls: ['DeleteNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → null'] },
    },
    {
      name: 'cannot move to another VPC',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: [acl()],
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /belongs to vpc-1 and cannot move/ },
    },
    {
      name: 'stays as it is while its VPC cannot be used',
      spec: { vpcRef: notUsable('vpc-1') },
      own,
      rows: [acl()],
      expect: {},
    },
    {
      name: 'names the subnets that keep it from being deleted',
      spec: vpc,
      own,
      rows: [
        acl([], { Associations: [link, { ...link, SubnetId: 'subnet-2' }] }),
        listed(subnets, { SubnetId: 'subnet-1', Tags: [{ Key: 'Name', Value: 'web' }] }),
      ],
      expect: {
        blockers: ['subnet subnet-1 web', 'subnet subnet-2 made outside of this controller'],
      },
    },
  ]);
});

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
