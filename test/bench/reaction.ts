// How long an idle controller takes from an accepted apply to its first write to AWS, over real HTTP on loopback, and the
// longest pause of its event loop meanwhile.
import { realClock, sleep } from '../../src/model/clock.ts';
import { API_VERSION } from '../../src/model/object.ts';
import { longestPauseMs, objectsOf, readyOf, setStage, type Stage } from '../support/stage.ts';
import type { Figure } from './figure.ts';

const TRIES = 15;

export async function reaction(): Promise<readonly Figure[]> {
  const stage = await setStage({ quotas: { vpcs: TRIES } });
  try {
    await stage.installDefinitions();
    await stage.startController();
    const times: number[] = [];
    for (let i = 0; i < TRIES; i++) times.push(await oneTry(stage, i));
    times.sort((a, b) => a - b);
    return [
      {
        name: `apply → first AWS write, median of ${TRIES}`,
        value: times[Math.floor(TRIES / 2)] ?? Number.NaN,
        unit: 'ms',
        atMost: 100,
      },
      { name: 'the slowest', value: times.at(-1) ?? Number.NaN, unit: 'ms' },
      {
        name: 'longest pause of the controller’s event loop',
        value: await longestPauseMs(stage),
        unit: 'ms',
        atMost: 100,
      },
    ];
  } finally {
    await stage.clear();
  }
}

async function oneTry(stage: Stage, i: number): Promise<number> {
  await sleep(realClock, 300);
  const since = stage.aws.ledger.next;
  const started = realClock.monotonic();
  const name = `v${i}`;
  stage.create({
    apiVersion: API_VERSION,
    kind: 'VPC',
    metadata: { name, namespace: 'default' },
    spec: { cidrBlocks: [`10.${i}.0.0/16`] },
  });
  let first = stage.aws.ledger.query({ mutating: true, since })[0];
  while (first === undefined) {
    if (realClock.monotonic() - started > 10_000) throw new Error('no write within 10 s');
    await sleep(realClock, 1);
    first = stage.aws.ledger.query({ mutating: true, since })[0];
  }
  const took = first.atMs - started;
  while (objectsOf(stage).some((object) => readyOf(object)?.status !== 'True')) await sleep(realClock, 50);
  return took;
}
