// Further address blocks of a VPC, IPv4 and IPv6.
import { api, type Case, does, guide, make, refuses, shows } from '../case.ts';
import { subnet, vpc, vpcId } from './common.ts';

const blocks = guide('vpc-cidr-blocks');
const describe = { VpcIds: [vpcId] };
const add = (cidr: string) => make('added', 'AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: cidr });
const withIpv6 = make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true });

export const vpcBlockCases: readonly Case[] = [
  {
    name: 'a second IPv4 block is associated beside the first, with a local route in every table',
    page: blocks,
    steps: [
      vpc(),
      add('10.1.0.0/16'),
      shows('DescribeVpcs', describe, {
        Vpcs: [
          {
            CidrBlock: '10.0.0.0/16',
            CidrBlockAssociationSet: [
              { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
              { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } },
            ],
          },
        ],
      }),
      shows(
        'DescribeRouteTables',
        { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] },
        {
          RouteTables: [
            {
              Routes: [
                { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' },
                { DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local' },
              ],
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a second block that overlaps the first is refused',
    page: blocks,
    motoDiffers: 'moto takes it',
    steps: [vpc(), refuses('*', 'AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '10.0.128.0/20' })],
  },
  {
    name: 'a second block can be taken away again',
    page: api('DisassociateVpcCidrBlock'),
    steps: [
      vpc(),
      add('10.1.0.0/16'),
      shows('DescribeVpcs', describe, { Vpcs: [{ CidrBlockAssociationSet: { $size: 2 } }] }),
      does('DisassociateVpcCidrBlock', { AssociationId: '{added.CidrBlockAssociation.AssociationId}' }),
      shows('DescribeVpcs', describe, {
        Vpcs: [
          {
            CidrBlockAssociationSet: {
              $not: { $has: [{ CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' } }] },
            },
          },
        ],
      }),
    ],
  },
  {
    name: 'a second block in which a subnet lies cannot be taken away',
    page: api('DisassociateVpcCidrBlock'),
    motoDiffers: 'moto takes it away',
    steps: [
      vpc(),
      add('10.1.0.0/16'),
      subnet('subnet', '10.1.1.0/24'),
      refuses('*', 'DisassociateVpcCidrBlock', {
        AssociationId: '{added.CidrBlockAssociation.AssociationId}',
      }),
    ],
  },
  {
    name: 'the first block cannot be taken away',
    page: api('DisassociateVpcCidrBlock'),
    steps: [
      vpc(),
      make('seen', 'DescribeVpcs', describe),
      refuses('*', 'DisassociateVpcCidrBlock', {
        AssociationId: '{seen.Vpcs.0.CidrBlockAssociationSet.0.AssociationId}',
      }),
    ],
  },
  {
    name: 'taking away a block association that is not there is refused',
    page: api('DisassociateVpcCidrBlock'),
    motoDiffers: "moto's code has the word Error in it",
    steps: [
      refuses(
        ['InvalidVpcCidrBlockAssociationID.NotFound', 'InvalidVpcCidrBlockAssociationId.NotFound'],
        'DisassociateVpcCidrBlock',
        {
          AssociationId: 'vpc-cidr-assoc-0123456789abcdef0',
        },
      ),
    ],
  },
  {
    name: 'a VPC in 10.0.0.0/8 cannot get a block of 192.168.0.0/16',
    page: blocks,
    motoDiffers: 'moto does not know the restrictions',
    steps: [vpc(), refuses('*', 'AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '192.168.0.0/20' })],
  },
  {
    name: 'a VPC in 10.0.0.0/8 can get a block of 100.64.0.0/10',
    page: blocks,
    steps: [
      vpc(),
      add('100.64.0.0/16'),
      shows('DescribeVpcs', describe, {
        Vpcs: [{ CidrBlockAssociationSet: { $has: [{ CidrBlock: '100.64.0.0/16' }] } }],
      }),
    ],
  },
  {
    name: 'a sixth IPv4 block is over the quota',
    page: guide('amazon-vpc-limits'),
    steps: [
      vpc(),
      ...[1, 2, 3, 4].map((number) => add(`10.${number}.0.0/16`)),
      refuses('*', 'AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '10.5.0.0/16' }),
    ],
  },
  {
    name: 'an IPv6 block of Amazon is a /56',
    page: blocks,
    steps: [
      withIpv6,
      shows('DescribeVpcs', describe, {
        Vpcs: [
          {
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: { $like: '::/56$' }, Ipv6CidrBlockState: { State: 'associated' } },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'an IPv6 block can be added later',
    page: api('AssociateVpcCidrBlock'),
    steps: [
      vpc(),
      does('AssociateVpcCidrBlock', { VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true }),
      shows('DescribeVpcs', describe, {
        Vpcs: [
          {
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: { $like: '::/56$' }, Ipv6CidrBlockState: { State: 'associated' } },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a VPC with IPv6 has an IPv6 local route',
    page: blocks,
    steps: [
      withIpv6,
      make('seen', 'DescribeVpcs', describe),
      shows(
        'DescribeRouteTables',
        { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] },
        {
          RouteTables: [
            {
              Routes: {
                $has: [
                  { DestinationIpv6CidrBlock: { $like: '::/56$' }, GatewayId: 'local', State: 'active' },
                ],
              },
            },
          ],
        },
      ),
    ],
  },
];
