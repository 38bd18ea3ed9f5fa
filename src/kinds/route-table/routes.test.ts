// What of the routes of a table is added, replaced and removed. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
import { describe } from 'vitest';
import { listed, planTable, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { routeTable } from './route-table.ts';
import { own, vpcRef, made, table, seen, everywhere, one } from './fake-table.ts';

describe('a route', () => {
  planTable(routeTable, [
    {
      name: 'that is missing: is made',
      spec: one({ destination: everywhere, natGatewayID: 'nat-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[0.0.0.0/0] null → nat-1'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, NatGatewayId: 'nat-1' }],
      },
    },
    {
      name: 'with another target: is replaced in one call, never without',
      spec: one({ destination: everywhere, natGatewayID: 'nat-2' }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1' })),
      expect: {
        calls: ['ReplaceRoute routes[0.0.0.0/0] nat-1 → nat-2 (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, NatGatewayId: 'nat-2' }],
      },
    },
    {
      name: 'with another kind of target: is replaced too',
      spec: one({ destination: everywhere, internetGatewayRef: usable('igw-1') }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1' })),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] nat-1 → igw-1 (Interrupts)'] },
    },
    {
      name: 'to another destination: the new one is there before the old one goes',
      spec: one({ destination: '10.8.0.0/16', natGatewayID: 'nat-1' }),
      own,
      rows: seen(made('10.9.0.0/16', { NatGatewayId: 'nat-1' })),
      expect: {
        calls: [
          'CreateRoute routes[10.8.0.0/16] null → nat-1',
          'DeleteRoute routes[10.9.0.0/16] nat-1 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'that is not declared: is deleted',
      spec: { vpcRef, routes: [] },
      own,
      rows: seen(made('2001:db8::/32', { EgressOnlyInternetGatewayId: 'eigw-1' })),
      expect: {
        calls: ['DeleteRoute routes[2001:db8::/32] eigw-1 → null (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationIpv6CidrBlock: '2001:db8::/32' }],
      },
    },
    {
      name: 'that is not declared, routes left out: ours is none',
      spec: { vpcRef },
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] igw-1 → null (Interrupts)'] },
    },
    {
      name: 'of an adopted table, routes left out: is left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: {},
    },
    {
      name: 'of an adopted table, routes unset after they were set: those that we added go',
      spec: { vpcRef },
      adopted: true,
      ours: ['routes[0.0.0.0/0]'],
      wasSet: ['routes'],
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] igw-1 → null (Interrupts)'] },
    },
    {
      name: 'whose destination is written differently: is the same',
      spec: one({ destination: '2001:0DB8:0::/32', egressOnlyInternetGatewayID: 'eigw-1' }),
      own,
      rows: seen(made('2001:db8::/32', { EgressOnlyInternetGatewayId: 'eigw-1' })),
      expect: {},
    },
    {
      name: 'that is a black hole: is reported, and nothing is made of it',
      spec: {
        vpcRef,
        routes: [
          { destination: everywhere, natGatewayID: 'nat-1' },
          { destination: '10.9.0.0/16', transitGatewayID: 'tgw-1' },
        ],
      },
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1', State: 'blackhole' })),
      expect: {
        calls: ['CreateRoute routes[10.9.0.0/16] null → tgw-1'],
        held: ['routes[0.0.0.0/0] Failed'],
        says: /0\.0\.0\.0\/0 .*blackhole.* nat-1 .*bring it back, or name another target/,
      },
    },
    {
      name: 'that is a black hole and gets another target: is replaced, that is its cure',
      spec: one({ destination: everywhere, natGatewayID: 'nat-2' }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1', State: 'blackhole' })),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] nat-1 → nat-2 (Interrupts)'] },
    },
    {
      name: 'that is a black hole and not declared: is deleted',
      spec: { vpcRef, routes: [] },
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1', State: 'blackhole' })),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] nat-1 → null (Interrupts)'] },
    },
    {
      name: 'that lost its target altogether: is replaced',
      spec: one({ destination: everywhere, natGatewayID: 'nat-1' }),
      own,
      rows: seen(made(everywhere, { State: 'blackhole' })),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] null → nat-1 (Interrupts)'] },
    },
    {
      name: 'to a prefix list',
      spec: one({ destination: 'pl-12345678', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[pl-12345678] null → tgw-1'],
        inputs: [{ RouteTableId: own, DestinationPrefixListId: 'pl-12345678', TransitGatewayId: 'tgw-1' }],
      },
    },
    {
      name: 'to an instance: is read with the instance’s interface, and is the same',
      spec: one({ destination: everywhere, instanceID: 'i-1' }),
      own,
      rows: seen(
        made(everywhere, { InstanceId: 'i-1', InstanceOwnerId: '111111111111', NetworkInterfaceId: 'eni-1' }),
      ),
      expect: {},
    },
    {
      name: 'to another instance: names instances, not interfaces',
      spec: one({ destination: everywhere, instanceID: 'i-2' }),
      own,
      rows: seen(
        made(everywhere, { InstanceId: 'i-1', InstanceOwnerId: '111111111111', NetworkInterfaceId: 'eni-1' }),
      ),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] i-1 → i-2 (Interrupts)'] },
    },
    {
      name: 'to a gateway load balancer endpoint: is listed as a gateway, and is the same',
      spec: one({ destination: everywhere, vpcEndpointID: 'vpce-1' }),
      own,
      rows: seen(made(everywhere, { GatewayId: 'vpce-1' })),
      expect: {},
    },
    ...(
      [
        ['internetGatewayID', 'igw-1', 'GatewayId'],
        ['vpnGatewayID', 'vgw-1', 'GatewayId'],
        ['vpcPeeringConnectionID', 'pcx-1', 'VpcPeeringConnectionId'],
        ['natGatewayID', 'nat-1', 'NatGatewayId'],
        ['transitGatewayID', 'tgw-1', 'TransitGatewayId'],
        ['vpcEndpointID', 'vpce-1', 'VpcEndpointId'],
        ['networkInterfaceID', 'eni-1', 'NetworkInterfaceId'],
        ['instanceID', 'i-1', 'InstanceId'],
        ['carrierGatewayID', 'cagw-1', 'CarrierGatewayId'],
        ['localGatewayID', 'lgw-1', 'LocalGatewayId'],
        ['coreNetworkARN', 'arn:aws:networkmanager::111111111111:core-network/cn-1', 'CoreNetworkArn'],
      ] as const
    ).map(([field, id, member]) => ({
      name: `by ${field}: goes to EC2 as ${member}`,
      spec: one({ destination: everywhere, [field]: id }),
      own,
      rows: seen(),
      expect: {
        calls: [`CreateRoute routes[0.0.0.0/0] null → ${id}`],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, [member]: id }],
      },
    })),
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
describe('a route that AWS put there', () => {
  planTable(routeTable, [
    {
      name: 'propagated: is left; a declared one stands beside it',
      spec: one({ destination: '10.9.0.0/16', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(
        { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        { DestinationCidrBlock: '10.8.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        { DestinationCidrBlock: '10.7.0.0/16', NetworkInterfaceId: 'eni-9', Origin: 'Advertisement' },
      ),
      expect: { calls: ['CreateRoute routes[10.9.0.0/16] null → tgw-1'] },
    },
    {
      name: 'of a gateway endpoint: is left',
      spec: { vpcRef },
      own,
      rows: seen(made('pl-61a54008', { GatewayId: 'vpce-9' })),
      expect: {},
    },
    {
      name: 'of a gateway load balancer endpoint to a prefix list, declared: is ours and there',
      spec: one({ destination: 'pl-61a54008', vpcEndpointID: 'vpce-9' }),
      own,
      rows: seen(made('pl-61a54008', { GatewayId: 'vpce-9' })),
      expect: {},
    },
    {
      name: 'of a service: is left',
      spec: { vpcRef },
      own,
      rows: seen(
        made('pl-0aaaaaaa', { GatewayId: 'VpcLattice' }),
        made('10.5.0.0/16', { NetworkInterfaceId: 'eni-5', InstanceOwnerId: 'amazon-aws' }),
      ),
      expect: {},
    },
    { name: 'local: is left', spec: { vpcRef }, own, rows: seen(), expect: {} },
    {
      name: 'local, declared through a middlebox: its target is replaced',
      spec: one({ destination: '10.1.0.0/16', networkInterfaceID: 'eni-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['ReplaceRoute routes[10.1.0.0/16] local → eni-1 (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-1' }],
      },
    },
    {
      name: 'local, through a middlebox that is not declared any more: becomes local again',
      spec: { vpcRef },
      own,
      rows: [
        listed(routeTables, {
          ...table(),
          Routes: [
            { DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-1', Origin: 'CreateRouteTable' },
          ],
        }),
      ],
      expect: {
        calls: ['ReplaceRoute routes[10.1.0.0/16] eni-1 → local (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: '10.1.0.0/16', LocalTarget: true }],
      },
    },
  ]);
});
