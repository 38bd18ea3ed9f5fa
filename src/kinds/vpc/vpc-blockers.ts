// What stands in the way of a VPC's deletion: everything but the three things that AWS made with it.
// https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
import type { Blocker, View } from '../../model/kind.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { blockerOf, interfaceBlocker } from '../blockers.ts';
import { mainAssociation } from './vpc-main-table.ts';

export function blockersOf(vpcID: string, tables: readonly RouteTableRow[], view: View): readonly Blocker[] {
  const groups = view.by('home', securityGroups, 'vpc-id', vpcID).filter((group) => group.name !== 'default');
  return [
    ...view.by('home', subnets, 'vpc-id', vpcID).map((subnet) => blockerOf('subnet', subnet)),
    ...view
      .by('home', internetGateways, 'attachment.vpc-id', vpcID)
      .map((gateway) => blockerOf('internet-gateway', gateway)),
    ...tables
      .filter((table) => table !== mainAssociation(tables)?.table)
      .map((table) => blockerOf('route-table', table)),
    ...groups.map((group) => blockerOf('security-group', group)),
    ...view.by('home', vpcEndpoints, 'vpc-id', vpcID).map((one) => blockerOf('vpc-endpoint', one)),
    ...view.by('home', networkInterfaces, 'vpc-id', vpcID).map(interfaceBlocker),
  ];
}
