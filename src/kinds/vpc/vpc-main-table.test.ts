// The main route table of a VPC. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
import { describe } from 'vitest';
import {
  listed,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';
import { own, base, row, table, firstMain, seen } from './fake-vpc.ts';

// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
describe('the main route table', () => {
  const mark = 'CreateTags';
  const unmarked = table('rtb-0', { main: true });
  const main = table('rtb-1', { main: true });
  const wayOut = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', Origin: 'CreateRoute' } as const;
  const withWayOut = { ...main, Routes: [...(main.Routes ?? []), wayOut] };
  const ref = { ...base, mainRouteTableRef: usable('rtb-1') };

  planTable(vpc, [
    {
      name: 'at first sight: is marked, so that it is found again; nobody has to approve that',
      spec: base,
      own,
      rows: seen(row(), unmarked),
      expect: {
        calls: [mark],
        inputs: [{ Resources: ['rtb-0'], Tags: [{ Key: 'vpcraft.dev/part', Value: 'original-main' }] }],
      },
    },
    { name: 'marked: nothing', spec: base, own, rows: seen(row(), firstMain, table('rtb-1')), expect: {} },
    { name: 'not seen yet: nothing', spec: base, own, rows: [...seen(row(), table('rtb-1'))], expect: {} },
    {
      name: 'at first sight, another declared that does not exist yet: is marked meanwhile',
      spec: { ...base, mainRouteTableRef: missing('RouteTable shop') },
      own,
      rows: seen(row(), unmarked),
      expect: { calls: [mark], held: ['mainRouteTableRef DependencyNotFound'] },
    },
    {
      name: 'another declared: the first is marked before the other takes its place',
      spec: ref,
      own,
      rows: seen(row(), unmarked, table('rtb-1')),
      expect: { calls: [mark, 'ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'] },
    },
    {
      name: 'another declared: takes its place in one call, a VPC is never without',
      spec: ref,
      own,
      rows: seen(row(), firstMain, table('rtb-1')),
      expect: {
        calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'],
        inputs: [{ AssociationId: 'assoc-rtb-0', RouteTableId: 'rtb-1' }],
      },
    },
    {
      name: 'another declared that lacks routes yet: that of a new VPC leads nowhere, so it takes its place',
      spec: { ...base, mainRouteTableRef: notUsable('rtb-1') },
      own,
      rows: seen(row(), firstMain, table('rtb-1')),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'] },
    },
    {
      name: 'another declared that lacks routes yet: a main table with a way out stays until then',
      spec: { ...base, mainRouteTableRef: notUsable('rtb-2') },
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), withWayOut, table('rtb-2')),
      expect: { held: ['mainRouteTableRef DependencyNotReady'], says: /rtb-2 is not usable yet/ },
    },
    {
      name: 'another declared that lacks routes yet, while the main one has been leaving for long: takes its place',
      spec: { ...base, mainRouteTableRef: notUsable('rtb-2') },
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), withWayOut, table('rtb-2')),
      overdue: ['rtb-1'],
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-1 → rtb-2 (Interrupts)'] },
    },
    {
      name: 'another declared that is complete: takes the place of one with a way out',
      spec: { ...base, mainRouteTableRef: usable('rtb-2') },
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), withWayOut, table('rtb-2')),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-1 → rtb-2 (Interrupts)'] },
    },
    {
      name: 'as declared, the mark of the first lost: the declared one is not taken for the first',
      spec: ref,
      own,
      rows: seen(row(), table('rtb-0'), table('rtb-1', { main: true })),
      expect: {},
    },
    {
      name: 'another declared that lies elsewhere: is reported',
      spec: ref,
      own,
      rows: seen(row(), firstMain),
      expect: { held: ['mainRouteTableRef DependencyNotReady'], says: /one of its own/ },
    },
    {
      name: 'drift: another hand made another table main',
      spec: base,
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-9', { main: true })),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-9 → rtb-0 (Interrupts)'] },
    },
    {
      name: 'unset: the first one takes its place again',
      spec: base,
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-1', { main: true })),
      expect: { calls: ['ReplaceRouteTableAssociation mainRouteTableRef rtb-1 → rtb-0 (Interrupts)'] },
    },
    {
      name: 'whose grant was withdrawn: stays',
      spec: { ...base, mainRouteTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(row(), table('rtb-0', { marked: true }), table('rtb-1', { main: true })),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: is not made main anew',
      spec: { ...base, mainRouteTableRef: withdrawn('rtb-1') },
      own,
      rows: seen(row(), firstMain, table('rtb-1')),
      expect: { held: ['mainRouteTableRef ReferenceNotGranted'] },
    },
    {
      name: 'of an adopted VPC: is not marked while nothing is declared of it',
      spec: {},
      adopted: true,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, unmarked)],
      expect: {},
    },
    {
      name: 'of an adopted VPC: is marked before it gives way',
      spec: { mainRouteTableRef: usable('rtb-1') },
      adopted: true,
      own,
      rows: [listed(vpcs, row()), listed(routeTables, unmarked, table('rtb-1'))],
      expect: { calls: [mark, 'ReplaceRouteTableAssociation mainRouteTableRef rtb-0 → rtb-1 (Interrupts)'] },
    },
  ]);
});
