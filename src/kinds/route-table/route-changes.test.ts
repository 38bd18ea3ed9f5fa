// The calls that change routes, as properties: whatever is declared and whatever is there, they end at the declaration, and
// what AWS put there stays.
import type { Route } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn } from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { routeTable } from './route-table.ts';
import type { RouteSpec } from './route-table.schema.ts';
import { own, vpcRef, local, made, table, everywhere } from './fake-table.ts';

/** What EC2 makes of a call, with its refusals. */
function applied(routes: readonly Route[], call: Action): readonly Route[] {
  if (
    call.operation !== 'CreateRoute' &&
    call.operation !== 'ReplaceRoute' &&
    call.operation !== 'DeleteRoute'
  )
    throw new Error(`unexpected ${call.operation}`);
  const { RouteTableId: _, DestinationCidrBlock: destination = '', ...target } = call.input;
  const at = routes.find(
    (route) => route.DestinationCidrBlock === destination && route.GatewayId !== 'vgw-1',
  );
  // RouteAlreadyExists, InvalidRoute.NotFound
  expect(at === undefined).toBe(call.operation === 'CreateRoute');
  const others = routes.filter((route) => route !== at);
  if (call.operation === 'DeleteRoute') return others;
  if ('LocalTarget' in target) return [...others, local];
  return [...others, { ...made(destination, target), Origin: at?.Origin ?? 'CreateRoute' }];
}

describe('whatever routes a table has and should have', () => {
  const destination = fc.constantFrom(everywhere, '10.9.0.0/16', '10.8.0.0/16', '10.1.0.0/16');
  const target = fc.constantFrom('eni-1', 'eni-2');
  const route = fc.record({ destination, networkInterfaceID: target });
  const routes = fc.uniqueArray(route, { selector: (one) => one.destination });
  const propagated = fc.subarray(['10.9.0.0/16', '10.7.0.0/16']);
  const observed = fc.tuple(routes, propagated).map(([own, vgw]): readonly Route[] => [
    ...(own.some((one) => one.destination === '10.1.0.0/16') ? [] : [local]),
    ...own.map((one) => ({
      ...made(one.destination, { NetworkInterfaceId: one.networkInterfaceID }),
      ...(one.destination === '10.1.0.0/16' ? { Origin: 'CreateRouteTable' as const } : {}),
    })),
    ...vgw.map((cidr) => ({
      DestinationCidrBlock: cidr,
      GatewayId: 'vgw-1',
      Origin: 'EnableVgwRoutePropagation' as const,
    })),
  ]);
  const planned = (wanted: readonly RouteSpec[], rows: readonly Route[]) =>
    planIn(routeTable, {
      spec: { vpcRef, routes: [...wanted] },
      own,
      rows: [listed(routeTables, { ...table(), Routes: [...rows] })],
    }).plan;

  it('planning against what the plan made of it is settled, and AWS’s own routes are there as before', () => {
    fc.assert(
      fc.property(routes, observed, (wanted, before) => {
        const after = callsOf(planned(wanted, before)).reduce(applied, before);
        expect(planned(wanted, after)).toEqual({ is: 'settled', held: [] });
        const foreign = (rows: readonly Route[]) => rows.filter((one) => one.GatewayId === 'vgw-1');
        expect(foreign(after)).toEqual(foreign(before));
        expect(after.filter((one) => one.DestinationCidrBlock === '10.1.0.0/16')).toHaveLength(1);
      }),
    );
  });

  it('the order in which EC2 lists them does not matter', () => {
    fc.assert(
      fc.property(routes, observed, (wanted, rows) => {
        expect(planned(wanted, rows.toReversed())).toEqual(planned(wanted, rows));
      }),
    );
  });
});
