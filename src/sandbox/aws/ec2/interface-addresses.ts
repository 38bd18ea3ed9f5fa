// The addresses of network interfaces: which ones a subnet has to give, and assigning and unassigning them.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html, API_AssignIpv6Addresses.html
// and the pages of their opposites.
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, containsCidr, formatAddress, nthSubnet, parseAddress } from '../../../model/cidr.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NetworkInterfaceRow, SubnetRow } from '../core/rows.ts';
import { block } from './block-rules.ts';
import { typeOf } from './instance-types.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: the first four addresses are reserved, and the last. */
const FIRST_ADDRESS = 4;
const SINGLE = { 4: 32, 6: 128 } as const;

export const INTERFACE_ADDRESS_OPERATIONS: Readonly<Record<string, Operation>> = {
  AssignPrivateIpAddresses: writes<EC2.AssignPrivateIpAddressesRequest, EC2.AssignPrivateIpAddressesResult>({
    accepts: {
      NetworkInterfaceId: true,
      PrivateIpAddresses: true,
      SecondaryPrivateIpAddressCount: true,
      AllowReassignment: true,
    },
    run: assignIPv4,
  }),
  UnassignPrivateIpAddresses: writes<EC2.UnassignPrivateIpAddressesRequest, object>({
    accepts: { NetworkInterfaceId: true, PrivateIpAddresses: true },
    run: unassignIPv4,
  }),
  AssignIpv6Addresses: writes<EC2.AssignIpv6AddressesRequest, EC2.AssignIpv6AddressesResult>({
    accepts: { NetworkInterfaceId: true, Ipv6Addresses: true, Ipv6AddressCount: true },
    run: assignIPv6,
  }),
  UnassignIpv6Addresses: writes<EC2.UnassignIpv6AddressesRequest, EC2.UnassignIpv6AddressesResult>({
    accepts: { NetworkInterfaceId: true, Ipv6Addresses: true },
    run: unassignIPv6,
  }),
};

/** Addresses of both families that interfaces in the subnet have. */
export function takenIn(region: Region, subnetId: string): Set<string> {
  const rows = region.networkInterfaces.filter((row) => row.SubnetId === subnetId);
  return new Set(
    rows.flatMap((row) => [
      ...row.PrivateIpAddresses.map((one) => one.PrivateIpAddress ?? ''),
      ...row.Ipv6Addresses.map((one) => one.Ipv6Address ?? ''),
    ]),
  );
}

/** A subnet counts its free addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html */
export function changeFree(region: Region, subnetId: string, by: number): void {
  const subnet = region.subnets.get(subnetId);
  if (subnet === undefined || by === 0) return;
  region.subnets.put({ ...subnet, AvailableIpAddressCount: (subnet.AvailableIpAddressCount ?? 0) + by });
}

export function ipv6BlockOf(subnet: SubnetRow): Cidr {
  const found = subnet.Ipv6CidrBlockAssociationSet.find((a) => a.Ipv6CidrBlockState?.State === 'associated');
  return found?.Ipv6CidrBlock === undefined
    ? invalidValue('ipv6Addresses', subnet.SubnetId, 'The subnet does not have an IPv6 CIDR block.')
    : block(found.Ipv6CidrBlock);
}

/** The address in its canonical form, when it lies in the block and AWS does not keep it for itself. */
export function addressIn(outer: Cidr, wanted: string): string {
  const address = parseAddress(wanted);
  if (address === undefined || !containsCidr(outer, address))
    invalidValue('address', wanted, "Address does not fall within the subnet's address range");
  if (isReserved(outer, formatAddress(address)))
    invalidValue('address', wanted, "Address is in the subnet's reserved address range");
  return formatAddress(address);
}

function isReserved(outer: Cidr, address: string): boolean {
  const reserved = [0, 1, 2, 3].map((n) => nthSubnet(outer, SINGLE[outer.family], n));
  return [...reserved, lastOf(outer)].some((one) => one !== undefined && formatAddress(one) === address);
}

function lastOf(outer: Cidr): Cidr {
  return outer.family === 4
    ? { ...outer, address: outer.address + 2 ** (SINGLE[4] - outer.prefixLength) - 1 }
    : { ...outer, address: outer.address + (1n << BigInt(SINGLE[6] - outer.prefixLength)) - 1n };
}

/** The lowest free ones; AWS chooses as it likes. */
export function freeIn(outer: Cidr, taken: ReadonlySet<string>, count: number, subnetId: string): string[] {
  const found: string[] = [];
  const last = formatAddress(lastOf(outer));
  for (let n = FIRST_ADDRESS; found.length < count; n++) {
    const next = nthSubnet(outer, SINGLE[outer.family], n);
    if (next === undefined || formatAddress(next) === last)
      fail(
        'InsufficientFreeAddressesInSubnet',
        `There are not enough free addresses in subnet '${subnetId}'.`,
      );
    if (!taken.has(formatAddress(next))) found.push(formatAddress(next));
  }
  return found;
}

/** One IPv4 address of the subnet for a new interface: the wanted one, else the lowest free one. */
export function oneAddressIn(region: Region, subnet: SubnetRow, wanted: string | undefined): string {
  return oneOf(region, subnet, { outer: block(subnet.CidrBlock), wanted });
}

/** The same of IPv6. */
export function oneIPv6AddressIn(region: Region, subnet: SubnetRow, wanted: string | undefined): string {
  return oneOf(region, subnet, { outer: ipv6BlockOf(subnet), wanted });
}

function oneOf(
  region: Region,
  { SubnetId }: SubnetRow,
  { outer, wanted }: { outer: Cidr; wanted: string | undefined },
): string {
  const taken = takenIn(region, SubnetId);
  const address = wanted === undefined ? freeIn(outer, taken, 1, SubnetId)[0] : addressIn(outer, wanted);
  if (address === undefined || taken.has(address))
    fail('InvalidIPAddress.InUse', `Address ${address} is in use.`);
  return address;
}

function subnetOf(region: Region, row: NetworkInterfaceRow): SubnetRow {
  return required(region.subnets, 'subnet', row.SubnetId);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html: by the type of the instance. */
function checkRoom(
  region: Region,
  row: NetworkInterfaceRow,
  family: 'ipv4PerInterface' | 'ipv6PerInterface',
  total: number,
) {
  const instance = region.instances.get(row.Attachment?.InstanceId ?? '');
  if (instance === undefined || total <= typeOf(instance.InstanceType)[family]) return;
  fail(
    'PrivateIpAddressLimitExceeded',
    `Number of private addresses will exceed limit: ${row.NetworkInterfaceId} can have ${typeOf(instance.InstanceType)[family]} on ${instance.InstanceType}.`,
  );
}

function assignIPv4(
  { region }: Call,
  input: EC2.AssignPrivateIpAddressesRequest,
): EC2.AssignPrivateIpAddressesResult {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const { PrivateIpAddresses: named = [], SecondaryPrivateIpAddressCount: count, AllowReassignment } = input;
  if (named.length > 0 && count !== undefined)
    combination('Only one of privateIpAddresses and secondaryPrivateIpAddressCount can be given.');
  if (named.length === 0 && count === undefined)
    missing('privateIpAddresses or secondaryPrivateIpAddressCount');
  if (count !== undefined && count < 1) invalidValue('secondaryPrivateIpAddressCount', count);
  const subnet = subnetOf(region, row);
  const outer = block(subnet.CidrBlock);
  const own = new Set(row.PrivateIpAddresses.map((one) => one.PrivateIpAddress));
  const wanted =
    count === undefined
      ? [...new Set(named.map((address) => addressIn(outer, address)))].filter((address) => !own.has(address))
      : freeIn(outer, takenIn(region, subnet.SubnetId), count, subnet.SubnetId);
  checkRoom(region, row, 'ipv4PerInterface', row.PrivateIpAddresses.length + wanted.length);
  const freed = wanted.filter((address) =>
    takeAway(region, subnet.SubnetId, address, AllowReassignment === true),
  );
  if (wanted.length === 0)
    return { NetworkInterfaceId: row.NetworkInterfaceId, AssignedPrivateIpAddresses: [] };
  const added = wanted.map((PrivateIpAddress) => ({ Primary: false, PrivateIpAddress }));
  region.networkInterfaces.put({ ...row, PrivateIpAddresses: [...row.PrivateIpAddresses, ...added] });
  changeFree(region, subnet.SubnetId, freed.length - wanted.length);
  return {
    NetworkInterfaceId: row.NetworkInterfaceId,
    AssignedPrivateIpAddresses: wanted.map((PrivateIpAddress) => ({ PrivateIpAddress })),
  };
}

/** A secondary address moves only where the request allows it; a primary one never. */
function takeAway(region: Region, subnetId: string, address: string, allowed: boolean): boolean {
  const holder = region.networkInterfaces.find(
    (row) =>
      row.SubnetId === subnetId && row.PrivateIpAddresses.some((one) => one.PrivateIpAddress === address),
  );
  if (holder === undefined) return false;
  if (!allowed || holder.PrivateIpAddress === address)
    fail('InvalidParameterValue', `[${address}] assigned, but move is not allowed.`);
  region.networkInterfaces.put({
    ...holder,
    PrivateIpAddresses: holder.PrivateIpAddresses.filter((one) => one.PrivateIpAddress !== address),
  });
  return true;
}

function unassignIPv4({ region }: Call, input: EC2.UnassignPrivateIpAddressesRequest): object {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const named = new Set(input.PrivateIpAddresses ?? []);
  if (named.size === 0) missing('privateIpAddresses');
  for (const address of named) {
    if (address === row.PrivateIpAddress)
      fail(
        'InvalidParameterValue',
        `IP address ${address} is the primary address of the interface ${row.NetworkInterfaceId}`,
      );
    if (!row.PrivateIpAddresses.some((one) => one.PrivateIpAddress === address))
      fail('InvalidParameterValue', 'Some networkInterface addresses are not assigned to interface');
  }
  const left = row.PrivateIpAddresses.filter((one) => !named.has(one.PrivateIpAddress ?? ''));
  region.networkInterfaces.put({ ...row, PrivateIpAddresses: left });
  changeFree(region, row.SubnetId, named.size);
  return {};
}

function assignIPv6({ region }: Call, input: EC2.AssignIpv6AddressesRequest): EC2.AssignIpv6AddressesResult {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const { Ipv6Addresses: named = [], Ipv6AddressCount: count } = input;
  if (named.length > 0 && count !== undefined)
    combination('Only one of ipv6Addresses and ipv6AddressCount can be given.');
  if (named.length === 0 && count === undefined) missing('ipv6Addresses or ipv6AddressCount');
  const subnet = subnetOf(region, row);
  const outer = ipv6BlockOf(subnet);
  const taken = takenIn(region, subnet.SubnetId);
  const own = new Set(row.Ipv6Addresses.map((one) => one.Ipv6Address));
  const wanted =
    count === undefined
      ? [...new Set(named.map((address) => addressIn(outer, address)))].filter((address) => !own.has(address))
      : freeIn(outer, taken, count, subnet.SubnetId);
  for (const address of wanted)
    if (taken.has(address))
      invalidValue('ipv6Addresses', address, 'The address is assigned to another interface.');
  checkRoom(region, row, 'ipv6PerInterface', row.Ipv6Addresses.length + wanted.length);
  if (wanted.length > 0) {
    const added = wanted.map((Ipv6Address) => ({ Ipv6Address, IsPrimaryIpv6: false }));
    region.networkInterfaces.put({ ...row, Ipv6Addresses: [...row.Ipv6Addresses, ...added] });
  }
  return { NetworkInterfaceId: row.NetworkInterfaceId, AssignedIpv6Addresses: wanted };
}

function unassignIPv6(
  { region }: Call,
  input: EC2.UnassignIpv6AddressesRequest,
): EC2.UnassignIpv6AddressesResult {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const named = (input.Ipv6Addresses ?? []).map((address) => {
    const parsed = parseAddress(address);
    return parsed === undefined ? invalidValue('ipv6Addresses', address) : formatAddress(parsed);
  });
  if (named.length === 0) missing('ipv6Addresses');
  const foreign = named.find((address) => !row.Ipv6Addresses.some((one) => one.Ipv6Address === address));
  if (foreign !== undefined)
    invalidValue('ipv6Addresses', foreign, 'The address is not assigned to the interface.');
  const left = row.Ipv6Addresses.filter((one) => !named.includes(one.Ipv6Address ?? ''));
  region.networkInterfaces.put({ ...row, Ipv6Addresses: left });
  return { NetworkInterfaceId: row.NetworkInterfaceId, UnassignedIpv6Addresses: named };
}
