// The registry of tables and details: what the reader, the permissions and the limits must know of. One line each.
import type { Detail, Table } from '../model/kind.ts';
import { flowLogs } from './flow-logs.ts';
import { dhcpOptionSets } from './dhcp-options.ts';
import { internetGateways } from './internet-gateways.ts';
import { networkAcls } from './network-acls.ts';
import { egressOnlyInternetGateways } from './egress-only-internet-gateways.ts';
import { managedPrefixListEntries, managedPrefixLists } from './managed-prefix-lists.ts';
import { addresses } from './addresses.ts';
import { natGateways } from './nat-gateways.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { resourceTags } from './resource-tags.ts';
import { routeTables } from './route-tables.ts';
import { securityGroupRules } from './security-group-rules.ts';
import { securityGroups } from './security-groups.ts';
import { subnets } from './subnets.ts';
import { endpointInterfaces, endpointServices, vpcEndpoints } from './vpc-endpoints.ts';
import { vpcPeeringConnections } from './vpc-peering-connections.ts';
import { vpcDNSHostnames, vpcDNSSupport, vpcs, vpcUsageMetrics } from './vpcs.ts';

// biome-ignore lint/suspicious/noExplicitAny: the registry mixes row types
export const tables: readonly Table<any>[] = [
  vpcs,
  subnets,
  routeTables,
  internetGateways,
  egressOnlyInternetGateways,
  securityGroups,
  securityGroupRules,
  addresses,
  natGateways,
  vpcEndpoints,
  vpcPeeringConnections,
  networkAcls,
  dhcpOptionSets,
  networkInterfaces,
  flowLogs,
  managedPrefixLists,
  resourceTags,
];

export const details: readonly Detail<unknown>[] = [
  vpcDNSSupport,
  vpcDNSHostnames,
  vpcUsageMetrics,
  managedPrefixListEntries,
  endpointServices,
  endpointInterfaces,
];
