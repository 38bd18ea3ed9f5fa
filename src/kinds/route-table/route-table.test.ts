// What a route table plans. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { routeTable } from './route-table.ts';
import { own, vpcRef, made, table, seen, everywhere } from './fake-table.ts';

describe('a route table', () => {
  planTable(routeTable, [
    {
      name: 'absent and wanted: is made; the preview shows its routes',
      spec: {
        vpcRef,
        routes: [
          { destination: everywhere, internetGatewayRef: usable('igw-1') },
          { destination: '10.9.0.0/16', vpcPeeringConnectionRef: missing('VPCPeeringConnection peer') },
        ],
        propagatingVPNGatewayIDs: ['vgw-1'],
      },
      expect: {
        calls: ['CreateRouteTable vpcRef null → vpc-1'],
        inputs: [{ VpcId: 'vpc-1' }],
        later: ['routes[0.0.0.0/0] null → igw-1', 'propagatingVPNGatewayIDs[vgw-1] null → vgw-1'],
        status: {},
      },
    },
    {
      name: 'absent and wanted with a route that AWS would refuse: is not made first',
      spec: { vpcRef, routes: [{ destination: '::/0', natGatewayID: 'nat-1' }] },
      expect: { refuses: 'InvalidSpec', field: 'routes[::/0]' },
    },
    { name: 'absent and not wanted: nothing', spec: { vpcRef }, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: { vpcRef, routes: [{ destination: everywhere, internetGatewayRef: usable('igw-1') }] },
      own,
      rows: [
        listed(
          routeTables,
          table([made(everywhere, { GatewayId: 'igw-1' })], {
            Associations: [
              { RouteTableAssociationId: 'a-1', Main: true },
              { RouteTableAssociationId: 'a-2', SubnetId: 'subnet-2' },
              { RouteTableAssociationId: 'a-3', SubnetId: 'subnet-1' },
              { RouteTableAssociationId: 'a-4', GatewayId: 'igw-1' },
            ],
          }),
        ),
      ],
      expect: { status: { vpcID: 'vpc-1', main: true, subnetIDs: ['subnet-1', 'subnet-2'] } },
    },
    {
      name: 'present and not wanted: routes go with it',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: {},
    },
    {
      name: 'in another VPC than declared: cannot move',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: seen(),
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /rtb-1 is vpc-1/ },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableVgwRoutePropagation.html
describe('propagatingVPNGatewayIDs', () => {
  const propagating = (...ids: readonly string[]) => [
    listed(routeTables, table([], { PropagatingVgws: ids.map((GatewayId) => ({ GatewayId })) })),
  ];

  planTable(routeTable, [
    {
      name: 'changed: the new one is on before the old one goes off',
      spec: { vpcRef, propagatingVPNGatewayIDs: ['vgw-2'] },
      own,
      rows: propagating('vgw-1'),
      expect: {
        calls: [
          'EnableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-2] null → vgw-2',
          'DisableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-1] vgw-1 → null (Interrupts)',
        ],
        inputs: [
          { RouteTableId: own, GatewayId: 'vgw-2' },
          { RouteTableId: own, GatewayId: 'vgw-1' },
        ],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { vpcRef, propagatingVPNGatewayIDs: ['vgw-1'] },
      own,
      rows: propagating('vgw-1'),
      expect: {},
    },
    {
      name: 'left out: none',
      spec: { vpcRef },
      own,
      rows: propagating('vgw-1'),
      expect: {
        calls: ['DisableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-1] vgw-1 → null (Interrupts)'],
      },
    },
    {
      name: 'left out of an adopted table: left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: propagating('vgw-1'),
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html
describe('what blocks the end of a route table', () => {
  planTable(routeTable, [
    {
      name: 'are its associations, named by what they hold',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: [
        listed(
          routeTables,
          table([], {
            Associations: [
              { RouteTableAssociationId: 'a-1', Main: true },
              { RouteTableAssociationId: 'a-2', SubnetId: 'subnet-1' },
              { RouteTableAssociationId: 'a-3', GatewayId: 'igw-1' },
            ],
          }),
        ),
      ],
      expect: {
        blockers: [
          'main route table association a-1 VPC vpc-1: make another table main by its mainRouteTableRef, or let this one stay by deletionPolicy: Retain',
          'route table association a-2 subnet-1',
          'route table association a-3 igw-1',
        ],
      },
    },
  ]);
});
