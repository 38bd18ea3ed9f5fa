// Peering connections: in one account, across accounts, across Regions.
import {
  api,
  type By,
  type Case,
  does,
  errorCodes,
  filter,
  make,
  refuses,
  shows,
  type Step,
} from '../case.ts';
import { notFound, nothing, table, tableId, vpc, vpcId } from './common.ts';

const basics = 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html';
const lifecycle =
  'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle';
const other: By = { account: 'other' };
const abroad: By = { region: 'eu-west-1' };
const peerVpc = (by: By = {}, cidr = '10.1.0.0/16') => make('peer', 'CreateVpc', { CidrBlock: cidr }, by);
const peerId = '{peer.Vpc.VpcId}';
const request = (more: object = {}): Step =>
  make('peering', 'CreateVpcPeeringConnection', { VpcId: vpcId, PeerVpcId: peerId, ...more });
const id = { VpcPeeringConnectionId: '{peering.VpcPeeringConnection.VpcPeeringConnectionId}' };
const ids = { VpcPeeringConnectionIds: [id.VpcPeeringConnectionId] };
const inState = (code: string, by: By = {}) =>
  shows('DescribeVpcPeeringConnections', ids, { VpcPeeringConnections: [{ Status: { Code: code } }] }, by);
/** A request within one account and Region. */
const requested = [vpc(), peerVpc(), request(), inState('pending-acceptance')];
const accepted = [...requested, does('AcceptVpcPeeringConnection', id), inState('active')];

export const peeringCases: readonly Case[] = [
  {
    name: 'a requested peering waits to be accepted and names both sides',
    page: lifecycle,
    steps: [
      ...requested,
      shows('DescribeVpcPeeringConnections', ids, {
        VpcPeeringConnections: [
          {
            RequesterVpcInfo: { VpcId: vpcId, OwnerId: '{account.home}', Region: 'us-east-1' },
            AccepterVpcInfo: { VpcId: peerId, OwnerId: '{account.home}', Region: 'us-east-1' },
          },
        ],
      }),
    ],
  },
  {
    name: 'an accepted peering is active and shows the blocks of both sides',
    page: lifecycle,
    steps: [
      ...accepted,
      shows('DescribeVpcPeeringConnections', ids, {
        VpcPeeringConnections: [
          { RequesterVpcInfo: { CidrBlock: '10.0.0.0/16' }, AccepterVpcInfo: { CidrBlock: '10.1.0.0/16' } },
        ],
      }),
    ],
  },
  {
    name: 'a peering across accounts is accepted by the other account and seen by both',
    page: basics,
    steps: [
      vpc(),
      peerVpc(other),
      request({ PeerOwnerId: '{account.other}' }),
      inState('pending-acceptance', other),
      does('AcceptVpcPeeringConnection', id, other),
      inState('active', other),
      inState('active'),
    ],
  },
  {
    name: 'a peering across accounts cannot be accepted by the one that asked',
    page: api('AcceptVpcPeeringConnection'),
    steps: [
      vpc(),
      peerVpc(other),
      request({ PeerOwnerId: '{account.other}' }),
      inState('pending-acceptance'),
      refuses('*', 'AcceptVpcPeeringConnection', id),
    ],
  },
  {
    name: 'a peering across Regions is accepted in the other Region',
    page: basics,
    steps: [
      vpc(),
      peerVpc(abroad),
      request({ PeerRegion: 'eu-west-1' }),
      inState('pending-acceptance', abroad),
      does('AcceptVpcPeeringConnection', id, abroad),
      inState('active', abroad),
      inState('active'),
      shows('DescribeVpcPeeringConnections', ids, {
        VpcPeeringConnections: [{ AccepterVpcInfo: { Region: 'eu-west-1' } }],
      }),
    ],
  },
  {
    name: 'a peering across Regions cannot be accepted in the Region that asked',
    page: api('CreateVpcPeeringConnection'),
    steps: [
      vpc(),
      peerVpc(abroad),
      request({ PeerRegion: 'eu-west-1' }),
      inState('pending-acceptance'),
      refuses('*', 'AcceptVpcPeeringConnection', id),
    ],
  },
  {
    name: 'a rejected peering is rejected and cannot be accepted',
    page: lifecycle,
    steps: [
      ...requested,
      does('RejectVpcPeeringConnection', id),
      inState('rejected'),
      refuses('*', 'AcceptVpcPeeringConnection', id),
    ],
  },
  {
    name: 'a peering of VPCs that overlap fails',
    page: api('CreateVpcPeeringConnection'),
    motoDiffers: 'moto lets it wait to be accepted',
    steps: [vpc(), peerVpc({}, '10.0.0.0/20'), request(), inState('failed')],
  },
  {
    name: 'a deleted peering is shown as deleted for a while',
    page: lifecycle,
    steps: [...accepted, does('DeleteVpcPeeringConnection', id), inState('deleted')],
  },
  {
    name: 'a request can be taken back by who made it',
    page: lifecycle,
    steps: [...requested, does('DeleteVpcPeeringConnection', id), inState('deleted')],
  },
  {
    name: 'either side can delete an active peering',
    page: api('DeleteVpcPeeringConnection'),
    steps: [
      vpc(),
      peerVpc(other),
      request({ PeerOwnerId: '{account.other}' }),
      inState('pending-acceptance', other),
      does('AcceptVpcPeeringConnection', id, other),
      inState('active'),
      does('DeleteVpcPeeringConnection', id, other),
      inState('deleted', other),
      inState('deleted'),
    ],
  },
  {
    name: 'a peering from a VPC that is not there is refused',
    page: errorCodes,
    steps: [
      peerVpc(),
      refuses('InvalidVpcID.NotFound', 'CreateVpcPeeringConnection', {
        VpcId: nothing.vpc,
        PeerVpcId: peerId,
      }),
    ],
  },
  {
    name: 'asking for a peering that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto answers an empty list',
    steps: [
      refuses(notFound.peering, 'DescribeVpcPeeringConnections', {
        VpcPeeringConnectionIds: [nothing.peering],
      }),
    ],
  },
  {
    name: 'a peering that is not there can be neither accepted nor deleted',
    page: errorCodes,
    steps: [
      refuses(notFound.peering, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: nothing.peering }),
      refuses(notFound.peering, 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId: nothing.peering }),
    ],
  },
  {
    name: 'tags given with a request are on the peering of the account that asked',
    page: api('CreateVpcPeeringConnection'),
    steps: [
      vpc(),
      peerVpc(),
      request({
        TagSpecifications: [
          { ResourceType: 'vpc-peering-connection', Tags: [{ Key: 'owner', Value: 'me' }] },
        ],
      }),
      shows('DescribeVpcPeeringConnections', ids, {
        VpcPeeringConnections: [{ Tags: [{ Key: 'owner', Value: 'me' }] }],
      }),
    ],
  },
  {
    name: 'peerings are found by either VPC',
    page: api('DescribeVpcPeeringConnections'),
    steps: [
      ...accepted,
      shows(
        'DescribeVpcPeeringConnections',
        { Filters: [filter('requester-vpc-info.vpc-id', vpcId)] },
        { VpcPeeringConnections: [id] },
      ),
      shows(
        'DescribeVpcPeeringConnections',
        { Filters: [filter('accepter-vpc-info.vpc-id', peerId)] },
        { VpcPeeringConnections: [id] },
      ),
    ],
  },
  {
    name: 'peerings are found by their state',
    page: api('DescribeVpcPeeringConnections'),
    motoDiffers: 'moto does not filter by state',
    steps: [
      ...accepted,
      shows(
        'DescribeVpcPeeringConnections',
        { Filters: [filter('status-code', 'active')] },
        { VpcPeeringConnections: [id] },
      ),
      shows(
        'DescribeVpcPeeringConnections',
        { Filters: [filter('status-code', 'rejected')] },
        { VpcPeeringConnections: { $absent: true } },
      ),
    ],
  },
  {
    name: 'names across an active peering can be resolved where both VPCs have DNS host names',
    page: api('ModifyVpcPeeringConnectionOptions'),
    steps: [
      ...accepted,
      does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
      does('ModifyVpcAttribute', { VpcId: peerId, EnableDnsHostnames: { Value: true } }),
      does('ModifyVpcPeeringConnectionOptions', {
        ...id,
        RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
      }),
      shows('DescribeVpcPeeringConnections', ids, {
        VpcPeeringConnections: [
          { RequesterVpcInfo: { PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true } } },
        ],
      }),
    ],
  },
  {
    name: 'options of a peering that is not active are refused',
    page: 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html',
    motoDiffers: 'moto changes them',
    steps: [
      ...requested,
      refuses('*', 'ModifyVpcPeeringConnectionOptions', {
        ...id,
        RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
      }),
    ],
  },
  {
    name: 'a route may lead to an active peering',
    page: api('CreateRoute'),
    steps: [
      ...accepted,
      table(),
      does('CreateRoute', { RouteTableId: tableId, DestinationCidrBlock: '10.1.0.0/16', ...id }),
      shows(
        'DescribeRouteTables',
        { RouteTableIds: [tableId] },
        {
          RouteTables: [
            { Routes: { $has: [{ DestinationCidrBlock: '10.1.0.0/16', State: 'active', ...id }] } },
          ],
        },
      ),
    ],
  },
  {
    name: 'a route to a deleted peering is a black hole',
    page: api('Route'),
    motoDiffers: "moto's routes stay active",
    steps: [
      ...accepted,
      table(),
      does('CreateRoute', { RouteTableId: tableId, DestinationCidrBlock: '10.1.0.0/16', ...id }),
      does('DeleteVpcPeeringConnection', id),
      shows(
        'DescribeRouteTables',
        { RouteTableIds: [tableId] },
        {
          RouteTables: [{ Routes: { $has: [{ DestinationCidrBlock: '10.1.0.0/16', State: 'blackhole' }] } }],
        },
      ),
    ],
  },
  {
    name: 'a VPC with an active peering can be deleted',
    page: 'https://docs.aws.amazon.com/vpc/latest/peering/delete-vpc-peering-connection.html',
    unsettled:
      'the peering guide says that deleting a VPC ends its peerings; the API reference says to detach everything first',
    steps: [...accepted, does('DeleteVpc', { VpcId: peerId })],
  },
];
