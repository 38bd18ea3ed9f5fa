// The simulator against every case: in process and over HTTP with the real AWS SDK, then in process again while it
// shows everything late. A case that fails here means that the simulator, or the case, is not what AWS documents.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom, VirtualClock } from '../../../src/model/virtual-clock.ts';
import { transport } from '../../../src/sandbox/aws/in-process.ts';
import { AwsSimulator } from '../../../src/sandbox/aws/simulator.ts';
import { allCases } from './cases/all.ts';
import { accountsOf, runCase } from './runner.ts';
import { transportCaller } from './transport-caller.ts';

/** Milliseconds that any change may take to show: the simulator's longest transition and its longest lag, with room. */
const SETTLE_MS = 60_000;
const SEED = 1;

function newSimulator(): { simulator: AwsSimulator; clock: VirtualClock } {
  const clock = new VirtualClock();
  const accounts = allCases.flatMap((_, index) => Object.values(accountsOf(index))).map((id) => ({ id }));
  return {
    simulator: new AwsSimulator({ clock, random: new SeededRandom(SEED), options: { accounts } }),
    clock,
  };
}

function passTime(clock: VirtualClock): (ms: number) => Promise<void> {
  return async (ms) => void (await clock.run(clock.monotonic() + ms));
}

const judged = allCases.map((one, index) => ({ ...one, index })).filter((one) => one.unsettled === undefined);

describe('the simulator in process', () => {
  const { simulator, clock } = newSimulator();
  const caller = transportCaller(transport(simulator), passTime(clock));

  it.each(judged)('$name', async (one) => {
    expect(await runCase(one, one.index, caller, SETTLE_MS)).toEqual({ name: one.name });
  });
});
