// What a zonal NAT gateway occupies: a network interface that AWS manages, private addresses of its subnet, Elastic IP
// addresses. Separate because creating, changing and deleting all need it. The interface blocks its subnet, and its
// public addresses block the internet gateway, until some time after the gateway itself is gone.
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail } from '../core/error.ts';
import type { Region } from '../core/region.ts';
import type { NatGatewayRow, NetworkInterfaceRow, SubnetRow } from '../core/rows.ts';
import { link, unlink } from './address-links.ts';
import { changeFree, oneAddressIn } from './interface-addresses.ts';
import { macOf } from './network-interfaces.ts';

/** An interface with its primary private address. @throws AwsError when the subnet has no such free address */
export function addInterface(
  region: Region,
  subnet: SubnetRow,
  of: { natGatewayId: string; privateIp: string | undefined },
): NetworkInterfaceRow {
  const privateIp = oneAddressIn(region, subnet, of.privateIp);
  const id = region.id('eni');
  const row: NetworkInterfaceRow = {
    NetworkInterfaceId: id,
    MacAddress: macOf(id),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: region.account,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: `Interface for NAT Gateway ${of.natGatewayId}`,
    Groups: [],
    InterfaceType: 'natGateway',
    PrivateIpAddress: privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateIp }],
    Ipv6Addresses: [],
    RequesterId: 'amazon-vpc-nat',
    RequesterManaged: true,
    SourceDestCheck: false,
    Status: 'in-use',
    Tags: [],
  };
  region.networkInterfaces.put(row);
  changeFree(region, subnet.SubnetId, -1);
  return row;
}

/** One more private address on the gateway's interface. @throws AwsError when the subnet has no such free address */
export function addPrivateIp(region: Region, networkInterfaceId: string, wanted: string | undefined): string {
  const card = region.networkInterfaces.get(networkInterfaceId);
  const subnet = card === undefined ? undefined : region.subnets.get(card.SubnetId);
  if (card === undefined || subnet === undefined) throw new Error(`${networkInterfaceId} is not there`);
  const privateIp = oneAddressIn(region, subnet, wanted);
  const all = [...(card.PrivateIpAddresses ?? []), { Primary: false, PrivateIpAddress: privateIp }];
  region.networkInterfaces.put({ ...card, PrivateIpAddresses: all });
  changeFree(region, subnet.SubnetId, -1);
  return privateIp;
}

export function removePrivateIp(region: Region, networkInterfaceId: string, privateIp: string): void {
  const card = region.networkInterfaces.get(networkInterfaceId);
  if (card === undefined) return;
  const left = (card.PrivateIpAddresses ?? []).filter((one) => one.PrivateIpAddress !== privateIp);
  region.networkInterfaces.put({ ...card, PrivateIpAddresses: left });
  changeFree(region, card.SubnetId, 1);
}

/** The public address of a gateway's private address: both rows say so. */
export function attachPublic(
  region: Region,
  allocationId: string,
  at: { networkInterfaceId: string; privateIp: string },
): { AssociationId: string; PublicIp: string } {
  const address = region.addresses.get(allocationId);
  const card = region.networkInterfaces.get(at.networkInterfaceId);
  if (address === undefined || card === undefined) throw new Error(`${allocationId} is not there`);
  const AssociationId = link(region, address, { interface: card, privateIp: at.privateIp });
  return { AssociationId, PublicIp: address.PublicIp };
}

/** A regional gateway has no interface of the user's VPC: only the address knows that it is in use. */
export function occupy(region: Region, allocationId: string): { AssociationId: string; PublicIp: string } {
  const address = region.addresses.get(allocationId);
  if (address === undefined) throw new Error(`${allocationId} is not there`);
  const AssociationId = region.id('eipassoc');
  region.addresses.put({ ...address, AssociationId });
  return { AssociationId, PublicIp: address.PublicIp };
}

/** Everything that the gateway occupied becomes free. */
export function releaseAll(region: Region, row: NatGatewayRow): void {
  for (const address of row.NatGatewayAddresses) unlink(region, address.AllocationId);
  const cards = new Set(row.NatGatewayAddresses.map((address) => address.NetworkInterfaceId));
  for (const id of cards) {
    const card = id === undefined ? undefined : region.networkInterfaces.get(id);
    if (card === undefined) continue;
    region.networkInterfaces.delete(card.NetworkInterfaceId);
    changeFree(region, card.SubnetId, card.PrivateIpAddresses?.length ?? 1);
  }
}

/** A regional gateway holds its VPC and the VPC's internet gateway by itself; a zonal one by its interface. */
export function regionalGatewayOf(region: Region, vpcId: string): NatGatewayRow | undefined {
  const holding: readonly (EC2.NatGatewayState | undefined)[] = ['pending', 'available', 'deleting'];
  return region.natGateways.find(
    (row) => row.VpcId === vpcId && row.AvailabilityMode === 'regional' && holding.includes(row.State),
  );
}

/** AWS's pages name no code of its own for these two quotas. */
export function tooManyAddresses(most: number): never {
  fail('AddressLimitExceeded', `A NAT gateway can have ${most} addresses at most.`);
}
