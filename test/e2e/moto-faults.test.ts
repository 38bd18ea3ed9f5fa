// Faults that others wrote, before an EC2 that others wrote: the controller reaches moto through microburst, which spoils every
// operation that a network on moto uses, while the network is created, edited and deleted. The end must be the same as
// without it, nothing may exist twice, and nothing may be left. moto ignores client tokens, so that nothing but the tags keeps
// a create whose answer was lost from being repeated. Left out are the kinds that moto cannot do at all (moto-gaps.ts).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/ec2/commands.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { Cluster } from '../../src/sandbox/cluster/cluster.ts';
import { findMoto, type Moto, startMoto } from '../support/moto.ts';
import { objectsOf, setStage, type Stage } from '../support/stage.ts';
import { difference, type PlacedRow, stateOf } from '../sim/end-state.ts';
import { findMicroburst, type Microburst, startMicroburst } from './microburst.ts';
import { disassociateFromDeletedSubnets, gaps } from './moto-gaps.ts';
import {
  type Client,
  clientOf,
  isOf,
  makeBucket,
  MOTO_NOISE,
  MOTO_SETTINGS,
  ownersIn,
  pictureOf,
} from './moto-picture.ts';
import { rules, settled, spoiledIn, STEPS, type Step, twiceIn } from './spoiling.ts';
import { editedNetwork, wholeNetwork } from './whole-network.ts';

/** Longest wait for a step; chosen: many times what it takes, also on a machine that does ten other things. */
const PATIENCE_MS = 420_000;
/** Longer than a sweep of the settings. */
const QUIET_MS = 5_000;
/** Milliseconds between two looks at whether anything is there twice. */
const LOOK_MS = 1_000;

const moto = await findMoto();
const proxy = await findMicroburst();
const reason = 'reason' in moto ? moto.reason : 'reason' in proxy ? proxy.reason : undefined;
if (reason !== undefined) process.stderr.write(`no faults before moto: ${reason}\n`);

const leftOut = new Set(
  gaps.flatMap(({ wholeKind, objects }) =>
    wholeKind ? objects.map((key) => key.slice(0, key.indexOf('/'))) : [],
  ),
);
/** The network without the kinds that moto cannot do, and without what names them. */
const onMoto = (network: typeof wholeNetwork) =>
  network
    .filter(({ kind }) => !leftOut.has(kind))
    .map((object) => ({
      ...object,
      spec: { ...object.spec, dhcpOptionsRef: undefined, networkACLRef: undefined },
    }));

type World = {
  name: string;
  stage: Stage;
  burst: Microburst | undefined;
  used: Set<string>;
  twice: Set<string>;
  ends: Map<Step, string>;
};

describe.skipIf(reason !== undefined)('a network on moto', () => {
  let server: Moto;
  let aws: Client;
  let worlds: readonly World[] = [];
  let over = false;
  let looking: Promise<void>;

  beforeAll(async () => {
    if ('reason' in moto || 'reason' in proxy) return;
    server = await startMoto(moto.path);
    aws = clientOf(server.url);
    await makeBucket(server.url, 'example-logs');
    worlds = await Promise.all([
      begin('undisturbed', undefined),
      begin('half-before', 0),
      begin('half-after', 1),
    ]);
    looking = lookForTwice();
  });
  afterAll(async () => {
    over = true;
    await looking;
    aws?.close();
    for (const { stage, burst } of worlds) {
      await stage.clear();
      await burst?.stop();
    }
    await server?.stop();
  });

  async function begin(name: string, turn: 0 | 1 | undefined): Promise<World> {
    let burst: Microburst | undefined;
    const setup = { clock: realClock, random: realRandom };
    const stage = await setStage({
      halves: { aws: new AwsSimulator(setup), cluster: new Cluster(setup), clusterID: name },
      settings: MOTO_SETTINGS,
      // moto stands in the simulator's place.
      between: async () => {
        if (turn === undefined || 'reason' in proxy) return server.url;
        burst = await startMicroburst(proxy.path, server.url);
        await burst.setRules(rules(turn));
        return burst.url;
      },
    });
    await stage.installDefinitions();
    await keep(stage);
    return { name, stage, burst, used: new Set(), twice: new Set(), ends: new Map() };
  }

  // Started again whenever it ends, as Kubernetes does: on a busy machine it may lose its lease of 3 s.
  async function keep(stage: Stage): Promise<void> {
    const child = await stage.startController();
    child.on('exit', () => {
      if (!over) void keep(stage);
    });
  }

  async function ours({ name }: World): Promise<readonly PlacedRow[]> {
    return (await pictureOf(aws)).filter((one) => isOf(name, one));
  }

  async function lookForTwice(): Promise<void> {
    while (!over) {
      const picture = await pictureOf(aws);
      for (const { name, twice } of worlds)
        for (const one of twiceIn(ownersIn(picture.filter((row) => isOf(name, row))))) twice.add(one);
      await sleep(realClock, LOOK_MS);
    }
  }

  async function go(world: World, step: Step): Promise<void> {
    const { stage } = world;
    const objects = onMoto(step === 'created' ? wholeNetwork : editedNetwork);
    const document = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    if (step === 'deleted') await stage.kubectl('delete', 'vpcraft', '--all', '--wait=false');
    else await stage.apply(document);
    const writes = async () => {
      if (step === 'deleted') await takeAway(world);
      return writesOf(world);
    };
    await settled(stage, {
      isGone: step === 'deleted',
      writes,
      quietMs: QUIET_MS,
      patienceMs: PATIENCE_MS,
    });
    expect(objectsOf(stage)).toHaveLength(step === 'deleted' ? 0 : objects.length);
    world.ends.set(
      step,
      stateOf(await ours(world), [...MOTO_NOISE, [new RegExp(world.name, 'g'), 'cluster']]),
    );
  }

  /** As AWS does by itself when a subnet is deleted (moto-gaps.ts). */
  async function takeAway(world: World): Promise<void> {
    for (const { table, row } of await ours(world))
      if (table === 'routeTables')
        await disassociateFromDeletedSubnets({ call: aws.call, id: String(row.RouteTableId) });
  }

  it.each(STEPS)('is %s, the same with faults and without', async (step) => {
    await Promise.all(worlds.map((world) => go(world, step)));

    const [undisturbed, ...spoiled] = worlds.map(({ ends }) => ends.get(step) ?? '');
    for (const end of spoiled) expect(end === undisturbed ? '' : difference(undisturbed ?? '', end)).toBe('');
    expect(undisturbed === '').toBe(step === 'deleted');
    expect(worlds.flatMap(({ twice }) => [...twice])).toEqual([]);
  });

  it('had every operation that the controller used spoiled', async () => {
    for (const { name, burst, used } of worlds) {
      if (burst === undefined) continue;
      const { operations, summary } = spoiledIn(await burst.fired());
      process.stdout.write(`${name}: ${summary}\n`);
      expect(used.size).toBeGreaterThan(0);
      expect([...used].filter((one) => one in commands && !operations.has(one))).toEqual([]);
    }
  });
});

/** Number of changes of AWS that its controller tried since it started; notes which operations it used. */
async function writesOf({ stage, used }: World): Promise<number> {
  const text = await fetch(`${stage.urls.health}/metrics`).then(
    (answer) => answer.text(),
    () => '', // it is being started again
  );
  const lines = text.split('\n').filter((line) => line.startsWith('vpcraft_aws_calls_total{'));
  const counts = lines.map((line) => ({
    operation: /operation="(\w+)"/.exec(line)?.[1] ?? '',
    count: Number(line.slice(line.lastIndexOf(' ') + 1)),
  }));
  for (const { operation } of counts) used.add(operation);
  return counts
    .filter(({ operation }) => !/^(Describe|Get)/.test(operation))
    .reduce((sum, { count }) => sum + count, 0);
}
