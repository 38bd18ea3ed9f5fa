// Routes that AWS would refuse, and routes whose target is not there. https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
import { describe } from 'vitest';
import {
  type Case,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { routeTable } from './route-table.ts';
import type { RouteSpec, RouteTableSpec, RouteTableStatus } from './route-table.schema.ts';
import { own, vpcRef, made, seen, everywhere, one } from './fake-table.ts';

// https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
describe('a route that AWS would refuse', () => {
  const refused = (
    name: string,
    routes: readonly RouteSpec[],
    says: RegExp,
  ): Case<RouteTableSpec, RouteTableStatus> => ({
    name,
    spec: { vpcRef, routes: [...routes] },
    own,
    rows: seen(),
    expect: { refuses: 'InvalidSpec', field: `routes[${routes[0]?.destination}]`, says },
  });

  planTable(routeTable, [
    refused(
      'IPv6 through a NAT gateway',
      [{ destination: '::/0', natGatewayID: 'nat-1' }],
      /IPv4 destinations only/,
    ),
    refused(
      'IPv4 through an egress-only gateway',
      [{ destination: everywhere, egressOnlyInternetGatewayID: 'eigw-1' }],
      /IPv6 destinations only/,
    ),
    refused('without a target', [{ destination: everywhere }], /no target/),
    refused(
      'twice, written differently',
      [
        { destination: '2001:db8::/32', egressOnlyInternetGatewayID: 'eigw-1' },
        { destination: '2001:0db8::/32', transitGatewayID: 'tgw-1' },
      ],
      /stands twice/,
    ),
    refused(
      'into what AWS keeps for itself',
      [{ destination: '169.254.169.0/24', transitGatewayID: 'tgw-1' }],
      /169\.254\.168\.0\/22/,
    ),
    refused(
      'into what AWS keeps for itself, IPv6',
      [{ destination: 'fd00:ec2::254/128', transitGatewayID: 'tgw-1' }],
      /fd00:ec2::\/32/,
    ),
    {
      name: 'not: a wider one around what AWS keeps',
      spec: one({ destination: '169.254.0.0/16', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[169.254.0.0/16] null → tgw-1'] },
    },
    {
      name: 'not: NAT64 through a NAT gateway',
      spec: one({ destination: '64:ff9b::/96', natGatewayID: 'nat-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[64:ff9b::/96] null → nat-1'] },
    },
    {
      name: 'within the VPC through what lies outside: is reported, the others are made',
      spec: {
        vpcRef,
        routes: [
          { destination: '10.1.8.0/24', internetGatewayRef: usable('igw-1') },
          { destination: everywhere, internetGatewayRef: usable('igw-1') },
        ],
      },
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[0.0.0.0/0] null → igw-1'],
        held: ['routes[10.1.8.0/24] InvalidSpec'],
        says: /10\.1\.0\.0\/16 of the VPC itself/,
      },
    },
    {
      name: 'not: within the VPC through an interface',
      spec: one({ destination: '10.1.8.0/24', networkInterfaceID: 'eni-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[10.1.8.0/24] null → eni-1'] },
    },
  ]);
});

describe('a route whose target', () => {
  const to = (internetGatewayRef: ReturnType<typeof usable>) => ({
    vpcRef,
    routes: [
      { destination: everywhere, internetGatewayRef },
      { destination: '10.9.0.0/16', transitGatewayID: 'tgw-1' },
    ],
  });
  const other = 'CreateRoute routes[10.9.0.0/16] null → tgw-1';
  const there = made(everywhere, { GatewayId: 'igw-1' });

  planTable(routeTable, [
    {
      name: 'does not exist: is reported, the others are made',
      spec: to(missing('InternetGateway shop')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotFound'] },
    },
    {
      name: 'does not exist any more: what is there stays',
      spec: to(missing('InternetGateway shop')),
      own,
      rows: seen(there),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotFound'] },
    },
    {
      name: 'is not usable yet: is not made as a black hole',
      spec: to(notUsable('igw-1')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotReady'] },
    },
    {
      name: 'is not usable any more: what is there stays',
      spec: to(notUsable('igw-1')),
      own,
      rows: seen(there),
      expect: { calls: [other] },
    },
    {
      name: 'is another that is not usable yet: the old one is not replaced by it',
      spec: to(notUsable('igw-2')),
      own,
      rows: seen(there),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotReady'] },
    },
    {
      name: 'is not granted any more: what is there stays',
      spec: to(withdrawn('igw-1')),
      own,
      rows: seen(there),
      expect: { calls: [other] },
    },
    {
      name: 'is not granted any more: is not made anew',
      spec: to(withdrawn('igw-1')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] ReferenceNotGranted'] },
    },
  ]);
});
