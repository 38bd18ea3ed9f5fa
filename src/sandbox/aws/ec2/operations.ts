// Every EC2 operation of the sandbox. One that is not here is answered with an error, never with silence.
import type { Operation } from '../core/operation.ts';
import { FLOW_LOG_OPERATIONS } from './flow-logs.ts';
import { INSTANCE_OPERATIONS } from './instances.ts';
import { INTERFACE_ADDRESS_OPERATIONS } from './interface-addresses.ts';
import { INTERFACE_ATTACHMENT_OPERATIONS } from './interface-attachments.ts';
import { DHCP_OPTIONS_OPERATIONS } from './dhcp-options.ts';
import { ADDRESS_OPERATIONS } from './addresses.ts';
import { ENDPOINT_CONNECTION_OPERATIONS } from './endpoint-connections.ts';
import { ENDPOINT_SERVICE_OPERATIONS } from './endpoint-services.ts';
import { DEFAULT_VPC_OPERATIONS } from './default-vpc.ts';
import { EGRESS_ONLY_INTERNET_GATEWAY_OPERATIONS } from './egress-only-internet-gateways.ts';
import { INTERNET_GATEWAY_OPERATIONS } from './internet-gateways.ts';
import { NETWORK_ACL_ENTRY_OPERATIONS } from './network-acl-entries.ts';
import { NAT_ADDRESS_OPERATIONS } from './nat-addresses.ts';
import { NAT_GATEWAY_OPERATIONS } from './nat-gateways.ts';
import { NETWORK_ACL_OPERATIONS } from './network-acls.ts';
import { NETWORK_INTERFACE_OPERATIONS } from './network-interfaces.ts';
import { PEERING_OPERATIONS } from './peering.ts';
import { PREFIX_LIST_OPERATIONS } from './prefix-lists.ts';
import { ROUTE_ASSOCIATION_OPERATIONS } from './route-associations.ts';
import { ROUTE_OPERATIONS } from './routes.ts';
import { ROUTE_TABLE_OPERATIONS } from './route-tables.ts';
import { SECURITY_GROUP_OPERATIONS } from './security-groups.ts';
import { SECURITY_GROUP_RULE_OPERATIONS } from './security-group-rules.ts';
import { SUBNET_OPERATIONS } from './subnets.ts';
import { SUBNET_BLOCK_OPERATIONS } from './subnet-blocks.ts';
import { TAG_OPERATIONS } from './tags.ts';
import { VPC_BLOCK_OPERATIONS } from './vpc-blocks.ts';
import { VPC_ENDPOINT_OPERATIONS } from './vpc-endpoints.ts';
import { VPC_OPERATIONS } from './vpcs.ts';
import { ZONE_OPERATIONS } from './zones.ts';

export const EC2_OPERATIONS: Readonly<Record<string, Operation>> = {
  ...VPC_OPERATIONS,
  ...DEFAULT_VPC_OPERATIONS,
  ...VPC_BLOCK_OPERATIONS,
  ...SUBNET_OPERATIONS,
  ...SUBNET_BLOCK_OPERATIONS,
  ...ROUTE_TABLE_OPERATIONS,
  ...ROUTE_OPERATIONS,
  ...ROUTE_ASSOCIATION_OPERATIONS,
  ...INTERNET_GATEWAY_OPERATIONS,
  ...EGRESS_ONLY_INTERNET_GATEWAY_OPERATIONS,
  ...PREFIX_LIST_OPERATIONS,
  ...SECURITY_GROUP_OPERATIONS,
  ...SECURITY_GROUP_RULE_OPERATIONS,
  ...PEERING_OPERATIONS,
  ...NETWORK_ACL_OPERATIONS,
  ...NETWORK_ACL_ENTRY_OPERATIONS,
  ...DHCP_OPTIONS_OPERATIONS,
  ...NETWORK_INTERFACE_OPERATIONS,
  ...ADDRESS_OPERATIONS,
  ...NAT_GATEWAY_OPERATIONS,
  ...NAT_ADDRESS_OPERATIONS,
  ...VPC_ENDPOINT_OPERATIONS,
  ...ENDPOINT_SERVICE_OPERATIONS,
  ...ENDPOINT_CONNECTION_OPERATIONS,
  ...INTERFACE_ADDRESS_OPERATIONS,
  ...INTERFACE_ATTACHMENT_OPERATIONS,
  ...INSTANCE_OPERATIONS,
  ...FLOW_LOG_OPERATIONS,
  ...TAG_OPERATIONS,
  ...ZONE_OPERATIONS,
};
