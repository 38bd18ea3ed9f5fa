// Every case, in a fixed order: the place in this list decides a case's made-up account numbers.
import type { Case } from '../case.ts';
import { elasticIPCases } from './elastic-ip.ts';
import { natGatewayAddressCases } from './nat-gateway-addresses.ts';
import { natGatewayDeletionCases } from './nat-gateway-deletion.ts';
import { natGatewayCases } from './nat-gateway.ts';
import { dhcpOptionsCases } from './dhcp-options.ts';
import { egressOnlyInternetGatewayCases } from './egress-only-internet-gateway.ts';
import { internetGatewayCases } from './internet-gateway.ts';
import { networkAclCases } from './network-acl.ts';
import { networkAclEntryCases } from './network-acl-entry.ts';
import { networkInterfaceCases } from './network-interface.ts';
import { peeringCases } from './peering.ts';
import { prefixListCases } from './prefix-list.ts';
import { prefixListChangeCases } from './prefix-list-change.ts';
import { prefixListUseCases } from './prefix-list-use.ts';
import { routeCases } from './route.ts';
import { routeTableCases } from './route-table.ts';
import { securityGroupCases } from './security-group.ts';
import { securityGroupRuleCases } from './security-group-rule.ts';
import { subnetCases } from './subnet.ts';
import { tagCases } from './tags.ts';
import { vpcCases } from './vpc.ts';
import { vpcEndpointCases } from './vpc-endpoint.ts';
import { vpcEndpointChangeCases } from './vpc-endpoint-changes.ts';
import { vpcEndpointRefusalCases } from './vpc-endpoint-refusals.ts';
import { vpcEndpointServiceCases } from './vpc-endpoint-service.ts';
import { vpcBlockCases } from './vpc-blocks.ts';

export const allCases: readonly Case[] = [
  ...vpcCases,
  ...vpcBlockCases,
  ...subnetCases,
  ...internetGatewayCases,
  ...routeTableCases,
  ...routeCases,
  ...securityGroupCases,
  ...securityGroupRuleCases,
  ...networkInterfaceCases,
  ...peeringCases,
  ...tagCases,
  ...elasticIPCases,
  ...natGatewayCases,
  ...natGatewayDeletionCases,
  ...natGatewayAddressCases,
  ...networkAclCases,
  ...networkAclEntryCases,
  ...dhcpOptionsCases,
  ...egressOnlyInternetGatewayCases,
  ...prefixListCases,
  ...prefixListChangeCases,
  ...prefixListUseCases,
  ...vpcEndpointServiceCases,
  ...vpcEndpointCases,
  ...vpcEndpointRefusalCases,
  ...vpcEndpointChangeCases,
];
