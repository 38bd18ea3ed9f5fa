// Subnets: creation, blocks, attributes, deletion, pages of a list.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  make,
  pagination,
  refuses,
  shows,
} from '../case.ts';
import { networkInterface, notFound, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';

const sizing = guide('subnet-sizing');
const describe = { SubnetIds: [subnetId] };
const refusesBlock = (code: string | readonly string[], cidr: string) =>
  refuses(code, 'CreateSubnet', { VpcId: vpcId, CidrBlock: cidr });
const dualStack = [
  make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
  {
    ...shows(
      'DescribeVpcs',
      { VpcIds: [vpcId] },
      {
        Vpcs: [{ Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlockState: { State: 'associated' } }] }],
      },
    ),
    save: 'seen',
  },
];
const ipv6Block = '{seen.Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock|/64}';
const seven = [1, 2, 3, 4, 5, 6, 7].map((number) => subnet(`subnet${number}`, `10.0.${number}.0/24`));

export const subnetCases: readonly Case[] = [
  {
    name: 'a subnet shows its block, its zone, its free addresses and its defaults',
    page: api('Subnet'),
    steps: [
      vpc(),
      subnet(),
      shows('DescribeSubnets', describe, {
        Subnets: [
          {
            VpcId: vpcId,
            CidrBlock: '10.0.1.0/24',
            AvailabilityZone: 'us-east-1a',
            AvailabilityZoneId: { $like: '^use1-az' },
            AvailableIpAddressCount: 251,
            State: 'available',
            MapPublicIpOnLaunch: false,
            AssignIpv6AddressOnCreation: false,
            DefaultForAz: false,
            OwnerId: '{account.home}',
            SubnetArn: 'arn:aws:ec2:us-east-1:{account.home}:subnet/{subnet.Subnet.SubnetId}',
          },
        ],
      }),
    ],
  },
  {
    name: 'a /28 has eleven addresses for use',
    page: sizing,
    steps: [
      vpc(),
      subnet('subnet', '10.0.1.0/28'),
      shows('DescribeSubnets', describe, { Subnets: [{ AvailableIpAddressCount: 11 }] }),
    ],
  },
  {
    name: 'a subnet may take the whole block of its VPC',
    page: sizing,
    steps: [
      vpc(),
      subnet('subnet', '10.0.0.0/16'),
      shows('DescribeSubnets', describe, { Subnets: [{ CidrBlock: '10.0.0.0/16' }] }),
    ],
  },
  {
    name: 'a subnet outside the blocks of its VPC is refused',
    page: errorCodes,
    steps: [vpc(), refusesBlock('InvalidSubnet.Range', '10.9.0.0/24')],
  },
  {
    name: 'a subnet larger than the block of its VPC is refused',
    page: errorCodes,
    steps: [vpc('vpc', '10.0.0.0/20'), refusesBlock('InvalidSubnet.Range', '10.0.0.0/19')],
  },
  {
    name: 'a subnet smaller than /28 is refused',
    page: sizing,
    motoDiffers: 'moto takes it',
    steps: [vpc(), refusesBlock('InvalidSubnet.Range', '10.0.1.0/29')],
  },
  {
    name: 'a subnet that overlaps another is refused',
    page: errorCodes,
    steps: [vpc(), subnet(), refusesBlock('InvalidSubnet.Conflict', '10.0.1.128/25')],
  },
  {
    name: 'a subnet that another one has already is refused',
    page: errorCodes,
    steps: [vpc(), subnet(), refusesBlock('InvalidSubnet.Conflict', '10.0.1.0/24')],
  },
  {
    name: 'the block of a deleted subnet is free again',
    page: sizing,
    steps: [vpc(), subnet(), does('DeleteSubnet', { SubnetId: subnetId }), subnet('second')],
  },
  {
    name: 'host bits of a subnet block are cleared',
    page: api('CreateSubnet'),
    motoDiffers: 'moto keeps host bits',
    steps: [
      vpc(),
      subnet('subnet', '10.0.1.18/24'),
      shows('DescribeSubnets', describe, { Subnets: [{ CidrBlock: '10.0.1.0/24' }] }),
    ],
  },
  {
    name: 'a subnet can lie in a second block of its VPC',
    page: guide('vpc-cidr-blocks'),
    steps: [
      vpc(),
      does('AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '10.1.0.0/16' }),
      subnet('subnet', '10.1.1.0/24'),
      shows('DescribeSubnets', describe, { Subnets: [{ CidrBlock: '10.1.1.0/24' }] }),
    ],
  },
  {
    name: 'a subnet in a VPC that is not there is refused',
    page: errorCodes,
    steps: [
      refuses('InvalidVpcID.NotFound', 'CreateSubnet', { VpcId: nothing.vpc, CidrBlock: '10.0.1.0/24' }),
    ],
  },
  {
    name: 'a subnet in a zone that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      refuses(['InvalidParameterValue', 'InvalidZone.NotFound'], 'CreateSubnet', {
        VpcId: vpcId,
        CidrBlock: '10.0.1.0/24',
        AvailabilityZone: 'us-east-1z',
      }),
    ],
  },
  {
    name: 'a subnet keeps that instances get public addresses',
    page: api('ModifySubnetAttribute'),
    steps: [
      vpc(),
      subnet(),
      does('ModifySubnetAttribute', { SubnetId: subnetId, MapPublicIpOnLaunch: { Value: true } }),
      shows('DescribeSubnets', describe, { Subnets: [{ MapPublicIpOnLaunch: true }] }),
    ],
  },
  {
    name: 'two attributes of a subnet cannot be changed in one call',
    page: api('ModifySubnetAttribute'),
    motoDiffers: 'moto changes one and says nothing',
    steps: [
      ...dualStack,
      make('subnet', 'CreateSubnet', { VpcId: vpcId, CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: ipv6Block }),
      refuses('*', 'ModifySubnetAttribute', {
        SubnetId: subnetId,
        MapPublicIpOnLaunch: { Value: true },
        AssignIpv6AddressOnCreation: { Value: true },
      }),
    ],
  },
  {
    name: 'a subnet keeps its type of host name',
    page: api('ModifySubnetAttribute'),
    motoDiffers: 'moto forgets it',
    steps: [
      vpc(),
      subnet(),
      does('ModifySubnetAttribute', { SubnetId: subnetId, PrivateDnsHostnameTypeOnLaunch: 'resource-name' }),
      shows('DescribeSubnets', describe, {
        Subnets: [{ PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name' } }],
      }),
    ],
  },
  {
    name: 'a subnet keeps that names of IPv4 hosts are answered with synthetic IPv6 addresses',
    page: api('ModifySubnetAttribute'),
    motoDiffers: 'moto forgets it',
    steps: [
      ...dualStack,
      make('subnet', 'CreateSubnet', { VpcId: vpcId, CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: ipv6Block }),
      does('ModifySubnetAttribute', { SubnetId: subnetId, EnableDns64: { Value: true } }),
      shows('DescribeSubnets', describe, { Subnets: [{ EnableDns64: true }] }),
    ],
  },
  {
    name: 'a subnet with an IPv6 block can give addresses of it',
    page: api('CreateSubnet'),
    steps: [
      ...dualStack,
      make('subnet', 'CreateSubnet', { VpcId: vpcId, CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: ipv6Block }),
      shows('DescribeSubnets', describe, {
        Subnets: [
          {
            Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: ipv6Block }],
          },
        ],
      }),
      does('ModifySubnetAttribute', { SubnetId: subnetId, AssignIpv6AddressOnCreation: { Value: true } }),
      shows('DescribeSubnets', describe, { Subnets: [{ AssignIpv6AddressOnCreation: true }] }),
    ],
  },
  {
    name: 'a subnet without an IPv6 block cannot give addresses of one',
    page: api('ModifySubnetAttribute'),
    unsettled: 'the page does not say what happens',
    steps: [
      vpc(),
      subnet(),
      refuses('*', 'ModifySubnetAttribute', {
        SubnetId: subnetId,
        AssignIpv6AddressOnCreation: { Value: true },
      }),
    ],
  },
  {
    name: 'an IPv6 block can be added to a subnet later, and taken away',
    page: api('AssociateSubnetCidrBlock'),
    motoDiffers: 'moto writes the state as the text of a Python dictionary',
    steps: [
      ...dualStack,
      subnet(),
      make('added', 'AssociateSubnetCidrBlock', { SubnetId: subnetId, Ipv6CidrBlock: ipv6Block }),
      shows('DescribeSubnets', describe, {
        Subnets: [
          {
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: ipv6Block, Ipv6CidrBlockState: { State: 'associated' } },
            ],
          },
        ],
      }),
      does('DisassociateSubnetCidrBlock', {
        AssociationId: '{added.Ipv6CidrBlockAssociation.AssociationId}',
      }),
      shows('DescribeSubnets', describe, {
        Subnets: [
          {
            Ipv6CidrBlockAssociationSet: {
              $not: { $has: [{ Ipv6CidrBlockState: { State: 'associated' } }] },
            },
          },
        ],
      }),
    ],
  },
  {
    name: 'an attribute of a subnet that is not there is refused',
    page: errorCodes,
    steps: [
      refuses(notFound.subnet, 'ModifySubnetAttribute', {
        SubnetId: nothing.subnet,
        MapPublicIpOnLaunch: { Value: true },
      }),
    ],
  },
  {
    name: 'a new subnet belongs to the default network ACL',
    page: guide('default-network-acl'),
    steps: [
      vpc(),
      subnet(),
      shows(
        'DescribeNetworkAcls',
        { Filters: [filter('association.subnet-id', subnetId)] },
        {
          NetworkAcls: [{ IsDefault: true, Associations: [{ SubnetId: subnetId }] }],
        },
      ),
    ],
  },
  {
    name: 'a deleted subnet is gone',
    page: errorCodes,
    steps: [
      vpc(),
      subnet(),
      does('DeleteSubnet', { SubnetId: subnetId }),
      refuses(notFound.subnet, 'DescribeSubnets', describe),
    ],
  },
  {
    name: 'deleting a subnet that is not there is refused',
    page: errorCodes,
    steps: [refuses(notFound.subnet, 'DeleteSubnet', { SubnetId: nothing.subnet })],
  },
  {
    name: 'a subnet with a network interface cannot be deleted',
    page: api('DeleteSubnet'),
    motoDiffers: 'moto deletes it',
    steps: [
      vpc(),
      subnet(),
      networkInterface(),
      refuses('DependencyViolation', 'DeleteSubnet', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'subnets are found by VPC, by zone and by block',
    page: api('DescribeSubnets'),
    steps: [
      vpc(),
      subnet(),
      make('second', 'CreateSubnet', {
        VpcId: vpcId,
        CidrBlock: '10.0.2.0/24',
        AvailabilityZone: 'us-east-1b',
      }),
      shows('DescribeSubnets', { Filters: [filter('vpc-id', vpcId)] }, { Subnets: { $size: 2 } }),
      shows(
        'DescribeSubnets',
        { Filters: [filter('vpc-id', vpcId), filter('availability-zone', 'us-east-1b')] },
        { Subnets: [{ CidrBlock: '10.0.2.0/24' }] },
      ),
      shows(
        'DescribeSubnets',
        { Filters: [filter('vpc-id', vpcId), filter('cidr-block', '10.0.1.0/24', '10.0.3.0/24')] },
        { Subnets: [{ SubnetId: subnetId }] },
      ),
    ],
  },
  {
    name: 'a long list comes in pages of the size that was asked for',
    page: pagination,
    motoDiffers: 'moto answers all at once',
    steps: [
      vpc(),
      ...seven,
      shows('DescribeSubnets', { Filters: [filter('vpc-id', vpcId)] }, { Subnets: { $size: 7 } }),
      {
        ...shows(
          'DescribeSubnets',
          { Filters: [filter('vpc-id', vpcId)], MaxResults: 5 },
          { Subnets: { $size: 5 }, NextToken: { $like: '.' } },
        ),
        save: 'first',
      },
      shows(
        'DescribeSubnets',
        { Filters: [filter('vpc-id', vpcId)], MaxResults: 5, NextToken: '{first.NextToken}' },
        { Subnets: { $size: 2 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a page of fewer than five is refused',
    page: api('DescribeSubnets'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('*', 'DescribeSubnets', { MaxResults: 4 })],
  },
  {
    name: 'a token of no page is refused',
    page: pagination,
    motoDiffers: 'moto does not look at NextToken',
    steps: [refuses('*', 'DescribeSubnets', { MaxResults: 5, NextToken: 'no-such-page' })],
  },
];
