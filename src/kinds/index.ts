// The registry of kinds: one line each. Codegen, engine wiring, permissions and tests walk this list.
import type { AnyKind } from '../model/kind.ts';
import { flowLog } from './flow-log/flow-log.ts';
import { networkInterface } from './network-interface/network-interface.ts';
import { dhcpOptions } from './dhcp-options/dhcp-options.ts';
import { internetGateway } from './internet-gateway/internet-gateway.ts';
import { networkACL } from './network-acl/network-acl.ts';
import { egressOnlyInternetGateway } from './egress-only-internet-gateway/egress-only-internet-gateway.ts';
import { managedPrefixList } from './managed-prefix-list/managed-prefix-list.ts';
import { elasticIP } from './elastic-ip/elastic-ip.ts';
import { natGateway } from './nat-gateway/nat-gateway.ts';
import { routeTable } from './route-table/route-table.ts';
import { routeTableRoute } from './route-table-route/route-table-route.ts';
import { securityGroup } from './security-group/security-group.ts';
import { securityGroupRule } from './security-group-rule/security-group-rule.ts';
import { subnet } from './subnet/subnet.ts';
import { vpc } from './vpc/vpc.ts';
import { vpcEndpoint } from './vpc-endpoint/vpc-endpoint.ts';
import { vpcPeeringConnection } from './vpc-peering-connection/vpc-peering-connection.ts';

export const kinds: readonly AnyKind[] = [
  vpc,
  subnet,
  routeTable,
  routeTableRoute,
  internetGateway,
  egressOnlyInternetGateway,
  elasticIP,
  natGateway,
  securityGroup,
  managedPrefixList,
  vpcEndpoint,
  securityGroupRule,
  vpcPeeringConnection,
  networkInterface,
  flowLog,
  networkACL,
  dhcpOptions,
];
