// Which route table an internet gateway is associated with: what comes in takes its routes.
// https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
import { describe } from 'vitest';
import { missing, notUsable, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { internetGateway } from './internet-gateway.ts';
import { own, detached, attached, edgeTable, seen, vpcRef } from './fake-gateway.ts';

describe('routeTableRef of an internet gateway', () => {
  planTable(internetGateway, [
    {
      name: 'set: is associated; what comes in takes another way, which interrupts',
      spec: { vpcRef, routeTableRef: usable('rtb-1') },
      own,
      rows: seen(attached),
      expect: {
        calls: ['AssociateRouteTable routeTableRef null → rtb-1 (Interrupts)'],
        inputs: [{ RouteTableId: 'rtb-1', GatewayId: own }],
      },
    },
    {
      name: 'as declared, but EC2 is still at it: waits',
      spec: { vpcRef, routeTableRef: usable('rtb-1') },
      own,
      rows: seen(attached, edgeTable('rtb-1', 'associating')),
      expect: { waits: 'Updating', status: { vpcID: 'vpc-1', routeTableID: 'rtb-1' } },
    },
    {
      name: 'changed: is replaced in one call, never without',
      spec: { vpcRef, routeTableRef: usable('rtb-2') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {
        calls: ['ReplaceRouteTableAssociation routeTableRef rtb-1 → rtb-2 (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-1', RouteTableId: 'rtb-2' }],
      },
    },
    {
      name: 'changed to one that lacks routes yet: what comes in keeps its way',
      spec: { vpcRef, routeTableRef: notUsable('rtb-2') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: { held: ['routeTableRef DependencyNotReady'] },
    },
    {
      name: 'drift: an association that was taken away is made again',
      spec: { vpcRef, routeTableRef: usable('rtb-1') },
      own,
      rows: seen(attached, edgeTable('rtb-1', 'disassociated')),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-1 (Interrupts)'] },
    },
    {
      name: 'unset: is disassociated',
      spec: { vpcRef },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {
        calls: ['DisassociateRouteTable routeTableRef rtb-1 → null (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-1' }],
      },
    },
    {
      name: 'left out of an adopted gateway: is left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {},
    },
    {
      name: 'without a VPC: cannot be',
      spec: { routeTableRef: usable('rtb-1') },
      own,
      rows: seen(detached),
      expect: { held: ['routeTableRef InvalidSpec'], says: /set vpcRef/ },
    },
    {
      name: 'naming what does not exist: what is associated stays',
      spec: { vpcRef, routeTableRef: missing('RouteTable edge') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: { held: ['routeTableRef DependencyNotFound'] },
    },
    {
      name: 'whose grant was withdrawn: what is associated stays',
      spec: { vpcRef, routeTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: another is not replaced by it',
      spec: { vpcRef, routeTableRef: withdrawn('rtb-2') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: { held: ['routeTableRef ReferenceNotGranted'] },
    },
    {
      name: 'of the gateway, not the subnet that has the same table',
      spec: { vpcRef, routeTableRef: usable('rtb-1') },
      own,
      rows: seen(attached, {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Associations: [{ RouteTableAssociationId: 'rtbassoc-2', SubnetId: 'subnet-1' }],
      }),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-1 (Interrupts)'] },
    },
  ]);
});
