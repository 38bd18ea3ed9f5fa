// Scenarios of route tables and internet gateways.
import {
  bystander,
  gateway,
  idOf,
  internetRoute,
  key,
  object,
  peerVPC,
  scenariosOf,
  table,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
} from './scenario-kit.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

export const routeTableScenarios = scenariosOf({
  subject: { kind: 'RouteTable', name: 'table', spec: { vpcRef: { name: 'net' }, routes: [internetRoute] } },
  given: [vpc, gateway],
  edits: [
    tagEdit,
    {
      field: 'routes added',
      to: { routes: [internetRoute, { destination: '192.0.2.0/24', internetGatewayRef: { name: 'igw' } }] },
    },
    { field: 'routes removed', to: { routes: [] } },
    {
      field: 'route target',
      given: [
        peerVPC,
        object('VPCPeeringConnection', 'pcx', {
          requester: { vpcRef: { name: 'net' } },
          accepter: { vpcRef: { name: 'far' } },
        }),
      ],
      from: { routes: [{ destination: '10.30.0.0/16', internetGatewayRef: { name: 'igw' } }] },
      to: { routes: [{ destination: '10.30.0.0/16', vpcPeeringConnectionRef: { name: 'pcx' } }] },
      always: (world) => neverWithoutRoute(world, '10.30.0.0/16'),
    },
    { field: 'policy', from: { policy: 'Additive' }, to: { policy: 'Exclusive' } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'route deleted',
      by: async (world, id) => {
        await world.as('DeleteRoute', { RouteTableId: id, DestinationCidrBlock: '0.0.0.0/0' });
      },
    },
    {
      what: 'route added',
      by: async (world, id) => {
        await world.as('CreateRoute', {
          RouteTableId: id,
          DestinationCidrBlock: '198.51.100.0/24',
          GatewayId: idOf(world, key('InternetGateway', 'igw')),
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteRouteTable', { RouteTableId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateRouteTable', {
        VpcId: vpcID(world),
        TagSpecifications: bystander('route-table'),
      }),
      'RouteTable',
      'RouteTableId',
    ),
});

function neverWithoutRoute(world: World, destination: string): string | undefined {
  const state = world.get(key('RouteTable', 'table'));
  if (typeof state?.status?.id !== 'string' || (state.metadata.generation ?? 0) < 2) return undefined;
  const row = world.aws.region(ACCOUNT, REGION).routeTables.get(state.status.id);
  return row?.Routes.some((route) => route.DestinationCidrBlock === destination)
    ? undefined
    : `the route to ${destination} was gone for a moment`;
}

export const internetGatewayScenarios = scenariosOf({
  subject: { kind: 'InternetGateway', name: 'igw', spec: { vpcRef: { name: 'net' } } },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'vpcRef removed', to: { vpcRef: undefined } },
    { field: 'vpcRef', given: [peerVPC], to: { vpcRef: { name: 'far' } } },
    { field: 'routeTableRef', given: [table], to: { routeTableRef: { name: 'table' } } },
    { field: 'routeTableRef removed', given: [table], from: { routeTableRef: { name: 'table' } }, to: {} },
  ],
  drifts: [
    tagDrift,
    {
      what: 'attachment',
      by: async (world, id) => {
        await world.as('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpcID(world) });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpcID(world) });
    await world.as('DeleteInternetGateway', { InternetGatewayId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateInternetGateway', { TagSpecifications: bystander('internet-gateway') }),
      'InternetGateway',
      'InternetGatewayId',
    ),
});
