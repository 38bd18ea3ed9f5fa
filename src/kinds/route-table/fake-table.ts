// A route table as EC2 lists it, for the tests beside it.
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { listed, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import type { RouteSpec } from './route-table.schema.ts';

export const own = 'rtb-1';
export const vpcRef = usable('vpc-1');
export const local: Route = {
  DestinationCidrBlock: '10.1.0.0/16',
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
};

/** An entry as EC2 lists what CreateRoute made. */
export const made = (destination: string, target: Partial<Route>): Route => ({
  ...(destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination }),
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});
export const table = (routes: readonly Route[] = [], more: Partial<RouteTable> = {}): RouteTable => ({
  RouteTableId: own,
  OwnerId: '111111111111',
  VpcId: 'vpc-1',
  Routes: [local, ...routes],
  ...more,
});
export const seen = (...routes: readonly Route[]) => [listed(routeTables, table(routes))];
export const everywhere = '0.0.0.0/0';
export const one = (route: RouteSpec) => ({ vpcRef, routes: [route] });
