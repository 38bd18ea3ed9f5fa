// Where an Elastic IP address sits: the address's row and the network interface's row say the same, and both are changed
// here together. Separate because addresses, interfaces and NAT gateways all make and end such links.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html
import type { Region } from '../core/region.ts';
import type { AddressRow, NetworkInterfaceRow } from '../core/rows.ts';

/** Puts the address on one private address of an interface; answers the id of the association. */
export function link(
  region: Region,
  address: AddressRow,
  at: { interface: NetworkInterfaceRow; privateIp: string },
): string {
  const AssociationId = region.id('eipassoc');
  const { NetworkInterfaceId, OwnerId, Attachment } = at.interface;
  region.addresses.put({
    ...address,
    AssociationId,
    NetworkInterfaceId,
    NetworkInterfaceOwnerId: OwnerId,
    PrivateIpAddress: at.privateIp,
    ...(Attachment?.InstanceId === undefined ? {} : { InstanceId: Attachment.InstanceId }),
  });
  const association = {
    AllocationId: address.AllocationId,
    AssociationId,
    IpOwnerId: region.account,
    PublicIp: address.PublicIp,
  };
  setAssociation(region, { id: NetworkInterfaceId, privateIp: at.privateIp }, association);
  return AssociationId;
}

/** Takes the address off wherever it sits. */
export function unlink(region: Region, allocationId: string | undefined): void {
  const address = allocationId === undefined ? undefined : region.addresses.get(allocationId);
  if (address?.AssociationId === undefined) return;
  region.endedAssociations.add(address.AssociationId);
  const { AssociationId: _, NetworkInterfaceId, NetworkInterfaceOwnerId: __, ...rest } = address;
  const { PrivateIpAddress, InstanceId: ___, ...free } = rest;
  region.addresses.put(free);
  if (NetworkInterfaceId !== undefined)
    setAssociation(region, { id: NetworkInterfaceId, privateIp: PrivateIpAddress ?? '' }, undefined);
}

/** Takes every address off an interface that is about to go. */
export function unlinkAll(region: Region, networkInterfaceId: string): void {
  for (const address of region.addresses.filter((row) => row.NetworkInterfaceId === networkInterfaceId))
    unlink(region, address.AllocationId);
}

/** The address that sits on a private address of an interface. */
export function linkedTo(
  region: Region,
  networkInterfaceId: string,
  privateIp: string,
): AddressRow | undefined {
  return region.addresses.find(
    (row) => row.NetworkInterfaceId === networkInterfaceId && row.PrivateIpAddress === privateIp,
  );
}

/** Whether any private address of the interface, also a secondary one, has a public address. */
export function hasPublicAddress(row: NetworkInterfaceRow): boolean {
  if (row.Association?.PublicIp !== undefined) return true;
  return (row.PrivateIpAddresses ?? []).some((one) => one.Association?.PublicIp !== undefined);
}

function setAssociation(
  region: Region,
  at: { id: string; privateIp: string },
  association: NetworkInterfaceRow['Association'],
): void {
  const row = region.networkInterfaces.get(at.id);
  if (row === undefined) return;
  const { Association: before, ...rest } = row;
  const own = row.PrivateIpAddress === at.privateIp ? association : before;
  region.networkInterfaces.put({
    ...rest,
    ...(own === undefined ? {} : { Association: own }),
    PrivateIpAddresses: (row.PrivateIpAddresses ?? []).map((one) => {
      if (one.PrivateIpAddress !== at.privateIp) return one;
      const { Association: _, ...plain } = one;
      return association === undefined ? plain : { ...plain, Association: association };
    }),
  });
}
