// Routes whose destination is a prefix list, named by an object, by its id, or contributed; and routes to egress-only internet
// gateways. https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists-referencing.html
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
import { routeTable } from './route-table.ts';

const vpcRef = usable('vpc-1');
const office = { destination: 'managedprefixlist/office', internetGatewayRef: usable('igw-1') };
const inText = { 'routes[0].destination': usable('pl-1') };
const own = 'rtb-1';
const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' };
const listRoute = (more: object = {}) => ({
  DestinationPrefixListId: 'pl-1',
  GatewayId: 'igw-1',
  Origin: 'CreateRoute',
  ...more,
});
const table = (...routes: object[]) => [
  listed(routeTables, { RouteTableId: own, VpcId: 'vpc-1', Routes: [local, ...routes] }),
];

describe('a route for a prefix list', () => {
  planTable(routeTable, [
    {
      name: 'is made by the id of the list that it names',
      spec: { vpcRef, routes: [office] },
      inText,
      own,
      rows: table(),
      expect: {
        calls: ['CreateRoute routes[pl-1] null → igw-1'],
        inputs: [{ RouteTableId: own, DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1' }],
      },
    },
    {
      name: 'is made for a raw id',
      spec: { vpcRef, routes: [{ ...office, destination: 'pl-0123456789abcdef0' }] },
      own,
      rows: table(),
      expect: { calls: ['CreateRoute routes[pl-0123456789abcdef0] null → igw-1'] },
    },
    {
      name: 'is settled where it is',
      spec: { vpcRef, routes: [office] },
      inText,
      own,
      rows: table(listRoute()),
      expect: {},
    },
    {
      name: 'is replaced in place when its target changes',
      spec: { vpcRef, routes: [office] },
      inText,
      own,
      rows: table(listRoute({ GatewayId: 'igw-2' })),
      expect: {
        calls: ['ReplaceRoute routes[pl-1] igw-2 → igw-1 (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1' }],
      },
    },
    {
      name: 'is removed when it is not declared',
      spec: { vpcRef, routes: [] },
      own,
      rows: table(listRoute()),
      expect: {
        calls: ['DeleteRoute routes[pl-1] igw-1 → null (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationPrefixListId: 'pl-1' }],
      },
    },
    {
      name: 'is held under the written name while the list does not exist',
      spec: { vpcRef, routes: [office] },
      inText: { 'routes[0].destination': missing('ManagedPrefixList office') },
      own,
      rows: table(),
      expect: { held: ['routes[managedprefixlist/office] DependencyNotFound'] },
    },
    {
      name: 'is held while the list is being made',
      spec: { vpcRef, routes: [office] },
      inText: { 'routes[0].destination': notUsable('pl-1') },
      own,
      rows: table(),
      expect: { held: ['routes[pl-1] DependencyNotReady'], says: /pl-1 is not usable yet/ },
    },
    {
      name: 'stays when the grant for the list is withdrawn, and is not made anew',
      spec: { vpcRef, routes: [office] },
      inText: { 'routes[0].destination': withdrawn('pl-1') },
      own,
      rows: table(listRoute()),
      expect: {},
    },
    {
      name: 'is not made when the grant for the list is withdrawn',
      spec: { vpcRef, routes: [office] },
      inText: { 'routes[0].destination': withdrawn('pl-1') },
      own,
      rows: table(),
      expect: { held: ['routes[pl-1] ReferenceNotGranted'] },
    },
    {
      name: 'stands once, whether the list is named by its object or its id',
      spec: { vpcRef, routes: [office, { ...office, destination: 'pl-0123456789abcdef0' }] },
      inText: { 'routes[0].destination': usable('pl-0123456789abcdef0') },
      own,
      rows: table(),
      expect: { refuses: 'InvalidSpec', field: 'routes[pl-0123456789abcdef0]', says: /stands twice/ },
    },
    {
      name: 'of a gateway endpoint is left alone',
      spec: { vpcRef, routes: [] },
      own,
      rows: table({ DestinationPrefixListId: 'pl-9', GatewayId: 'vpce-1', Origin: 'CreateRoute' }),
      expect: {},
    },
    {
      name: 'to a gateway load balancer endpoint is ours where it is declared',
      spec: { vpcRef, routes: [{ destination: 'managedprefixlist/office', vpcEndpointID: 'vpce-2' }] },
      inText,
      own,
      rows: table({ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', Origin: 'CreateRoute' }),
      expect: { calls: ['ReplaceRoute routes[pl-1] vpce-1 → vpce-2 (Interrupts)'] },
    },
    {
      name: 'is shown in the preview of a new table',
      spec: { vpcRef, routes: [office] },
      inText,
      expect: { calls: ['CreateRouteTable vpcRef null → vpc-1'], later: ['routes[pl-1] null → igw-1'] },
    },
  ]);
});

const outbound = { destination: '::/0', egressOnlyInternetGatewayRef: usable('eigw-1') };

describe('a route to an egress-only internet gateway', () => {
  planTable(routeTable, [
    {
      name: 'is made for IPv6',
      spec: { vpcRef, routes: [outbound] },
      own,
      rows: table(),
      expect: {
        calls: ['CreateRoute routes[::/0] null → eigw-1'],
        inputs: [
          { RouteTableId: own, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' },
        ],
      },
    },
    {
      name: 'is made for the raw id of one',
      spec: { vpcRef, routes: [{ destination: '::/0', egressOnlyInternetGatewayID: 'eigw-2' }] },
      own,
      rows: table(),
      expect: { calls: ['CreateRoute routes[::/0] null → eigw-2'] },
    },
    {
      name: 'is settled where it is',
      spec: { vpcRef, routes: [outbound] },
      own,
      rows: table({
        DestinationIpv6CidrBlock: '::/0',
        EgressOnlyInternetGatewayId: 'eigw-1',
        Origin: 'CreateRoute',
      }),
      expect: {},
    },
    {
      name: 'takes no IPv4',
      spec: { vpcRef, routes: [{ ...outbound, destination: '0.0.0.0/0' }] },
      own,
      rows: table(),
      expect: { refuses: 'InvalidSpec', field: 'routes[0.0.0.0/0]', says: /IPv6 destinations only/ },
    },
    {
      name: 'is held while the gateway is not there',
      spec: { vpcRef, routes: [{ ...outbound, egressOnlyInternetGatewayRef: missing('out') }] },
      own,
      rows: table(),
      expect: { held: ['routes[::/0] DependencyNotFound'] },
    },
    {
      name: 'is held while the gateway is not attached',
      spec: { vpcRef, routes: [{ ...outbound, egressOnlyInternetGatewayRef: notUsable('eigw-1') }] },
      own,
      rows: table(),
      expect: { held: ['routes[::/0] DependencyNotReady'] },
    },
  ]);
});
