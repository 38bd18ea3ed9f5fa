// ModifyVpcEndpoint: everything that can change of an endpoint, in one call, which sets it back to pending.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { combination, fail } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { Call, World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NetworkInterfaceRow, VpcEndpointRow } from '../core/rows.ts';
import { groupsOf } from './network-interfaces.ts';
import {
  addressTypeOf,
  checkMembersOfType,
  checkPrivateDns,
  dnsOptionsOf,
  serviceOf,
} from './vpc-endpoint-checks.ts';
import {
  addInterfaces,
  type Addresses,
  addressesOf,
  checkAddressType,
  checkSubnets,
  interfacesOf,
  regroupInterfaces,
  releaseInterfaces,
} from './vpc-endpoint-interfaces.ts';
import { DEFAULT_POLICY, storedPolicy } from './vpc-endpoint-policy.ts';
import { addRoutes, checkTables, removeRoutes } from './vpc-endpoint-routes.ts';
import { becomeAvailable } from './vpc-endpoint-state.ts';

type Change = EC2.ModifyVpcEndpointRequest;

export function modifyEndpoint({ world, region }: Call, input: Change): EC2.ModifyVpcEndpointResult {
  const before = required(region.vpcEndpoints, 'vpcEndpoint', input.VpcEndpointId);
  // concepts.html: an endpoint that is being changed is pending; one change at a time.
  if (before.State !== 'available')
    fail('IncorrectState', `The VPC endpoint ${before.VpcEndpointId} is ${before.State}, not available.`);
  checkMembersOfType(before.VpcEndpointType, {
    ...input,
    RouteTableIds: [...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])],
    SubnetIds: input.AddSubnetIds,
    SecurityGroupIds: [...(input.AddSecurityGroupIds ?? []), ...(input.RemoveSecurityGroupIds ?? [])],
  });
  const after = changed(world, region, { before, input });
  if (JSON.stringify(after) === JSON.stringify(before) && input.SubnetConfigurations === undefined)
    return { Return: true };
  carryOut(world, region, { before, after, input });
  return { Return: true };
}

/** The endpoint as it will be; everything is checked before anything changes. */
function changed(
  world: World,
  region: Region,
  { before, input }: { before: VpcEndpointRow; input: Change },
): VpcEndpointRow {
  const service = serviceOf(world, before);
  const tables = listAfter('RouteTableIds', before.RouteTableIds, {
    add: input.AddRouteTableIds,
    remove: input.RemoveRouteTableIds,
  });
  checkTables(region, before, input.AddRouteTableIds ?? []);
  const subnets = subnetsAfter(region, before, input);
  const IpAddressType = input.IpAddressType ?? before.IpAddressType ?? 'ipv4';
  if (input.IpAddressType !== undefined) {
    addressTypeOf(service, input.IpAddressType);
    for (const id of subnets) checkAddressType(required(region.subnets, 'subnet', id), IpAddressType);
  }
  const DnsOptions =
    input.DnsOptions === undefined
      ? before.DnsOptions
      : dnsOptionsOf(before.VpcEndpointType, IpAddressType, { ...before.DnsOptions, ...input.DnsOptions });
  const after: VpcEndpointRow = {
    ...before,
    RouteTableIds: tables,
    SubnetIds: subnets,
    Groups: groupsAfter(world, region, { before, input }),
    IpAddressType,
    ...(DnsOptions === undefined ? {} : { DnsOptions }),
    PrivateDnsEnabled: input.PrivateDnsEnabled ?? before.PrivateDnsEnabled,
    ...policyAfter(before, input),
  };
  const asksDns = input.PrivateDnsEnabled === true || input.DnsOptions !== undefined;
  if (asksDns && after.PrivateDnsEnabled === true) checkPrivateDns(region, after, service);
  addressesOf(input.SubnetConfigurations, subnets);
  return after;
}

function policyAfter(before: VpcEndpointRow, input: Change): Pick<VpcEndpointRow, 'PolicyDocument'> {
  if (input.ResetPolicy === true && input.PolicyDocument !== undefined)
    combination('Either PolicyDocument or ResetPolicy can be given, not both.');
  if (input.ResetPolicy === true) return { PolicyDocument: DEFAULT_POLICY };
  if (input.PolicyDocument !== undefined) return { PolicyDocument: storedPolicy(input.PolicyDocument) };
  return before.PolicyDocument === undefined ? {} : { PolicyDocument: before.PolicyDocument };
}

/** Added ones at the end; what is to go must be there. */
function listAfter(
  member: string,
  before: readonly string[],
  { add = [], remove = [] }: { add?: string[] | undefined; remove?: string[] | undefined },
): string[] {
  for (const id of remove) {
    if (!before.includes(id)) fail('InvalidParameter', `${member}: ${id} is not one of the endpoint.`);
  }
  return [...new Set([...before, ...add])].filter((id) => !remove.includes(id));
}

/** A subnet is refused where another of the endpoint is in its zone, also one that goes with the same call. */
function subnetsAfter(region: Region, before: VpcEndpointRow, input: Change): string[] {
  const add = input.AddSubnetIds ?? [];
  const isBalancer = before.VpcEndpointType === 'GatewayLoadBalancer';
  if (isBalancer && (input.RemoveSubnetIds ?? []).length > 0)
    fail('InvalidParameter', 'RemoveSubnetIds cannot be given for endpoints of type GatewayLoadBalancer.');
  if (isBalancer && before.SubnetIds.length + add.length > 1)
    fail('InvalidParameter', 'A Gateway Load Balancer endpoint has exactly one subnet.');
  const IpAddressType = input.IpAddressType ?? before.IpAddressType ?? 'ipv4';
  checkSubnets(region, { VpcId: before.VpcId, IpAddressType, present: before.SubnetIds }, add);
  return listAfter('SubnetIds', before.SubnetIds, { add, remove: input.RemoveSubnetIds });
}

function groupsAfter(
  world: World,
  region: Region,
  { before, input }: { before: VpcEndpointRow; input: Change },
): VpcEndpointRow['Groups'] {
  const ids = listAfter(
    'SecurityGroupIds',
    before.Groups.map(({ GroupId = '' }) => GroupId),
    { add: input.AddSecurityGroupIds, remove: input.RemoveSecurityGroupIds },
  );
  if (before.VpcEndpointType !== 'Interface') return before.Groups;
  if (ids.length === 0) fail('InvalidParameter', 'An interface endpoint has at least one security group.');
  return groupsOf(region, before.VpcId, ids, world.options.quotas.groupsPerInterface);
}

type Step = { before: VpcEndpointRow; after: VpcEndpointRow; input: Change };

function carryOut(world: World, region: Region, { before, after, input }: Step): void {
  const added = (list: 'RouteTableIds' | 'SubnetIds') =>
    after[list].filter((id) => !before[list].includes(id));
  const removed = (list: 'RouteTableIds' | 'SubnetIds') =>
    before[list].filter((id) => !after[list].includes(id));
  const addresses = addressesOf(input.SubnetConfigurations, after.SubnetIds);
  // An interface that gets another address or address type is replaced by a new one: "temporarily disconnects the subnet".
  const typeChanges = after.IpAddressType !== before.IpAddressType;
  const renewed = interfacesOf(region, before).filter(
    (row) => after.SubnetIds.includes(row.SubnetId) && (typeChanges || moves(row, addresses)),
  );
  const gone = interfacesOf(region, before).filter(({ SubnetId }) => removed('SubnetIds').includes(SubnetId));
  const leaving = [...renewed, ...gone].map((row) => row.NetworkInterfaceId);
  const made = addInterfaces(region, after, {
    subnetIds: [...added('SubnetIds'), ...renewed.map((row) => row.SubnetId)],
    addresses,
  });
  addRoutes(region, after, added('RouteTableIds'));
  removeRoutes(region, after, removed('RouteTableIds'));
  releaseInterfaces(world, region, leaving, world.options.durations.endpointInterfaceRelease);
  const NetworkInterfaceIds = [...before.NetworkInterfaceIds, ...made].filter((id) => !leaving.includes(id));
  const next: VpcEndpointRow = { ...after, NetworkInterfaceIds, State: 'pending' };
  region.vpcEndpoints.put(next);
  regroupInterfaces(region, next);
  becomeAvailable(world, region, next);
}

/** Whether the interface is to have another address than it has. */
function moves(row: NetworkInterfaceRow, addresses: Addresses): boolean {
  const wanted = addresses.get(row.SubnetId);
  const ipv6 = (row.Ipv6Addresses ?? [])[0]?.Ipv6Address;
  return (
    (wanted?.Ipv4 !== undefined && wanted.Ipv4 !== row.PrivateIpAddress) ||
    (wanted?.Ipv6 !== undefined && wanted.Ipv6 !== ipv6)
  );
}
