// Route tables: create, delete, describe, propagation.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { RouteTableRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { takenBlocks } from './block-rules.ts';
import { viewRoute } from './route-targets.ts';
import { localRoute } from './vpc-children.ts';
import { forgetTable } from './vpc-endpoint-routes.ts';
import { formatCidr } from '../../../model/cidr.ts';

/** API_DescribeRouteTables.html: MaxResults. */
const PAGE: PageSize = { least: 5, most: 100 };

export const ROUTE_TABLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateRouteTable: writesOnce<EC2.CreateRouteTableRequest, EC2.CreateRouteTableResult>({
    accepts: { VpcId: true, ClientToken: true, TagSpecifications: TAG_SPECIFICATIONS, DryRun: true },
    run: createRouteTable,
  }),
  DeleteRouteTable: writes<EC2.DeleteRouteTableRequest, object>({
    accepts: { RouteTableId: true, DryRun: true },
    run({ region }, input) {
      const table = required(region.routeTables, 'routeTable', input.RouteTableId);
      // The main table, and one with associations, cannot be deleted.
      if (table.Associations.length > 0) {
        fail(
          'DependencyViolation',
          `The routeTable '${table.RouteTableId}' has dependencies and cannot be deleted.`,
        );
      }
      region.routeTables.delete(table.RouteTableId);
      forgetTable(region, table.RouteTableId);
      return {};
    },
  }),
  DescribeRouteTables: reads<EC2.DescribeRouteTablesRequest, EC2.DescribeRouteTablesResult>({
    accepts: {
      RouteTableIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'routeTable', given: input.RouteTableIds } as const;
      const table = call.region.routeTables;
      const { rows, ...rest } = list(call, input, {
        table,
        filters: filtersOf(call.region),
        ids,
        page: PAGE,
      });
      return { RouteTables: rows.map((row) => view(call.region, row)), ...rest };
    },
  }),
  EnableVgwRoutePropagation: writes<EC2.EnableVgwRoutePropagationRequest, object>({
    accepts: { GatewayId: true, RouteTableId: true, DryRun: true },
    run: noGateway,
  }),
  DisableVgwRoutePropagation: writes<EC2.DisableVgwRoutePropagationRequest, object>({
    accepts: { GatewayId: true, RouteTableId: true, DryRun: true },
    run: noGateway,
  }),
};

function createRouteTable(
  { world, region }: Call,
  input: EC2.CreateRouteTableRequest,
): EC2.CreateRouteTableResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const tags = tagsFor('route-table', input.TagSpecifications);
  const siblings = region.routeTables.filter((row) => row.VpcId === vpc.VpcId).length;
  if (siblings >= world.options.quotas.routeTablesPerVpc) {
    fail('RouteTableLimitExceeded', 'The maximum number of route tables has been reached.');
  }
  const blocks = takenBlocks(vpc).filter((cidr) => hasLocalRoute(region, vpc.VpcId, formatCidr(cidr)));
  const table: RouteTableRow = {
    RouteTableId: region.id('rtb'),
    VpcId: vpc.VpcId,
    OwnerId: region.account,
    Routes: blocks.map((cidr) => localRoute(formatCidr(cidr))),
    Associations: [],
    PropagatingVgws: [],
    Tags: tags,
  };
  region.routeTables.put(table);
  return {
    RouteTable: view(region, table),
    ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
  };
}

/** A block that is still being associated has no local route yet, in the main table or in a new one. */
function hasLocalRoute(region: Region, vpcId: string, text: string): boolean {
  const main = region.routeTables.find((row) => row.VpcId === vpcId && row.Associations.some((a) => a.Main));
  return (
    main?.Routes.some((route) => (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) === text) ??
    false
  );
}

function noGateway(
  { region }: Call,
  input: { GatewayId: string | undefined; RouteTableId: string | undefined },
): never {
  required(region.routeTables, 'routeTable', input.RouteTableId);
  fail(
    'InvalidGatewayID.NotFound',
    `The gateway ID '${input.GatewayId ?? missing('gatewayId')}' does not exist`,
  );
}

function view(region: Region, table: RouteTableRow): EC2.RouteTable {
  return { ...table, Routes: table.Routes.map((route) => viewRoute(region, table, route)) };
}

function filtersOf(region: Region): FilterTable<RouteTableRow> {
  return {
    'association.gateway-id': (table) => table.Associations.map((a) => a.GatewayId),
    'association.main': (table) => table.Associations.map((a) => a.Main),
    'association.route-table-association-id': (table) =>
      table.Associations.map((a) => a.RouteTableAssociationId),
    'association.route-table-id': (table) => table.Associations.map((a) => a.RouteTableId),
    'association.subnet-id': (table) => table.Associations.map((a) => a.SubnetId),
    'owner-id': (table) => [table.OwnerId],
    'route-table-id': (table) => [table.RouteTableId],
    'route.destination-cidr-block': (table) => table.Routes.map((r) => r.DestinationCidrBlock),
    'route.destination-ipv6-cidr-block': (table) => table.Routes.map((r) => r.DestinationIpv6CidrBlock),
    'route.destination-prefix-list-id': (table) => table.Routes.map((r) => r.DestinationPrefixListId),
    'route.egress-only-internet-gateway-id': (table) =>
      table.Routes.map((r) => r.EgressOnlyInternetGatewayId),
    'route.gateway-id': (table) => table.Routes.map((r) => r.GatewayId),
    'route.instance-id': (table) => table.Routes.map((r) => r.InstanceId),
    'route.nat-gateway-id': (table) => table.Routes.map((r) => r.NatGatewayId),
    'route.transit-gateway-id': (table) => table.Routes.map((r) => r.TransitGatewayId),
    'route.origin': (table) => table.Routes.map((r) => r.Origin),
    'route.state': (table) => table.Routes.map((r) => viewRoute(region, table, r).State),
    'route.vpc-peering-connection-id': (table) => table.Routes.map((r) => r.VpcPeeringConnectionId),
    'vpc-id': (table) => [table.VpcId],
  };
}
