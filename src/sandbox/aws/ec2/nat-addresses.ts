// Secondary addresses of NAT gateways. Adding takes a moment; taking one away lets connections drain first, and until
// that has ended the gateway's addresses cannot be changed again.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateNatGatewayAddress.html, API_DisassociateNatGatewayAddress.html,
// API_AssignPrivateNatGatewayAddress.html, API_UnassignPrivateNatGatewayAddress.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import { checkId, required } from '../core/ids.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { NatGatewayRow } from '../core/rows.ts';
import { unlink } from './address-links.ts';
import { failureOf } from './nat-creation.ts';
import { addPrivateIp, attachPublic, removePrivateIp, tooManyAddresses } from './nat-interfaces.ts';
import { addressesIn, zoneOf } from './nat-regional.ts';

/** API_DisassociateNatGatewayAddress.html: MaxDrainDurationSeconds, 1 to 4000, 350 by default. */
const DRAIN_DEFAULT_SECONDS = 350;
const DRAIN_LONGEST_SECONDS = 4000;
const MS = 1000;

type Answer = { NatGatewayId: string; NatGatewayAddresses: EC2.NatGatewayAddress[] };

export const NAT_ADDRESS_OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateNatGatewayAddress: writes<EC2.AssociateNatGatewayAddressRequest, Answer>({
    accepts: {
      NatGatewayId: true,
      AllocationIds: true,
      PrivateIpAddresses: true,
      AvailabilityZone: true,
      AvailabilityZoneId: true,
      DryRun: true,
    },
    run: associate,
  }),
  DisassociateNatGatewayAddress: writes<EC2.DisassociateNatGatewayAddressRequest, Answer>({
    accepts: { NatGatewayId: true, AssociationIds: true, MaxDrainDurationSeconds: true, DryRun: true },
    run: disassociate,
  }),
  AssignPrivateNatGatewayAddress: writes<EC2.AssignPrivateNatGatewayAddressRequest, Answer>({
    accepts: { NatGatewayId: true, PrivateIpAddresses: true, PrivateIpAddressCount: true, DryRun: true },
    run: assign,
  }),
  UnassignPrivateNatGatewayAddress: writes<EC2.UnassignPrivateNatGatewayAddressRequest, Answer>({
    accepts: { NatGatewayId: true, PrivateIpAddresses: true, MaxDrainDurationSeconds: true, DryRun: true },
    run: unassign,
  }),
};

function changeable({ region }: Call, id: string | undefined, type: EC2.ConnectivityType): NatGatewayRow {
  const row = required(region.natGateways, 'natGateway', id);
  if (row.ConnectivityType !== type)
    invalidValue('natGatewayId', row.NatGatewayId, `It is not a ${type} NAT gateway.`);
  if (row.State !== 'available')
    fail('IncorrectState', `The NAT gateway ${row.NatGatewayId} is ${row.State}, not available.`);
  const draining = ['disassociating', 'unassigning'];
  if (row.NatGatewayAddresses.some((one) => draining.includes(one.Status ?? '')))
    fail('IncorrectState', `The NAT gateway ${row.NatGatewayId} is draining connections of an address.`);
  return row;
}

function associate(call: Call, input: EC2.AssociateNatGatewayAddressRequest): Answer {
  const { region, world } = call;
  const row = changeable(call, input.NatGatewayId, 'public');
  const allocations = input.AllocationIds ?? [];
  if (allocations.length === 0) missing('allocationIds');
  for (const id of allocations) required(region.addresses, 'address', id);
  const failure = failureOf(region, { vpcId: row.VpcId, isPublic: true, allocations });
  if (failure !== undefined) fail(failure.FailureCode, failure.FailureMessage);
  if (row.AvailabilityMode === 'regional') return begin(call, row, associateInZone(call, row, input));
  if (input.AvailabilityZone !== undefined || input.AvailabilityZoneId !== undefined)
    combination('A zone can be given for a regional NAT gateway only.');
  const most = world.options.quotas.addressesPerNatGateway;
  if (row.NatGatewayAddresses.length + allocations.length > most) tooManyAddresses(most);
  const given = input.PrivateIpAddresses ?? [];
  if (given.length > 0 && given.length !== allocations.length)
    invalidValue('privateIpAddresses', given.join(', '), 'One is needed for each allocation ID.');
  const NetworkInterfaceId = row.NatGatewayAddresses[0]?.NetworkInterfaceId ?? '';
  const added = allocations.map((AllocationId, at): EC2.NatGatewayAddress => {
    const PrivateIp = addPrivateIp(region, NetworkInterfaceId, given[at]);
    return {
      AllocationId,
      ...attachPublic(region, AllocationId, {
        networkInterfaceId: NetworkInterfaceId,
        privateIp: PrivateIp,
      }),
      NetworkInterfaceId,
      PrivateIp,
      IsPrimary: false,
      Status: 'associating',
    };
  });
  return begin(call, row, added);
}

/** Only in manual mode: in automatic mode AWS chooses the addresses. */
function associateInZone(
  call: Call,
  row: NatGatewayRow,
  input: EC2.AssociateNatGatewayAddressRequest,
): EC2.NatGatewayAddress[] {
  if (row.AutoProvisionZones === 'enabled')
    invalidValue('natGatewayId', row.NatGatewayId, 'AWS manages the addresses of this NAT gateway.');
  const zone = zoneOf(call.region, input);
  const there = row.NatGatewayAddresses.filter((one) => one.AvailabilityZone === zone.name).length;
  const most = call.world.options.quotas.addressesPerNatGatewayZone;
  if (there + (input.AllocationIds ?? []).length > most) tooManyAddresses(most);
  return addressesIn(call, { AvailabilityZone: zone.name }, input.AllocationIds ?? []);
}

function assign(call: Call, input: EC2.AssignPrivateNatGatewayAddressRequest): Answer {
  const { region, world } = call;
  const row = changeable(call, input.NatGatewayId, 'private');
  const given = input.PrivateIpAddresses ?? [];
  if (given.length > 0 && input.PrivateIpAddressCount !== undefined)
    combination('Either privateIpAddresses or privateIpAddressCount can be given, not both.');
  const count = given.length > 0 ? given.length : (input.PrivateIpAddressCount ?? 0);
  if (count === 0) missing('privateIpAddresses or privateIpAddressCount');
  const most = world.options.quotas.privateAddressesPerNatGateway;
  if (row.NatGatewayAddresses.length + count > most) tooManyAddresses(most);
  const NetworkInterfaceId = row.NatGatewayAddresses[0]?.NetworkInterfaceId ?? '';
  const added = Array.from(
    { length: count },
    (_, at): EC2.NatGatewayAddress => ({
      NetworkInterfaceId,
      PrivateIp: addPrivateIp(region, NetworkInterfaceId, given[at]),
      IsPrimary: false,
      Status: 'assigning',
    }),
  );
  return begin(call, row, added);
}

/** The new addresses are shown at once and work a moment later. */
function begin({ world, region }: Call, row: NatGatewayRow, added: EC2.NatGatewayAddress[]): Answer {
  region.natGateways.put({ ...row, NatGatewayAddresses: [...row.NatGatewayAddresses, ...added] });
  const isAdded = (one: EC2.NatGatewayAddress) => added.some((other) => isSame(one, other));
  world.later(world.options.durations.natAddressChanging, region, () => {
    const now = region.natGateways.get(row.NatGatewayId);
    if (now?.State !== 'available') return;
    const done = now.NatGatewayAddresses.map((one) =>
      isAdded(one) && (one.Status === 'associating' || one.Status === 'assigning')
        ? { ...one, Status: 'succeeded' as const }
        : one,
    );
    region.natGateways.put({ ...now, NatGatewayAddresses: done });
  });
  return { NatGatewayId: row.NatGatewayId, NatGatewayAddresses: added };
}

function disassociate(call: Call, input: EC2.DisassociateNatGatewayAddressRequest): Answer {
  const row = changeable(call, input.NatGatewayId, 'public');
  const ids = input.AssociationIds ?? [];
  if (ids.length === 0) missing('associationIds');
  const leaving = ids.map((id) => {
    checkId('addressAssociation', id);
    const found = row.NatGatewayAddresses.find((one) => one.AssociationId === id);
    return found ?? fail('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  });
  return drain(call, row, { leaving, status: 'disassociating', seconds: input.MaxDrainDurationSeconds });
}

function unassign(call: Call, input: EC2.UnassignPrivateNatGatewayAddressRequest): Answer {
  const row = changeable(call, input.NatGatewayId, 'private');
  const ips = input.PrivateIpAddresses ?? [];
  if (ips.length === 0) missing('privateIpAddresses');
  const leaving = ips.map((ip) => {
    const found = row.NatGatewayAddresses.find((one) => one.PrivateIp === ip);
    return found ?? invalidValue('privateIpAddress', ip, `${row.NatGatewayId} does not have it.`);
  });
  return drain(call, row, { leaving, status: 'unassigning', seconds: input.MaxDrainDurationSeconds });
}

type Leaving = {
  leaving: readonly EC2.NatGatewayAddress[];
  status: 'disassociating' | 'unassigning';
  seconds: number | undefined;
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html: the primary one cannot be removed. */
function drain(call: Call, row: NatGatewayRow, { leaving, status, seconds }: Leaving): Answer {
  const { world, region } = call;
  const primary = leaving.find((one) => one.IsPrimary === true);
  if (primary !== undefined)
    invalidValue('address', primary.PrivateIp, 'The primary address of a NAT gateway cannot be removed.');
  if (seconds !== undefined && (seconds < 1 || seconds > DRAIN_LONGEST_SECONDS))
    invalidValue('maxDrainDurationSeconds', seconds, `It is 1 to ${DRAIN_LONGEST_SECONDS}.`);
  const isLeaving = (one: EC2.NatGatewayAddress) => leaving.some((other) => isSame(one, other));
  const marked = row.NatGatewayAddresses.map((one) => (isLeaving(one) ? { ...one, Status: status } : one));
  region.natGateways.put({ ...row, NatGatewayAddresses: marked });
  const longest = (seconds ?? DRAIN_DEFAULT_SECONDS) * MS;
  world.later(Math.min(longest, world.options.durations.natDraining), region, () => {
    const now = region.natGateways.get(row.NatGatewayId);
    if (now?.State !== 'available') return;
    for (const one of leaving) free(call, one);
    const left = now.NatGatewayAddresses.filter((one) => !isLeaving(one));
    region.natGateways.put({ ...now, NatGatewayAddresses: left });
  });
  return { NatGatewayId: row.NatGatewayId, NatGatewayAddresses: marked.filter(isLeaving) };
}

function free({ region }: Call, one: EC2.NatGatewayAddress): void {
  unlink(region, one.AllocationId);
  if (one.NetworkInterfaceId !== undefined && one.PrivateIp !== undefined)
    removePrivateIp(region, one.NetworkInterfaceId, one.PrivateIp);
}

function isSame(a: EC2.NatGatewayAddress, b: EC2.NatGatewayAddress): boolean {
  return a.AllocationId === b.AllocationId && a.PrivateIp === b.PrivateIp;
}
