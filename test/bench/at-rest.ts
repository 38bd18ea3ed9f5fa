// What settled networks cost: AWS calls, writes and status writes of one hour, and how soon drift is put right. The real
// controller with production's settings on both halves of the sandbox, in process, on a virtual clock, with AWS's limits.
import type { SampleName } from '../support/network.ts';
import { ACCOUNT, REGION, type World } from '../sim/world.ts';
import { GROUP } from '../../src/model/object.ts';
import { production } from '../../src/model/settings.ts';
import { settledEstate } from './estate.ts';
import type { Figure } from './figure.ts';

const HOUR_SECONDS = 3_600;
const DRIFT_SECONDS = 60;
const DRIFTS = 10;
/** Rests for this long before it is counted: whatever a process asks after its start has been asked. */
const CALM_SECONDS = 2 * production.settlingBoundSeconds;

export type Rest = {
  sample: SampleName;
  networks: number;
  /** The bar: at most so many calls an hour. */
  mostCalls: number;
  /** Operations that the bar does not count. */
  besides?: readonly string[];
};

export async function atRest({
  sample,
  networks,
  mostCalls,
  besides = [],
}: Rest): Promise<readonly Figure[]> {
  const world = await settledEstate(networks, sample);
  world.start();
  await world.until(() => false, CALM_SECONDS);
  const since = world.aws.ledger.next;
  let changes = 0;
  const stopCounting = world.cluster.onChange(({ group }) => {
    if (group === GROUP) changes += 1;
  });
  await world.until(() => false, HOUR_SECONDS);
  stopCounting();
  const calls = world.aws.ledger.query({ since });
  const writes = calls.filter(({ mutating }) => mutating);
  const drift = await slowestRepair(world);
  const throttled = world.aws.ledger.count({ code: 'RequestLimitExceeded' });
  if (world.defects.length > 0) throw new Error(world.defects.join('\n'));
  process.stdout.write(`  by operation: ${byOperation(calls)}\n`);
  return [
    {
      name: `AWS calls in an hour at rest, ${networks} networks`,
      value: calls.filter(({ operation }) => !besides.includes(operation)).length,
      unit: 'calls',
      atMost: mostCalls,
    },
    ...besides.map((operation) => ({
      name: `${operation} in that hour, not counted above`,
      value: calls.filter((call) => call.operation === operation).length,
      unit: 'calls',
    })),
    { name: 'AWS writes in that hour', value: writes.length, unit: 'calls', atMost: 0 },
    {
      name: 'writes to objects in Kubernetes in that hour, status included',
      value: changes,
      unit: 'writes',
      atMost: 0,
    },
    { name: 'calls that AWS throttled', value: throttled, unit: 'calls', atMost: 0 },
    { name: 'slowest of 10 drifts, until it was put right', value: drift, unit: 's', atMost: DRIFT_SECONDS },
  ];
}

function byOperation(calls: readonly { operation: string }[]): string {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ');
}

/** Ten times another client deletes a route; the longest time until it is there again. */
async function slowestRepair(world: World): Promise<number> {
  let slowest = 0;
  for (let i = 0; i < DRIFTS; i++) {
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
