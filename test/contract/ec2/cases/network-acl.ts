// Network ACLs and which subnet has which; entries are in network-acl-entry.ts.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  pagination,
  refuses,
  shows,
  tagging,
} from '../case.ts';
import { acl, aclId, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';

const describe = { NetworkAclIds: [aclId] };
const bySubnet = { Filters: [filter('association.subnet-id', subnetId)] };
const theDefault = {
  ...shows(
    'DescribeNetworkAcls',
    { Filters: [filter('vpc-id', vpcId), filter('default', 'true')] },
    { NetworkAcls: { $size: 1 } },
  ),
  save: 'main',
};
const defaultId = '{main.NetworkAcls.0.NetworkAclId}';
const associationOf = (save: string) => ({
  ...shows('DescribeNetworkAcls', bySubnet, { NetworkAcls: { $size: 1 } }),
  save,
});
/** Of the only subnet of the VPC. */
const associationId = '{link.NetworkAcls.0.Associations.0.NetworkAclAssociationId}';
const give = make('moved', 'ReplaceNetworkAclAssociation', {
  AssociationId: associationId,
  NetworkAclId: aclId,
});
/** The network ACL, given to the only subnet of the VPC. */
const given = [vpc(), subnet(), acl(), associationOf('link'), give];

export const networkAclCases: readonly Case[] = [
  {
    name: 'a new network ACL denies everything and is no default',
    page: guide('custom-network-acl'),
    motoDiffers: 'moto makes it without the denials',
    steps: [
      vpc(),
      acl(),
      shows('DescribeNetworkAcls', describe, {
        NetworkAcls: [
          {
            VpcId: vpcId,
            OwnerId: '{account.home}',
            IsDefault: false,
            Associations: { $absent: true },
            Entries: [
              { RuleNumber: 32767, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0', Egress: true },
              {
                RuleNumber: 32767,
                RuleAction: 'deny',
                Protocol: '-1',
                CidrBlock: '0.0.0.0/0',
                Egress: false,
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a new network ACL in a VPC with IPv6 denies IPv6 by an entry of its own',
    page: guide('custom-network-acl'),
    motoDiffers: 'moto makes it without the denials',
    steps: [
      make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ Ipv6CidrBlockAssociationSet: { $size: 1 } }] }),
      acl(),
      shows('DescribeNetworkAcls', describe, {
        NetworkAcls: [
          { Entries: { $has: [{ RuleNumber: 32768, RuleAction: 'deny', Ipv6CidrBlock: '::/0' }] } },
        ],
      }),
    ],
  },
  {
    name: 'the default network ACL opens to IPv6 with the VPC',
    page: guide('default-network-acl'),
    motoDiffers: 'moto leaves it as it is',
    steps: [
      make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId)] },
        {
          NetworkAcls: [
            {
              Entries: {
                $has: [
                  { RuleNumber: 101, RuleAction: 'allow', Ipv6CidrBlock: '::/0', Egress: false },
                  { RuleNumber: 101, RuleAction: 'allow', Ipv6CidrBlock: '::/0', Egress: true },
                  { RuleNumber: 32768, RuleAction: 'deny', Ipv6CidrBlock: '::/0', Egress: false },
                ],
              },
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a default network ACL that was edited does not open to IPv6 by itself',
    page: guide('default-network-acl'),
    steps: [
      vpc(),
      theDefault,
      does('DeleteNetworkAclEntry', { NetworkAclId: defaultId, RuleNumber: 100, Egress: false }),
      does('AssociateVpcCidrBlock', { VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true }),
      shows(
        'DescribeVpcs',
        { VpcIds: [vpcId] },
        { Vpcs: [{ Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlockState: { State: 'associated' } }] }] },
      ),
      shows(
        'DescribeNetworkAcls',
        { NetworkAclIds: [defaultId] },
        {
          NetworkAcls: [
            {
              Entries: {
                $not: { $has: [{ RuleNumber: 101, RuleAction: 'allow', Egress: false }] },
              },
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'the same client token brings the same network ACL again',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      make('acl', 'CreateNetworkAcl', { VpcId: vpcId, ClientToken: 'one' }),
      shows(
        'CreateNetworkAcl',
        { VpcId: vpcId, ClientToken: 'one' },
        { NetworkAcl: { NetworkAclId: aclId } },
      ),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId), filter('default', 'false')] },
        { NetworkAcls: { $size: 1 } },
      ),
    ],
  },
  {
    name: 'the same client token with other parameters makes no network ACL',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      make('acl', 'CreateNetworkAcl', { VpcId: vpcId, ClientToken: 'one' }),
      refuses('IdempotentParameterMismatch', 'CreateNetworkAcl', {
        VpcId: '{second.Vpc.VpcId}',
        ClientToken: 'one',
      }),
    ],
  },
  {
    name: 'another client token makes another network ACL',
    page: idempotency,
    steps: [
      vpc(),
      make('acl', 'CreateNetworkAcl', { VpcId: vpcId, ClientToken: 'one' }),
      make('second', 'CreateNetworkAcl', { VpcId: vpcId, ClientToken: 'two' }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId), filter('default', 'false')] },
        { NetworkAcls: { $size: 2 } },
      ),
    ],
  },
  {
    name: 'a network ACL of a VPC that is not there is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'CreateNetworkAcl', { VpcId: nothing.vpc })],
  },
  {
    name: 'a network ACL without a VPC is refused',
    page: api('CreateNetworkAcl'),
    motoDiffers: 'moto looks for a VPC named None',
    steps: [refuses('MissingParameter', 'CreateNetworkAcl', {})],
  },
  {
    name: 'a network ACL is made with its tags',
    page: tagging,
    steps: [
      vpc(),
      make('acl', 'CreateNetworkAcl', {
        VpcId: vpcId,
        TagSpecifications: [{ ResourceType: 'network-acl', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('tag:team', 'net')] },
        { NetworkAcls: [{ NetworkAclId: aclId, Tags: [{ Key: 'team', Value: 'net' }] }] },
      ),
    ],
  },
  {
    name: 'tags for another type make no network ACL',
    page: api('TagSpecification'),
    motoDiffers: 'moto makes it without the tags',
    steps: [
      vpc(),
      refuses('InvalidParameterValue', 'CreateNetworkAcl', {
        VpcId: vpcId,
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId)] },
        { NetworkAcls: [{ IsDefault: true }] },
      ),
    ],
  },
  {
    name: 'a network ACL can be tagged and found by its tag keys',
    page: api('CreateTags'),
    steps: [
      vpc(),
      acl(),
      does('CreateTags', { Resources: [aclId], Tags: [{ Key: 'colour', Value: 'blue' }] }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('tag-key', 'colour')] },
        { NetworkAcls: [{ NetworkAclId: aclId }] },
      ),
      shows(
        'DescribeTags',
        { Filters: [filter('resource-id', aclId)] },
        { Tags: [{ ResourceType: 'network-acl', Key: 'colour', Value: 'blue' }] },
      ),
    ],
  },
  {
    name: 'asking whether a network ACL could be made makes none',
    page: api('CreateNetworkAcl'),
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      refuses('DryRunOperation', 'CreateNetworkAcl', { VpcId: vpcId, DryRun: true }),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId)] },
        { NetworkAcls: [{ IsDefault: true }] },
      ),
    ],
  },
  {
    name: 'a replaced association gives the subnet another network ACL and a new association',
    page: api('ReplaceNetworkAclAssociation'),
    steps: [
      ...given,
      shows('DescribeNetworkAcls', bySubnet, {
        NetworkAcls: [
          {
            NetworkAclId: aclId,
            Associations: [
              {
                SubnetId: subnetId,
                NetworkAclId: aclId,
                NetworkAclAssociationId: '{moved.NewAssociationId}',
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'the association of before is gone after it was replaced',
    page: errorCodes,
    motoDiffers: 'moto breaks down: HTTP 500 without an error code',
    steps: [
      ...given,
      refuses('InvalidAssociationID.NotFound', 'ReplaceNetworkAclAssociation', {
        AssociationId: associationId,
        NetworkAclId: aclId,
      }),
    ],
  },
  {
    name: 'a subnet goes back to the default network ACL by another replacement',
    page: api('ReplaceNetworkAclAssociation'),
    steps: [
      vpc(),
      subnet(),
      theDefault,
      acl(),
      associationOf('link'),
      give,
      does('ReplaceNetworkAclAssociation', {
        AssociationId: '{moved.NewAssociationId}',
        NetworkAclId: defaultId,
      }),
      shows('DescribeNetworkAcls', bySubnet, { NetworkAcls: [{ NetworkAclId: defaultId }] }),
    ],
  },
  {
    name: 'an association that is not there cannot be replaced',
    page: errorCodes,
    motoDiffers: 'moto breaks down: HTTP 500 without an error code',
    steps: [
      vpc(),
      acl(),
      refuses('InvalidAssociationID.NotFound', 'ReplaceNetworkAclAssociation', {
        AssociationId: 'aclassoc-0123456789abcdef0',
        NetworkAclId: aclId,
      }),
    ],
  },
  {
    name: 'a subnet cannot have a network ACL that is not there',
    page: errorCodes,
    steps: [
      vpc(),
      subnet(),
      associationOf('link'),
      refuses('InvalidNetworkAclID.NotFound', 'ReplaceNetworkAclAssociation', {
        AssociationId: associationId,
        NetworkAclId: nothing.acl,
      }),
    ],
  },
  {
    name: 'a subnet cannot have a network ACL of another VPC',
    page: guide('vpc-network-acls'),
    motoDiffers: 'moto associates it',
    steps: [
      vpc(),
      subnet(),
      vpc('second', '10.1.0.0/16'),
      acl('acl', '{second.Vpc.VpcId}'),
      associationOf('link'),
      refuses('*', 'ReplaceNetworkAclAssociation', { AssociationId: associationId, NetworkAclId: aclId }),
    ],
  },
  {
    name: 'a network ACL serves many subnets, and a subnet has one network ACL',
    page: guide('vpc-network-acls'),
    steps: [
      vpc(),
      subnet(),
      subnet('second', '10.0.2.0/24'),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('vpc-id', vpcId)] },
        {
          NetworkAcls: [{ Associations: [{ SubnetId: subnetId }, { SubnetId: '{second.Subnet.SubnetId}' }] }],
        },
      ),
    ],
  },
  {
    name: 'the association of a deleted subnet with its network ACL is gone',
    page: api('DeleteSubnet'),
    motoDiffers: 'moto keeps it, and the ACL can never be deleted',
    steps: [
      ...given,
      does('DeleteSubnet', { SubnetId: subnetId }),
      shows('DescribeNetworkAcls', describe, { NetworkAcls: [{ Associations: { $absent: true } }] }),
      does('DeleteNetworkAcl', { NetworkAclId: aclId }),
    ],
  },
  {
    name: 'a network ACL that a subnet has cannot be deleted',
    page: api('DeleteNetworkAcl'),
    steps: [...given, refuses('DependencyViolation', 'DeleteNetworkAcl', { NetworkAclId: aclId })],
  },
  {
    name: 'the default network ACL cannot be deleted',
    page: api('DeleteNetworkAcl'),
    motoDiffers: 'moto deletes it',
    steps: [vpc(), theDefault, refuses('*', 'DeleteNetworkAcl', { NetworkAclId: defaultId })],
  },
  {
    name: 'a network ACL is deleted with its entries',
    page: api('DeleteNetworkAcl'),
    motoDiffers: 'moto answers with the code for route tables',
    steps: [
      vpc(),
      acl(),
      does('CreateNetworkAclEntry', {
        NetworkAclId: aclId,
        RuleNumber: 100,
        Egress: false,
        RuleAction: 'allow',
        Protocol: '-1',
        CidrBlock: '0.0.0.0/0',
      }),
      does('DeleteNetworkAcl', { NetworkAclId: aclId }),
      refuses('InvalidNetworkAclID.NotFound', 'DescribeNetworkAcls', describe),
      refuses('InvalidNetworkAclID.NotFound', 'DeleteNetworkAcl', { NetworkAclId: aclId }),
    ],
  },
  {
    name: 'a VPC with a network ACL of its own cannot be deleted',
    page: guide('delete-vpc'),
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      acl(),
      refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId }),
      does('DeleteNetworkAcl', { NetworkAclId: aclId }),
      does('DeleteVpc', { VpcId: vpcId }),
    ],
  },
  {
    name: 'an identifier that is none of a network ACL is refused',
    page: errorCodes,
    motoDiffers: 'moto answers with the code for route tables',
    steps: [refuses('InvalidNetworkAclID.Malformed', 'DescribeNetworkAcls', { NetworkAclIds: ['acl-xyz'] })],
  },
  {
    name: 'network ACLs are found by their association',
    page: api('DescribeNetworkAcls'),
    steps: [
      vpc(),
      subnet(),
      acl(),
      associationOf('link'),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('association.association-id', associationId)] },
        { NetworkAcls: [{ IsDefault: true }] },
      ),
    ],
  },
  {
    name: 'network ACLs are found by id, also an unknown one, with a filter',
    page: api('DescribeNetworkAcls'),
    motoDiffers: 'moto does not know the filter and breaks',
    steps: [
      vpc(),
      acl(),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('network-acl-id', aclId, nothing.acl)] },
        { NetworkAcls: [{ NetworkAclId: aclId }] },
      ),
    ],
  },
  {
    name: 'a filter that network ACLs do not have is refused',
    page: api('DescribeNetworkAcls'),
    motoDiffers: 'moto breaks',
    steps: [refuses('InvalidParameterValue', 'DescribeNetworkAcls', { Filters: [filter('colour', 'blue')] })],
  },
  {
    name: 'network ACLs come in pages',
    page: pagination,
    motoDiffers: 'moto does not look at MaxResults',
    steps: [
      vpc(),
      ...Array.from({ length: 5 }, (_, at) => acl(`acl${at}`)),
      {
        ...shows(
          'DescribeNetworkAcls',
          { MaxResults: 5, Filters: [filter('vpc-id', vpcId)] },
          { NetworkAcls: { $size: 5 }, NextToken: { $like: '.' } },
        ),
        save: 'first',
      },
      shows(
        'DescribeNetworkAcls',
        { MaxResults: 5, NextToken: '{first.NextToken}', Filters: [filter('vpc-id', vpcId)] },
        { NetworkAcls: { $size: 1 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a page of fewer than five network ACLs is refused',
    page: api('DescribeNetworkAcls'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('*', 'DescribeNetworkAcls', { MaxResults: 4 })],
  },
  {
    name: 'a VPC takes two hundred network ACLs and no more',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto has no quota',
    steps: [
      vpc(),
      // The default one counts.
      ...Array.from({ length: 199 }, (_, at) => acl(`acl${at}`)),
      refuses('NetworkAclLimitExceeded', 'CreateNetworkAcl', { VpcId: vpcId }),
    ],
  },
];
