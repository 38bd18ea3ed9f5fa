// Every case, in a fixed order: the place in this list decides a case's made-up account numbers.
import type { Case } from '../case.ts';
import { dhcpOptionsCases } from './dhcp-options.ts';
import { egressOnlyInternetGatewayCases } from './egress-only-internet-gateway.ts';
import { internetGatewayCases } from './internet-gateway.ts';
import { networkAclCases } from './network-acl.ts';
import { networkAclEntryCases } from './network-acl-entry.ts';
import { flowLogCases } from './flow-log.ts';
import { networkInterfaceAddressCases } from './network-interface-addresses.ts';
import { networkInterfaceAttachmentCases } from './network-interface-attachment.ts';
import { networkInterfaceCases } from './network-interface.ts';
import { prefixListCases } from './prefix-list.ts';
import { prefixListChangeCases } from './prefix-list-change.ts';
import { prefixListUseCases } from './prefix-list-use.ts';
import { peeringCases } from './peering.ts';
import { routeCases } from './route.ts';
import { routeTableCases } from './route-table.ts';
import { securityGroupCases } from './security-group.ts';
import { securityGroupRuleCases } from './security-group-rule.ts';
import { subnetCases } from './subnet.ts';
import { tagCases } from './tags.ts';
import { vpcCases } from './vpc.ts';
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
  ...networkAclCases,
  ...networkAclEntryCases,
  ...dhcpOptionsCases,
  ...egressOnlyInternetGatewayCases,
  ...prefixListCases,
  ...prefixListChangeCases,
  ...prefixListUseCases,
  ...networkInterfaceAddressCases,
  ...networkInterfaceAttachmentCases,
  ...flowLogCases,
];
