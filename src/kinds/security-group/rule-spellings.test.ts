// Rules that are written in another way than EC2 lists them.
import { describe } from 'vitest';
import { missing, planTable } from '../../../test/support/plan-table.ts';
import { securityGroup } from './security-group.ts';
import type { RuleSpec } from './security-group.schema.ts';
import { own, vpcRef, office, tcp, seen } from './fake-group.ts';

/** What EC2 says differently from what people write. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
describe('a rule written differently is the same', () => {
  const from = { peers: [{ cidrBlock: office }] };
  const range = { IpRanges: [{ CidrIp: office }] };

  planTable(securityGroup, [
    ...(
      [
        ['6 for tcp', { protocol: '6', fromPort: 443, ...from }, tcp(443, office)],
        [
          '17 for udp',
          { protocol: '17', fromPort: 53, ...from },
          { IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...range },
        ],
        [
          '1 for icmp',
          { protocol: '1', ...from },
          { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...range },
        ],
        [
          '58 for icmpv6',
          { protocol: '58', ...from },
          { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1, ...range },
        ],
        ['all for -1', { protocol: 'all', ...from }, { IpProtocol: '-1', ...range }],
        [
          'all for -1 with ports',
          { protocol: 'all', ...from },
          { IpProtocol: '-1', FromPort: -1, ToPort: -1, ...range },
        ],
        ['050 for 50', { protocol: '050', ...from }, { IpProtocol: '50', ...range }],
        [
          'a number without ports',
          { protocol: '50', ...from },
          { IpProtocol: '50', FromPort: 0, ToPort: 0, ...range },
        ],
        [
          'no ports for all of them',
          { protocol: 'tcp', ...from },
          { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535, ...range },
        ],
        ['one port', { protocol: 'tcp', fromPort: 80, ...from }, tcp(80, office)],
        [
          'an ICMP type with all codes',
          { protocol: 'icmp', icmp: { type: 8 }, ...from },
          { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...range },
        ],
        [
          'host bits that EC2 clears',
          { protocol: 'tcp', fromPort: 80, peers: [{ cidrBlock: '10.0.0.0/8' }] },
          tcp(80, '10.9.9.9/8'),
        ],
        [
          'IPv6 in capitals',
          { protocol: 'tcp', fromPort: 80, peers: [{ ipv6CIDRBlock: '2001:0DB8:0:0::/64' }] },
          { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, Ipv6Ranges: [{ CidrIpv6: '2001:db8::/64' }] },
        ],
        [
          'itself',
          { protocol: 'all', peers: [{ self: true }] },
          { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: own, UserId: '111111111111' }] },
        ],
        [
          'a group over a peering, with what EC2 adds',
          { protocol: 'all', peers: [{ securityGroupID: 'sg-2' }] },
          {
            IpProtocol: '-1',
            UserIdGroupPairs: [
              {
                GroupId: 'sg-2',
                UserId: '222222222222',
                VpcId: 'vpc-2',
                VpcPeeringConnectionId: 'pcx-1',
                PeeringStatus: 'active',
              },
            ],
          },
        ],
        [
          'a prefix list',
          { protocol: 'all', peers: [{ prefixListID: 'pl-12345678' }] },
          { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-12345678' }] },
        ],
      ] as const
    ).map(([name, rule, permission]: readonly [string, object, object]) => ({
      name,
      spec: { vpcRef, ingress: [rule as RuleSpec] },
      own,
      rows: seen(permission),
      expect: {},
    })),
  ]);
});

describe('a held rule keeps the one in AWS that it may be', () => {
  const missingPeer = { securityGroupRef: missing('SecurityGroup app') };
  planTable(
    securityGroup,
    ['tcp', '6', 'TCP'].map((protocol) => ({
      name: `written ${protocol}: by the text of what is in AWS`,
      spec: { vpcRef, ingress: [{ protocol, fromPort: 80, toPort: 80, peers: [missingPeer] }] },
      own,
      rows: seen(),
      expect: { held: ['ingress[tcp/80-80/SecurityGroup app] DependencyNotFound'] },
    })),
  );
  planTable(
    securityGroup,
    [
      ['1', 'icmp/-1--1'],
      ['58', 'icmpv6/-1--1'],
      ['-1', 'all'],
      ['all', 'all'],
      ['050', '50'],
    ].map(([protocol = '', word = '']) => ({
      name: `written ${protocol}, which has no ports`,
      spec: { vpcRef, ingress: [{ protocol, peers: [missingPeer] }] },
      own,
      rows: seen(),
      expect: { held: [`ingress[${word}/SecurityGroup app] DependencyNotFound`] },
    })),
  );
});
