// The addresses of a network interface: declared against observed. What is missing is assigned before what is too much
// goes, and nothing is ever taken from another interface (AllowReassignment stays unset).
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html
import { canonicalAddress, compareAddresses } from '../../model/cidr.ts';
import type { Action, Held, Plan, View } from '../../model/kind.ts';
import { type NetworkInterfaceRow, networkInterfaces } from '../../tables/network-interfaces.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { misplaced } from '../address-place.ts';
import { interfaceBlocker } from '../blockers.ts';
import { change, refuse } from '../planning.ts';
import type { NetworkInterfaceSpec } from './network-interface.schema.ts';

/** What is declared of the secondary IPv4 addresses; undefined: nothing, so that they are left alone. */
export type Secondary =
  | { is: 'list'; addresses: readonly string[] }
  | { is: 'count'; count: number }
  | undefined;

/** A list that is empty because it was set before gives way to a count, and the other way round. */
export function wantedSecondary(spec: NetworkInterfaceSpec): Secondary {
  const { secondaryPrivateIPAddresses: named, secondaryPrivateIPAddressCount: count } = spec;
  if (named !== undefined && named.length > 0) return { is: 'list', addresses: canonical(named) };
  if (count !== undefined) return { is: 'count', count };
  return named === undefined ? undefined : { is: 'list', addresses: [] };
}

/** Undefined: nothing is declared. */
export function wantedIPv6(spec: NetworkInterfaceSpec): readonly string[] | undefined {
  return spec.ipv6Addresses === undefined ? undefined : canonical(spec.ipv6Addresses);
}

function canonical(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map((address) => canonicalAddress(address) ?? address))];
}

/** Declared addresses that the interface does not have: only these need a look at the subnet. */
export function lacksAddresses(spec: NetworkInterfaceSpec, row: NetworkInterfaceRow): boolean {
  const secondary = wantedSecondary(spec);
  const named = secondary?.is === 'list' ? secondary.addresses : [];
  return (
    named.some((address) => !row.secondaryPrivateIPAddresses.includes(address)) ||
    (wantedIPv6(spec) ?? []).some((address) => !row.ipv6Addresses.includes(address))
  );
}

export type Taken = { address: string; by: NetworkInterfaceRow };

/** Declared addresses that another interface of the subnet has: EC2 moves none of them unasked. */
export function takenAddresses(
  spec: NetworkInterfaceSpec,
  row: NetworkInterfaceRow,
  view: View,
): readonly Taken[] {
  const secondary = wantedSecondary(spec);
  const [ipv4] = differences(
    secondary?.is === 'list' ? secondary.addresses : [],
    row.secondaryPrivateIPAddresses,
  );
  const [ipv6] = differences(wantedIPv6(spec) ?? [], row.ipv6Addresses);
  const lookUp = (address: string, index: string): readonly Taken[] => {
    const others = view
      .by('home', networkInterfaces, index, address)
      .filter(({ id, subnetID }) => id !== row.id && subnetID === row.subnetID);
    return others.slice(0, 1).map((by) => ({ address, by }));
  };
  return [
    ...ipv4.flatMap((address) => lookUp(address, 'addresses.private-ip-address')),
    ...ipv6.flatMap((address) => lookUp(address, 'ipv6-addresses.ipv6-address')),
  ];
}

export function heldAddresses(taken: readonly Taken[]): readonly Held[] {
  return taken.map(({ address, by }) => {
    const path = `${address.includes(':') ? 'ipv6Addresses' : 'secondaryPrivateIPAddresses'}[${address}]`;
    const message = `${address} belongs to ${by.id} (${interfaceBlocker(by).owner}): remove it there, or declare another one here`;
    return { path, shields: path, reason: 'Conflict', message };
  });
}

/** What AWS would refuse of the declared addresses; the first problem. */
export function addressProblem(
  spec: NetworkInterfaceSpec,
  subnet: SubnetRow,
  primary: string | undefined,
): Plan | undefined {
  const secondary = wantedSecondary(spec);
  const named = secondary?.is === 'list' ? secondary.addresses : [];
  if (primary !== undefined && named.includes(primary))
    return refuse(
      'secondaryPrivateIPAddresses',
      `${primary} is the primary address already: remove it from secondaryPrivateIPAddresses`,
    );
  const fields: readonly (readonly [field: string, family: 4 | 6, addresses: readonly string[]])[] = [
    ['privateIPAddress', 4, spec.privateIPAddress === undefined ? [] : [spec.privateIPAddress]],
    ['secondaryPrivateIPAddresses', 4, named],
    ['ipv6Addresses', 6, wantedIPv6(spec) ?? []],
  ];
  for (const [field, family, addresses] of fields) {
    for (const address of addresses) {
      const problem = misplaced(address, family, subnet);
      if (problem !== undefined) return refuse(field, problem);
    }
  }
  return undefined;
}

export function planAddresses(
  spec: NetworkInterfaceSpec,
  row: NetworkInterfaceRow,
  taken: readonly Taken[],
): readonly Action[] {
  const secondary = wantedSecondary(spec);
  const ipv6 = wantedIPv6(spec);
  return [
    ...(secondary?.is === 'list' ? planList(secondary.addresses, row, taken) : []),
    ...(secondary?.is === 'count' ? planCount(secondary.count, row) : []),
    ...(ipv6 === undefined ? [] : planIPv6(ipv6, row, taken)),
  ];
}

function planList(
  wanted: readonly string[],
  row: NetworkInterfaceRow,
  taken: readonly Taken[],
): readonly Action[] {
  const field = 'secondaryPrivateIPAddresses';
  const [lacking, extra] = differences(wanted, row.secondaryPrivateIPAddresses);
  const missing = lacking.filter((address) => !isTaken(address, taken));
  const assign: Action = {
    role: 'home',
    operation: 'AssignPrivateIpAddresses',
    does: 'add',
    input: { NetworkInterfaceId: row.id, PrivateIpAddresses: [...missing] },
    changes: missing.map((address) => added(field, address)),
  };
  return [
    ...(missing.length === 0 ? [] : [assign]),
    ...(extra.length === 0
      ? []
      : [
          unassign(
            row,
            extra,
            extra.map((address) => removed(field, address)),
          ),
        ]),
  ];
}

function planCount(count: number, row: NetworkInterfaceRow): readonly Action[] {
  const field = 'secondaryPrivateIPAddressCount';
  const has = row.secondaryPrivateIPAddresses.length;
  if (count === has) return [];
  if (count < has) {
    const extra = row.secondaryPrivateIPAddresses.toSorted(compareAddresses).slice(count);
    const why = `fewer addresses are declared; ${extra.join(', ')} and the connections through it end`;
    return [unassign(row, extra, [change(field, { from: has, to: count, risk: 'Interrupts', why })])];
  }
  return [
    {
      role: 'home',
      operation: 'AssignPrivateIpAddresses',
      does: 'add',
      input: { NetworkInterfaceId: row.id, SecondaryPrivateIpAddressCount: count - has },
      addsAgain: true,
      changes: [change(field, { from: has, to: count, why: 'more addresses are declared' })],
    },
  ];
}

function unassign(
  row: NetworkInterfaceRow,
  addresses: readonly string[],
  changes: Action['changes'],
): Action {
  return {
    role: 'home',
    operation: 'UnassignPrivateIpAddresses',
    does: 'remove',
    input: { NetworkInterfaceId: row.id, PrivateIpAddresses: [...addresses] },
    changes,
  };
}

function planIPv6(
  wanted: readonly string[],
  row: NetworkInterfaceRow,
  taken: readonly Taken[],
): readonly Action[] {
  const field = 'ipv6Addresses';
  const [lacking, extra] = differences(wanted, row.ipv6Addresses);
  const missing = lacking.filter((address) => !isTaken(address, taken));
  const assign: Action = {
    role: 'home',
    operation: 'AssignIpv6Addresses',
    does: 'add',
    input: { NetworkInterfaceId: row.id, Ipv6Addresses: [...missing] },
    changes: missing.map((address) => added(field, address)),
  };
  const drop: Action = {
    role: 'home',
    operation: 'UnassignIpv6Addresses',
    does: 'remove',
    input: { NetworkInterfaceId: row.id, Ipv6Addresses: [...extra] },
    changes: extra.map((address) => removed(field, address)),
  };
  return [...(missing.length === 0 ? [] : [assign]), ...(extra.length === 0 ? [] : [drop])];
}

function isTaken(address: string, taken: readonly Taken[]): boolean {
  return taken.some((one) => one.address === address);
}

function differences(
  wanted: readonly string[],
  observed: readonly string[],
): [readonly string[], readonly string[]] {
  return [
    wanted.filter((address) => !observed.includes(address)).toSorted(compareAddresses),
    observed.filter((address) => !wanted.includes(address)).toSorted(compareAddresses),
  ];
}

function added(field: string, address: string) {
  return change(`${field}[${address}]`, {
    from: null,
    to: address,
    why: 'the interface does not have this address',
  });
}

function removed(field: string, address: string) {
  return change(`${field}[${address}]`, {
    from: address,
    to: null,
    risk: 'Interrupts',
    why: 'the address is not declared; connections through it end',
  });
}
