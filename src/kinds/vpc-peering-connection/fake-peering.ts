// A peering connection and its two VPCs as EC2 lists them, for the tests beside it.
import type { VpcPeeringConnection, VpcPeeringConnectionStateReasonCode } from '@aws-sdk/client-ec2';
import { homeScope, listed, usable, type World } from '../../../test/support/plan-table.ts';
import { vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import type { PeeringSpec } from './vpc-peering-connection.schema.ts';

export const own = 'pcx-1';
export const partner = { ...homeScope, account: '222222222222', via: 'partner' };
export const nobody = { none: 'account 333333333333 is not one of ours' };
export const base = {
  requester: { vpcRef: usable('vpc-1') },
  accepter: { vpcRef: usable('vpc-2', { scope: partner }) },
};

export type Options = {
  at?: VpcPeeringConnectionStateReasonCode;
  dns?: readonly [boolean, boolean];
  sides?: readonly [string, string];
};

export function pcx({
  at = 'active',
  dns = [false, false],
  sides = ['vpc-1', 'vpc-2'],
}: Options = {}): VpcPeeringConnection {
  const side = (VpcId: string, OwnerId: string, on: boolean) => ({
    VpcId,
    OwnerId,
    Region: 'ap-northeast-1',
    PeeringOptions: { AllowDnsResolutionFromRemoteVpc: on },
  });
  return {
    VpcPeeringConnectionId: own,
    Status: { Code: at },
    RequesterVpcInfo: side(sides[0], '111111111111', dns[0]),
    AccepterVpcInfo: side(sides[1], '222222222222', dns[1]),
  };
}

export const there = (connection: VpcPeeringConnection): Partial<World<PeeringSpec>> => ({
  own,
  rows: [listed(vpcPeeringConnections, connection)],
  peer: partner,
});
