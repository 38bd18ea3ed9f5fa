// The calls that change the addresses of a NAT gateway. One call takes many; where it is refused as a whole, they are sent
// one by one. Separate because which members name an address differs between public, private and regional ones.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateNatGatewayAddress.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateNatGatewayAddress.html
import type { Action } from '../../model/kind.ts';
import type { NatAddress, NatGatewayRow } from '../../tables/nat-gateways.ts';
import { change } from '../planning.ts';
import type { Wanted } from './gateway-addresses.ts';

export type Zone = { AvailabilityZone?: string; AvailabilityZoneId?: string };
/** One zone with its addresses, as CreateNatGateway takes them. */
export type ZoneGroup = { key: string; zone: Zone; allocations: readonly string[] };

export function zoneGroups(wanted: readonly Wanted[]): readonly ZoneGroup[] {
  const groups = new Map<string, { zone: Zone; allocations: string[] }>();
  for (const { key, zone } of wanted) {
    const name = zone?.AvailabilityZone ?? zone?.AvailabilityZoneId ?? '';
    const group = groups.get(name) ?? { zone: zone ?? {}, allocations: [] };
    group.allocations.push(key);
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => ({
    key: `${name}: ${group.allocations.join(', ')}`,
    ...group,
  }));
}

/** One call for all of a zonal gateway, one per zone for a regional one. */
export function add(row: NatGatewayRow, wanted: readonly Wanted[]): readonly Action[] {
  const isPrivate = row.connectivityType === 'private';
  const zones = [...new Set(wanted.map((one) => JSON.stringify(one.zone ?? {})))];
  return zones.flatMap((zone) => {
    const some = wanted.filter((one) => JSON.stringify(one.zone ?? {}) === zone);
    return batch(some, (part) => (isPrivate ? assign(row, part) : associate(row, part)));
  });
}

export function remove(row: NatGatewayRow, list: string, extra: readonly NatAddress[]): readonly Action[] {
  return batch(extra, (part) =>
    row.connectivityType === 'private' ? unassign(row, list, part) : disassociate(row, list, part),
  );
}

function batch<T>(items: readonly T[], call: (some: readonly T[]) => Action): readonly Action[] {
  if (items.length === 0) return [];
  const whole = call(items);
  if (items.length === 1) return [whole];
  return [{ ...whole, split: items.map((item) => call([item])) } as Action];
}

function added(wanted: readonly Wanted[]) {
  return wanted.map((one) =>
    change(one.field, {
      from: null,
      to: one.zone?.AvailabilityZone ?? one.zone?.AvailabilityZoneId ?? one.key,
      why: 'the gateway does not have this address',
    }),
  );
}

function removed(list: string, extra: readonly NatAddress[]) {
  return extra.map((one) =>
    change(`${list}[${one.allocationID || one.privateIP}]`, {
      from: one.zone || one.allocationID || one.privateIP,
      to: null,
      risk: 'Interrupts',
      why: 'the address is not declared; connections over it have up to 350 seconds to end',
    }),
  );
}

function associate(row: NatGatewayRow, wanted: readonly Wanted[]): Action {
  return {
    role: 'home',
    operation: 'AssociateNatGatewayAddress',
    does: 'add',
    input: { NatGatewayId: row.id, AllocationIds: wanted.map((one) => one.key), ...wanted[0]?.zone },
    changes: added(wanted),
  };
}

function assign(row: NatGatewayRow, wanted: readonly Wanted[]): Action {
  return {
    role: 'home',
    operation: 'AssignPrivateNatGatewayAddress',
    does: 'add',
    input: { NatGatewayId: row.id, PrivateIpAddresses: wanted.map((one) => one.key) },
    changes: added(wanted),
  };
}

function disassociate(row: NatGatewayRow, list: string, extra: readonly NatAddress[]): Action {
  return {
    role: 'home',
    operation: 'DisassociateNatGatewayAddress',
    does: 'remove',
    input: { NatGatewayId: row.id, AssociationIds: extra.map((one) => one.associationID) },
    changes: removed(list, extra),
  };
}

function unassign(row: NatGatewayRow, list: string, extra: readonly NatAddress[]): Action {
  return {
    role: 'home',
    operation: 'UnassignPrivateNatGatewayAddress',
    does: 'remove',
    input: { NatGatewayId: row.id, PrivateIpAddresses: extra.map((one) => one.privateIP) },
    changes: removed(list, extra),
  };
}
