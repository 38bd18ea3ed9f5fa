// What a hundred settled networks cost: AWS calls, writes and status writes of one hour, and how soon drift is put right.
// The real controller with production's settings on both halves of the sandbox, in process, on a virtual clock.
import { networkIn } from '../support/network.ts';
import { ACCOUNT, isReady, REGION, World } from '../sim/world.ts';
import { GROUP } from '../../src/model/object.ts';
import { production } from '../../src/model/settings.ts';
import type { Figure } from './figure.ts';

const HOUR_SECONDS = 3_600;
/** The bar: at most so many calls an hour for 100 networks. */
const MOST_CALLS = 1_000;
const DRIFT_SECONDS = 60;

export async function atRest(networks = 100): Promise<readonly Figure[]> {
  const world = await settledWorld(networks);
  const calls = world.aws.ledger.next;
  let changes = 0;
  const stopCounting = world.cluster.onChange(({ group }) => {
    if (group === GROUP) changes += 1;
  });
  await world.until(() => false, HOUR_SECONDS);
  stopCounting();
  const used = world.aws.ledger.next - calls;
  const writes = world.aws.ledger.count({ mutating: true, since: calls });
  const drift = await slowestRepair(world);
  return [
    {
      name: `AWS calls in an hour at rest, ${networks} networks`,
      value: used,
      unit: 'calls',
      atMost: MOST_CALLS,
    },
    { name: 'AWS writes in that hour', value: writes, unit: 'calls', atMost: 0 },
    {
      name: 'writes to objects in Kubernetes in that hour, status included',
      value: changes,
      unit: 'writes',
      atMost: 0,
    },
    { name: 'slowest of 10 drifts, until it was put right', value: drift, unit: 's', atMost: DRIFT_SECONDS },
  ];
}

async function settledWorld(networks: number): Promise<World> {
  const world = new World({
    seed: 11,
    settings: { ...production },
    aws: { quotas: { vpcs: networks, internetGateways: networks, securityGroups: 10_000 } },
  });
  for (let i = 0; i < networks; i++) {
    world.cluster.createNamespace(`n${i}`);
    for (const object of networkIn(`n${i}`)) await world.apply(object);
  }
  world.start();
  const ready = await world.until(() => world.objects().every(isReady), 6 * HOUR_SECONDS);
  if (!ready) throw new Error('the networks do not become Ready');
  await world.until(() => false, 2 * production.settlingBoundSeconds);
  return world;
}

/** Ten times another client deletes a route; the longest time until it is there again. */
async function slowestRepair(world: World): Promise<number> {
  let slowest = 0;
  for (let i = 0; i < 10; i++) {
    const tables = world.aws.region(ACCOUNT, REGION).routeTables;
    const table = tables.filter((row) =>
      row.Routes.some((route) => route.DestinationCidrBlock === '0.0.0.0/0'),
    )[i * 7];
    if (table === undefined) throw new Error('no table with a default route');
    await world.until(() => false, 17);
    await world.as('DeleteRoute', { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
    const started = world.clock.monotonic();
    const isBack = () =>
      tables.get(table.RouteTableId)?.Routes.some((route) => route.DestinationCidrBlock === '0.0.0.0/0') ??
      false;
    if (!(await world.until(isBack, HOUR_SECONDS)))
      throw new Error(`the route of ${table.RouteTableId} never came back`);
    slowest = Math.max(slowest, (world.clock.monotonic() - started) / 1000);
  }
  return slowest;
}
