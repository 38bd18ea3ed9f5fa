// Security groups as objects; their rules are in security-group-rule.ts.
import { api, type Case, does, errorCodes, filter, guide, refuses, shows } from '../case.ts';
import { group, groupId, networkInterface, notFound, nothing, subnet, vpc, vpcId } from './common.ts';

const describe = { GroupIds: [groupId] };
const named = (name: string) => ({ GroupName: name, Description: 'test', VpcId: vpcId });

export const securityGroupCases: readonly Case[] = [
  {
    name: 'a new security group lets nothing in and everything out',
    page: guide('security-groups'),
    steps: [
      vpc(),
      group(),
      shows('DescribeSecurityGroups', describe, {
        SecurityGroups: [
          {
            GroupName: 'web',
            Description: 'web',
            VpcId: vpcId,
            OwnerId: '{account.home}',
            IpPermissions: { $absent: true },
            IpPermissionsEgress: [
              { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], FromPort: { $absent: true } },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a second group of the same name in a VPC is refused',
    page: errorCodes,
    steps: [vpc(), group(), refuses('InvalidGroup.Duplicate', 'CreateSecurityGroup', named('web'))],
  },
  {
    name: 'names of groups differ by more than their case',
    page: api('CreateSecurityGroup'),
    motoDiffers: 'moto compares case',
    steps: [vpc(), group(), refuses('InvalidGroup.Duplicate', 'CreateSecurityGroup', named('WEB'))],
  },
  {
    name: 'groups of the same name may be in two VPCs',
    page: api('CreateSecurityGroup'),
    steps: [vpc(), vpc('second', '10.1.0.0/16'), group(), group('other', 'web', '{second.Vpc.VpcId}')],
  },
  {
    name: 'no group can be called default',
    page: errorCodes,
    steps: [
      vpc(),
      refuses(
        ['InvalidGroup.Reserved', 'InvalidParameterValue', 'InvalidGroup.Duplicate'],
        'CreateSecurityGroup',
        named('default'),
      ),
    ],
  },
  {
    name: 'no group can have a name that looks like an identifier',
    page: api('CreateSecurityGroup'),
    motoDiffers: 'moto makes it',
    steps: [vpc(), refuses('*', 'CreateSecurityGroup', named('sg-web'))],
  },
  {
    name: 'a group needs a description',
    page: api('CreateSecurityGroup'),
    steps: [vpc(), refuses('*', 'CreateSecurityGroup', { GroupName: 'web', VpcId: vpcId })],
  },
  {
    name: 'a description with a character that AWS does not take is refused',
    page: api('CreateSecurityGroup'),
    motoDiffers: 'moto takes any text',
    steps: [
      vpc(),
      refuses('*', 'CreateSecurityGroup', { GroupName: 'web', Description: 'web ü', VpcId: vpcId }),
    ],
  },
  {
    name: 'a group in a VPC that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [
      refuses('InvalidVpcID.NotFound', 'CreateSecurityGroup', {
        GroupName: 'web',
        Description: 'web',
        VpcId: nothing.vpc,
      }),
    ],
  },
  {
    name: 'groups are found by VPC and name',
    page: api('DescribeSecurityGroups'),
    steps: [
      vpc(),
      group(),
      group('second', 'db'),
      shows(
        'DescribeSecurityGroups',
        { Filters: [filter('vpc-id', vpcId), filter('group-name', 'web')] },
        {
          SecurityGroups: [{ GroupId: groupId }],
        },
      ),
      shows(
        'DescribeSecurityGroups',
        { Filters: [filter('vpc-id', vpcId)] },
        { SecurityGroups: { $size: 3 } },
      ),
    ],
  },
  {
    name: 'a deleted group is gone',
    page: errorCodes,
    steps: [
      vpc(),
      group(),
      does('DeleteSecurityGroup', { GroupId: groupId }),
      refuses(notFound.group, 'DescribeSecurityGroups', describe),
      refuses(notFound.group, 'DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
  {
    name: 'the default group cannot be deleted',
    page: guide('default-security-group'),
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      {
        ...shows(
          'DescribeSecurityGroups',
          { Filters: [filter('vpc-id', vpcId), filter('group-name', 'default')] },
          { SecurityGroups: { $size: 1 } },
        ),
        save: 'seen',
      },
      refuses('CannotDelete', 'DeleteSecurityGroup', { GroupId: '{seen.SecurityGroups.0.GroupId}' }),
    ],
  },
  {
    name: 'a group that another one names in a rule cannot be deleted',
    page: api('DeleteSecurityGroup'),
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      group(),
      group('second', 'db'),
      does('AuthorizeSecurityGroupIngress', {
        GroupId: '{second.GroupId}',
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: groupId }] },
        ],
      }),
      refuses('DependencyViolation', 'DeleteSecurityGroup', { GroupId: groupId }),
      does('DeleteSecurityGroup', { GroupId: '{second.GroupId}' }),
      does('DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
  {
    name: 'a group that only names itself can be deleted',
    page: api('DeleteSecurityGroup'),
    steps: [
      vpc(),
      group(),
      does('AuthorizeSecurityGroupIngress', {
        GroupId: groupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId }] }],
      }),
      does('DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
  {
    name: 'a group of a network interface cannot be deleted',
    page: api('DeleteSecurityGroup'),
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      subnet(),
      group(),
      networkInterface('interface', { Groups: [groupId] }),
      refuses('DependencyViolation', 'DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
];
