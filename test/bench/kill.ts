// The peer's way to break: ten networks are being created, the controller is killed with SIGKILL ten times at random, the
// answers to writes come 300 ms late. Real HTTP, the sandbox's windows, a lease of 3 s. Nothing may be there twice, and
// everything must be Ready within one window and 60 s after the last kill. A controller leads some 3 s after its start, when
// the lease of the one before ends: the kills come from before that to the midst of its work, and what stood then is told.
import { realClock, sleep } from '../../src/model/clock.ts';
import { sandbox } from '../../src/model/settings.ts';
import { SeededRandom } from '../../src/model/virtual-clock.ts';
import { networkIn, type SampleName } from '../support/network.ts';
import { ended } from '../support/controller-process.ts';
import { duplicates, longestPauseMs, objectsOf, owned, readyOf, setStage } from '../support/stage.ts';
import type { Figure } from './figure.ts';

const NETWORKS = 10;
/** Far above what ten networks hold of anything. */
const QUOTA = 100;
const KILLS = 10;
const LATE_MS = 300;
/** When a controller is killed, milliseconds after it answers for the first time; chosen. */
const KILL_MS = { from: 500, to: 5_500 };

export async function killed(sample: SampleName, runs: number): Promise<readonly Figure[]> {
  let extra = 0;
  let slowest = 0;
  let pause = 0;
  let objects = 0;
  let standing = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const result = await oneRun(run, sample);
    extra += result.extra;
    slowest = Math.max(slowest, result.seconds);
    pause = Math.max(pause, result.pause);
    objects = result.objects;
    standing = Math.min(standing, result.standing);
    process.stdout.write(
      `  run ${run + 1}: ${result.standing} things at the last kill, ${result.objects} objects Ready ${result.seconds.toFixed(1)} s after it, ${result.extra} extra\n`,
    );
  }
  const window = sandbox.otherProcessSeconds ?? 0;
  return [
    {
      name: `things there twice, ${runs} runs of ${objects} objects, ${KILLS} kills each`,
      value: extra,
      unit: 'things',
      atMost: 0,
    },
    {
      name: 'things in AWS at the last kill, the fewest of a run',
      value: standing,
      unit: 'things',
      atLeast: 1,
    },
    { name: 'last kill → all Ready, the slowest run', value: slowest, unit: 's', atMost: window + 60 },
    { name: 'longest pause of the controller’s event loop', value: pause, unit: 'ms', atMost: 100 },
  ];
}

type Run = { extra: number; standing: number; seconds: number; pause: number; objects: number };

async function oneRun(seed: number, sample: SampleName): Promise<Run> {
  const random = new SeededRandom(seed);
  const stage = await setStage({
    quotas: { vpcs: QUOTA, internetGateways: QUOTA, addresses: QUOTA, natGatewaysPerZone: QUOTA },
  });
  try {
    await stage.installDefinitions();
    stage.aws.faults.add({ operation: '*', kind: 'delay', delayMs: LATE_MS, mutating: true });
    let controller = await stage.startController();
    for (let i = 0; i < NETWORKS; i++) {
      stage.cluster.createNamespace(`n${i}`);
      for (const object of networkIn(`n${i}`, sample)) stage.create(object);
    }
    for (let i = 0; i < KILLS; i++) {
      await sleep(realClock, KILL_MS.from + random.next() * (KILL_MS.to - KILL_MS.from));
      await ended(controller, 'SIGKILL');
      controller = await stage.startController();
    }
    const last = realClock.monotonic();
    const standing = owned(stage).length;
    while (objectsOf(stage).some((object) => readyOf(object)?.status !== 'True')) {
      // A process that loses its lease ends, and Kubernetes starts another one.
      if (controller.exitCode !== null) controller = await stage.startController();
      if (realClock.monotonic() - last > 240_000) {
        const stuck = objectsOf(stage).filter((object) => readyOf(object)?.status !== 'True');
        throw new Error(
          `${stuck.length} objects are stuck: ${stuck
            .slice(0, 3)
            .map((object) => `${object.kind}/${object.metadata.name} ${JSON.stringify(readyOf(object))}`)
            .join('; ')}`,
        );
      }
      await sleep(realClock, 100);
    }
    const seconds = (realClock.monotonic() - last) / 1000;
    return {
      extra: duplicates(stage).length,
      standing,
      seconds,
      pause: await longestPauseMs(stage),
      objects: objectsOf(stage).length,
    };
  } finally {
    await stage.clear();
  }
}
