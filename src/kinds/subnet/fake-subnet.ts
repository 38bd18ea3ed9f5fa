// A subnet, its VPC and its route tables as EC2 lists them, for the tests beside it.
import type { RouteTable, Subnet, Vpc } from '@aws-sdk/client-ec2';
import { listed, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';

export const own = 'subnet-1';
export const vpcRef = usable('vpc-1');
export const cidrBlock = '10.0.1.0/24';
export const base = { vpcRef, cidrBlock };

export const plain: Subnet = {
  SubnetId: own,
  VpcId: 'vpc-1',
  State: 'available',
  CidrBlock: cidrBlock,
  AvailabilityZone: 'ap-northeast-1a',
  AvailabilityZoneId: 'apne1-az4',
  MapPublicIpOnLaunch: false,
};

export type BlockState = 'associating' | 'associated' | 'disassociating' | 'failed';
export function withIPv6(
  block: string,
  state: BlockState = 'associated',
  more: Partial<Subnet> = {},
): Subnet {
  return {
    ...plain,
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: 'subnet-cidr-assoc-1',
        Ipv6CidrBlock: block,
        Ipv6CidrBlockState: { State: state, ...(state === 'failed' ? { StatusMessage: 'no space' } : {}) },
      },
    ],
    ...more,
  };
}

export const net: Vpc = {
  VpcId: 'vpc-1',
  CidrBlock: '10.0.0.0/16',
  CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
};
export function netWithIPv6(block: string, state: BlockState = 'associated', pool = 'Amazon'): Vpc {
  return {
    ...net,
    Ipv6CidrBlockAssociationSet: [
      {
        AssociationId: `of-${block}`,
        Ipv6CidrBlock: block,
        Ipv6Pool: pool,
        Ipv6CidrBlockState: { State: state },
      },
    ],
  };
}

export function tableOf(
  id: string,
  state: 'associating' | 'associated' | 'disassociating' = 'associated',
): RouteTable {
  return {
    RouteTableId: id,
    VpcId: 'vpc-1',
    Associations: [
      { RouteTableAssociationId: `rtbassoc-${id}`, SubnetId: own, AssociationState: { State: state } },
    ],
  };
}
/** An implicit association is not listed: the main table has one entry without a subnet. */
export const mainTable: RouteTable = {
  RouteTableId: 'rtb-main',
  VpcId: 'vpc-1',
  Associations: [{ RouteTableAssociationId: 'rtbassoc-main', Main: true }],
};

export const seen = (row: Subnet, ...tables: readonly RouteTable[]) => [
  listed(subnets, row),
  listed(routeTables, mainTable, ...tables),
  listed(vpcs, netWithIPv6('2001:db8:1::/56')),
];
