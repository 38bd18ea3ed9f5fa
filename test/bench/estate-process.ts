// A settled estate behind the sandbox's HTTP fronts, and the built controller, as it is shipped, as a process of its own
// that knows nothing of how the estate came about. From here on the world's virtual clock follows the real one.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock, sleep } from '../../src/model/clock.ts';
import type { VirtualClock } from '../../src/model/virtual-clock.ts';
import { metricOf, ROOT } from '../support/controller-process.ts';
import type { SampleName } from '../support/network.ts';
import { mustRun } from '../support/process.ts';
import { setStage, type Stage } from '../support/stage.ts';
import type { World } from '../sim/world.ts';
import { settledEstate } from './estate.ts';

/** Milliseconds between two looks of the following clock: far below any time that is measured here. */
const TICK_MS = 2;
const POLL_MS = 250;

export type EstateStage = { world: World; stage: Stage; clear(): Promise<void> };

export async function estateStage(networks: number, sample: SampleName): Promise<EstateStage> {
  await mustRun(process.execPath, [join(ROOT, '.ci/build.mjs'), '--quiet']);
  const world = await settledEstate(networks, sample);
  const stopClock = followRealTime(world.clock);
  const stage = await setStage({
    halves: { aws: world.aws, cluster: world.cluster, clusterID: world.settings.clusterID },
    settings: {},
    program: [join(ROOT, 'dist/vpcraft.mjs')],
    env: imageEnvironment(),
  });
  return {
    world,
    stage,
    async clear() {
      await stage.clear();
      await stopClock();
    },
  };
}

/** What the Dockerfile sets for memory, so that the process runs as in the image. */
function imageEnvironment(): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const setting = (name: string): string => {
    const [, quoted, bare] = new RegExp(`^ENV.* ${name}=(?:"([^"]*)"|(\\S+))`, 'm').exec(text) ?? [];
    const value = quoted ?? bare;
    if (value === undefined) throw new Error(`the Dockerfile does not set ${name}`);
    return value;
  };
  return { NODE_OPTIONS: setting('NODE_OPTIONS'), MALLOC_ARENA_MAX: setting('MALLOC_ARENA_MAX') };
}

/** @returns ends it */
function followRealTime(clock: VirtualClock): () => Promise<void> {
  const offset = clock.monotonic() - realClock.monotonic();
  let isStopped = false;
  const following = (async () => {
    while (!isStopped) {
      await clock.run(realClock.monotonic() + offset);
      await sleep(realClock, TICK_MS);
    }
  })();
  return () => {
    isStopped = true;
    return following;
  };
}

/** Seconds from now until the process has looked at every object and found it settled. */
export async function untilAllSettled(
  { stage, world }: EstateStage,
  child: ChildProcess,
  mostSeconds: number,
): Promise<number> {
  const started = realClock.monotonic();
  const secondsSince = () => (realClock.monotonic() - started) / 1000;
  const objects = Map.groupBy(world.objects(), ({ kind }) => kind);
  // Kind by kind: an object that is looked at again must not stand for one of another kind that was not.
  for (const [kind, { length }] of objects) {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the controller ended: see ${stage.logFile}`);
      const labels = [`kind="${kind}"`, 'result="settled"'];
      const settled = await metricOf(stage.urls.health, 'vpcraft_reconciles_total', ...labels).catch(() => 0);
      if (settled >= length) break;
      if (secondsSince() > mostSeconds)
        throw new Error(
          `only ${settled} of ${length} objects of ${kind} were looked at within ${mostSeconds} s`,
        );
      await sleep(realClock, POLL_MS);
    }
  }
  return secondsSince();
}
