// The calls that the sample network costs from nothing to Ready: exactly the writes that its file lists, and at most as
// many reads again. Virtual clock, so the figure is the same on every machine.
import { neededWrites, networkIn, type SampleName } from '../support/network.ts';
import { isReady, World } from '../sim/world.ts';
import { production } from '../../src/model/settings.ts';
import type { Durations } from '../../src/sandbox/aws/core/options.ts';
import { realDurations } from './durations.ts';
import type { Figure } from './figure.ts';

export type CreateCalls = {
  writes: Readonly<Record<string, number>>;
  needed: Readonly<Record<string, number>>;
  calls: number;
  seconds: number;
};

export async function createCalls(
  sample: SampleName = 'network',
  durations: Partial<Durations> = {},
): Promise<CreateCalls> {
  const world = new World({ seed: 5, settings: { ...production }, aws: { durations } });
  world.start();
  await world.until(
    () => world.running.every(({ controller }) => controller.isLeader() && controller.hasSynced()),
    60,
  );
  const since = world.aws.ledger.next;
  const started = world.clock.monotonic();
  for (const object of networkIn('default', sample)) await world.apply(object);
  if (!(await world.until(() => world.objects().every(isReady), 600)))
    throw new Error('the network does not become Ready');
  const seconds = (world.clock.monotonic() - started) / 1000;
  const writes: Record<string, number> = {};
  for (const entry of world.aws.ledger.query({ mutating: true, since }))
    writes[entry.operation] = (writes[entry.operation] ?? 0) + 1;
  return { writes, needed: neededWrites(sample), calls: world.aws.ledger.next - since, seconds };
}

export async function createFigures(): Promise<readonly Figure[]> {
  const slow = await createCalls('reference-network', realDurations);
  return [
    ...(await figuresOf('network')),
    ...(await figuresOf('reference-network')),
    {
      name: 'all calls, where NAT gateways take two minutes: looks and sweeps too',
      value: slow.calls,
      unit: 'calls',
    },
  ];
}

async function figuresOf(sample: SampleName): Promise<readonly Figure[]> {
  const { writes, needed, calls, seconds } = await createCalls(sample);
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return [
    { name: `writes to create the sample ${sample}`, value: sum(writes), unit: 'calls', atMost: sum(needed) },
    {
      name: 'all calls to create it (at most twice the writes)',
      value: calls,
      unit: 'calls',
      atMost: 2 * sum(needed),
    },
    { name: 'until Ready, virtual time, production settings', value: seconds, unit: 's' },
  ];
}
