// A NAT gateway as EC2 lists it, and its ground, for the tests beside it.
import { type Case, listed, usable } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { natGateways } from '../../tables/nat-gateways.ts';
import { subnets } from '../../tables/subnets.ts';
import type { NATGatewaySpec, NATGatewayStatus } from './nat-gateway.schema.ts';

export type Cases = readonly Case<NATGatewaySpec, Partial<NATGatewayStatus>>[];
export const own = 'nat-1';
export const zonal = { subnetRef: usable('subnet-1'), elasticIPRef: usable('eipalloc-1') };
export const inner = { connectivityType: 'Private', subnetRef: usable('subnet-1') } as const;
export const regional = { availabilityMode: 'Regional', vpcRef: usable('vpc-1') } as const;
export const subnet = (more: object = {}) =>
  listed(subnets, {
    SubnetId: 'subnet-1',
    VpcId: 'vpc-1',
    CidrBlock: '10.0.1.0/24',
    AvailableIpAddressCount: 9,
    ...more,
  });
export const eip = (n: number, more: object = {}) => ({
  AllocationId: `eipalloc-${n}`,
  PublicIp: `198.18.0.${n}`,
  ...more,
});
export const used = { AssociationId: 'eipassoc-9', NetworkInterfaceId: 'eni-9' };
export const eips = (...more: object[]) => listed(addresses, eip(1), eip(2), eip(3), ...more);
export const at = (n: number, more: object = {}) => ({
  AllocationId: `eipalloc-${n}`,
  AssociationId: `eipassoc-${n}`,
  NetworkInterfaceId: 'eni-1',
  PublicIp: `198.18.0.${n}`,
  PrivateIp: `10.0.1.${n}0`,
  IsPrimary: n === 1,
  Status: 'succeeded',
  ...more,
});
export const ip = (last: number, more: object = {}) => ({
  NetworkInterfaceId: 'eni-1',
  PrivateIp: `10.0.1.${last}`,
  IsPrimary: last === 10,
  Status: 'succeeded',
  ...more,
});
export const row = (list: readonly object[], more: object = {}) =>
  listed(natGateways, {
    NatGatewayId: own,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    State: 'available',
    ConnectivityType: 'public',
    AvailabilityMode: 'zonal',
    NatGatewayAddresses: list,
    ...more,
  });
export const innerRow = (list: readonly object[]) => row(list, { ConnectivityType: 'private' });
export const regionalRow = (list: readonly object[], more: object = {}) =>
  row(list, {
    SubnetId: undefined,
    AvailabilityMode: 'regional',
    AutoProvisionZones: 'disabled',
    RouteTableId: 'rtb-1',
    ...more,
  });
export const inZone = (n: number, zone: string, more: object = {}) =>
  at(n, { IsPrimary: undefined, AvailabilityZone: zone, AvailabilityZoneId: `id-${zone}`, ...more });
