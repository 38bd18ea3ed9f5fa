// Routes: their destinations, their targets, and what happens when a target goes.
import { api, type Case, does, errorCodes, guide, make, refuses, shows } from '../case.ts';
import {
  attach,
  gateway,
  gatewayId,
  interfaceId,
  networkInterface,
  notFound,
  nothing,
  subnet,
  table,
  tableId,
  vpc,
  vpcId,
} from './common.ts';

const describe = { RouteTableIds: [tableId] };
const open = { RouteTableId: tableId, DestinationCidrBlock: '0.0.0.0/0' };
const toGateway = { ...open, GatewayId: gatewayId };
/** A table in a VPC with an attached internet gateway. */
const ground = [vpc(), gateway(), attach(), table()];
const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' };

export const routeCases: readonly Case[] = [
  {
    name: 'a route to an internet gateway is active',
    page: api('CreateRoute'),
    steps: [
      ...ground,
      shows('CreateRoute', toGateway, { Return: true }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          {
            Routes: [
              local,
              {
                DestinationCidrBlock: '0.0.0.0/0',
                GatewayId: gatewayId,
                State: 'active',
                Origin: 'CreateRoute',
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'an IPv6 route to an internet gateway is active',
    page: api('CreateRoute'),
    steps: [
      ...ground,
      does('CreateRoute', { RouteTableId: tableId, DestinationIpv6CidrBlock: '::/0', GatewayId: gatewayId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          { Routes: { $has: [{ DestinationIpv6CidrBlock: '::/0', GatewayId: gatewayId, State: 'active' }] } },
        ],
      }),
    ],
  },
  {
    name: 'host bits of a destination are cleared',
    page: api('CreateRoute'),
    motoDiffers: 'moto keeps host bits',
    steps: [
      ...ground,
      does('CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '100.68.0.18/18',
        GatewayId: gatewayId,
      }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [{ Routes: { $has: [{ DestinationCidrBlock: '100.68.0.0/18' }] } }],
      }),
    ],
  },
  {
    name: 'a second route for the same destination is refused',
    page: errorCodes,
    steps: [
      ...ground,
      does('CreateRoute', toGateway),
      refuses('RouteAlreadyExists', 'CreateRoute', toGateway),
    ],
  },
  {
    name: 'a route without a target is refused',
    page: api('CreateRoute'),
    motoDiffers: 'moto makes it',
    steps: [...ground, refuses('*', 'CreateRoute', open)],
  },
  {
    name: 'a route with two targets is refused',
    page: api('CreateRoute'),
    motoDiffers: 'moto takes one of them',
    steps: [
      ...ground,
      subnet(),
      networkInterface(),
      refuses('*', 'CreateRoute', { ...toGateway, NetworkInterfaceId: interfaceId }),
    ],
  },
  {
    name: 'a route to an internet gateway that is not attached to the VPC is refused',
    page: api('CreateRoute'),
    motoDiffers: 'moto makes it',
    steps: [vpc(), gateway(), table(), refuses('*', 'CreateRoute', toGateway)],
  },
  {
    name: 'a route to an internet gateway that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      refuses(['InvalidGatewayID.NotFound', 'InvalidInternetGatewayID.NotFound'], 'CreateRoute', {
        ...open,
        GatewayId: nothing.gateway,
      }),
    ],
  },
  {
    name: 'a route to a NAT gateway that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto makes it, without a target',
    steps: [
      vpc(),
      table(),
      refuses(['InvalidNatGatewayID.NotFound', 'NatGatewayNotFound'], 'CreateRoute', {
        ...open,
        NatGatewayId: nothing.nat,
      }),
    ],
  },
  {
    name: 'a route to a network interface that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      refuses('InvalidNetworkInterfaceID.NotFound', 'CreateRoute', {
        ...open,
        NetworkInterfaceId: nothing.interface,
      }),
    ],
  },
  {
    name: 'a route to a peering that is not there is refused',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      refuses(notFound.peering, 'CreateRoute', { ...open, VpcPeeringConnectionId: nothing.peering }),
    ],
  },
  {
    name: 'a route in a table that is not there is refused',
    page: errorCodes,
    steps: [
      gateway(),
      refuses(notFound.table, 'CreateRoute', {
        RouteTableId: nothing.table,
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: gatewayId,
      }),
    ],
  },
  {
    name: 'a route may lead to a network interface',
    page: api('CreateRoute'),
    steps: [
      ...ground,
      subnet(),
      networkInterface(),
      does('CreateRoute', { ...open, NetworkInterfaceId: interfaceId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          { Routes: { $has: [{ DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: interfaceId }] } },
        ],
      }),
    ],
  },
  {
    name: 'replacing a route changes its target at once, and there is one route still',
    page: api('ReplaceRoute'),
    steps: [
      ...ground,
      subnet(),
      networkInterface(),
      does('CreateRoute', toGateway),
      does('ReplaceRoute', { ...open, NetworkInterfaceId: interfaceId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          {
            Routes: [
              local,
              {
                DestinationCidrBlock: '0.0.0.0/0',
                NetworkInterfaceId: interfaceId,
                GatewayId: { $absent: true },
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'replacing a route that is not there is refused',
    page: errorCodes,
    steps: [
      ...ground,
      refuses(['InvalidRoute.NotFound', 'InvalidParameterValue'], 'ReplaceRoute', toGateway),
    ],
  },
  {
    name: 'a deleted route is gone',
    page: api('DeleteRoute'),
    steps: [
      ...ground,
      does('CreateRoute', toGateway),
      does('DeleteRoute', open),
      shows('DescribeRouteTables', describe, { RouteTables: [{ Routes: [local] }] }),
    ],
  },
  {
    name: 'deleting a route that is not there is refused',
    page: errorCodes,
    steps: [...ground, refuses('InvalidRoute.NotFound', 'DeleteRoute', open)],
  },
  {
    name: 'the local route cannot be deleted',
    page: guide('VPC_Route_Tables'),
    motoDiffers: 'moto deletes it',
    steps: [
      ...ground,
      refuses('*', 'DeleteRoute', { RouteTableId: tableId, DestinationCidrBlock: '10.0.0.0/16' }),
    ],
  },
  {
    name: 'a route to a detached internet gateway is a black hole',
    page: api('Route'),
    motoDiffers: "moto's routes stay active",
    steps: [
      ...ground,
      does('CreateRoute', toGateway),
      does('DetachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [{ Routes: { $has: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'blackhole' }] } }],
      }),
    ],
  },
  {
    name: 'a route to a deleted network interface is a black hole',
    page: api('Route'),
    motoDiffers: "moto's routes stay active",
    steps: [
      ...ground,
      subnet(),
      networkInterface(),
      does('CreateRoute', { ...open, NetworkInterfaceId: interfaceId }),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [{ Routes: { $has: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'blackhole' }] } }],
      }),
    ],
  },
  {
    name: 'a route into the addresses of the instance metadata service is refused',
    page: guide('VPC_Route_Tables'),
    motoDiffers: 'moto makes it',
    steps: [
      ...ground,
      refuses('*', 'CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '169.254.169.0/24',
        GatewayId: gatewayId,
      }),
    ],
  },
  {
    name: 'a NAT gateway cannot be the target of an IPv6 default route',
    page: api('CreateRoute'),
    unsettled: 'the page calls NatGatewayId "[IPv4 traffic only]" and names no error',
    steps: [
      ...ground,
      subnet(),
      make('nat', 'CreateNatGateway', { SubnetId: '{subnet.Subnet.SubnetId}', ConnectivityType: 'private' }),
      refuses('*', 'CreateRoute', {
        RouteTableId: tableId,
        DestinationIpv6CidrBlock: '::/0',
        NatGatewayId: '{nat.NatGateway.NatGatewayId}',
      }),
    ],
  },
];
