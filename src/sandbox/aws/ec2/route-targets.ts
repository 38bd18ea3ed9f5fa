// Where a route may point, whether its target is alive, and the rules for destinations. Separate because creating,
// replacing, associating with a gateway and describing all need them.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html, .../gateway-route-tables.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, containsCidr, equalCidr, formatCidr } from '../../../model/cidr.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { Region } from '../core/region.ts';
import type { RouteTableRow } from '../core/rows.ts';
import { block, requestedBlock, subnetBlocks, takenBlocks } from './block-rules.ts';
import { attachedTo } from './interface-attachments.ts';
import { concerns, isLive, isPending } from './peering-state.ts';
import { familyOfList, knownList } from './prefix-list-use.ts';

/** Targets a request can name. Those of kinds that the sandbox does not have are never found. */
export const TARGETS = {
  GatewayId: 'InvalidGatewayID',
  NatGatewayId: 'InvalidNatGatewayID',
  NetworkInterfaceId: 'InvalidNetworkInterfaceID',
  VpcPeeringConnectionId: 'InvalidVpcPeeringConnectionID',
  TransitGatewayId: 'InvalidTransitGatewayID',
  VpcEndpointId: 'InvalidVpcEndpointId',
  EgressOnlyInternetGatewayId: 'InvalidEgressOnlyInternetGatewayId',
  InstanceId: 'InvalidInstanceID',
  CarrierGatewayId: 'InvalidCarrierGatewayID',
  LocalGatewayId: 'InvalidLocalGatewayID',
  CoreNetworkArn: 'InvalidCoreNetworkArn',
} as const;
export type TargetName = keyof typeof TARGETS;

export type DestinationInput = {
  DestinationCidrBlock?: string | undefined;
  DestinationIpv6CidrBlock?: string | undefined;
  DestinationPrefixListId?: string | undefined;
};
export type TargetInput = { [T in TargetName]?: string | undefined };
/** `cidr`: undefined for a prefix list. */
export type Destination = {
  readonly text: string;
  readonly family: 4 | 6;
  readonly cidr: Cidr | undefined;
  readonly fields: DestinationInput;
};
export type Target = { readonly name: TargetName; readonly id: string };

const NAT64_TEXT = '64:ff9b::/96';
const NAT64 = block(NAT64_TEXT);
/** Targets of routes inside the VPC's own ranges. */
const INSIDE_TARGETS = new Set<TargetName>(['NetworkInterfaceId', 'NatGatewayId', 'VpcEndpointId']);

const FORBIDDEN = [block('169.254.168.0/22'), block('fd00:ec2::/32')];

/** Exactly one destination; host bits are cleared as EC2 does. */
export function destinationOf(region: Region, input: DestinationInput): Destination {
  const {
    DestinationCidrBlock: ipv4,
    DestinationIpv6CidrBlock: ipv6,
    DestinationPrefixListId: prefixList,
  } = input;
  const given = [ipv4, ipv6, prefixList].filter((item) => item !== undefined);
  if (given.length > 1)
    combination(
      'Only one of destinationCidrBlock, destinationIpv6CidrBlock and destinationPrefixListId can be given.',
    );
  if (prefixList !== undefined) {
    const list = knownList(region, prefixList);
    return {
      text: prefixList,
      family: familyOfList(list),
      cidr: undefined,
      fields: { DestinationPrefixListId: prefixList },
    };
  }
  if (ipv4 !== undefined) {
    const cidr = requestedBlock('destinationCidrBlock', ipv4, 4);
    return { text: formatCidr(cidr), family: 4, cidr, fields: { DestinationCidrBlock: formatCidr(cidr) } };
  }
  const cidr = requestedBlock('destinationIpv6CidrBlock', ipv6 ?? missing('destinationCidrBlock'), 6);
  return { text: formatCidr(cidr), family: 6, cidr, fields: { DestinationIpv6CidrBlock: formatCidr(cidr) } };
}

export function findRoute(table: RouteTableRow, destination: Destination): EC2.Route | undefined {
  return table.Routes.find(
    ({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }) =>
      (DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId) === destination.text,
  );
}

/** Exactly one target, which exists and belongs to the table's network. */
export function targetOf(region: Region, table: RouteTableRow, input: TargetInput): Target {
  const names = Object.keys(TARGETS) as TargetName[];
  const given = names.filter((name) => input[name] !== undefined);
  const [name] = given;
  if (name === undefined) missing('gatewayId, networkInterfaceId, vpcPeeringConnectionId or another target');
  if (given.length > 1)
    combination(`The request must contain exactly one target, not ${given.join(' and ')}.`);
  const id = input[name] ?? '';
  if (name === 'GatewayId') checkGateway(region, table, id);
  else if (name === 'NetworkInterfaceId') checkInterface(region, table, id);
  else if (name === 'NatGatewayId') checkNatGateway(region, table, id);
  else if (name === 'VpcPeeringConnectionId') checkPeering(region, table, id);
  else if (name === 'InstanceId') return interfaceOf(region, table, id);
  else if (name === 'EgressOnlyInternetGatewayId') checkEgressOnly(region, table, id);
  else if (name === 'VpcEndpointId') checkEndpoint(region, table, id);
  else fail(`${TARGETS[name]}.NotFound`, `The target '${id}' does not exist`);
  return { name, id };
}

function checkGateway(region: Region, table: RouteTableRow, id: string): void {
  if (!id.startsWith('igw-')) fail('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  const gateway = required(region.internetGateways, 'internetGateway', id);
  if (!gateway.Attachments.some((a) => a.VpcId === table.VpcId))
    differentNetworks(table, `network gateway ${id}`);
}

/** API_CreateRoute.html: only Gateway Load Balancer endpoints; while one is pending it is no target yet. */
function checkEndpoint(region: Region, table: RouteTableRow, id: string): void {
  const row = required(region.vpcEndpoints, 'vpcEndpoint', id);
  if (row.VpcId !== table.VpcId) differentNetworks(table, `VPC endpoint ${id}`);
  if (row.VpcEndpointType !== 'GatewayLoadBalancer' || row.State !== 'available') {
    fail(
      'InvalidParameterValue',
      `Route table contains unsupported route target: ${id}. VPC Endpoints of this type cannot be used as route targets.`,
    );
  }
}

/** API_CreateRoute.html: an instance is named only while it has exactly one interface, and the route leads to that. */
function interfaceOf(region: Region, table: RouteTableRow, id: string): Target {
  const instance = required(region.instances, 'instance', id);
  const [card, ...more] = attachedTo(region, instance.InstanceId);
  if (card === undefined || more.length > 0)
    fail(
      'InvalidInstanceID',
      `There are ${card === undefined ? 'no' : 'multiple'} interfaces attached to instance '${id}'. Please specify an interface ID for the operation instead.`,
    );
  checkInterface(region, table, card.NetworkInterfaceId);
  return { name: 'NetworkInterfaceId', id: card.NetworkInterfaceId };
}

function checkInterface(region: Region, table: RouteTableRow, id: string): void {
  const row = required(region.networkInterfaces, 'networkInterface', id);
  if (row.VpcId !== table.VpcId) differentNetworks(table, `interface ${id}`);
}

function checkEgressOnly(region: Region, table: RouteTableRow, id: string): void {
  const gateway = required(region.egressOnlyInternetGateways, 'egressOnlyInternetGateway', id);
  if (!gateway.Attachments.some((a) => a.VpcId === table.VpcId))
    differentNetworks(table, `egress-only internet gateway ${id}`);
}

/** One that is gone or going cannot be named; a pending one can, its route is a blackhole until it is available.
 *  https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html */
function checkNatGateway(region: Region, table: RouteTableRow, id: string): void {
  const row = region.natGateways.known(id);
  if (row === undefined || (row.State !== 'pending' && row.State !== 'available'))
    fail('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
  if (row.VpcId !== table.VpcId) differentNetworks(table, `NAT gateway ${id}`);
}

/** https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html: a pending one can be named; its route is a
 *  blackhole until it is active. */
function checkPeering(region: Region, table: RouteTableRow, id: string): void {
  const row = required(region.peerings, 'peering', id);
  if (!isLive(row) && !isPending(row)) {
    fail('InvalidVpcPeeringConnectionID.NotFound', `The vpcPeeringConnection ID '${id}' does not exist`);
  }
  if (!concerns(row, region, table.VpcId)) differentNetworks(table, `vpc peering connection ${id}`);
}

function differentNetworks(table: RouteTableRow, other: string): never {
  fail(
    'InvalidParameterValue',
    `route table ${table.RouteTableId} and ${other} belong to different networks`,
  );
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html: more specific than local only for a whole
 *  subnet, and only to an interface, a NAT gateway or a Gateway Load Balancer endpoint; never the reserved ranges. */
export function checkDestination(
  region: Region,
  table: RouteTableRow,
  { cidr, text, family }: Destination,
  target: Target,
): void {
  // API_CreateRoute.html: "[IPv6 traffic only]".
  if (target.name === 'EgressOnlyInternetGatewayId' && family === 4)
    invalidValue(
      'destinationCidrBlock',
      text,
      'An egress-only internet gateway takes IPv6 destinations only.',
    );
  if (cidr === undefined) {
    // https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html: no prefix lists there.
    if (table.Associations.some((a) => a.GatewayId !== undefined))
      invalidValue('destinationPrefixListId', text, 'A gateway route table takes no prefix lists.');
    return;
  }
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html
  if (target.name === 'NatGatewayId' && cidr.family === 6 && !containsCidr(NAT64, cidr))
    invalidValue('destinationIpv6CidrBlock', text, `A NAT gateway takes IPv6 traffic to ${NAT64_TEXT} only.`);
  if (FORBIDDEN.some((range) => containsCidr(range, cidr))) {
    invalidValue('destinationCidrBlock', text, 'The range is reserved for AWS services.');
  }
  const vpc = region.vpcs.get(table.VpcId);
  const local = vpc === undefined ? [] : takenBlocks(vpc);
  if (table.Associations.some((a) => a.GatewayId !== undefined)) {
    checkEdge(region, table, { local, cidr, text, target });
    return;
  }
  if (!local.some((outer) => containsCidr(outer, cidr))) return;
  const subnet = region.subnets.find(
    (row) => row.VpcId === table.VpcId && subnetBlocks(row).some((own) => equalCidr(own, cidr)),
  );
  const isBlock = local.some((own) => equalCidr(own, cidr));
  if (!INSIDE_TARGETS.has(target.name)) {
    fail(
      'InvalidParameterValue',
      `The destination CIDR block ${text} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface, an instance or a NAT gateway.`,
    );
  }
  if (subnet === undefined && !isBlock) {
    invalidValue(
      'destinationCidrBlock',
      text,
      "A route more specific than the local route must match a subnet's whole CIDR block.",
    );
  }
}

type Edge = { local: readonly Cidr[]; cidr: Cidr; text: string; target: Target };

/** https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html */
function checkEdge(region: Region, table: RouteTableRow, { local, cidr, text, target }: Edge): void {
  const subnets = region.subnets.filter((row) => row.VpcId === table.VpcId).flatMap(subnetBlocks);
  if (![...local, ...subnets].some((own) => equalCidr(own, cidr))) {
    invalidValue(
      'destinationCidrBlock',
      text,
      "A gateway route table can only route the VPC's own or a subnet's whole CIDR block.",
    );
  }
  if (!INSIDE_TARGETS.has(target.name))
    invalidValue(
      'target',
      target.id,
      'A gateway route table can only target interfaces and Gateway Load Balancer endpoints.',
    );
}

/** The route with the state its target gives it now. */
export function viewRoute(region: Region, table: RouteTableRow, route: EC2.Route): EC2.Route {
  const State = isReachable(region, table, route) ? 'active' : 'blackhole';
  const at = region.networkInterfaces.get(route.NetworkInterfaceId ?? '')?.Attachment;
  if (at?.InstanceId === undefined) return { ...route, State };
  return { ...route, InstanceId: at.InstanceId, InstanceOwnerId: at.InstanceOwnerId, State };
}

function isReachable(region: Region, table: RouteTableRow, route: EC2.Route): boolean {
  if (route.GatewayId === 'local') return true;
  if (route.GatewayId?.startsWith('igw-')) {
    return (
      region.internetGateways.get(route.GatewayId)?.Attachments.some((a) => a.VpcId === table.VpcId) ?? false
    );
  }
  if (route.GatewayId?.startsWith('vpce-')) {
    const endpoint = region.vpcEndpoints.get(route.GatewayId);
    return endpoint?.State === 'available' || endpoint?.State === 'pending';
  }
  if (route.NetworkInterfaceId !== undefined)
    return region.networkInterfaces.get(route.NetworkInterfaceId) !== undefined;
  if (route.EgressOnlyInternetGatewayId !== undefined)
    return region.egressOnlyInternetGateways.get(route.EgressOnlyInternetGatewayId) !== undefined;
  if (route.NatGatewayId !== undefined)
    return region.natGateways.get(route.NatGatewayId)?.State === 'available';
  if (route.VpcPeeringConnectionId !== undefined) {
    return region.peerings.get(route.VpcPeeringConnectionId)?.Status.Code === 'active';
  }
  // Rows put in from a real account may have targets of kinds that the sandbox does not have.
  return route.State !== 'blackhole';
}
