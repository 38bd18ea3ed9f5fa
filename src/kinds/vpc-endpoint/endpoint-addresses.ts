// Fixed addresses of an endpoint in its subnets. One that AWS would refuse takes the whole call with it, and a subnet that had
// made room for it would be left without an interface: so it is looked at before anything is done.
//
//   the declared address      in a subnet of the endpoint        in one that is added
//   ---------------------------------------------------------------------------------------------------------
//   is there                  –                                  –
//   can never lie there       refused                            refused
//   belongs to another        held                               held, with what would give way to the subnet
//   is free                   the interface is replaced          comes with the subnet, and waits as long as it does
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html
import { isIPv4, isIPv6 } from 'node:net';
import { canonicalAddress } from '../../model/cidr.ts';
import type { Change, Held, Input, Plan, View } from '../../model/kind.ts';
import { type NetworkInterfaceRow, networkInterfaces } from '../../tables/network-interfaces.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { EndpointInterface, VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { misplaced } from '../address-place.ts';
import { interfaceBlocker } from '../blockers.ts';
import { change, linkOf, refuse } from '../planning.ts';
import type { ModifyPart, Surroundings, TakenAddress } from './modify-part.ts';
import type { SubnetConfigurationSpec, VPCEndpointSpec } from './vpc-endpoint.schema.ts';

/** Addresses that the interface in a subnet does not have; `has`: the interface that is there now. */
export type Fixed = {
  subnetID: string;
  ipv4: string | undefined;
  ipv6: string | undefined;
  has: EndpointInterface | undefined;
};

/** Of an endpoint without subnets nothing is to be told; addresses that are not told are no difference. */
export function toldInterfaces(
  row: VpcEndpointRow,
  interfaces: Surroundings['interfaces'],
): Surroundings['interfaces'] {
  return row.subnetIDs.length === 0 ? (interfaces ?? []) : interfaces;
}

export function fixedAddresses(
  input: Input<VPCEndpointSpec>,
  interfaces: Surroundings['interfaces'],
): { missing: readonly Fixed[]; held: readonly Held[] } {
  const missing: Fixed[] = [];
  const held: Held[] = [];
  for (const item of input.items<SubnetConfigurationSpec>('subnetConfigurations')) {
    const link = linkOf(item.ref('subnetRef'), item.path, 'id');
    if (link.is === 'held') held.push(link.held);
    if (link.is !== 'linked' || interfaces === undefined) continue;
    const has = interfaces.find((one) => one.subnetID === link.id);
    const ipv4 = canonical(item.value.ipv4Address);
    const ipv6 = canonical(item.value.ipv6Address);
    const differs =
      (ipv4 !== undefined && ipv4 !== has?.privateIP) || (ipv6 !== undefined && ipv6 !== has?.ipv6Address);
    if (differs) missing.push({ subnetID: link.id, ipv4, ipv6, has });
  }
  return { missing, held };
}

/** AWS shows canonical text, whatever was written. */
function canonical(address: string | undefined): string | undefined {
  return address === undefined ? undefined : (canonicalAddress(address) ?? address);
}

/** What can never be carried out. `wanted`: the subnets that the endpoint is to have in the end. */
export function addressProblem(
  input: Input<VPCEndpointSpec>,
  missing: readonly Fixed[],
  { wanted, subnets }: { wanted: readonly string[]; subnets: readonly SubnetRow[] },
): Plan | undefined {
  for (const item of input.items<SubnetConfigurationSpec>('subnetConfigurations')) {
    const link = linkOf(item.ref('subnetRef'), item.path, 'id');
    if (link.is !== 'linked') continue;
    const problem = configurationProblem(item.value, { id: link.id, wanted });
    if (problem !== undefined) return refuse(pathOf(link.id), problem);
  }
  for (const { subnetID, ipv4, ipv6 } of missing) {
    const subnet = subnets.find((one) => one.id === subnetID);
    if (subnet === undefined) continue;
    const problem =
      (ipv4 === undefined ? undefined : misplaced(ipv4, 4, subnet)) ??
      (ipv6 === undefined ? undefined : misplaced(ipv6, 6, subnet));
    if (problem !== undefined) return refuse(pathOf(subnetID), problem);
  }
  return undefined;
}

const pathOf = (subnetID: string) => `subnetConfigurations[${subnetID}]`;

function configurationProblem(
  value: SubnetConfigurationSpec,
  { id, wanted }: { id: string; wanted: readonly string[] },
): string | undefined {
  if (!wanted.includes(id))
    return `${id} is not one of the endpoint's subnets: add it to subnetRefs, or remove its addresses`;
  if (value.ipv4Address !== undefined && !isIPv4(value.ipv4Address))
    return `${value.ipv4Address} is not an IPv4 address: write it like 10.0.1.10`;
  if (value.ipv6Address !== undefined && !isIPv6(value.ipv6Address))
    return `${value.ipv6Address} is not an IPv6 address: write it like 2001:db8::10`;
  return undefined;
}

/** Missing addresses that another interface of the subnet has: AWS answers InvalidIPAddress.InUse. */
export function takenAddresses(
  missing: readonly Fixed[],
  row: VpcEndpointRow,
  view: View,
): readonly TakenAddress[] {
  const lookUp = (index: string, address: string | undefined, subnetID: string): readonly TakenAddress[] => {
    if (address === undefined) return [];
    const isOther = (one: NetworkInterfaceRow) =>
      one.subnetID === subnetID && !row.networkInterfaceIDs.includes(one.id);
    const by = view.by('home', networkInterfaces, index, address).find(isOther);
    return by === undefined ? [] : [{ subnetID, address, by }];
  };
  return missing.flatMap(({ subnetID, ipv4, ipv6 }) => [
    ...lookUp('addresses.private-ip-address', ipv4, subnetID),
    ...lookUp('ipv6-addresses.ipv6-address', ipv6, subnetID),
  ]);
}

export function heldAddress({ subnetID, address, by }: TakenAddress): Held {
  const path = pathOf(subnetID);
  const message = `${address} belongs to ${by.id} (${interfaceBlocker(by).owner}): free it there, or choose another address here`;
  return { path, shields: path, reason: 'Conflict', message };
}

type Configuration = { SubnetId: string; Ipv4?: string; Ipv6?: string };

export function configurationsOf(missing: readonly Fixed[]): Configuration[] {
  return missing.map(({ subnetID, ipv4, ipv6 }) => ({
    SubnetId: subnetID,
    ...(ipv4 === undefined ? {} : { Ipv4: ipv4 }),
    ...(ipv6 === undefined ? {} : { Ipv6: ipv6 }),
  }));
}

/** `there`: the subnets that the endpoint has when the call is done; AWS refuses the whole call for any other. */
export function addressesPart(
  missing: readonly Fixed[],
  { there, taken, held }: { there: readonly string[]; taken: readonly TakenAddress[]; held: readonly Held[] },
): ModifyPart {
  const sent = missing.filter(
    ({ subnetID }) => there.includes(subnetID) && !taken.some((one) => one.subnetID === subnetID),
  );
  return {
    input: sent.length === 0 ? {} : { SubnetConfigurations: configurationsOf(sent) },
    changes: sent.map(changeOf),
    held: [...held, ...taken.map(heldAddress)],
  };
}

function changeOf({ subnetID, ipv4, ipv6, has }: Fixed): Change {
  const text = (...addresses: (string | undefined)[]) => addresses.filter(Boolean).join(' ');
  return change(pathOf(subnetID), {
    from: has === undefined ? null : text(has.privateIP, has.ipv6Address),
    to: text(ipv4, ipv6),
    why:
      has === undefined
        ? 'the subnet is to have this address'
        : 'the network interface is replaced by one with this address, which cuts the subnet off for a moment',
    risk: has === undefined ? 'None' : 'Interrupts',
  });
}
