// What stands in the way of a VPC's deletion.
import type { Blocker, Input, View } from '../../model/kind.ts';
import { egressOnlyInternetGateways } from '../../tables/egress-only-internet-gateways.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { natGateways } from '../../tables/nat-gateways.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import type { VpcRow } from '../../tables/vpcs.ts';
import { blockerOf, interfaceBlocker } from '../blockers.ts';
import { mainAssociation } from './vpc-main-table.ts';
import type { VPCSpec } from './vpc.schema.ts';

type Shown = { vpc: VpcRow | undefined; tables: readonly RouteTableRow[] };

// Everything but the three things that AWS made must go first.
// https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
export function blockers(_: Input<VPCSpec>, { vpc: row, tables }: Shown, view: View): readonly Blocker[] {
  if (row === undefined) return [];
  const groups = view
    .by('home', securityGroups, 'vpc-id', row.id)
    .filter((group) => group.name !== 'default');
  return [
    ...view.by('home', subnets, 'vpc-id', row.id).map((subnet) => blockerOf('subnet', subnet)),
    ...view
      .by('home', internetGateways, 'attachment.vpc-id', row.id)
      .map((gateway) => blockerOf('internet-gateway', gateway)),
    ...view
      .by('home', egressOnlyInternetGateways, 'attachment.vpc-id', row.id)
      .map((gateway) => blockerOf('egress-only-internet-gateway', gateway)),
    ...tables
      .filter((table) => table !== mainAssociation(tables)?.table)
      .map((table) => blockerOf('route-table', table)),
    ...groups.map((group) => blockerOf('security-group', group)),
    ...view
      .by('home', networkAcls, 'vpc-id', row.id)
      .filter((acl) => !acl.isDefault)
      .map((acl) => blockerOf('network-acl', acl)),
    ...view.by('home', natGateways, 'vpc-id', row.id).map((gateway) => blockerOf('NAT gateway', gateway)),
    ...view.by('home', networkInterfaces, 'vpc-id', row.id).map(interfaceBlocker),
  ];
}
