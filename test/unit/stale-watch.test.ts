// The watch of one kind hangs: what people declare meanwhile is not known, so nothing of that kind is taken away.
import { describe, expect, it } from 'vitest';
import { production } from '../../src/model/settings.ts';
import { STALE_SECONDS } from '../../src/model/objects.ts';
import type { PointListener } from '../sim/process.ts';
import { object } from '../sim/scenario-kit.ts';
import { conditionOf, isReady, World } from '../sim/world.ts';
import { pass, region } from './attack-kit.ts';

const table = 'RouteTable/default/table';
const gateway = 'InternetGateway/default/igw';
const BY_HAND = '198.51.100.0/24';

/** A table whose watch has been silent for too long, with a route that somebody made by hand. */
async function silent() {
  let writes = 0;
  const onPoint: PointListener = (_process, { side }, moment) => {
    if (side === 'kube' && moment === 'before') writes += 1;
  };
  const world = new World({ seed: 3, settings: { ...production }, onPoint });
  const { process, controller } = world.start();
  const vpcRef = { name: 'net' };
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  await world.apply(object('InternetGateway', 'igw', { vpcRef }));
  await world.apply(object('RouteTable', 'table', { vpcRef }));
  const ready = () => [table, gateway].every((key) => isReady(world.get(key)));
  expect(await world.until(ready, 900)).toBe(true);
  await pass(world, 60);
  process.silence('routetables');
  await pass(world, STALE_SECONDS + 40);
  expect(controller.kube.store.staleSeconds('RouteTable')).toBeGreaterThan(STALE_SECONDS);
  return { world, process, writes: () => writes };
}

async function routeByHand(world: World): Promise<void> {
  await world.as('CreateRoute', {
    RouteTableId: world.get(table)?.status?.id,
    DestinationCidrBlock: BY_HAND,
    GatewayId: world.get(gateway)?.status?.id,
  });
}

const stands = (world: World) =>
  region(world)
    .routeTables.filter(() => true)
    .some(({ Routes }) => (Routes ?? []).some((route) => route.DestinationCidrBlock === BY_HAND));

describe('while the watch of route tables hangs', () => {
  it('a route by hand stays on a table that was paused meanwhile', async () => {
    const { world, writes } = await silent();
    await world.annotate(table, { 'vpcraft.dev/paused': 'true' });
    await routeByHand(world);
    const since = writes();
    await pass(world, 120);
    // Each is refused, because the object has changed: as often as a second asks, not as often as the API server answers.
    expect(writes() - since).toBeLessThan(140);

    expect(stands(world)).toBe(true);
  });

  it('says so, and takes the route away when the watch is back', async () => {
    const { world, process } = await silent();
    await routeByHand(world);
    await pass(world, 120);
    expect(stands(world)).toBe(true);
    expect(conditionOf(world.get(table), 'Synced')).toMatchObject({ status: 'False', reason: 'WatchStale' });
    expect(conditionOf(world.get(table), 'Ready')?.status).toBe('True');
    process.unsilence();

    expect(await world.until(() => !stands(world), 120)).toBe(true);
    expect(await world.until(() => isReady(world.get(table)), 60)).toBe(true);
  });
});

const list = 'ManagedPrefixList/default/list';

describe('while the watch of prefix lists hangs', () => {
  it('an entry by hand stays, although the call that would take it out is named a change', async () => {
    const world = new World({ seed: 3, settings: { ...production } });
    const { process } = world.start();
    const spec = { addressFamily: 'IPv4', maxEntries: 3, entries: [{ cidr: '192.0.2.0/24' }] };
    await world.apply(object('ManagedPrefixList', 'list', spec));
    expect(await world.until(() => isReady(world.get(list)), 900)).toBe(true);
    const cidrs = () => {
      const row = region(world).prefixLists.get(String(world.get(list)?.status?.id));
      return row?.versions[row.Version ?? 0]?.map(({ Cidr }) => Cidr);
    };
    process.silence('managedprefixlists');
    await pass(world, STALE_SECONDS + 40);
    await world.as('ModifyManagedPrefixList', {
      PrefixListId: world.get(list)?.status?.id,
      CurrentVersion: 1,
      AddEntries: [{ Cidr: BY_HAND }],
    });
    await pass(world, 600);
    expect(cidrs()).toContain(BY_HAND);
    expect(conditionOf(world.get(list), 'Synced')).toMatchObject({ status: 'False', reason: 'WatchStale' });
    process.unsilence();

    expect(await world.until(() => !cidrs()?.includes(BY_HAND), 900)).toBe(true);
  });
});
