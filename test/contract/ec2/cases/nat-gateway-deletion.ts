// NAT gateways: deletion, what it holds up, and the routes to one.
import { type Case, api, does, errorCodes, guide, refuses, shows } from '../case.ts';
import { allocationId, gatewayId, nothing, subnet, subnetId, table, tableId, vpc, vpcId } from './common.ts';
import {
  described,
  inner,
  is,
  nat,
  natId,
  one,
  remove,
  standing,
  standingInside,
  usedAt,
} from './nat-gateway-steps.ts';

export const natGatewayDeletionCases: readonly Case[] = [
  {
    name: 'a deleted NAT gateway stays listed as deleted',
    page: guide('nat-gateway-working-with'),
    steps: [vpc(), subnet(), nat('nat', inner), is('available'), remove, is('deleted')],
  },
  {
    name: 'a NAT gateway that is being deleted says so first',
    page: api('NatGateway'),
    motoDiffers: 'moto has it deleted at once',
    steps: [
      ...standingInside,
      remove,
      shows('DescribeNatGateways', described, one({ State: { $one: ['deleting', 'available'] } })),
      is('deleted'),
    ],
  },
  {
    name: 'a deleted NAT gateway gives its address back and does not release it',
    page: api('DeleteNatGateway'),
    motoDiffers: 'moto leaves the address associated',
    steps: [
      ...standing,
      remove,
      is('deleted'),
      shows(
        'DescribeAddresses',
        { AllocationIds: [allocationId] },
        { Addresses: [{ AssociationId: { $absent: true } }] },
      ),
    ],
  },
  {
    name: 'a NAT gateway holds its subnet until it is gone',
    page: api('DeleteSubnet'),
    motoDiffers: 'moto deletes the subnet',
    steps: [
      ...standingInside,
      refuses('DependencyViolation', 'DeleteSubnet', { SubnetId: subnetId }),
      remove,
      is('deleted'),
      does('DeleteSubnet', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'a NAT gateway holds its address until it is gone',
    page: api('ReleaseAddress'),
    motoDiffers: 'moto releases it',
    steps: [
      ...standing,
      refuses(['InvalidIPAddress.InUse', 'AuthFailure'], 'ReleaseAddress', { AllocationId: allocationId }),
      remove,
      is('deleted'),
      does('ReleaseAddress', { AllocationId: allocationId }),
    ],
  },
  {
    name: 'a NAT gateway’s address cannot be disassociated from outside',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html',
    unsettled: 'the page names no code',
    steps: [
      ...standing,
      usedAt(allocationId),
      refuses('*', 'DisassociateAddress', { AssociationId: '{used.Addresses.0.AssociationId}' }),
    ],
  },
  {
    name: 'a public NAT gateway holds the internet gateway until it is gone',
    page: api('DetachInternetGateway'),
    motoDiffers: 'moto detaches it',
    steps: [
      ...standing,
      refuses('DependencyViolation', 'DetachInternetGateway', {
        InternetGatewayId: gatewayId,
        VpcId: vpcId,
      }),
      remove,
      is('deleted'),
      does('DetachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId }),
    ],
  },
  {
    name: 'a NAT gateway holds its VPC',
    page: guide('delete-vpc'),
    steps: [...standingInside, refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a route to a deleted NAT gateway stays, as a blackhole',
    page: api('DeleteNatGateway'),
    motoDiffers: 'moto keeps it active',
    steps: [
      vpc(),
      subnet(),
      table(),
      nat('nat', inner),
      is('available'),
      does('CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '192.0.2.0/24',
        NatGatewayId: natId,
      }),
      shows(
        'DescribeRouteTables',
        { RouteTableIds: [tableId] },
        { RouteTables: [{ Routes: { $has: [{ NatGatewayId: natId, State: 'active' }] } }] },
      ),
      remove,
      is('deleted'),
      shows(
        'DescribeRouteTables',
        { RouteTableIds: [tableId] },
        { RouteTables: [{ Routes: { $has: [{ NatGatewayId: natId, State: 'blackhole' }] } }] },
      ),
    ],
  },
  {
    name: 'a route to a deleted NAT gateway cannot be made',
    page: errorCodes,
    motoDiffers: 'moto makes it',
    steps: [
      vpc(),
      subnet(),
      table(),
      nat('nat', inner),
      is('available'),
      remove,
      is('deleted'),
      refuses(['InvalidNatGatewayID.NotFound', 'NatGatewayNotFound'], 'CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '192.0.2.0/24',
        NatGatewayId: natId,
      }),
    ],
  },
  {
    name: 'NAT64 traffic can be routed to a NAT gateway',
    page: guide('nat-gateway-nat64-dns64'),
    steps: [
      vpc(),
      subnet(),
      table(),
      nat('nat', inner),
      is('available'),
      does('CreateRoute', {
        RouteTableId: tableId,
        DestinationIpv6CidrBlock: '64:ff9b::/96',
        NatGatewayId: natId,
      }),
    ],
  },
  {
    name: 'a NAT gateway of another VPC cannot be the target of a route',
    page: api('CreateRoute'),
    motoDiffers: 'moto makes the route',
    steps: [
      vpc(),
      subnet(),
      vpc('far', '10.1.0.0/16'),
      table('table', '{far.Vpc.VpcId}'),
      nat('nat', inner),
      is('available'),
      refuses('InvalidParameterValue', 'CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '192.0.2.0/24',
        NatGatewayId: natId,
      }),
    ],
  },
  {
    name: 'a NAT gateway that is not there cannot be deleted',
    page: errorCodes,
    motoDiffers: 'moto answers a page of HTML',
    steps: [
      refuses(['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'], 'DeleteNatGateway', {
        NatGatewayId: nothing.nat,
      }),
    ],
  },
  {
    name: 'a malformed NAT gateway id is refused',
    page: errorCodes,
    motoDiffers: 'moto does not look at the form',
    steps: [
      refuses(['NatGatewayMalformed', 'InvalidNatGatewayID.Malformed'], 'DeleteNatGateway', {
        NatGatewayId: 'nat-here',
      }),
    ],
  },
  {
    name: 'a dry run deletes no NAT gateway',
    page: api('DeleteNatGateway'),
    motoDiffers: 'moto ignores DryRun',
    steps: [
      ...standingInside,
      refuses('DryRunOperation', 'DeleteNatGateway', { NatGatewayId: natId, DryRun: true }),
      is('available'),
    ],
  },
];
