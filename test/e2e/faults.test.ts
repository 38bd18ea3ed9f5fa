// Faults that others wrote: the controller as a process of its own reaches the EC2 simulator through microburst, which spoils
// every operation that the controller uses, while one of every kind is created, edited and deleted. The end must be the same
// as without it, nothing may exist twice at any moment, and nothing may be left.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/ec2/commands.ts';
import { sandbox } from '../../src/model/settings.ts';
import { difference, endState, idOfRow, livingRows, ownerOf, places, tableNames } from '../sim/end-state.ts';
import { CALM_LEASE } from '../support/controller-process.ts';
import { objectsOf, setStage, type Stage } from '../support/stage.ts';
import { findMicroburst, type Microburst, startMicroburst } from './microburst.ts';
import { rules, settled, spoiledIn, STEPS, twiceIn } from './spoiling.ts';
import { editedNetwork, wholeNetwork } from './whole-network.ts';

/** Shorter waits than elsewhere: an object whose every call fails in turn comes to the longest back-off. */
const SETTINGS = {
  ...sandbox,
  ...CALM_LEASE,
  sweepSeconds: 5,
  backoffFirstSeconds: 0.5,
  backoffLongestSeconds: 10,
};
const WAITS = {
  /** Longest wait for a step; chosen: many times what each takes. */
  patienceMs: 420_000,
  /** Longer than two sweeps. */
  quietMs: 12_000,
};
const proxy = await findMicroburst();
if ('reason' in proxy) process.stderr.write(`no faults of others: ${proxy.reason}\n`);

/** Ends of each step without any fault; every turn is compared with it. Undefined: that run did not come so far. */
const undisturbed = new Map(STEPS.map((step) => [step, Promise.withResolvers<string | undefined>()]));

/** The networks at the same time, each on a stage of its own; the steps of one in their order. */
const AT_ONCE = { concurrent: true };
const IN_ORDER = { concurrent: false };

describe.skipIf('reason' in proxy)('one of every kind', () => {
  describe('without faults', AT_ONCE, () => network(undefined));
  describe('while half of the operations fail before AWS acts, half after', AT_ONCE, () => network(0));
  describe('and the other way round', AT_ONCE, () => network(1));
});

function network(turn: 0 | 1 | undefined): void {
  let stage: Stage;
  let burst: Microburst | undefined;
  let over = false;
  const twice = new Set<string>();

  beforeAll(async () => {
    stage = await setStage({
      settings: SETTINGS,
      between: async (awsURL) => {
        if (turn === undefined || 'reason' in proxy) return awsURL;
        burst = await startMicroburst(proxy.path, awsURL);
        await burst.setRules(rules(turn));
        return burst.url;
      },
    });
    stage.aws.onChange(() => {
      for (const one of twiceIn(owners(stage))) twice.add(one);
    });
    await stage.installDefinitions();
    await keep();
  });
  // Started again whenever it ends, as Kubernetes does.
  const keep = async () => {
    const child = await stage.startController();
    child.on('exit', () => {
      if (!over) void keep();
    });
  };
  afterAll(async () => {
    over = true;
    if (turn === undefined) for (const { resolve } of undisturbed.values()) resolve(undefined);
    await stage.clear();
    await burst?.stop();
  });

  it.each(STEPS)('is %s', IN_ORDER, async (step) => {
    const objects = step === 'created' ? wholeNetwork : editedNetwork;
    const document = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    if (step === 'deleted') await stage.kubectl('delete', 'vpcraft', '--all', '--wait=false');
    else await stage.apply(document);
    await settled(stage, { isGone: step === 'deleted', writes: () => writesTo(stage), ...WAITS });

    expect([...twice]).toEqual([]);
    const end = endState(stage);
    if (turn === undefined) undisturbed.get(step)?.resolve(end);
    const wanted = (await undisturbed.get(step)?.promise) ?? 'the run without faults did not come so far';
    expect(objectsOf(stage)).toHaveLength(step === 'deleted' ? 0 : objects.length);
    expect(end === wanted ? '' : difference(wanted, end)).toBe('');
    if (step === 'deleted') expect(owners(stage)).toEqual([]);
  });

  if (turn !== undefined)
    it('had every operation that the controller used spoiled', IN_ORDER, async () => {
      const used = new Set(stage.aws.ledger.entries.map(({ operation }) => operation));
      const { operations, summary } = spoiledIn((await burst?.fired()) ?? []);
      process.stdout.write(`${summary}\n`);
      expect([...used].filter((one) => one in commands && !operations.has(one))).toEqual([]);
    });
}

/** Every living thing in AWS that has an owner: whose it is, and its id. */
function owners(stage: Stage): readonly { owner: string; id: string }[] {
  return places.flatMap((place) =>
    tableNames.flatMap((table) =>
      livingRows(stage, place, table).flatMap((row) => {
        const owner = ownerOf(row);
        return owner === undefined ? [] : [{ owner: `${owner} ${table}`, id: idOfRow(table, row) }];
      }),
    ),
  );
}

function writesTo(stage: Stage): number {
  return stage.aws.ledger.query({ mutating: true }).length;
}
