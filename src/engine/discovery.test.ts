// In a cluster built anew from its manifests the objects have new uids and no record: what is theirs stands in the way.
import { describe, expect, it } from 'vitest';
import type { Input, Plan } from '../model/kind.ts';
import { netKind } from './fake-kind.ts';
import { net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { presentPass } from './present.ts';

const waits: Plan = { is: 'wait', reason: 'DependencyNotReady', message: 'net-1 has it', seconds: 5 };
const refuses: Plan = { is: 'refuse', reason: 'Conflict', message: 'there is one already' };

/** A kind that plans so as long as its thing is not there, and how often it was looked for by its key. */
function blocked(plan: Plan, spec = {}): { world: FakeWorld; looks: () => number } {
  const kind = netKind();
  const instead = (input: Input<unknown>, seen: { net: unknown }): Plan =>
    seen.net === undefined ? plan : kind.plan(input, seen);
  const world = new FakeWorld({ kind: { ...kind, plan: instead } });
  world.put(net({ finalizers: [], spec }));
  const { discover } = world.deps.reader;
  let looks = 0;
  world.deps.reader.discover = (...question) => {
    looks += 1;
    return discover(...question);
  };
  return { world, looks: () => looks };
}

async function visit(world: FakeWorld, before?: Pass): Promise<{ pass: Pass; outcome: Outcome }> {
  const pass = world.pass('Net/a/n', before);
  const outcome = await presentPass(pass);
  await report(pass, outcome, 0);
  return { pass, outcome };
}

describe('a plan that makes nothing, for a thing that is not recorded', () => {
  it.each<[string, Plan]>([
    ['waits', waits],
    ['refuses', refuses],
    ['only holds', { is: 'settled', held: [] }],
  ])('%s: is believed only when nothing carries the object’s key', async (_what, plan) => {
    const { world } = blocked(plan);
    world.thing('net-1', { uid: 'uid-before' });

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.record().ids).toEqual({ main: 'net-1' });
    expect(world.operations()).not.toContain('CreateVpc');
  });

  it('that is another living object’s stays a conflict', async () => {
    const { world } = blocked(waits);
    world.put(net({ name: 'alive', uid: 'uid-alive' }));
    world.thing('net-1', { uid: 'uid-alive' });

    expect((await visit(world)).outcome).toMatchObject({ is: 'refused', reason: 'Conflict' });
  });

  it('is looked behind once per generation, not in every pass', async () => {
    const { world, looks } = blocked(refuses);
    const first = await visit(world);
    const second = await visit(world, first.pass);
    expect([second.outcome.is, looks()]).toEqual(['refused', 1]);

    const { object } = second.pass;
    world.put({ ...object, metadata: { ...object.metadata, generation: 2 } });
    await visit(world, second.pass);
    expect(looks()).toBe(2);
  });

  it('is looked behind when what it names has an id, because it may wait for that alone', async () => {
    const { world, looks } = blocked(waits, { routes: [{ netRef: { name: 'other' } }] });
    const first = await visit(world);
    expect(looks()).toBe(0);

    world.put(net({ name: 'other', record: { ids: { main: 'net-9' } } }));
    await visit(world, first.pass);
    expect(looks()).toBe(1);
  });

  it.each(['Preview', 'Observe'])(
    'is not looked behind by one that may only %s',
    async (managementPolicy) => {
      const { world, looks } = blocked(refuses, { managementPolicy });
      await visit(world);
      expect(looks()).toBe(0);
    },
  );
});

it('what an older picture shows once more is not taken for made anew: the new one is made at once', async () => {
  const world = new FakeWorld();
  world.put(net({ record: { ids: { main: 'net-1' } } }));
  const stale = world.thing('net-1');
  world.things.clear();
  const { discover } = world.deps.reader;
  const answers = [[stale]];
  world.deps.reader.discover = async <R>(...question: Parameters<typeof discover<R>>) =>
    (answers.shift() as readonly R[] | undefined) ?? (await discover(...question));

  expect((await visit(world)).outcome.is).toBe('settled');
  expect(world.operations().filter((one) => one === 'CreateVpc')).toHaveLength(1);
  expect(world.record().ids).toEqual({ main: 'new-1' });
});
