// Which table serves which subnet, gateway, or (main) the rest of a VPC.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { combination, fail, missing } from '../core/error.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { RouteTableRow } from '../core/rows.ts';
import { checkDestination, destinationOf, type TargetName } from './route-targets.ts';

type Association = EC2.RouteTableAssociation;

export const ROUTE_ASSOCIATION_OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateRouteTable: writes<EC2.AssociateRouteTableRequest, EC2.AssociateRouteTableResult>({
    accepts: { RouteTableId: true, SubnetId: true, GatewayId: true, DryRun: true },
    run: associate,
  }),
  ReplaceRouteTableAssociation: writes<
    EC2.ReplaceRouteTableAssociationRequest,
    EC2.ReplaceRouteTableAssociationResult
  >({
    accepts: { AssociationId: true, RouteTableId: true, DryRun: true },
    run: replace,
  }),
  DisassociateRouteTable: writes<EC2.DisassociateRouteTableRequest, object>({
    accepts: { AssociationId: true, DryRun: true },
    run({ region }, { AssociationId }) {
      const { table, association } = holderOf(region, AssociationId);
      if (association.Main)
        fail(
          'InvalidParameterValue',
          `cannot disassociate the main route table association ${AssociationId}`,
        );
      region.routeTables.put(without(table, association));
      return {};
    },
  }),
};

function associate({ region }: Call, input: EC2.AssociateRouteTableRequest): EC2.AssociateRouteTableResult {
  const table = required(region.routeTables, 'routeTable', input.RouteTableId);
  const { SubnetId, GatewayId } = input;
  if (SubnetId !== undefined && GatewayId !== undefined)
    combination('Either subnetId or gatewayId can be given, not both.');
  if (SubnetId === undefined && GatewayId === undefined) missing('subnetId');
  if (SubnetId !== undefined) checkSubnet(region, table, SubnetId);
  else checkGateway(region, table, GatewayId ?? '');
  const same = (a: Association) =>
    SubnetId === undefined ? a.GatewayId === GatewayId : a.SubnetId === SubnetId;
  if (region.routeTables.find((row) => row.Associations.some(same)) !== undefined) {
    fail(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.RouteTableId} conflicts with an existing association`,
    );
  }
  const association = newAssociation(region, table, SubnetId === undefined ? { GatewayId } : { SubnetId });
  region.routeTables.put({ ...table, Associations: [...table.Associations, association] });
  return { AssociationId: association.RouteTableAssociationId, AssociationState: { State: 'associated' } };
}

function checkSubnet(region: Region, table: RouteTableRow, subnetId: string): void {
  const subnet = required(region.subnets, 'subnet', subnetId);
  if (subnet.VpcId !== table.VpcId) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} and subnet ${subnetId} belong to different networks`,
    );
  }
  if (table.Associations.some((a) => a.GatewayId !== undefined)) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} is associated with a gateway and cannot serve subnets`,
    );
  }
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html: not the main table, only routes that a
 *  gateway's table may have. */
function checkGateway(region: Region, table: RouteTableRow, gatewayId: string): void {
  if (!gatewayId.startsWith('igw-'))
    fail('InvalidGatewayID.NotFound', `The gateway ID '${gatewayId}' does not exist`);
  const gateway = required(region.internetGateways, 'internetGateway', gatewayId);
  if (!gateway.Attachments.some((a) => a.VpcId === table.VpcId)) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} and network gateway ${gatewayId} belong to different networks`,
    );
  }
  if (table.Associations.some((a) => a.Main || a.SubnetId !== undefined)) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} serves subnets and cannot be associated with a gateway`,
    );
  }
  const edge = { ...table, Associations: [{ GatewayId: gatewayId }] };
  for (const route of table.Routes.filter((row) => row.GatewayId !== 'local')) {
    checkDestination(region, edge, destinationOf(region, route), {
      name: targetName(route),
      id: route.NetworkInterfaceId ?? route.GatewayId ?? '',
    });
  }
}

function targetName(route: EC2.Route): TargetName {
  if (route.NetworkInterfaceId !== undefined) return 'NetworkInterfaceId';
  return route.GatewayId?.startsWith('vpce-') ? 'VpcEndpointId' : 'GatewayId';
}

/** The answer is a new id; what was associated never goes without a table in between. */
function replace(
  { region }: Call,
  input: EC2.ReplaceRouteTableAssociationRequest,
): EC2.ReplaceRouteTableAssociationResult {
  const { table: old, association } = holderOf(region, input.AssociationId);
  const table = required(region.routeTables, 'routeTable', input.RouteTableId);
  if (table.VpcId !== old.VpcId) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} and route table ${old.RouteTableId} belong to different networks`,
    );
  }
  if (association.GatewayId !== undefined && table !== old)
    checkGateway(region, table, association.GatewayId);
  if (association.GatewayId === undefined && table.Associations.some((a) => a.GatewayId !== undefined)) {
    fail(
      'InvalidParameterValue',
      `route table ${table.RouteTableId} is associated with a gateway and cannot serve subnets`,
    );
  }
  const { Main, SubnetId, GatewayId } = association;
  const served = Main ? {} : SubnetId === undefined ? { GatewayId } : { SubnetId };
  const fresh = { ...newAssociation(region, table, served), Main: Main ?? false };
  const rest = without(old, association);
  if (table === old) region.routeTables.put({ ...rest, Associations: [...rest.Associations, fresh] });
  else {
    region.routeTables.put(rest);
    region.routeTables.put({ ...table, Associations: [...table.Associations, fresh] });
  }
  return { NewAssociationId: fresh.RouteTableAssociationId, AssociationState: { State: 'associated' } };
}

function newAssociation(
  region: Region,
  table: RouteTableRow,
  served: { SubnetId?: string; GatewayId?: string | undefined },
): Association {
  return {
    RouteTableAssociationId: region.id('rtbassoc'),
    RouteTableId: table.RouteTableId,
    Main: false,
    AssociationState: { State: 'associated' },
    ...served,
  };
}

function holderOf(
  region: Region,
  id: string | undefined,
): { table: RouteTableRow; association: Association } {
  const wanted = id ?? missing('associationId');
  checkId('routeTableAssociation', wanted);
  for (const table of region.routeTables.values()) {
    const association = table.Associations.find((a) => a.RouteTableAssociationId === wanted);
    if (association !== undefined) return { table, association };
  }
  notFound('routeTableAssociation', wanted);
}

function without(table: RouteTableRow, association: Association): RouteTableRow {
  return { ...table, Associations: table.Associations.filter((a) => a !== association) };
}
