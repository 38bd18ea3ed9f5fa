// The entries of network ACLs.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  type Input,
  refuses,
  shows,
  type Shape,
  type Step,
} from '../case.ts';
import { acl, aclId, nothing, vpc } from './common.ts';

const describe = { NetworkAclIds: [aclId] };
const page = api('CreateNetworkAclEntry');
const https: Input = {
  NetworkAclId: aclId,
  RuleNumber: 100,
  Egress: false,
  RuleAction: 'allow',
  Protocol: '6',
  CidrBlock: '10.0.0.0/8',
  PortRange: { From: 443, To: 443 },
};
const without = (input: Input, member: string): Input =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== member));
const has = (entry: Shape): Step =>
  shows('DescribeNetworkAcls', describe, { NetworkAcls: [{ Entries: { $has: [entry] } }] });
const hasNot = (entry: Shape): Step =>
  shows('DescribeNetworkAcls', describe, { NetworkAcls: [{ Entries: { $not: { $has: [entry] } } }] });
const add = (more: Input = {}): Step => does('CreateNetworkAclEntry', { ...https, ...more });
const rejects = (code: string | readonly string[], more: Input): Step =>
  refuses(code, 'CreateNetworkAclEntry', { ...https, ...more });
const start = [vpc(), acl()];

export const networkAclEntryCases: readonly Case[] = [
  {
    name: 'a network ACL entry is shown as it was made',
    page: api('NetworkAclEntry'),
    steps: [
      ...start,
      add(),
      has({
        RuleNumber: 100,
        Egress: false,
        RuleAction: 'allow',
        Protocol: '6',
        CidrBlock: '10.0.0.0/8',
        PortRange: { From: 443, To: 443 },
      }),
    ],
  },
  {
    name: 'a network ACL entry for every protocol has no ports',
    page,
    steps: [
      ...start,
      does('CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '-1' }),
      has({ RuleNumber: 100, Protocol: '-1', PortRange: { $absent: true } }),
    ],
  },
  {
    name: 'a network ACL entry for ICMP has type and code',
    page,
    motoDiffers: 'moto does not show them',
    steps: [
      ...start,
      does('CreateNetworkAclEntry', {
        ...without(https, 'PortRange'),
        Protocol: '1',
        IcmpTypeCode: { Type: 3, Code: 4 },
      }),
      has({ RuleNumber: 100, Protocol: '1', IcmpTypeCode: { Type: 3, Code: 4 } }),
    ],
  },
  {
    name: 'a network ACL entry for ICMP of every type says -1',
    page: api('IcmpTypeCode'),
    motoDiffers: 'moto does not show it',
    steps: [
      ...start,
      does('CreateNetworkAclEntry', {
        ...without(https, 'PortRange'),
        Protocol: '1',
        IcmpTypeCode: { Type: -1, Code: -1 },
      }),
      has({ RuleNumber: 100, IcmpTypeCode: { Type: -1, Code: -1 } }),
    ],
  },
  {
    name: 'a network ACL entry for ICMP needs type and code',
    page,
    motoDiffers: 'moto makes it',
    steps: [
      ...start,
      refuses('*', 'CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '1' }),
    ],
  },
  {
    name: 'a network ACL entry for ICMPv6 in IPv6 needs type and code',
    page,
    motoDiffers: 'moto makes it',
    steps: [
      ...start,
      refuses('*', 'CreateNetworkAclEntry', {
        ...without(without(https, 'PortRange'), 'CidrBlock'),
        Protocol: '58',
        Ipv6CidrBlock: '::/0',
      }),
      does('CreateNetworkAclEntry', {
        ...without(without(https, 'PortRange'), 'CidrBlock'),
        Protocol: '58',
        Ipv6CidrBlock: '::/0',
        IcmpTypeCode: { Type: 128, Code: -1 },
      }),
      has({ Protocol: '58', Ipv6CidrBlock: '::/0', IcmpTypeCode: { Type: 128, Code: -1 } }),
    ],
  },
  {
    name: 'a network ACL entry for ICMPv6 in IPv4 stands for every type',
    page,
    steps: [
      ...start,
      does('CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '58' }),
      has({ RuleNumber: 100, Protocol: '58', CidrBlock: '10.0.0.0/8' }),
    ],
  },
  {
    name: 'a network ACL entry for UDP needs ports',
    page,
    motoDiffers: 'moto makes it',
    steps: [
      ...start,
      refuses('*', 'CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '17' }),
      add({ Protocol: '17', PortRange: { From: 0, To: 65535 } }),
    ],
  },
  {
    name: 'a network ACL entry for TCP needs ports',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, refuses('*', 'CreateNetworkAclEntry', without(https, 'PortRange'))],
  },
  {
    name: 'ports from high to low make no network ACL entry',
    page: api('PortRange'),
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { PortRange: { From: 444, To: 443 } })],
  },
  {
    name: 'a port that there is not makes no network ACL entry',
    page: api('PortRange'),
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { PortRange: { From: 1, To: 65536 } })],
  },
  {
    name: 'a network ACL entry for another protocol is shown by its number',
    page,
    steps: [
      ...start,
      does('CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '47' }),
      has({ RuleNumber: 100, Protocol: '47', PortRange: { $absent: true } }),
    ],
  },
  {
    name: 'a network ACL entry takes a protocol by its name and shows its number',
    page: api('NetworkAclEntry'),
    unsettled: 'the page speaks of numbers; names are what the command line tool takes',
    steps: [...start, add({ Protocol: 'tcp' }), has({ Protocol: '6' })],
  },
  {
    name: 'a protocol that there is not makes no network ACL entry',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [
      ...start,
      refuses('*', 'CreateNetworkAclEntry', { ...without(https, 'PortRange'), Protocol: '256' }),
    ],
  },
  {
    name: 'the network of a network ACL entry loses its host bits',
    page,
    motoDiffers: 'moto keeps them',
    steps: [
      ...start,
      add({ CidrBlock: '100.68.0.18/18' }),
      has({ RuleNumber: 100, CidrBlock: '100.68.0.0/18' }),
    ],
  },
  {
    name: 'a network ACL entry with IPv6 has no IPv4 network',
    page,
    steps: [
      ...start,
      does('CreateNetworkAclEntry', { ...without(https, 'CidrBlock'), Ipv6CidrBlock: '2001:db8::/32' }),
      has({ RuleNumber: 100, Ipv6CidrBlock: '2001:db8::/32', CidrBlock: { $absent: true } }),
    ],
  },
  {
    name: 'a network ACL entry without a network is refused',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, refuses('*', 'CreateNetworkAclEntry', without(https, 'CidrBlock'))],
  },
  {
    name: 'a network ACL entry with both networks is refused',
    page,
    unsettled: 'the page says of neither that it excludes the other',
    steps: [...start, rejects('*', { Ipv6CidrBlock: '::/0' })],
  },
  {
    name: 'what is no network makes no network ACL entry',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { CidrBlock: '10.0.0.0/33' })],
  },
  {
    name: 'an action other than allow and deny makes no network ACL entry',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { RuleAction: 'reject' })],
  },
  {
    name: 'the number of a network ACL entry is at least 1',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { RuleNumber: 0 }), add({ RuleNumber: 1 })],
  },
  {
    name: 'the number of a network ACL entry is at most 32766',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('*', { RuleNumber: 32767 }), add({ RuleNumber: 32766 })],
  },
  {
    name: 'a number is used once in a direction of a network ACL',
    page: errorCodes,
    steps: [...start, add(), rejects('NetworkAclEntryAlreadyExists', { RuleAction: 'deny' })],
  },
  {
    name: 'a number is used once more for the other direction of a network ACL',
    page,
    steps: [
      ...start,
      add(),
      add({ Egress: true, RuleAction: 'deny' }),
      has({ RuleNumber: 100, Egress: true, RuleAction: 'deny' }),
      has({ RuleNumber: 100, Egress: false, RuleAction: 'allow' }),
    ],
  },
  {
    name: 'a network ACL takes twenty entries each way and no more',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto has no quota',
    steps: [
      ...start,
      ...Array.from({ length: 20 }, (_, at) => add({ RuleNumber: at + 1 })),
      rejects('NetworkAclEntryLimitExceeded', { RuleNumber: 21 }),
      add({ RuleNumber: 21, Egress: true }),
    ],
  },
  {
    name: 'the twentieth network ACL entry can still be replaced',
    page: api('ReplaceNetworkAclEntry'),
    steps: [
      ...start,
      ...Array.from({ length: 20 }, (_, at) => add({ RuleNumber: at + 1 })),
      does('ReplaceNetworkAclEntry', { ...https, RuleNumber: 20, RuleAction: 'deny' }),
      has({ RuleNumber: 20, RuleAction: 'deny' }),
    ],
  },
  {
    name: 'an entry of a network ACL that is not there is refused',
    page: errorCodes,
    steps: [rejects('InvalidNetworkAclID.NotFound', { NetworkAclId: nothing.acl })],
  },
  {
    name: 'a network ACL entry is replaced in place, with all its members',
    page: api('ReplaceNetworkAclEntry'),
    steps: [
      ...start,
      add(),
      does('ReplaceNetworkAclEntry', {
        ...https,
        RuleAction: 'deny',
        Protocol: '17',
        CidrBlock: '192.0.2.0/24',
        PortRange: { From: 53, To: 53 },
      }),
      has({
        RuleNumber: 100,
        Egress: false,
        RuleAction: 'deny',
        Protocol: '17',
        CidrBlock: '192.0.2.0/24',
        PortRange: { From: 53, To: 53 },
      }),
      hasNot({ RuleNumber: 100, Protocol: '6' }),
    ],
  },
  {
    name: 'a replaced network ACL entry may turn from IPv4 to IPv6',
    page: api('ReplaceNetworkAclEntry'),
    steps: [
      ...start,
      add(),
      does('ReplaceNetworkAclEntry', { ...without(https, 'CidrBlock'), Ipv6CidrBlock: '::/0' }),
      has({ RuleNumber: 100, Ipv6CidrBlock: '::/0', CidrBlock: { $absent: true } }),
    ],
  },
  {
    name: 'a network ACL entry that is not there cannot be replaced',
    page: errorCodes,
    motoDiffers: 'moto breaks',
    steps: [...start, refuses('InvalidNetworkAclEntry.NotFound', 'ReplaceNetworkAclEntry', https)],
  },
  {
    name: 'a network ACL entry of the other direction is not the one to replace',
    page: errorCodes,
    motoDiffers: 'moto breaks',
    steps: [
      ...start,
      add(),
      refuses('InvalidNetworkAclEntry.NotFound', 'ReplaceNetworkAclEntry', { ...https, Egress: true }),
    ],
  },
  {
    name: 'the last denial of a network ACL cannot be replaced',
    page: guide('nacl-rules'),
    motoDiffers: 'moto breaks',
    steps: [...start, refuses('*', 'ReplaceNetworkAclEntry', { ...https, RuleNumber: 32767 })],
  },
  {
    name: 'a deleted network ACL entry is gone, and the other direction stays',
    page: api('DeleteNetworkAclEntry'),
    motoDiffers: 'moto breaks',
    steps: [
      ...start,
      add(),
      add({ Egress: true }),
      does('DeleteNetworkAclEntry', { NetworkAclId: aclId, RuleNumber: 100, Egress: false }),
      hasNot({ RuleNumber: 100, Egress: false }),
      has({ RuleNumber: 100, Egress: true }),
      refuses('InvalidNetworkAclEntry.NotFound', 'DeleteNetworkAclEntry', {
        NetworkAclId: aclId,
        RuleNumber: 100,
        Egress: false,
      }),
    ],
  },
  {
    name: 'the last denial of a network ACL cannot be deleted',
    page: guide('nacl-rules'),
    motoDiffers: 'moto breaks',
    steps: [
      ...start,
      refuses('*', 'DeleteNetworkAclEntry', { NetworkAclId: aclId, RuleNumber: 32767, Egress: false }),
    ],
  },
  {
    name: 'an entry of the default network ACL can be deleted',
    page: guide('default-network-acl'),
    steps: [
      vpc(),
      {
        ...shows(
          'DescribeNetworkAcls',
          { Filters: [filter('vpc-id', '{vpc.Vpc.VpcId}')] },
          { NetworkAcls: { $size: 1 } },
        ),
        save: 'main',
      },
      does('DeleteNetworkAclEntry', {
        NetworkAclId: '{main.NetworkAcls.0.NetworkAclId}',
        RuleNumber: 100,
        Egress: true,
      }),
      shows(
        'DescribeNetworkAcls',
        { NetworkAclIds: ['{main.NetworkAcls.0.NetworkAclId}'] },
        { NetworkAcls: [{ Entries: { $not: { $has: [{ RuleNumber: 100, Egress: true }] } } }] },
      ),
    ],
  },
  {
    name: 'asking whether a network ACL entry could be made makes none',
    page,
    motoDiffers: 'moto makes it',
    steps: [...start, rejects('DryRunOperation', { DryRun: true }), hasNot({ RuleNumber: 100 })],
  },
  ...(
    [
      ['entry.cidr', '10.0.0.0/8'],
      ['entry.port-range.from', '443', 'moto does not know the filter and breaks'],
      ['entry.port-range.to', '443', 'moto does not know the filter and breaks'],
      ['entry.rule-action', 'allow'],
      ['entry.protocol', 'tcp', 'moto compares with the number only'],
      ['entry.protocol', '6'],
    ] as const
  ).map(
    ([name, value, motoDiffers]): Case => ({
      ...(motoDiffers === undefined ? {} : { motoDiffers }),
      name: `network ACLs are found by ${name} ${value}`,
      page: api('DescribeNetworkAcls'),
      steps: [
        ...start,
        add(),
        shows(
          'DescribeNetworkAcls',
          { Filters: [filter(name, value), filter('default', 'false')] },
          { NetworkAcls: [{ NetworkAclId: aclId }] },
        ),
      ],
    }),
  ),
  {
    name: 'network ACLs are found by ICMP type and code and by IPv6 network',
    page: api('DescribeNetworkAcls'),
    motoDiffers: 'moto does not know the filters and breaks',
    steps: [
      ...start,
      does('CreateNetworkAclEntry', {
        ...without(without(https, 'PortRange'), 'CidrBlock'),
        Protocol: '58',
        Ipv6CidrBlock: '2001:db8::/32',
        IcmpTypeCode: { Type: 128, Code: 0 },
      }),
      ...(
        [
          ['entry.icmp.type', '128'],
          ['entry.icmp.code', '0'],
          ['entry.ipv6-cidr', '2001:db8::/32'],
        ] as const
      ).map(([name, value]) =>
        shows(
          'DescribeNetworkAcls',
          { Filters: [filter(name, value)] },
          { NetworkAcls: [{ NetworkAclId: aclId }] },
        ),
      ),
    ],
  },
];
