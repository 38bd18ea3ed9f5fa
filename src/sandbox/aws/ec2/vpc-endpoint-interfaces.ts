// The network interfaces of endpoints: one in each subnet, managed by AWS, released late.
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail, invalidValue } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NetworkInterfaceRow, SubnetRow, VpcEndpointRow } from '../core/rows.ts';
import { changeFree, oneAddressIn, oneIPv6AddressIn } from './interface-addresses.ts';
import { macOf } from './network-interfaces.ts';

/** Who made them, as AWS names itself in its answers. */
const REQUESTER = 'amazon-aws';

/** The subnets that are to get an interface: of the VPC, each in a zone of its own, with the networks the type needs. */
export function checkSubnets(
  region: Region,
  endpoint: { VpcId: string; IpAddressType: string; present: readonly string[] },
  ids: readonly string[],
): void {
  const zones = new Set(endpoint.present.map((id) => region.subnets.get(id)?.AvailabilityZone));
  for (const id of ids) {
    const subnet = required(region.subnets, 'subnet', id);
    if (subnet.VpcId !== endpoint.VpcId)
      fail('InvalidParameter', `The subnet ${id} does not belong to the VPC ${endpoint.VpcId}.`);
    if (zones.has(subnet.AvailabilityZone)) {
      fail(
        'DuplicateSubnetsInSameZone',
        `Found another VPC endpoint subnet in the availability zone of ${id}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
      );
    }
    zones.add(subnet.AvailabilityZone);
    checkAddressType(subnet, endpoint.IpAddressType);
  }
}

/** privatelink-access-aws-services.html: dualstack needs both ranges in every subnet, ipv6 subnets with IPv6 only. */
export function checkAddressType(subnet: SubnetRow, type: string): void {
  const hasIpv6 = subnet.Ipv6CidrBlockAssociationSet.length > 0;
  const fits =
    type === 'dualstack'
      ? hasIpv6 && subnet.Ipv6Native !== true
      : type === 'ipv6'
        ? subnet.Ipv6Native === true
        : subnet.Ipv6Native !== true;
  if (!fits)
    fail('InvalidParameter', `The subnet ${subnet.SubnetId} does not support the IP address type ${type}.`);
}

export type Addresses = ReadonlyMap<string, EC2.SubnetConfiguration>;

/** Fixed addresses by subnet; each subnet must be one of the endpoint's. */
export function addressesOf(
  given: readonly EC2.SubnetConfiguration[] | undefined,
  subnetIds: readonly string[],
): Addresses {
  const addresses = new Map<string, EC2.SubnetConfiguration>();
  for (const configuration of given ?? []) {
    const id = configuration.SubnetId ?? '';
    if (!subnetIds.includes(id))
      invalidValue('SubnetConfigurations', id, 'The subnet is not one of the endpoint.');
    if (addresses.has(id)) invalidValue('SubnetConfigurations', id, 'The subnet is given twice.');
    addresses.set(id, configuration);
  }
  return addresses;
}

/** Makes an interface in each subnet. @returns their ids; @throws when a subnet has no free address. */
export function addInterfaces(
  region: Region,
  endpoint: VpcEndpointRow,
  { subnetIds, addresses }: { subnetIds: readonly string[]; addresses: Addresses },
): string[] {
  // All are found room for before the first is made.
  const rows = subnetIds.flatMap((subnetId) => {
    const subnet = region.subnets.get(subnetId);
    return subnet === undefined
      ? []
      : [newInterface(region, { endpoint, subnet, wanted: addresses.get(subnetId) })];
  });
  for (const row of rows) {
    region.networkInterfaces.put(row);
    changeFree(region, row.SubnetId, -1);
  }
  return rows.map((row) => row.NetworkInterfaceId);
}

function newInterface(
  region: Region,
  {
    endpoint,
    subnet,
    wanted,
  }: { endpoint: VpcEndpointRow; subnet: SubnetRow; wanted: EC2.SubnetConfiguration | undefined },
): NetworkInterfaceRow {
  const id = region.id('eni');
  const isBalancer = endpoint.VpcEndpointType === 'GatewayLoadBalancer';
  const isIpv6Only = endpoint.IpAddressType === 'ipv6';
  const ipv4 = isIpv6Only ? undefined : oneAddressIn(region, subnet, wanted?.Ipv4);
  const ipv6 = endpoint.IpAddressType === 'ipv4' ? undefined : oneIPv6AddressIn(region, subnet, wanted?.Ipv6);
  return {
    NetworkInterfaceId: id,
    MacAddress: macOf(id),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: region.account,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: `VPC Endpoint Interface ${endpoint.VpcEndpointId}`,
    Groups: endpoint.Groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    InterfaceType: isBalancer ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    ...(ipv4 === undefined ? {} : { PrivateIpAddress: ipv4 }),
    PrivateIpAddresses: ipv4 === undefined ? [] : [{ Primary: true, PrivateIpAddress: ipv4 }],
    Ipv6Addresses: ipv6 === undefined ? [] : [{ Ipv6Address: ipv6 }],
    RequesterId: REQUESTER,
    RequesterManaged: true,
    SourceDestCheck: !isBalancer,
    Status: 'in-use',
    Tags: [],
  };
}

/** The endpoint's groups are those of its interfaces. */
export function regroupInterfaces(region: Region, endpoint: VpcEndpointRow): void {
  for (const row of interfacesOf(region, endpoint)) {
    region.networkInterfaces.put({
      ...row,
      Groups: endpoint.Groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    });
  }
}

/** They stay in their subnets, and count as dependencies, until AWS has released them. */
export function releaseInterfaces(
  world: World,
  region: Region,
  ids: readonly string[],
  afterMs: number,
): void {
  world.later(afterMs, region, () => {
    for (const id of ids) {
      const row = region.networkInterfaces.get(id);
      if (row === undefined) continue;
      region.networkInterfaces.delete(id);
      changeFree(region, row.SubnetId, 1);
    }
  });
}

export function interfacesOf(region: Region, endpoint: VpcEndpointRow): readonly NetworkInterfaceRow[] {
  return endpoint.NetworkInterfaceIds.flatMap((id) => region.networkInterfaces.get(id) ?? []);
}
