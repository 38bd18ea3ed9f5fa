// What stands in the way of a VPC's deletion: everything but the three things that AWS made with it.
// https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
import type { Blocker, View } from '../../model/kind.ts';
import { egressOnlyInternetGateways } from '../../tables/egress-only-internet-gateways.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { natGateways } from '../../tables/nat-gateways.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { type PeeringRow, vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import { blockerOf, interfaceBlocker } from '../blockers.ts';
import { mainAssociation } from './vpc-main-table.ts';

export function blockersOf(vpcID: string, tables: readonly RouteTableRow[], view: View): readonly Blocker[] {
  const groups = view.by('home', securityGroups, 'vpc-id', vpcID).filter((group) => group.name !== 'default');
  const acls = view.by('home', networkAcls, 'vpc-id', vpcID).filter((acl) => !acl.isDefault);
  const gateways = view.by('home', internetGateways, 'attachment.vpc-id', vpcID);
  const egressOnly = view.by('home', egressOnlyInternetGateways, 'attachment.vpc-id', vpcID);
  const others = tables.filter((table) => table !== mainAssociation(tables)?.table);
  return [
    ...view.by('home', subnets, 'vpc-id', vpcID).map((one) => blockerOf('subnet', one)),
    ...gateways.map((one) => blockerOf('internet-gateway', one)),
    ...egressOnly.map((one) => blockerOf('egress-only-internet-gateway', one)),
    ...others.map((one) => blockerOf('route-table', one)),
    ...groups.map((one) => blockerOf('security-group', one)),
    ...acls.map((one) => blockerOf('network-acl', one)),
    ...view.by('home', natGateways, 'vpc-id', vpcID).map((one) => blockerOf('nat-gateway', one)),
    ...view.by('home', vpcEndpoints, 'vpc-id', vpcID).map((one) => blockerOf('vpc-endpoint', one)),
    ...peeringsOf(vpcID, view).map((one) => blockerOf('vpc-peering-connection', one)),
    ...view.by('home', networkInterfaces, 'vpc-id', vpcID).map(interfaceBlocker),
  ];
}

/**
 * A living connection, and a request of another VPC that nobody has answered. The console alone takes connections with it.
 * https://docs.aws.amazon.com/vpc/latest/peering/delete-vpc-peering-connection.html
 * https://repost.aws/knowledge-center/troubleshoot-dependency-error-delete-vpc
 */
function peeringsOf(vpcID: string, view: View): readonly PeeringRow[] {
  const asked = view.by('home', vpcPeeringConnections, 'requester-vpc-info.vpc-id', vpcID);
  const answers = view.by('home', vpcPeeringConnections, 'accepter-vpc-info.vpc-id', vpcID);
  const isLive = ({ state }: PeeringRow) => state === 'active' || state === 'provisioning';
  return [
    ...asked.filter(isLive),
    ...answers.filter((one) => isLive(one) || one.state === 'pending-acceptance'),
  ];
}
