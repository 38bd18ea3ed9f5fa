// What changes of an endpoint that exists: everything in one ModifyVpcEndpoint, because each sets the endpoint back to
// pending, and AWS gives 0.3 of these calls a second. New tables, subnets and groups come with the same call as old ones go, so
// nothing is cut off in between. One case needs two calls: a subnet gives way to another in its zone.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
import { type Action, type Change, type Input, type Plan, planOf } from '../../model/kind.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { change, changesOf, refuse } from '../planning.ts';
import { addressesPart, addressProblem, fixedAddresses, toldInterfaces } from './endpoint-addresses.ts';
import { dnsPart } from './endpoint-dns.ts';
import { fieldOf, isDeclared, type Links, linksOf, wantedIDs } from './endpoint-links.ts';
import { groupsPart, subnetsPart, tablesPart } from './endpoint-list-parts.ts';
import { policyPart, policyProblem } from './endpoint-policy.ts';
import { subnetProblem, withRoom } from './endpoint-subnets.ts';
import { freeTables } from './endpoint-tables.ts';
import { addressTypes, type ModifyPart, nothing, type Surroundings } from './modify-part.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

export function planModify(input: Input<VPCEndpointSpec>, row: VpcEndpointRow, around: Surroundings): Plan {
  const declared = linksOf(input, 'subnet', row.subnetIDs);
  const subnets = row.type === 'Interface' ? withRoom(declared, around.subnets, around.taken) : declared;
  const tables = freeTables(row, linksOf(input, 'routeTable', row.routeTableIDs), around.dns.siblings);
  const fixed = fixedAddresses(input, toldInterfaces(row, around.interfaces));
  const wanted = isDeclared(input, 'subnet') ? wantedIDs(input, 'subnet') : row.subnetIDs;
  const refusal =
    policyProblem(input, row, around.offers) ??
    fixedSubnet(row, subnets) ??
    subnetsProblem(input, row, around) ??
    addressProblem(input, fixed.missing, { wanted, subnets: around.subnets });
  if (refusal !== undefined) return refusal;
  const first = crowdedOut(subnets, around.subnets);
  const add = first.length > 0 ? [] : roomFor(subnets, row, around.subnets);
  const there = [...row.subnetIDs.filter((id) => !subnets.remove.includes(id)), ...add];
  const parts: readonly ModifyPart[] = [
    tablesPart(tables, around.tables),
    subnetsPart({ ...subnets, add }),
    groupsPart(input, row, around.defaultGroup),
    addressesPart(fixed.missing, { there, taken: around.taken, held: fixed.held }),
    policyPart(input, row),
    addressTypePart(input, row),
    dnsPart(input, row, around),
  ];
  const held = parts.flatMap((part) => part.held);
  if (first.length > 0)
    return planOf([removeFirst(row, subnets, first)], held, laterOf(input, row, { around, first }));
  const changes = parts.flatMap((part) => part.changes);
  if (changes.length === 0) return planOf([], held);
  const action: Action = {
    role: 'home',
    operation: 'ModifyVpcEndpoint',
    does: 'set',
    input: { VpcEndpointId: row.id, ...Object.assign({}, ...parts.map((part) => part.input)) },
    changes,
  };
  return planOf([action], held);
}

/** A Gateway Load Balancer endpoint keeps its subnet. API_ModifyVpcEndpoint.html: RemoveSubnetIds is for interface endpoints. */
function fixedSubnet(row: VpcEndpointRow, { field, add, remove }: Links): Plan | undefined {
  if (
    row.type !== 'GatewayLoadBalancer' ||
    (remove.length === 0 && (add.length === 0 || row.subnetIDs.length === 0))
  )
    return undefined;
  return refuse(
    field,
    `${row.id} stays in ${row.subnetIDs.join(', ')}: put the old subnet back, or delete this endpoint and create a new one`,
    'ImmutableField',
  );
}

function subnetsProblem(
  input: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  { offers, subnets }: Surroundings,
): Plan | undefined {
  const { ipAddressType } = input.spec;
  const wantedType = ipAddressType === undefined ? row.ipAddressType : addressTypes[ipAddressType];
  const offer = offers?.find((one) => one.type === row.type);
  const needs = wantedType === 'dualstack' ? ['ipv4', 'ipv6'] : [wantedType];
  if (
    ipAddressType !== undefined &&
    offer !== undefined &&
    !needs.every((one) => offer.ipAddressTypes.includes(one))
  )
    return refuse(
      'ipAddressType',
      `${row.serviceName} does not offer ${ipAddressType}: it has ${offer.ipAddressTypes.join(', ')}`,
    );
  if (!isDeclared(input, 'subnet')) return undefined;
  return subnetProblem({
    field: fieldOf(input, 'subnet'),
    wanted: wantedIDs(input, 'subnet'),
    rows: subnets,
    offer,
    ipAddressType: wantedType,
  });
}

/** Subnets that must go before another in their zone can come: EC2 answers DuplicateSubnetsInSameZone otherwise. */
function crowdedOut({ add, remove }: Links, rows: readonly SubnetRow[]): readonly string[] {
  const zoneOf = (id: string) => rows.find((row) => row.id === id)?.availabilityZone;
  const zones = new Set(add.map(zoneOf).filter((zone) => zone !== undefined));
  return remove.filter((id) => zones.has(zoneOf(id) ?? ''));
}

/** Where a held item keeps the old subnets, a new one in the zone of an old one waits with it. */
function roomFor({ add, remove }: Links, row: VpcEndpointRow, rows: readonly SubnetRow[]): readonly string[] {
  const zoneOf = (id: string) => rows.find((one) => one.id === id)?.availabilityZone;
  const taken = row.subnetIDs.filter((id) => !remove.includes(id)).map(zoneOf);
  return add.filter((id) => zoneOf(id) === undefined || !taken.includes(zoneOf(id)));
}

function removeFirst(row: VpcEndpointRow, { field }: Links, ids: readonly string[]): Action {
  const why =
    'another subnet of its zone takes its place; until that is done the zone has no network interface of the endpoint';
  return {
    role: 'home',
    operation: 'ModifyVpcEndpoint',
    does: 'remove',
    breakFirst: 'an endpoint has at most one subnet per availability zone',
    input: { VpcEndpointId: row.id, RemoveSubnetIds: [...ids] },
    changes: ids.map((id) => change(`${field}[${id}]`, { from: id, to: null, risk: 'Interrupts', why })),
  };
}

/** The rest, against the endpoint as it is when the first call is done. */
function laterOf(
  input: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  { around, first }: { around: Surroundings; first: readonly string[] },
): readonly Change[] {
  const subnetIDs = row.subnetIDs.filter((id) => !first.includes(id));
  const interfaces = around.interfaces?.filter((one) => !first.includes(one.subnetID));
  return changesOf(planModify(input, { ...row, subnetIDs }, { ...around, interfaces }));
}

function addressTypePart({ spec }: Input<VPCEndpointSpec>, row: VpcEndpointRow): ModifyPart {
  const wanted = spec.ipAddressType === undefined ? undefined : addressTypes[spec.ipAddressType];
  if (wanted === undefined || wanted === row.ipAddressType) return nothing;
  const why =
    'the address type differs; the network interfaces are replaced, which cuts traffic for a moment';
  const step = change('ipAddressType', { from: row.ipAddressType, to: wanted, why, risk: 'Interrupts' });
  return { input: { IpAddressType: wanted }, changes: [step], held: [] };
}
