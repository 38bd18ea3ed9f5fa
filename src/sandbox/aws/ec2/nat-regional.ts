// Regional NAT gateways: addresses by zone, and the route table that comes with one.
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatAddress, nthSubnet } from '../../../model/cidr.ts';
import { combination, invalidValue, missing } from '../core/error.ts';
import type { Call } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NatGatewayRow } from '../core/rows.ts';
import { block } from './block-rules.ts';
import { occupy, tooManyAddresses } from './nat-interfaces.ts';
import { type Zone, zonesOf } from './zones.ts';

/** Addresses that AWS allocates by itself are none of the account's; set aside for tests like the others. */
const OF_AWS = block('198.19.128.0/17');
const SINGLE = 32;

/** Automatic mode: one address in each zone where the VPC has subnets at that time. */
export function automaticAddresses(region: Region, vpcId: string): EC2.NatGatewayAddress[] {
  const used = new Set(
    region.subnets.filter((row) => row.VpcId === vpcId).map((row) => row.AvailabilityZone),
  );
  return zonesOf(region.name)
    .filter((zone) => used.has(zone.name))
    .map((zone) => {
      region.serviceAddresses += 1;
      const address = nthSubnet(OF_AWS, SINGLE, region.serviceAddresses);
      return {
        AllocationId: region.id('eipalloc'),
        AssociationId: region.id('eipassoc'),
        PublicIp: address === undefined ? '' : formatAddress(address),
        AvailabilityZone: zone.name,
        AvailabilityZoneId: zone.id,
        Status: 'associating',
      };
    });
}

/** Manual mode: the caller's addresses, zone by zone. */
export function manualAddresses(
  call: Call,
  zones: readonly EC2.AvailabilityZoneAddress[],
): EC2.NatGatewayAddress[] {
  return zones.flatMap((one) => addressesIn(call, one, one.AllocationIds ?? []));
}

export function addressesIn(
  { world, region }: Call,
  place: { AvailabilityZone?: string | undefined; AvailabilityZoneId?: string | undefined },
  allocations: readonly string[],
): EC2.NatGatewayAddress[] {
  const zone = zoneOf(region, place);
  const most = world.options.quotas.addressesPerNatGatewayZone;
  if (allocations.length > most) tooManyAddresses(most);
  return allocations.map((AllocationId) => ({
    AllocationId,
    ...occupy(region, AllocationId),
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    Status: 'associating',
  }));
}

export function zoneOf(
  region: Region,
  place: { AvailabilityZone?: string | undefined; AvailabilityZoneId?: string | undefined },
): Zone {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = place;
  if (name !== undefined && id !== undefined)
    combination('Either AvailabilityZone or AvailabilityZoneId can be given, not both.');
  const given = name ?? id;
  if (given === undefined) missing('AvailabilityZone');
  const found = zonesOf(region.name).find((zone) => (name === undefined ? zone.id : zone.name) === given);
  return found ?? invalidValue('AvailabilityZone', given, 'There is no such zone in this region.');
}

/** "AWS automatically creates a route table for it, which comes with a pre-configured route to the internet gateway." */
export function addOwnTable(region: Region, vpcId: string): string {
  const RouteTableId = region.id('rtb');
  const vpc = region.vpcs.get(vpcId);
  const gateway = region.internetGateways.find((row) => row.Attachments.some((a) => a.VpcId === vpcId));
  region.routeTables.put({
    RouteTableId,
    VpcId: vpcId,
    OwnerId: region.account,
    Associations: [],
    PropagatingVgws: [],
    Routes: [
      {
        DestinationCidrBlock: vpc?.CidrBlock,
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: gateway?.InternetGatewayId,
        Origin: 'CreateRoute',
        State: 'active',
      },
    ],
    Tags: [],
  });
  return RouteTableId;
}

export function removeOwnTable(region: Region, row: NatGatewayRow): void {
  if (row.RouteTableId !== undefined) region.routeTables.delete(row.RouteTableId);
}
