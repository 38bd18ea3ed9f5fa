// A VPC and its route tables as EC2 lists them, for the tests beside it.
import type { RouteTable, Vpc, VpcCidrBlockStateCode } from '@aws-sdk/client-ec2';
import { described, listed } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcDNSHostnames, vpcDNSSupport, vpcs, vpcUsageMetrics } from '../../tables/vpcs.ts';

export const own = 'vpc-1';
export const primary = '10.1.0.0/16';
export const base = { cidrBlocks: [primary] };

export type Block = { cidr: string; state?: VpcCidrBlockStateCode; id?: string };
export function row(blocks: readonly Block[] = [], more: Partial<Vpc> = {}): Vpc {
  return {
    VpcId: own,
    State: 'available',
    CidrBlock: primary,
    DhcpOptionsId: 'dopt-default',
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [{ cidr: primary }, ...blocks].map(
      ({ cidr, state = 'associated', id }: Block) => ({
        AssociationId: id ?? `vpc-cidr-assoc-${cidr}`,
        CidrBlock: cidr,
        CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'limit exceeded' } : {}) },
      }),
    ),
    ...more,
  };
}

export function ipv6(state: VpcCidrBlockStateCode, pool = 'Amazon'): Partial<Vpc> {
  return {
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: 'vpc-cidr-assoc-6',
        Ipv6CidrBlock: '2001:db8:1::/56',
        Ipv6Pool: pool,
        Ipv6CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'none left' } : {}) },
      },
    ],
  };
}

export const original = [{ Key: 'vpcraft.dev/part', Value: 'original-main' }];
export function table(
  id: string,
  { main = false, marked = false, state = 'associated' as const } = {},
): RouteTable {
  return {
    RouteTableId: id,
    VpcId: own,
    Routes: [{ DestinationCidrBlock: primary, GatewayId: 'local', Origin: 'CreateRouteTable' }],
    Associations: main
      ? [{ RouteTableAssociationId: `assoc-${id}`, Main: true, AssociationState: { State: state } }]
      : [],
    ...(marked ? { Tags: original } : {}),
  };
}
export const firstMain = table('rtb-0', { main: true, marked: true });

/** DNS as our defaults want it, so that only what a case is about differs. */
export function seen(vpcRow: Vpc, ...tables: readonly RouteTable[]) {
  return [
    listed(vpcs, vpcRow),
    listed(routeTables, ...(tables.length === 0 ? [firstMain] : tables)),
    listed(subnets),
    ...dns(true, true),
    described(vpcUsageMetrics, own, { EnableNetworkAddressUsageMetrics: { Value: false } }),
  ];
}
export function dns(support: boolean, hostnames: boolean) {
  return [
    described(vpcDNSSupport, own, { EnableDnsSupport: { Value: support } }),
    described(vpcDNSHostnames, own, { EnableDnsHostnames: { Value: hostnames } }),
  ];
}
export const withDNS = (support: boolean, hostnames: boolean, metrics = false) => [
  listed(vpcs, row()),
  listed(routeTables, firstMain),
  ...dns(support, hostnames),
  described(vpcUsageMetrics, own, { EnableNetworkAddressUsageMetrics: { Value: metrics } }),
];
