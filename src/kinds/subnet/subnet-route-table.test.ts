// Which route table a subnet is associated with. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html
import { describe } from 'vitest';
import { missing, notUsable, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { subnet } from './subnet.ts';
import { own, base, plain, tableOf, seen } from './fake-subnet.ts';

describe('routeTableRef of a subnet', () => {
  const routeTableRef = usable('rtb-1');

  planTable(subnet, [
    {
      name: 'set: is associated, though EC2 lists no association with the main table',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain),
      expect: {
        calls: ['AssociateRouteTable routeTableRef null → rtb-1'],
        inputs: [{ RouteTableId: 'rtb-1', SubnetId: own }],
      },
    },
    {
      name: 'set to the main table: is associated by name, not only by following',
      spec: { ...base, routeTableRef: usable('rtb-main') },
      own,
      rows: seen(plain),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-main'] },
    },
    {
      name: 'as declared, but EC2 is still at it: waits',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain, tableOf('rtb-1', 'associating')),
      expect: { waits: 'Updating', says: /rtb-1 is being associated/ },
    },
    {
      name: 'changed: is replaced in one call, never without',
      spec: { ...base, routeTableRef: usable('rtb-2') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['ReplaceRouteTableAssociation routeTableRef rtb-1 → rtb-2 (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-rtb-1', RouteTableId: 'rtb-2' }],
      },
    },
    {
      name: 'changed to one that lacks routes yet: keeps the way out that it has',
      spec: { ...base, routeTableRef: notUsable('rtb-2') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: { held: ['routeTableRef DependencyNotReady'], says: /rtb-2 is not usable yet/ },
    },
    {
      name: 'changed to one that lacks routes yet, while the other has been leaving for long: may wait for that',
      spec: { ...base, routeTableRef: notUsable('rtb-2') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      overdue: ['rtb-1'],
      expect: { calls: ['ReplaceRouteTableAssociation routeTableRef rtb-1 → rtb-2 (Interrupts)'] },
    },
    {
      name: 'changed to one that lacks routes yet, while another one has been leaving for long: waits',
      spec: { ...base, routeTableRef: notUsable('rtb-2') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      overdue: ['rtb-0'],
      expect: { held: ['routeTableRef DependencyNotReady'] },
    },
    {
      name: 'that lacks routes yet, as the first one: is associated, so that creation does not wait',
      spec: { ...base, routeTableRef: notUsable('rtb-1') },
      own,
      rows: seen(plain),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-1'] },
    },
    {
      name: 'that loses a route, and is in place: stays',
      spec: { ...base, routeTableRef: notUsable('rtb-1') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'drift: an association that is going is made again',
      spec: { ...base, routeTableRef },
      own,
      rows: seen(plain, tableOf('rtb-1', 'disassociating')),
      expect: { calls: ['AssociateRouteTable routeTableRef null → rtb-1'] },
    },
    {
      name: 'unset: the main table applies again',
      spec: base,
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['DisassociateRouteTable routeTableRef rtb-1 → null (Interrupts)'],
        inputs: [{ AssociationId: 'rtbassoc-rtb-1' }],
      },
    },
    {
      name: 'left out of an adopted subnet: left alone',
      spec: base,
      adopted: true,
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'naming what does not exist: everything else is done',
      spec: { ...base, mapPublicIPOnLaunch: true, routeTableRef: missing('RouteTable shop') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {
        calls: ['ModifySubnetAttribute mapPublicIPOnLaunch false → true'],
        held: ['routeTableRef DependencyNotFound'],
      },
    },
    {
      name: 'whose grant was withdrawn: stays where it is',
      spec: { ...base, routeTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(plain, tableOf('rtb-1')),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: is not made anew',
      spec: { ...base, routeTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(plain),
      expect: { held: ['routeTableRef ReferenceNotGranted'] },
    },
  ]);
});
