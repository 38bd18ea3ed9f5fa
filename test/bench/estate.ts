// A settled estate for benches: many sample networks, made by the real controller in process and on a virtual clock, with
// no request limits on either side, because making them is not what is measured. Then that controller goes.
import { realClock } from '../../src/model/clock.ts';
import { GROUP, type KubeObject } from '../../src/model/object.ts';
import { production } from '../../src/model/settings.ts';
import type { Quotas } from '../../src/sandbox/aws/core/options.ts';
import { networkIn, type SampleName } from '../support/network.ts';
import { isReady, World } from '../sim/world.ts';

const HOUR_SECONDS = 3_600;
/** Part of the published limits while networks are made: so much that nothing waits. */
const UNLIMITED_SHARE = 10_000;
/** Networks whose objects are applied in the same moment: chosen, so that no queue grows very long. */
const APPLIED_TOGETHER = 50;

export async function settledEstate(networks: number, sample: SampleName): Promise<World> {
  const world = new World({
    seed: 11,
    settings: { ...production },
    aws: { quotas: quotasFor(networks), throttling: { enabled: false } },
  });
  const maker = world.start({ limitShare: UNLIMITED_SHARE });
  const started = realClock.monotonic();
  for (let i = 0; i < networks; i++) {
    world.cluster.createNamespace(`n${i}`);
    for (const object of networkIn(`n${i}`, sample)) await world.apply(object);
    if (i % APPLIED_TOGETHER === APPLIED_TOGETHER - 1) await settle(world);
  }
  await settle(world);
  // Afterwards no settling time is under way any more.
  await world.until(() => false, 2 * production.settlingBoundSeconds);
  maker.process.kill();
  world.aws.throttle.set({ enabled: true, scale: 1 });
  const seconds = ((realClock.monotonic() - started) / 1000).toFixed(0);
  process.stdout.write(`  ${world.objects().length} objects of ${networks} networks made in ${seconds} s\n`);
  return world;
}

async function settle(world: World): Promise<void> {
  const waiting = new Set<string>();
  const nameOf = ({ kind, metadata }: KubeObject) => `${kind}/${metadata.namespace}/${metadata.name}`;
  for (const object of world.objects()) if (!isReady(object)) waiting.add(nameOf(object));
  const stop = world.cluster.onChange(({ group, object }) => {
    if (group === GROUP && isReady(object as KubeObject)) waiting.delete(nameOf(object as KubeObject));
  });
  const isSettled = await world.until(() => waiting.size === 0, 6 * HOUR_SECONDS);
  stop();
  if (!isSettled) throw new Error(`${waiting.size} objects do not become Ready: ${[...waiting][0]}`);
}

function quotasFor(networks: number): Partial<Quotas> {
  return {
    vpcs: networks,
    internetGateways: networks,
    securityGroups: 100 * networks,
    addresses: 10 * networks,
    natGatewaysPerZone: 10 * networks,
    gatewayEndpoints: networks,
    networkInterfaces: 100 * networks,
  };
}
