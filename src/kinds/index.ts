// The registry of kinds: one line each. Codegen, engine wiring, permissions and tests walk this list.
import type { AnyKind } from '../model/kind.ts';
import { dhcpOptions } from './dhcp-options/dhcp-options.ts';
import { egressOnlyInternetGateway } from './egress-only-internet-gateway/egress-only-internet-gateway.ts';
import { elasticIP } from './elastic-ip/elastic-ip.ts';
import { flowLog } from './flow-log/flow-log.ts';
import { internetGateway } from './internet-gateway/internet-gateway.ts';
import { managedPrefixList } from './managed-prefix-list/managed-prefix-list.ts';
import { natGateway } from './nat-gateway/nat-gateway.ts';
import { networkACL } from './network-acl/network-acl.ts';
import { networkInterface } from './network-interface/network-interface.ts';
import { routeTableRoute } from './route-table-route/route-table-route.ts';
import { routeTable } from './route-table/route-table.ts';
import { securityGroupRule } from './security-group-rule/security-group-rule.ts';
import { securityGroup } from './security-group/security-group.ts';
import { subnet } from './subnet/subnet.ts';
import { vpcEndpoint } from './vpc-endpoint/vpc-endpoint.ts';
import { vpcPeeringConnection } from './vpc-peering-connection/vpc-peering-connection.ts';
import { vpc } from './vpc/vpc.ts';

export const kinds: readonly AnyKind[] = [
  vpc,
  subnet,
  routeTable,
  routeTableRoute,
  internetGateway,
  egressOnlyInternetGateway,
  natGateway,
  elasticIP,
  securityGroup,
  securityGroupRule,
  networkACL,
  managedPrefixList,
  vpcEndpoint,
  vpcPeeringConnection,
  networkInterface,
  dhcpOptions,
  flowLog,
];
