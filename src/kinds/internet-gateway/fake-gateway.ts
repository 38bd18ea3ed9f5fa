// An internet gateway and the route table of what comes in through it as EC2 lists them, for the tests beside it.
import type { InternetGateway, RouteTable } from '@aws-sdk/client-ec2';
import { listed, usable } from '../../../test/support/plan-table.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { routeTables } from '../../tables/route-tables.ts';

export const own = 'igw-1';
export const detached: InternetGateway = { InternetGatewayId: own, OwnerId: '111111111111' };
/** EC2 says `available` for attached. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html */
export const attached: InternetGateway = {
  ...detached,
  Attachments: [{ VpcId: 'vpc-1', State: 'available' as 'attached' }],
};

export function edgeTable(
  id: string,
  state: 'associating' | 'associated' | 'disassociated' = 'associated',
): RouteTable {
  return {
    RouteTableId: id,
    VpcId: 'vpc-1',
    Associations: [
      { RouteTableAssociationId: 'rtbassoc-1', GatewayId: own, AssociationState: { State: state } },
    ],
  };
}

export const seen = (gateway: InternetGateway, ...tables: readonly RouteTable[]) => [
  listed(internetGateways, gateway),
  listed(routeTables, ...tables),
];
export const vpcRef = usable('vpc-1');
