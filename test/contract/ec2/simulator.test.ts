// The simulator against every case: in process, in process while it shows everything late, and over HTTP with the real
// AWS SDK. A case that fails here means that the simulator, or the case, is not what AWS documents.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom, VirtualClock } from '../../../src/model/virtual-clock.ts';
import { SANDBOX_LAG_BOUND_MS, type SimulatorSetup } from '../../../src/sandbox/aws/core/options.ts';
import { type AwsServer, startAwsServer } from '../../../src/sandbox/aws/http/server.ts';
import { transport } from '../../../src/sandbox/aws/in-process.ts';
import { AwsSimulator } from '../../../src/sandbox/aws/simulator.ts';
import { pagination } from './case.ts';
import { allCases } from './cases/all.ts';
import { type Accounts, accountsOf, runCase } from './runner.ts';
import { type SdkCaller, sdkCaller } from './sdk-caller.ts';
import { transportCaller } from './transport-caller.ts';

/** Milliseconds that any change may take to show: the simulator's longest transition and its longest lag, with room. */
const SETTLE_MS = 60_000;
const SEED = 1;
/** Up to the bound of the sandbox, for everything that can be late. */
const LATE = {
  ids: [0, SANDBOX_LAG_BOUND_MS],
  tags: [0, SANDBOX_LAG_BOUND_MS],
  attributes: [0, SANDBOX_LAG_BOUND_MS],
  deletions: [0, SANDBOX_LAG_BOUND_MS],
} as const;
const ACCESS_KEY = 'AKIACONTRACT';

const judged = allCases
  .map((one, index) => ({ ...one, accounts: accountsOf(index) }))
  .filter((one) => one.unsettled === undefined);

type World = { simulator: AwsSimulator; wait: (ms: number) => Promise<void> };

/** On a clock that moves only while a case waits; no time on the way, as nothing moves the clock during a call. */
function newWorld(options: SimulatorSetup['options'] = {}): World {
  const clock = new VirtualClock();
  const accounts = judged.flatMap(({ accounts: own }) =>
    Object.values(own).map((id) => ({ id, accessKeys: keysOf(own, id) })),
  );
  const random = new SeededRandom(SEED);
  const simulator = new AwsSimulator({
    clock,
    random,
    options: { ...options, accounts, latency: { answer: [0, 0] } },
  });
  return { simulator, wait: async (ms) => void (await clock.run(clock.monotonic() + ms)) };
}

function keysOf(accounts: Accounts, id: string): string[] {
  return accounts === judged[0]?.accounts && id === accounts.home ? [ACCESS_KEY] : [];
}

describe('the simulator in process', () => {
  const { simulator, wait } = newWorld();
  const caller = transportCaller(transport(simulator), wait);

  it.each(judged)('$name', async (one) => {
    expect(await runCase(one, one.accounts, { caller, settleMs: SETTLE_MS })).toEqual({ name: one.name });
  });
});

/** Without the cases about pages: a list that is still changing has no last page to count on. */
describe('the simulator in process, showing everything late', () => {
  const { simulator, wait } = newWorld({ lag: LATE });
  const caller = transportCaller(transport(simulator), wait);

  it.each(judged.filter(({ page }) => page !== pagination))('$name', async (one) => {
    expect(await runCase(one, one.accounts, { caller, settleMs: SETTLE_MS })).toEqual({ name: one.name });
  });
});

describe('the simulator over HTTP', () => {
  let server: AwsServer;
  let caller: SdkCaller;
  const { simulator, wait } = newWorld();
  beforeAll(async () => {
    server = await startAwsServer({ simulator });
    caller = { ...sdkCaller(server.url, ACCESS_KEY), wait };
  });
  afterAll(async () => {
    caller.close();
    await server.close();
  });

  it.each(judged)('$name', async (one) => {
    expect(await runCase(one, one.accounts, { caller, settleMs: SETTLE_MS })).toEqual({ name: one.name });
  });
});
