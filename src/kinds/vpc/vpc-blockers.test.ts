// What blocks a VPC. https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
import type { RouteTable, VpcPeeringConnectionStateReasonCode } from '@aws-sdk/client-ec2';
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { egressOnlyInternetGateways } from '../../tables/egress-only-internet-gateways.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { natGateways } from '../../tables/nat-gateways.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';

const own = 'vpc-1';

function table(id: string, isMain: boolean): RouteTable {
  const association = {
    RouteTableAssociationId: `assoc-${id}`,
    Main: true,
    AssociationState: { State: 'associated' as const },
  };
  return { RouteTableId: id, VpcId: own, Associations: isMain ? [association] : [] };
}

const peering = (
  VpcPeeringConnectionId: string,
  { from, to, state }: { from: string; to: string; state: VpcPeeringConnectionStateReasonCode },
) => ({
  VpcPeeringConnectionId,
  RequesterVpcInfo: { VpcId: from },
  AccepterVpcInfo: { VpcId: to },
  Status: { Code: state },
});

describe('what blocks the end of a VPC', () => {
  const mine = [{ Key: 'vpcraft.dev/resource', Value: 'Subnet/default/web' }];

  planTable(vpc, [
    {
      name: 'is named with its owner; the main table and the default group are not in the way',
      spec: { cidrBlocks: ['10.1.0.0/16'] },
      want: 'absent',
      own,
      rows: [
        listed(vpcs, { VpcId: own, State: 'available', CidrBlock: '10.1.0.0/16' }),
        listed(routeTables, table('rtb-0', true), table('rtb-1', false)),
        listed(
          subnets,
          { SubnetId: 'subnet-1', VpcId: own, Tags: mine },
          { SubnetId: 'subnet-2', VpcId: 'vpc-2' },
        ),
        listed(internetGateways, {
          InternetGatewayId: 'igw-1',
          Attachments: [{ VpcId: own, State: 'available' }],
        }),
        listed(egressOnlyInternetGateways, {
          EgressOnlyInternetGatewayId: 'eigw-1',
          Attachments: [{ VpcId: own, State: 'attached' }],
        }),
        listed(
          securityGroups,
          { GroupId: 'sg-0', GroupName: 'default', VpcId: own },
          { GroupId: 'sg-1', GroupName: 'web', VpcId: own, Tags: [{ Key: 'Name', Value: 'web' }] },
        ),
        listed(
          networkAcls,
          { NetworkAclId: 'acl-0', VpcId: own, IsDefault: true },
          { NetworkAclId: 'acl-1', VpcId: own },
        ),
        listed(natGateways, { NatGatewayId: 'nat-1', VpcId: own, State: 'available' }),
        listed(vpcEndpoints, { VpcEndpointId: 'vpce-1', VpcId: own, State: 'Available' }),
        listed(
          vpcPeeringConnections,
          peering('pcx-1', { from: own, to: 'vpc-2', state: 'active' }),
          peering('pcx-2', { from: 'vpc-2', to: own, state: 'active' }),
          peering('pcx-3', { from: 'vpc-2', to: own, state: 'pending-acceptance' }),
          peering('pcx-4', { from: own, to: 'vpc-2', state: 'pending-acceptance' }),
          peering('pcx-5', { from: own, to: 'vpc-2', state: 'rejected' }),
          peering('pcx-6', { from: 'vpc-2', to: 'vpc-3', state: 'active' }),
        ),
        listed(networkInterfaces, {
          NetworkInterfaceId: 'eni-1',
          VpcId: own,
          InterfaceType: 'lambda',
          RequesterId: 'AROA:lambda',
        }),
      ],
      expect: {
        blockers: [
          'subnet subnet-1 Subnet/default/web',
          'internet-gateway igw-1 made outside of this controller',
          'egress-only-internet-gateway eigw-1 made outside of this controller',
          'route-table rtb-1 made outside of this controller',
          'security-group sg-1 web',
          'network-acl acl-1 made outside of this controller',
          'nat-gateway nat-1 made outside of this controller',
          'vpc-endpoint vpce-1 made outside of this controller',
          'vpc-peering-connection pcx-1 made outside of this controller',
          'vpc-peering-connection pcx-2 made outside of this controller',
          'vpc-peering-connection pcx-3 made outside of this controller',
          'network-interface (lambda) eni-1 AROA:lambda',
        ],
      },
    },
  ]);
});
