// Routes: create, replace, delete.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html, API_ReplaceRoute.html, API_DeleteRoute.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail } from '../core/error.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, type Shape, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { RouteTableRow } from '../core/rows.ts';
import { routesOf, weigh } from './prefix-list-use.ts';
import {
  checkDestination,
  type Destination,
  type DestinationInput,
  destinationOf,
  findRoute,
  type Target,
  type TargetInput,
  targetOf,
} from './route-targets.ts';
import { isEndpointRoute } from './vpc-endpoint-routes.ts';

const DESTINATION: Shape<DestinationInput> = {
  DestinationCidrBlock: true,
  DestinationIpv6CidrBlock: true,
  DestinationPrefixListId: true,
};
const TARGET: Shape<TargetInput> = {
  GatewayId: true,
  NatGatewayId: true,
  NetworkInterfaceId: true,
  VpcPeeringConnectionId: true,
  TransitGatewayId: true,
  VpcEndpointId: true,
  EgressOnlyInternetGatewayId: true,
  InstanceId: true,
  CarrierGatewayId: true,
  LocalGatewayId: true,
  CoreNetworkArn: true,
};

export const ROUTE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateRoute: writes<EC2.CreateRouteRequest, EC2.CreateRouteResult>({
    accepts: { RouteTableId: true, DryRun: true, ...DESTINATION, ...TARGET },
    run: createRoute,
  }),
  ReplaceRoute: writes<EC2.ReplaceRouteRequest, object>({
    accepts: { RouteTableId: true, LocalTarget: true, DryRun: true, ...DESTINATION, ...TARGET },
    run: replaceRoute,
  }),
  DeleteRoute: writes<EC2.DeleteRouteRequest, object>({
    accepts: { RouteTableId: true, DryRun: true, ...DESTINATION },
    run: deleteRoute,
  }),
};

function createRoute({ world, region }: Call, input: EC2.CreateRouteRequest): EC2.CreateRouteResult {
  const table = required(region.routeTables, 'routeTable', input.RouteTableId);
  const destination = destinationOf(region, input);
  const existing = findRoute(table, destination);
  if (existing !== undefined) {
    // Natural key of a route: (table, destination). A second identical create is refused like any other.
    fail('RouteAlreadyExists', `The route identified by ${destination.text} already exists.`);
  }
  const target = targetOf(region, table, input);
  checkDestination(region, table, destination, target);
  checkQuota(region, table, { destination, most: world.options.quotas.routesPerTable });
  region.routeTables.put({ ...table, Routes: [...table.Routes, newRoute(destination, target)] });
  return { Return: true };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: IPv4 and IPv6 routes are counted apart. */
function checkQuota(
  region: Region,
  table: RouteTableRow,
  { destination: { family, fields }, most }: { destination: Destination; most: number },
): void {
  const { DestinationPrefixListId: list } = fields;
  const more = list === undefined ? 1 : weigh(region)(list);
  if (routesOf(region, table, family) + more > most)
    fail('RouteLimitExceeded', 'The maximum number of routes has been reached.');
}

function newRoute(destination: Destination, target: Target): EC2.Route {
  // EC2 shows an endpoint as if it were a gateway. API_Route.html has no member for it.
  const name = target.name === 'VpcEndpointId' ? 'GatewayId' : target.name;
  return { ...destination.fields, [name]: target.id, Origin: 'CreateRoute', State: 'active' };
}

function replaceRoute({ region }: Call, input: EC2.ReplaceRouteRequest): object {
  const table = required(region.routeTables, 'routeTable', input.RouteTableId);
  refuseEndpointRoute(table, input, 'replace');
  const destination = destinationOf(region, input);
  const existing = findRoute(table, destination);
  if (existing === undefined) {
    fail(
      'InvalidParameterValue',
      `There is no route defined for '${destination.text}' in the route table. Use CreateRoute instead.`,
    );
  }
  const isLocal = existing.Origin === 'CreateRouteTable';
  if (input.LocalTarget === true) {
    if (!isLocal)
      fail('InvalidParameterValue', `${destination.text} is not a local route: localTarget cannot be given.`);
    put(region, table, existing, {
      ...destination.fields,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    });
    return {};
  }
  const target = targetOf(region, table, input);
  checkDestination(region, table, destination, target);
  put(region, table, existing, { ...newRoute(destination, target), Origin: existing.Origin });
  return {};
}

function put(region: Call['region'], table: RouteTableRow, old: EC2.Route, fresh: EC2.Route): void {
  const { State: _old, ...before } = old;
  const { State: _fresh, ...after } = fresh;
  if (JSON.stringify(Object.entries(before).sort()) === JSON.stringify(Object.entries(after).sort())) return;
  region.routeTables.put({ ...table, Routes: table.Routes.map((route) => (route === old ? fresh : route)) });
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html: such a route goes with the endpoint only. */
function refuseEndpointRoute(
  table: RouteTableRow,
  { DestinationPrefixListId: list }: DestinationInput,
  verb: string,
): void {
  if (list === undefined) return;
  const isIts = (route: EC2.Route) => route.DestinationPrefixListId === list && isEndpointRoute(route);
  if (table.Routes.some(isIts))
    fail('InvalidParameterValue', `cannot ${verb} VPC endpoint route ${list} in ${table.RouteTableId}`);
}

function deleteRoute({ region }: Call, input: EC2.DeleteRouteRequest): object {
  const table = required(region.routeTables, 'routeTable', input.RouteTableId);
  refuseEndpointRoute(table, input, 'remove');
  const destination = destinationOf(region, input);
  const existing = findRoute(table, destination);
  const where = `${destination.text} in route table ${table.RouteTableId}`;
  if (existing === undefined) fail('InvalidRoute.NotFound', `no route with destination-cidr-block ${where}`);
  if (existing.Origin === 'CreateRouteTable')
    fail('InvalidParameterValue', `cannot remove local route ${where}`);
  region.routeTables.put({ ...table, Routes: table.Routes.filter((route) => route !== existing) });
  return {};
}
