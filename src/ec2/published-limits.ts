// AWS's published request buckets, per account, Region and API action: how many calls a burst may hold and how many
// come back per second. Facts only; how much of them we take is decided in limits.ts.
// Source of every number: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html

import type { CallLimit } from '../model/limit-overrides.ts';

/** Describe, List, Search, Get: with pagination or a filter, which this room's reads always carry. */
const NON_MUTATING: CallLimit = { capacityCalls: 100, callsPerSecond: 20 };
/** Every mutating action that is not listed by itself; the page's "resource-intensive" ones have the same numbers. */
const MUTATING: CallLimit = { capacityCalls: 50, callsPerSecond: 5 };

const byAction: Readonly<Record<string, CallLimit>> = {
  CreateTags: { capacityCalls: 100, callsPerSecond: 10 },
  DeleteTags: { capacityCalls: 100, callsPerSecond: 10 },
  CreateVpcEndpoint: { capacityCalls: 4, callsPerSecond: 0.3 },
  ModifyVpcEndpoint: { capacityCalls: 4, callsPerSecond: 0.3 },
  DeleteVpcEndpoints: { capacityCalls: 4, callsPerSecond: 0.3 },
  AcceptVpcEndpointConnections: { capacityCalls: 10, callsPerSecond: 1 },
  RejectVpcEndpointConnections: { capacityCalls: 10, callsPerSecond: 1 },
  CreateVpcEndpointServiceConfiguration: { capacityCalls: 10, callsPerSecond: 1 },
  ModifyVpcEndpointServiceConfiguration: { capacityCalls: 10, callsPerSecond: 1 },
  DeleteVpcEndpointServiceConfigurations: { capacityCalls: 10, callsPerSecond: 1 },
  CreateNatGateway: { capacityCalls: 10, callsPerSecond: 1 },
  DeleteNatGateway: { capacityCalls: 10, callsPerSecond: 1 },
  AssociateNatGatewayAddress: { capacityCalls: 10, callsPerSecond: 1 },
  DisassociateNatGatewayAddress: { capacityCalls: 10, callsPerSecond: 1 },
  AssignPrivateNatGatewayAddress: { capacityCalls: 10, callsPerSecond: 1 },
  UnassignPrivateNatGatewayAddress: { capacityCalls: 10, callsPerSecond: 1 },
  CreateNetworkInterface: { capacityCalls: 100, callsPerSecond: 5 },
  DeleteNetworkInterface: { capacityCalls: 100, callsPerSecond: 5 },
  ModifyNetworkInterfaceAttribute: { capacityCalls: 100, callsPerSecond: 5 },
  DescribeSecurityGroupReferences: { capacityCalls: 20, callsPerSecond: 5 },
  DescribeStaleSecurityGroups: { capacityCalls: 20, callsPerSecond: 5 },
};

export function publishedLimit(operation: string): CallLimit {
  return byAction[operation] ?? (/^(Describe|List|Search|Get)/.test(operation) ? NON_MUTATING : MUTATING);
}
