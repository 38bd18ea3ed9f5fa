// What the controller costs its own machine at rest: the part of one core that 100 settled networks take, and the memory
// that 10,000 objects take, also after a crash. Real time, real HTTP, production's settings, the process as it is shipped.
import { realClock, sleep } from '../../src/model/clock.ts';
import { GROUP, type KubeObject } from '../../src/model/object.ts';
import { production } from '../../src/model/settings.ts';
import { ended, metricOf } from '../support/controller-process.ts';
import { isReady } from '../sim/world.ts';
import { type EstateStage, estateStage, untilAllSettled } from './estate-process.ts';
import type { Figure } from './figure.ts';

const MEASURED_SECONDS = 120;
/** Whatever a fresh process does once, its first sweep included, is over by then. */
const WARM_SECONDS = 1.5 * production.sweepSeconds;
const MOST_CPU_PERCENT = 2;
const CPU_NETWORKS = 100;
/** 22 objects each. */
const MEMORY_NETWORKS = 455;
const MOST_MEGABYTES = 300;
const RESTART_SECONDS = 60;
const PATIENCE_SECONDS = 300;
const SAMPLE_MS = 1_000;

export async function restingCPU(): Promise<readonly Figure[]> {
  const estate = await estateStage(CPU_NETWORKS, 'reference-network');
  try {
    const { urls, startController } = estate.stage;
    const child = await startController();
    await untilAllSettled(estate, child, PATIENCE_SECONDS);
    await sleep(realClock, WARM_SECONDS * 1000);
    const before = await metricOf(urls.health, 'process_cpu_seconds_total');
    const started = realClock.monotonic();
    await sleep(realClock, MEASURED_SECONDS * 1000);
    const used = (await metricOf(urls.health, 'process_cpu_seconds_total')) - before;
    const seconds = (realClock.monotonic() - started) / 1000;
    return [
      {
        name: `CPU time at rest, ${CPU_NETWORKS} networks, part of one core`,
        value: (100 * used) / seconds,
        unit: '%',
        atMost: MOST_CPU_PERCENT,
      },
    ];
  } finally {
    await estate.clear();
  }
}

export async function memory(): Promise<readonly Figure[]> {
  const estate = await estateStage(MEMORY_NETWORKS, 'reference-network');
  const { stage, world } = estate;
  const watched = watchReady(estate);
  try {
    const objects = world.objects().length;
    const first = await stage.startController();
    const firstMemory = watchMemory(stage.urls.health);
    await untilAllSettled(estate, first, PATIENCE_SECONDS);
    await sleep(realClock, 2 * production.sweepSeconds * 1000);
    const resting = await firstMemory.end();
    await ended(first, 'SIGKILL');
    const second = await stage.startController();
    const secondMemory = watchMemory(stage.urls.health);
    const seconds = await untilAllSettled(estate, second, PATIENCE_SECONDS);
    await sleep(realClock, Math.max(WARM_SECONDS, RESTART_SECONDS - seconds) * 1000);
    const restarted = await secondMemory.end();
    const most = { unit: 'MB', atMost: MOST_MEGABYTES };
    return [
      { name: `most memory (RSS), ${objects} objects, first process`, value: resting.most, ...most },
      { name: 'most memory of the process after the crash', value: restarted.most, ...most },
      { name: 'its memory at the end', value: restarted.last, ...most },
      {
        name: `objects not Ready at any time, or after ${RESTART_SECONDS} s of the second process`,
        value: watched.lost(),
        unit: 'objects',
        atMost: 0,
      },
      // Of these, 15 s are the lease of the process that was killed.
      {
        name: 'until the second process looked at every object itself',
        value: seconds,
        unit: 's',
        atMost: RESTART_SECONDS,
      },
      {
        name: 'writes to objects in Kubernetes, status included',
        value: watched.writes(),
        unit: 'writes',
        atMost: 0,
      },
      { name: 'writes to AWS', value: watched.awsWrites(), unit: 'calls', atMost: 0 },
      { name: 'longest pause of the event loop', value: restarted.pauseMs, unit: 'ms' },
    ];
  } finally {
    await estate.clear();
  }
}

/** Sees every version of every object, not only the last. */
function watchReady({ world }: EstateStage) {
  const since = world.aws.ledger.next;
  const lost = new Set<string>();
  let writes = 0;
  world.cluster.onChange(({ group, object }) => {
    if (group !== GROUP) return;
    writes += 1;
    const one = object as KubeObject;
    if (!isReady(one)) lost.add(`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`);
  });
  return {
    lost: () => lost.size + world.objects().filter((one) => !isReady(one)).length,
    writes: () => writes,
    awsWrites: () => world.aws.ledger.count({ mutating: true, since }),
  };
}

/** Megabytes of 10^6 bytes, as the process tells them. */
function watchMemory(health: string) {
  let most = 0;
  let last = 0;
  let isEnding = false;
  const watching = (async () => {
    while (!isEnding) {
      last = (await metricOf(health, 'process_resident_memory_bytes')) / 1e6;
      most = Math.max(most, last);
      await sleep(realClock, SAMPLE_MS);
    }
  })();
  return {
    async end() {
      isEnding = true;
      await watching;
      const pauseMs = (await metricOf(health, 'vpcraft_event_loop_longest_pause_seconds')) * 1000;
      return { most, last, pauseMs };
    },
  };
}
