// Egress-only internet gateways: creation, routes to them, deletion.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  filtering,
  guide,
  idempotency,
  make,
  pagination,
  refuses,
  shows,
  tagging,
} from '../case.ts';
import { egressOnly, egressOnlyId, notFound, nothing, table, tableId, vpc, vpcId } from './common.ts';

const describe = { EgressOnlyInternetGatewayIds: [egressOnlyId] };
const remove = { EgressOnlyInternetGatewayId: egressOnlyId };
const route = {
  RouteTableId: tableId,
  DestinationIpv6CidrBlock: '::/0',
  EgressOnlyInternetGatewayId: egressOnlyId,
};
const routes = { RouteTableIds: [tableId] };
const others = [
  vpc('second', '10.1.0.0/16'),
  vpc('third', '10.2.0.0/16'),
  vpc('fourth', '10.3.0.0/16'),
  vpc('fifth', '10.4.0.0/16'),
];
const inEach = ['second', 'third', 'fourth', 'fifth'].map((name) =>
  egressOnly(`out-${name}`, `{${name}.Vpc.VpcId}`),
);
const tags = (Value: string) => [
  { ResourceType: 'egress-only-internet-gateway', Tags: [{ Key: 'team', Value }] },
];

export const egressOnlyInternetGatewayCases: readonly Case[] = [
  {
    name: 'a new egress-only internet gateway is attached to its VPC at once',
    page: api('CreateEgressOnlyInternetGateway'),
    steps: [
      vpc(),
      egressOnly(),
      shows('DescribeEgressOnlyInternetGateways', describe, {
        EgressOnlyInternetGateways: [
          { EgressOnlyInternetGatewayId: egressOnlyId, Attachments: [{ VpcId: vpcId, State: 'attached' }] },
        ],
      }),
    ],
  },
  {
    name: 'the answer to creating an egress-only internet gateway shows its attachment',
    page: api('CreateEgressOnlyInternetGateway'),
    steps: [
      vpc(),
      shows(
        'CreateEgressOnlyInternetGateway',
        { VpcId: vpcId },
        {
          EgressOnlyInternetGateway: {
            EgressOnlyInternetGatewayId: { $like: '^eigw-[0-9a-f]{17}$' },
            Attachments: [{ VpcId: vpcId, State: 'attached' }],
          },
        },
      ),
    ],
  },
  {
    name: 'an egress-only internet gateway needs no IPv6 network in its VPC',
    page: guide('egress-only-internet-gateway'),
    unsettled: 'the page begins with a VPC that has one, and names no error',
    steps: [vpc(), egressOnly()],
  },
  {
    name: 'an egress-only internet gateway without a VPC is refused',
    page: api('CreateEgressOnlyInternetGateway'),
    motoDiffers: 'moto answers InvalidVpcID.NotFound',
    steps: [refuses('MissingParameter', 'CreateEgressOnlyInternetGateway')],
  },
  {
    name: 'an egress-only internet gateway for a VPC that is not there is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'CreateEgressOnlyInternetGateway', { VpcId: nothing.vpc })],
  },
  {
    name: 'an egress-only internet gateway for a malformed VPC id is refused',
    page: errorCodes,
    motoDiffers: 'moto answers InvalidVpcID.NotFound',
    steps: [
      refuses(['InvalidVpcID.Malformed', 'InvalidVpcId.Malformed'], 'CreateEgressOnlyInternetGateway', {
        VpcId: 'vpc-x',
      }),
    ],
  },
  {
    name: 'a VPC cannot have a second egress-only internet gateway',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto does it',
    steps: [vpc(), egressOnly(), refuses('*', 'CreateEgressOnlyInternetGateway', { VpcId: vpcId })],
  },
  {
    name: 'a VPC may have an egress-only internet gateway again when the first is deleted',
    page: guide('egress-only-internet-gateway'),
    steps: [vpc(), egressOnly(), does('DeleteEgressOnlyInternetGateway', remove), egressOnly('again')],
  },
  {
    name: 'a region has at most five egress-only internet gateways',
    page: guide('amazon-vpc-limits'),
    unsettled: 'the quota follows that of VPCs, which is as small, so the limit of VPCs is met first',
    steps: [
      vpc(),
      ...others,
      egressOnly(),
      ...inEach,
      make('sixth', 'CreateVpc', { CidrBlock: '10.5.0.0/16' }),
      refuses('*', 'CreateEgressOnlyInternetGateway', { VpcId: '{sixth.Vpc.VpcId}' }),
    ],
  },
  {
    name: 'the same client token makes one egress-only internet gateway',
    page: idempotency,
    motoDiffers: 'moto does not look at the token',
    steps: [
      vpc(),
      make('first', 'CreateEgressOnlyInternetGateway', { VpcId: vpcId, ClientToken: 'once' }),
      shows(
        'CreateEgressOnlyInternetGateway',
        { VpcId: vpcId, ClientToken: 'once' },
        {
          ClientToken: 'once',
          EgressOnlyInternetGateway: {
            EgressOnlyInternetGatewayId: '{first.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId}',
          },
        },
      ),
      shows('DescribeEgressOnlyInternetGateways', {}, { EgressOnlyInternetGateways: { $size: 1 } }),
    ],
  },
  {
    name: 'a client token of an egress-only internet gateway with other parameters is refused',
    page: idempotency,
    motoDiffers: 'moto does not look at the token',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      does('CreateEgressOnlyInternetGateway', { VpcId: vpcId, ClientToken: 'once' }),
      refuses('IdempotentParameterMismatch', 'CreateEgressOnlyInternetGateway', {
        VpcId: '{second.Vpc.VpcId}',
        ClientToken: 'once',
      }),
    ],
  },
  {
    name: 'tags of an egress-only internet gateway are set in the create call',
    page: tagging,
    steps: [
      vpc(),
      make('outbound', 'CreateEgressOnlyInternetGateway', { VpcId: vpcId, TagSpecifications: tags('net') }),
      shows('DescribeEgressOnlyInternetGateways', describe, {
        EgressOnlyInternetGateways: [{ Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
    ],
  },
  {
    name: 'tags for another type make no egress-only internet gateway',
    page: tagging,
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      refuses('InvalidParameterValue', 'CreateEgressOnlyInternetGateway', {
        VpcId: vpcId,
        TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows('DescribeEgressOnlyInternetGateways', {}, { EgressOnlyInternetGateways: { $absent: true } }),
    ],
  },
  {
    name: 'tags of an egress-only internet gateway are set and removed later',
    page: api('CreateTags'),
    steps: [
      vpc(),
      egressOnly(),
      does('CreateTags', { Resources: [egressOnlyId], Tags: [{ Key: 'team', Value: 'net' }] }),
      shows('DescribeEgressOnlyInternetGateways', describe, {
        EgressOnlyInternetGateways: [{ Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      does('DeleteTags', { Resources: [egressOnlyId], Tags: [{ Key: 'team' }] }),
      shows('DescribeEgressOnlyInternetGateways', describe, {
        EgressOnlyInternetGateways: [{ Tags: { $absent: true } }],
      }),
    ],
  },
  {
    name: 'egress-only internet gateways are found by a tag',
    page: api('DescribeEgressOnlyInternetGateways'),
    motoDiffers: 'moto does not filter them',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      make('outbound', 'CreateEgressOnlyInternetGateway', { VpcId: vpcId, TagSpecifications: tags('net') }),
      make('other', 'CreateEgressOnlyInternetGateway', {
        VpcId: '{second.Vpc.VpcId}',
        TagSpecifications: tags('web'),
      }),
      shows(
        'DescribeEgressOnlyInternetGateways',
        { Filters: [filter('tag:team', 'net')] },
        { EgressOnlyInternetGateways: [{ EgressOnlyInternetGatewayId: egressOnlyId }] },
      ),
      shows(
        'DescribeEgressOnlyInternetGateways',
        { Filters: [filter('tag-key', 'team')] },
        { EgressOnlyInternetGateways: { $size: 2 } },
      ),
    ],
  },
  {
    name: 'egress-only internet gateways have no filter by VPC',
    page: api('DescribeEgressOnlyInternetGateways'),
    motoDiffers: 'moto does not filter them',
    steps: [
      refuses('InvalidParameterValue', 'DescribeEgressOnlyInternetGateways', {
        Filters: [filter('attachment.vpc-id', nothing.vpc)],
      }),
    ],
  },
  {
    name: 'a filter of egress-only internet gateways without values is refused',
    page: filtering,
    motoDiffers: 'moto does not filter them',
    steps: [
      refuses('InvalidParameterValue', 'DescribeEgressOnlyInternetGateways', {
        Filters: [filter('tag-key')],
      }),
    ],
  },
  {
    name: 'egress-only internet gateways come in pages',
    page: pagination,
    steps: [
      vpc(),
      ...others,
      egressOnly(),
      ...inEach,
      shows(
        'DescribeEgressOnlyInternetGateways',
        { MaxResults: 5 },
        {
          EgressOnlyInternetGateways: { $size: 5 },
          NextToken: { $absent: true },
        },
      ),
    ],
  },
  {
    name: 'a page of fewer than five egress-only internet gateways is refused',
    page: api('DescribeEgressOnlyInternetGateways'),
    motoDiffers: 'moto gives no pages of them',
    steps: [refuses('InvalidParameterValue', 'DescribeEgressOnlyInternetGateways', { MaxResults: 4 })],
  },
  {
    name: 'a page of more than 255 egress-only internet gateways is refused',
    page: api('DescribeEgressOnlyInternetGateways'),
    motoDiffers: 'moto gives no pages of them',
    steps: [refuses('InvalidParameterValue', 'DescribeEgressOnlyInternetGateways', { MaxResults: 256 })],
  },
  {
    name: 'a token that is none is refused with egress-only internet gateways',
    page: pagination,
    motoDiffers: 'moto gives no pages of them',
    steps: [
      refuses(['InvalidNextToken', 'InvalidPaginationToken'], 'DescribeEgressOnlyInternetGateways', {
        MaxResults: 5,
        NextToken: 'none',
      }),
    ],
  },
  {
    name: 'describing an egress-only internet gateway that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto answers',
    steps: [
      refuses(notFound.egressOnly, 'DescribeEgressOnlyInternetGateways', {
        EgressOnlyInternetGatewayIds: [nothing.egressOnly],
      }),
    ],
  },
  {
    name: 'describing an egress-only internet gateway by a malformed id is refused',
    page: errorCodes,
    motoDiffers: 'moto answers',
    steps: [
      refuses(
        ['InvalidEgressOnlyInternetGatewayId.Malformed', 'InvalidEgressOnlyInternetGatewayID.Malformed'],
        'DescribeEgressOnlyInternetGateways',
        { EgressOnlyInternetGatewayIds: ['eigw-x'] },
      ),
    ],
  },
  {
    name: 'a deleted egress-only internet gateway is gone, without being detached first',
    page: api('DeleteEgressOnlyInternetGateway'),
    steps: [
      vpc(),
      egressOnly(),
      shows('DeleteEgressOnlyInternetGateway', remove, { ReturnCode: true }),
      shows('DescribeEgressOnlyInternetGateways', {}, { EgressOnlyInternetGateways: { $absent: true } }),
    ],
  },
  {
    name: 'deleting an egress-only internet gateway that is not there is refused',
    page: errorCodes,
    steps: [
      refuses(notFound.egressOnly, 'DeleteEgressOnlyInternetGateway', {
        EgressOnlyInternetGatewayId: nothing.egressOnly,
      }),
    ],
  },
  {
    name: 'an egress-only internet gateway cannot be deleted twice',
    page: errorCodes,
    steps: [
      vpc(),
      egressOnly(),
      does('DeleteEgressOnlyInternetGateway', remove),
      refuses(notFound.egressOnly, 'DeleteEgressOnlyInternetGateway', remove),
    ],
  },
  {
    name: 'deleting no egress-only internet gateway in particular is refused',
    page: api('DeleteEgressOnlyInternetGateway'),
    motoDiffers: 'moto answers InvalidGatewayID.NotFound',
    steps: [refuses('MissingParameter', 'DeleteEgressOnlyInternetGateway')],
  },
  {
    name: 'a VPC with an egress-only internet gateway cannot be deleted',
    page: guide('delete-vpc'),
    motoDiffers: 'moto does it',
    steps: [vpc(), egressOnly(), refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a VPC can be deleted after its egress-only internet gateway',
    page: guide('delete-vpc'),
    steps: [
      vpc(),
      egressOnly(),
      does('DeleteEgressOnlyInternetGateway', remove),
      does('DeleteVpc', { VpcId: vpcId }),
    ],
  },
  {
    name: 'a route to an egress-only internet gateway is active',
    page: api('CreateRoute'),
    steps: [
      vpc(),
      egressOnly(),
      table(),
      does('CreateRoute', route),
      shows('DescribeRouteTables', routes, {
        RouteTables: [
          {
            Routes: {
              $has: [
                {
                  DestinationIpv6CidrBlock: '::/0',
                  EgressOnlyInternetGatewayId: egressOnlyId,
                  State: 'active',
                },
              ],
            },
          },
        ],
      }),
    ],
  },
  {
    name: 'an egress-only internet gateway takes no IPv4 traffic',
    page: api('CreateRoute'),
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      egressOnly(),
      table(),
      refuses('*', 'CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '0.0.0.0/0',
        EgressOnlyInternetGatewayId: egressOnlyId,
      }),
    ],
  },
  {
    name: 'a route to an egress-only internet gateway that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      refuses(notFound.egressOnly, 'CreateRoute', {
        ...route,
        EgressOnlyInternetGatewayId: nothing.egressOnly,
      }),
    ],
  },
  {
    name: 'a route to the egress-only internet gateway of another VPC is refused',
    page: guide('egress-only-internet-gateway'),
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      egressOnly('outbound', '{second.Vpc.VpcId}'),
      table(),
      refuses('*', 'CreateRoute', route),
    ],
  },
  {
    name: 'a route to a deleted egress-only internet gateway is a black hole',
    page: guide('egress-only-internet-gateway'),
    motoDiffers: "moto's routes stay active",
    steps: [
      vpc(),
      egressOnly(),
      table(),
      does('CreateRoute', route),
      does('DeleteEgressOnlyInternetGateway', remove),
      shows('DescribeRouteTables', routes, {
        RouteTables: [{ Routes: { $has: [{ DestinationIpv6CidrBlock: '::/0', State: 'blackhole' }] } }],
      }),
    ],
  },
  {
    name: 'route tables are found by an egress-only internet gateway',
    page: api('DescribeRouteTables'),
    motoDiffers: 'moto breaks',
    steps: [
      vpc(),
      egressOnly(),
      table(),
      does('CreateRoute', route),
      shows(
        'DescribeRouteTables',
        { Filters: [filter('route.egress-only-internet-gateway-id', egressOnlyId)] },
        { RouteTables: [{ RouteTableId: tableId }] },
      ),
    ],
  },
  {
    name: 'a dry run makes no egress-only internet gateway',
    page: errorCodes,
    motoDiffers: 'moto knows no dry run of it',
    steps: [
      vpc(),
      refuses('DryRunOperation', 'CreateEgressOnlyInternetGateway', { VpcId: vpcId, DryRun: true }),
      shows('DescribeEgressOnlyInternetGateways', {}, { EgressOnlyInternetGateways: { $absent: true } }),
    ],
  },
  {
    name: 'a dry run deletes no egress-only internet gateway',
    page: errorCodes,
    motoDiffers: 'moto knows no dry run of it',
    steps: [
      vpc(),
      egressOnly(),
      refuses('DryRunOperation', 'DeleteEgressOnlyInternetGateway', { ...remove, DryRun: true }),
      shows('DescribeEgressOnlyInternetGateways', describe, { EgressOnlyInternetGateways: { $size: 1 } }),
    ],
  },
  {
    name: 'an egress-only internet gateway is unknown in another region and account',
    page: api('DescribeEgressOnlyInternetGateways'),
    motoDiffers: 'moto answers',
    steps: [
      vpc(),
      egressOnly(),
      refuses(notFound.egressOnly, 'DescribeEgressOnlyInternetGateways', describe, { region: 'eu-west-1' }),
      refuses(notFound.egressOnly, 'DescribeEgressOnlyInternetGateways', describe, { account: 'other' }),
    ],
  },
];
