// Rules of security groups: forms, duplicates, changes, quota.
import { api, type By, type Case, does, errorCodes, filter, guide, make, refuses, shows } from '../case.ts';
import { group, groupId, notFound, nothing, vpc, vpcId } from './common.ts';

const describe = { GroupIds: [groupId] };
const ground = [vpc(), group()];
const tcp = (port: number, more: object) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...more });
const from = (...blocks: string[]) => ({ IpRanges: blocks.map((block) => ({ CidrIp: block })) });
const rules = (...permissions: object[]) => ({ GroupId: groupId, IpPermissions: permissions });
const https = rules(tcp(443, from('10.0.0.0/8')));
const admitHttps = make('rule', 'AuthorizeSecurityGroupIngress', https);
const ruleId = '{rule.SecurityGroupRules.0.SecurityGroupRuleId}';
const ingress = (...shape: object[]) => ({ SecurityGroups: [{ IpPermissions: shape }] }) as never;
const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.0.${Math.floor(index / 250)}.${index % 250}/32`);

const peerGuide = 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html';
const other: By = { account: 'other' };
const pcx = { VpcPeeringConnectionId: '{peering.VpcPeeringConnection.VpcPeeringConnectionId}' };
const theirs = '{peerGroup.GroupId}';
const theirPair = { GroupId: theirs, UserId: '{account.other}' };
/** A group of another account, over an active peering. */
const peered = [
  ...ground,
  make('peer', 'CreateVpc', { CidrBlock: '10.1.0.0/16' }, other),
  make(
    'peerGroup',
    'CreateSecurityGroup',
    { GroupName: 'theirs', Description: 'theirs', VpcId: '{peer.Vpc.VpcId}' },
    other,
  ),
  make('peering', 'CreateVpcPeeringConnection', {
    VpcId: vpcId,
    PeerVpcId: '{peer.Vpc.VpcId}',
    PeerOwnerId: '{account.other}',
  }),
  shows(
    'DescribeVpcPeeringConnections',
    { VpcPeeringConnectionIds: [pcx.VpcPeeringConnectionId] },
    { VpcPeeringConnections: [{ Status: { Code: 'pending-acceptance' } }] },
    other,
  ),
  does('AcceptVpcPeeringConnection', pcx, other),
  shows(
    'DescribeVpcPeeringConnections',
    { VpcPeeringConnectionIds: [pcx.VpcPeeringConnectionId] },
    { VpcPeeringConnections: [{ Status: { Code: 'active' } }] },
  ),
];

export const securityGroupRuleCases: readonly Case[] = [
  {
    name: 'an added rule is answered with its identifier and shown in its group',
    page: api('AuthorizeSecurityGroupIngress'),
    steps: [
      ...ground,
      {
        ...shows('AuthorizeSecurityGroupIngress', https, {
          Return: true,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: { $like: '^sgr-' },
              GroupId: groupId,
              IsEgress: false,
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              CidrIpv4: '10.0.0.0/8',
            },
          ],
        }),
      },
      shows(
        'DescribeSecurityGroups',
        describe,
        ingress({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }),
      ),
    ],
  },
  {
    name: 'rules of one protocol and port are shown together, with their descriptions',
    page: api('IpPermission'),
    steps: [
      ...ground,
      does(
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }] })),
      ),
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, from('192.0.2.0/24')))),
      shows(
        'DescribeSecurityGroups',
        describe,
        ingress({
          FromPort: 443,
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '192.0.2.0/24' }],
        }),
      ),
    ],
  },
  {
    name: 'the same rule twice is refused',
    page: errorCodes,
    steps: [
      ...ground,
      admitHttps,
      refuses('InvalidPermission.Duplicate', 'AuthorizeSecurityGroupIngress', https),
    ],
  },
  {
    name: 'the same rule with another description is the same rule',
    page: api('AuthorizeSecurityGroupIngress'),
    steps: [
      ...ground,
      admitHttps,
      refuses(
        'InvalidPermission.Duplicate',
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'again' }] })),
      ),
    ],
  },
  {
    name: 'host bits of a source are cleared',
    page: api('AuthorizeSecurityGroupIngress'),
    motoDiffers: 'moto keeps host bits',
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, from('100.68.0.18/18')))),
      shows('DescribeSecurityGroups', describe, ingress({ IpRanges: [{ CidrIp: '100.68.0.0/18' }] })),
    ],
  },
  {
    name: 'a source that differs in host bits only is the same source',
    page: api('IpRange'),
    motoDiffers: 'moto keeps host bits',
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, from('100.68.0.0/18')))),
      refuses(
        'InvalidPermission.Duplicate',
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, from('100.68.0.18/18'))),
      ),
    ],
  },
  {
    name: 'a protocol given by its number is shown by its name',
    page: api('IpPermission'),
    steps: [
      ...ground,
      does(
        'AuthorizeSecurityGroupIngress',
        rules({ IpProtocol: '6', FromPort: 80, ToPort: 80, ...from('10.0.0.0/8') }),
      ),
      shows('DescribeSecurityGroups', describe, ingress({ IpProtocol: 'tcp', FromPort: 80 })),
    ],
  },
  {
    name: 'a rule for all protocols has no ports',
    page: api('IpPermission'),
    steps: [
      ...ground,
      does(
        'AuthorizeSecurityGroupIngress',
        rules({ IpProtocol: '-1', FromPort: 80, ToPort: 90, ...from('10.0.0.0/8') }),
      ),
      shows(
        'DescribeSecurityGroups',
        describe,
        ingress({ IpProtocol: '-1', FromPort: { $absent: true }, ToPort: { $absent: true } }),
      ),
    ],
  },
  {
    name: 'a rule for ICMP keeps type and code as ports',
    page: api('IpPermission'),
    steps: [
      ...ground,
      does(
        'AuthorizeSecurityGroupIngress',
        rules({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...from('10.0.0.0/8') }),
      ),
      shows('DescribeSecurityGroups', describe, ingress({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1 })),
    ],
  },
  {
    name: 'a rule for IPv6 is kept',
    page: api('Ipv6Range'),
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, { Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }))),
      shows('DescribeSecurityGroups', describe, ingress({ Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] })),
    ],
  },
  {
    name: 'a range of ports that ends before it begins is refused',
    page: api('IpPermission'),
    motoDiffers: 'moto makes the rule',
    steps: [
      ...ground,
      refuses(
        '*',
        'AuthorizeSecurityGroupIngress',
        rules({ IpProtocol: 'tcp', FromPort: 90, ToPort: 80, ...from('10.0.0.0/8') }),
      ),
    ],
  },
  {
    name: 'a source that is no CIDR block is refused',
    page: errorCodes,
    steps: [
      ...ground,
      refuses(
        ['InvalidParameterValue', 'InvalidPermission.Malformed'],
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, from('10.0.0.0/33'))),
      ),
    ],
  },
  {
    name: 'a rule for a group that is not there is refused',
    page: errorCodes,
    steps: [
      ...ground,
      refuses(
        notFound.group,
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, { UserIdGroupPairs: [{ GroupId: nothing.group }] })),
      ),
    ],
  },
  {
    name: 'a rule in a group that is not there is refused',
    page: errorCodes,
    steps: [
      refuses(notFound.group, 'AuthorizeSecurityGroupIngress', {
        GroupId: nothing.group,
        IpPermissions: [tcp(443, from('10.0.0.0/8'))],
      }),
    ],
  },
  {
    name: 'a rule may name the group that has it',
    page: api('UserIdGroupPair'),
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, { UserIdGroupPairs: [{ GroupId: groupId }] }))),
      shows(
        'DescribeSecurityGroups',
        describe,
        ingress({ UserIdGroupPairs: [{ GroupId: groupId, UserId: '{account.home}' }] }),
      ),
    ],
  },
  {
    name: 'a rule may name a group of another account over a peering, together with the account',
    page: peerGuide,
    motoDiffers: 'moto looks for groups in the account of the caller only',
    steps: [
      ...peered,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, { UserIdGroupPairs: [theirPair] }))),
      shows('DescribeSecurityGroups', describe, ingress({ UserIdGroupPairs: [{ ...theirPair, ...pcx }] })),
    ],
  },
  {
    name: 'a group of another account without the account is not found',
    page: peerGuide,
    steps: [
      ...peered,
      refuses(
        notFound.group,
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, { UserIdGroupPairs: [{ GroupId: theirs }] })),
      ),
    ],
  },
  {
    name: 'a rule for a group of another account is taken away together with the account',
    page: peerGuide,
    motoDiffers: 'moto looks for groups in the account of the caller only',
    steps: [
      ...peered,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, { UserIdGroupPairs: [theirPair] }))),
      does('RevokeSecurityGroupIngress', rules(tcp(443, { UserIdGroupPairs: [theirPair] }))),
      shows('DescribeSecurityGroups', describe, { SecurityGroups: [{ IpPermissions: { $absent: true } }] }),
    ],
  },
  {
    name: 'a rule is taken away by its form, whatever its description',
    page: api('RevokeSecurityGroupIngress'),
    steps: [
      ...ground,
      does(
        'AuthorizeSecurityGroupIngress',
        rules(tcp(443, { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }] })),
      ),
      does('RevokeSecurityGroupIngress', https),
      shows('DescribeSecurityGroups', describe, { SecurityGroups: [{ IpPermissions: { $absent: true } }] }),
    ],
  },
  {
    name: 'a rule is taken away by its identifier',
    page: api('RevokeSecurityGroupIngress'),
    steps: [
      ...ground,
      admitHttps,
      does('RevokeSecurityGroupIngress', { GroupId: groupId, SecurityGroupRuleIds: [ruleId] }),
      shows('DescribeSecurityGroups', describe, { SecurityGroups: [{ IpPermissions: { $absent: true } }] }),
    ],
  },
  {
    name: 'taking away a rule that is not there is refused',
    page: errorCodes,
    steps: [...ground, refuses('InvalidPermission.NotFound', 'RevokeSecurityGroupIngress', https)],
  },
  {
    name: 'taking away a rule by an identifier that nothing has is refused',
    page: errorCodes,
    steps: [
      ...ground,
      refuses([...notFound.rule, 'InvalidPermission.NotFound'], 'RevokeSecurityGroupIngress', {
        GroupId: groupId,
        SecurityGroupRuleIds: [nothing.rule],
      }),
    ],
  },
  {
    name: 'when one of several rules is not there, none is taken away',
    page: api('RevokeSecurityGroupIngress'),
    motoDiffers: 'moto takes away those that are there',
    steps: [
      ...ground,
      admitHttps,
      refuses(
        'InvalidPermission.NotFound',
        'RevokeSecurityGroupIngress',
        rules(tcp(443, from('10.0.0.0/8')), tcp(80, from('10.0.0.0/8'))),
      ),
      shows('DescribeSecurityGroups', describe, ingress({ FromPort: 443 })),
    ],
  },
  {
    name: 'when one of several rules is there already, none is added',
    page: api('AuthorizeSecurityGroupIngress'),
    unsettled: 'the page does not say that a call is all or nothing',
    steps: [
      ...ground,
      admitHttps,
      refuses(
        'InvalidPermission.Duplicate',
        'AuthorizeSecurityGroupIngress',
        rules(tcp(80, from('10.0.0.0/8')), tcp(443, from('10.0.0.0/8'))),
      ),
      shows('DescribeSecurityGroups', describe, ingress({ FromPort: 443 })),
    ],
  },
  {
    name: 'the rule that lets all out can be taken away',
    page: guide('security-groups'),
    steps: [
      ...ground,
      does('RevokeSecurityGroupEgress', rules({ IpProtocol: '-1', ...from('0.0.0.0/0') })),
      shows('DescribeSecurityGroups', describe, {
        SecurityGroups: [{ IpPermissionsEgress: { $absent: true } }],
      }),
    ],
  },
  {
    name: 'a rule for what goes out is shown beside the first one',
    page: api('AuthorizeSecurityGroupEgress'),
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupEgress', https),
      shows('DescribeSecurityGroups', describe, {
        SecurityGroups: [
          {
            IpPermissionsEgress: [{ IpProtocol: '-1' }, { IpProtocol: 'tcp', FromPort: 443 }],
            IpPermissions: { $absent: true },
          },
        ],
      }),
    ],
  },
  {
    name: 'the rules of a group are listed one by one, with identifiers',
    page: api('DescribeSecurityGroupRules'),
    steps: [
      ...ground,
      admitHttps,
      shows(
        'DescribeSecurityGroupRules',
        { Filters: [filter('group-id', groupId)] },
        {
          SecurityGroupRules: [
            { IsEgress: true, IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' },
            {
              IsEgress: false,
              SecurityGroupRuleId: ruleId,
              CidrIpv4: '10.0.0.0/8',
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a listed rule names the owner of its group',
    page: api('SecurityGroupRule'),
    motoDiffers: 'moto leaves the owner out',
    steps: [
      ...ground,
      admitHttps,
      shows(
        'DescribeSecurityGroupRules',
        { SecurityGroupRuleIds: [ruleId] },
        {
          SecurityGroupRules: [{ GroupOwnerId: '{account.home}' }],
        },
      ),
    ],
  },
  {
    name: 'tags given with a rule are on the rule',
    page: api('AuthorizeSecurityGroupIngress'),
    steps: [
      ...ground,
      make('rule', 'AuthorizeSecurityGroupIngress', {
        ...https,
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'owner', Value: 'me' }] }],
      }),
      shows(
        'DescribeSecurityGroupRules',
        { SecurityGroupRuleIds: [ruleId] },
        {
          SecurityGroupRules: [{ Tags: [{ Key: 'owner', Value: 'me' }] }],
        },
      ),
    ],
  },
  {
    name: 'the description of a rule can be changed without touching the rule',
    page: api('UpdateSecurityGroupRuleDescriptionsIngress'),
    steps: [
      ...ground,
      admitHttps,
      does(
        'UpdateSecurityGroupRuleDescriptionsIngress',
        rules(tcp(443, { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'new' }] })),
      ),
      shows(
        'DescribeSecurityGroupRules',
        { SecurityGroupRuleIds: [ruleId] },
        { SecurityGroupRules: [{ Description: 'new' }] },
      ),
    ],
  },
  {
    name: 'a rule can be changed and keeps its identifier',
    page: api('ModifySecurityGroupRules'),
    steps: [
      ...ground,
      admitHttps,
      does('ModifySecurityGroupRules', {
        GroupId: groupId,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: ruleId,
            SecurityGroupRule: {
              IpProtocol: 'tcp',
              FromPort: 8443,
              ToPort: 8443,
              CidrIpv4: '10.0.0.0/16',
              Description: 'new',
            },
          },
        ],
      }),
      shows(
        'DescribeSecurityGroupRules',
        { SecurityGroupRuleIds: [ruleId] },
        {
          SecurityGroupRules: [{ FromPort: 8443, ToPort: 8443, CidrIpv4: '10.0.0.0/16', Description: 'new' }],
        },
      ),
    ],
  },
  {
    name: 'changing a rule that is not there is refused',
    page: errorCodes,
    steps: [
      ...ground,
      refuses(notFound.rule, 'ModifySecurityGroupRules', {
        GroupId: groupId,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: nothing.rule,
            SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIpv4: '10.0.0.0/16' },
          },
        ],
      }),
    ],
  },
  {
    name: 'a sixty-first rule of one direction and family is over the quota',
    page: guide('amazon-vpc-limits'),
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, from(...hosts(60))))),
      refuses(
        'RulesPerSecurityGroupLimitExceeded',
        'AuthorizeSecurityGroupIngress',
        rules(tcp(444, from('10.0.0.0/8'))),
      ),
    ],
  },
  {
    name: 'rules for IPv6 are counted apart from those for IPv4',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto counts them together',
    steps: [
      ...ground,
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, from(...hosts(60))))),
      does('AuthorizeSecurityGroupIngress', rules(tcp(443, { Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }))),
    ],
  },
];
