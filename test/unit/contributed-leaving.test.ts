// A contributed item whose object is deleted: it is said to be gone when it is.
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, type World } from '../sim/world.ts';
import { inPlace, key, object, own, ports, rest, web } from './contributed-kit.ts';

describe('a contributed item that is deleted', () => {
  const toNobody = (port: number) => ({
    ingress: [
      { protocol: 'tcp', fromPort: port, toPort: port, peers: [{ securityGroupRef: { name: 'none' } }] },
    ],
  });
  const blockedBy = (world: World, of = key) => conditionOf(world.get(of), 'DeletionBlocked')?.message;

  it('is not said to be gone while an item that cannot be resolved keeps it, and goes afterwards', async () => {
    const world = await inPlace();
    await world.apply(web(toNobody(80)));
    await rest(world);
    await world.delete(key);
    await world.until(() => false, 900);

    expect(ports(world)).toEqual([80]);
    expect(blockedBy(world)).toMatch(
      /ingress\[tcp\/80-80\/10\.1\.0\.0\/16\] stays while .*none does not exist/,
    );
    await world.apply(web());
    expect(await world.until(() => world.get(key) === undefined, 60)).toBe(true);
    expect(ports(world)).toEqual([]);
  });

  it('is not held up by what an item that cannot be resolved keeps of another', async () => {
    const world = await inPlace();
    await world.apply(web(own(22)));
    await rest(world);
    await world.apply(web(toNobody(22)));
    await rest(world);
    await world.delete(key);

    expect(await world.until(() => world.get(key) === undefined, 60)).toBe(true);
    expect(ports(world)).toEqual([22]);
  });

  it('and that is a route to a prefix list, stays while another list of the table is not known', async () => {
    const world = await inPlace();
    const table = (routes: readonly object[]) =>
      object('RouteTable', 'table', { vpcRef: { name: 'net' }, routes });
    const to = (list: string) => ({
      destination: `managedprefixlist/${list}`,
      internetGatewayRef: { name: 'igw' },
    });
    const mine = keyOf('RouteTableRoute', NAMESPACE, 'mine');
    const entries = [{ cidr: '198.51.100.0/24' }];
    await world.apply(object('InternetGateway', 'igw', { vpcRef: { name: 'net' } }));
    await world.apply(object('ManagedPrefixList', 'offices', { addressFamily: 'IPv4', entries }));
    await world.apply(table([]));
    await world.apply(
      object('RouteTableRoute', 'mine', { routeTableRef: { name: 'table' }, ...to('offices') }),
    );
    expect(await world.until(() => isReady(world.get(mine)), 120)).toBe(true);
    const stands = () =>
      world.aws
        .region(ACCOUNT, REGION)
        .routeTables.filter(() => true)
        .some(({ Routes }) => Routes.some((route) => route.DestinationPrefixListId !== undefined));
    expect(stands()).toBe(true);

    await world.apply(table([to('none')]));
    await rest(world);
    await world.delete(mine);
    await world.until(() => false, 600);
    expect(stands()).toBe(true);
    expect(blockedBy(world, mine)).toContain('ManagedPrefixList none does not exist');

    await world.apply(table([]));
    expect(await world.until(() => world.get(mine) === undefined, 60)).toBe(true);
    expect(stands()).toBe(false);
  });
});
