// The routes that a gateway endpoint puts into its route tables by itself, and the tables that name Gateway Load Balancer
// endpoints. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail, invalidValue } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { Region } from '../core/region.ts';
import type { RouteTableRow, VpcEndpointRow } from '../core/rows.ts';
import { awsPrefixLists } from './aws-prefix-lists.ts';

/** True for a route that an endpoint made: it cannot be replaced or deleted as a route. Same page. */
export function isEndpointRoute(route: EC2.Route): boolean {
  return route.DestinationPrefixListId !== undefined && route.GatewayId?.startsWith('vpce-') === true;
}

/** The tables that are to get the endpoint's route: of its VPC, and without a route for the same service. */
export function checkTables(
  region: Region,
  { VpcId, ServiceName }: { VpcId: string; ServiceName: string },
  ids: readonly string[],
): void {
  if (ids.length === 0) return;
  const list = prefixListOf(region, ServiceName);
  for (const id of ids) {
    const table = required(region.routeTables, 'routeTable', id);
    if (table.VpcId !== VpcId)
      invalidValue('RouteTableIds', id, `The route table does not belong to the VPC ${VpcId}.`);
    if (table.Associations.some((association) => association.GatewayId !== undefined))
      invalidValue('RouteTableIds', id, 'A gateway route table cannot have routes to prefix lists.');
    if (table.Routes.some((route) => route.DestinationPrefixListId === list)) {
      fail(
        'RouteAlreadyExists',
        `route table ${id} already has a route with destination-prefix-list-id ${list}`,
      );
    }
  }
}

export function addRoutes(region: Region, endpoint: VpcEndpointRow, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const list = prefixListOf(region, endpoint.ServiceName);
  for (const id of ids) {
    const table = region.routeTables.get(id);
    if (table === undefined) continue;
    const route: EC2.Route = {
      DestinationPrefixListId: list,
      GatewayId: endpoint.VpcEndpointId,
      Origin: 'CreateRoute',
      State: 'active',
    };
    region.routeTables.put({ ...table, Routes: [...table.Routes, route] });
  }
}

export function removeRoutes(region: Region, endpoint: VpcEndpointRow, ids: readonly string[]): void {
  for (const id of ids) {
    const table = region.routeTables.get(id);
    if (table === undefined) continue;
    const isOwn = (route: EC2.Route) => isEndpointRoute(route) && route.GatewayId === endpoint.VpcEndpointId;
    region.routeTables.put({ ...table, Routes: table.Routes.filter((route) => !isOwn(route)) });
  }
}

/** A deleted table takes its part of the endpoint with it. */
export function forgetTable(region: Region, tableId: string): void {
  for (const endpoint of region.vpcEndpoints.filter((row) => row.RouteTableIds.includes(tableId))) {
    region.vpcEndpoints.put({
      ...endpoint,
      RouteTableIds: endpoint.RouteTableIds.filter((id) => id !== tableId),
    });
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html: routes to a Gateway Load Balancer
 *  endpoint must be deleted first. */
export function tablesNaming(region: Region, endpointId: string): readonly RouteTableRow[] {
  return region.routeTables.filter((table) =>
    table.Routes.some((route) => route.GatewayId === endpointId && !isEndpointRoute(route)),
  );
}

function prefixListOf(region: Region, serviceName: string): string {
  const list = awsPrefixLists(region.name).find(({ name }) => name === serviceName);
  return list?.id ?? fail('InvalidServiceName', `The service ${serviceName} has no prefix list`);
}
