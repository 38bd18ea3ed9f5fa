// Every case, in a fixed order: the place in this list decides a case's made-up account numbers.
import type { Case } from '../case.ts';
import { dhcpOptionsCases } from './dhcp-options.ts';
import { egressOnlyInternetGatewayCases } from './egress-only-internet-gateway.ts';
import { elasticIPCases } from './elastic-ip.ts';
import { flowLogCases } from './flow-log.ts';
import { internetGatewayCases } from './internet-gateway.ts';
import { natGatewayAddressCases } from './nat-gateway-addresses.ts';
import { natGatewayDeletionCases } from './nat-gateway-deletion.ts';
import { natGatewayCases } from './nat-gateway.ts';
import { networkAclEntryCases } from './network-acl-entry.ts';
import { networkAclCases } from './network-acl.ts';
import { networkInterfaceAddressCases } from './network-interface-addresses.ts';
import { networkInterfaceAttachmentCases } from './network-interface-attachment.ts';
import { networkInterfaceCases } from './network-interface.ts';
import { peeringCases } from './peering.ts';
import { prefixListChangeCases } from './prefix-list-change.ts';
import { prefixListUseCases } from './prefix-list-use.ts';
import { prefixListCases } from './prefix-list.ts';
import { refusalCases } from './refusals.ts';
import { routeTableCases } from './route-table.ts';
import { routeCases } from './route.ts';
import { securityGroupRuleCases } from './security-group-rule.ts';
import { securityGroupCases } from './security-group.ts';
import { subnetCases } from './subnet.ts';
import { tagCases } from './tags.ts';
import { vpcBlockCases } from './vpc-blocks.ts';
import { vpcEndpointChangeCases } from './vpc-endpoint-changes.ts';
import { vpcEndpointRefusalCases } from './vpc-endpoint-refusals.ts';
import { vpcEndpointServiceCases } from './vpc-endpoint-service.ts';
import { vpcEndpointCases } from './vpc-endpoint.ts';
import { vpcCases } from './vpc.ts';

export const allCases: readonly Case[] = [
  ...dhcpOptionsCases,
  ...egressOnlyInternetGatewayCases,
  ...elasticIPCases,
  ...flowLogCases,
  ...internetGatewayCases,
  ...natGatewayAddressCases,
  ...natGatewayDeletionCases,
  ...natGatewayCases,
  ...networkAclEntryCases,
  ...networkAclCases,
  ...networkInterfaceAddressCases,
  ...networkInterfaceAttachmentCases,
  ...networkInterfaceCases,
  ...peeringCases,
  ...prefixListChangeCases,
  ...prefixListUseCases,
  ...prefixListCases,
  ...routeTableCases,
  ...routeCases,
  ...securityGroupRuleCases,
  ...securityGroupCases,
  ...subnetCases,
  ...tagCases,
  ...vpcBlockCases,
  ...vpcEndpointChangeCases,
  ...vpcEndpointRefusalCases,
  ...vpcEndpointServiceCases,
  ...vpcEndpointCases,
  ...vpcCases,
  ...refusalCases,
];
