import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { fault, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { presentPass } from './present.ts';

const clash = {
  codes: ['Net.Exists'],
  field: 'size',
  cure: 'choose a size that no other net has',
  index: 'size',
  key: ({ spec }: { spec: { size?: number } }) => String(spec.size),
  is: () => true,
};

/** AWS refuses each create as long as the other is there, whether it is shown or not. */
function given({ isShown }: { isShown: boolean }): FakeWorld {
  const world = new FakeWorld({ kind: netKind({ once: 'naturalKey', clash }) });
  world.put(net({ record: {}, spec: { size: 4 } }));
  if (isShown) world.thing('theirs', { size: 4, tags: {} });
  refuse(world);
  return world;
}

function refuse(world: FakeWorld): void {
  const faults = Array.from({ length: 1_000 }, () => fault('Net.Exists', { disposition: 'refused' }));
  world.fail('CreateVpc', ...faults);
}

async function visit(world: FakeWorld, before?: Pass): Promise<{ pass: Pass; outcome: Outcome }> {
  const pass = world.pass('Net/a/n', before);
  const outcome = await presentPass(pass);
  await report(pass, outcome, 0);
  return { pass, outcome };
}

/** A visit every 5 s; what it said, and the last pass. */
async function during(
  seconds: number,
  world: FakeWorld,
  before?: Pass,
): Promise<{ said: string[]; pass: Pass }> {
  const said: string[] = [];
  let last = before;
  for (let passed = 0; passed < seconds; passed += 5) {
    const { pass, outcome } = await visit(world, last);
    const now = 'reason' in outcome ? outcome.reason : outcome.is;
    if (said.at(-1) !== now) said.push(now);
    last = pass;
    await world.wait(5);
  }
  if (last === undefined) throw new Error('no time for a visit');
  return { said, pass: last };
}

const creates = (world: FakeWorld) =>
  world.operations().filter((operation) => operation === 'CreateVpc').length;

describe('a create that clashes with what somebody else has', () => {
  it.each([true, false])('is not repeated while it is looked whose it is (shown: %s)', async (isShown) => {
    const world = given({ isShown });

    expect((await during(300, world)).said).toEqual(['Creating']);
    expect(creates(world)).toBe(1);
  });

  it.each([true, false])(
    'is repeated twelve times an hour, and never taken back (shown: %s)',
    async (isShown) => {
      const world = given({ isShown });

      expect((await during(3_600, world)).said).toEqual(['Creating', 'Conflict']);
      expect(creates(world)).toBeLessThanOrEqual(12);
      expect(world.record().intent).toBeUndefined();
    },
  );

  it('is a Conflict at once for the process after it', async () => {
    const world = given({ isShown: true });
    await during(400, world);

    expect((await during(1_200, world)).said).toEqual(['Conflict']);
  });

  it('keeps the intent of the process before as long as its thing may be shown late', async () => {
    const world = given({ isShown: true });
    await during(400, world);
    const object = world.objects.get('Net/a/n') as KubeObject;
    const intent = { part: 'main', attempt: 9, token: 't', at: '', process: 'before' };
    const record = { ...(object.status?.record as object), intent };
    world.put({ ...object, status: { ...object.status, record } });

    const { pass, said } = await during(295, world);
    expect(said).toEqual(['Conflict']);
    expect(world.record().intent).toBeDefined();
    await during(30, world, pass);
    expect(world.record().intent).toBeUndefined();
  });

  it('is repeated as soon as the other is gone', async () => {
    const world = given({ isShown: true });
    const { pass } = await during(400, world);
    world.things.delete('theirs');
    world.failures.clear();

    expect((await during(10, world, pass)).said).toEqual(['settled']);
  });

  it('is made at once of another declaration', async () => {
    const world = given({ isShown: true });
    const { pass } = await during(400, world);
    const object = world.objects.get('Net/a/n') as KubeObject;
    world.put({ ...object, spec: { size: 5 }, metadata: { ...object.metadata, generation: 2 } });
    world.failures.clear();

    expect((await during(10, world, pass)).said).toEqual(['settled']);
  });

  it('is repeated soon once only, where the other is there although it is not shown any more', async () => {
    const world = given({ isShown: true });
    const { pass } = await during(400, world);
    world.things.delete('theirs');
    const before = creates(world);

    expect((await during(100, world, pass)).said).toEqual(['Conflict']);
    expect(creates(world) - before).toBe(1);
  });
});

describe('who has what is in the way', () => {
  const tags = (cluster: string) => ({ 'vpcraft.dev/cluster': cluster, 'vpcraft.dev/resource': 'Net/b/x' });
  it.each([
    ['nobody', {}, 'theirs, without this object.s owner tags: .*create one that adopts it'],
    ['nobody, by its name', { Name: 'old' }, 'theirs \\(old\\), without'],
    [
      'another object',
      tags('c1'),
      'theirs \\(Net/b/x\\), which another object has: choose .*, or delete that object$',
    ],
    ['another cluster', tags('c2'), 'theirs \\(Net/b/x of cluster c2\\), which another object has'],
  ])('%s', async (_what, given, says) => {
    const world = new FakeWorld({ kind: netKind({ once: 'naturalKey', clash }) });
    world.put(net({ record: {}, spec: { size: 4 } }));
    world.thing('theirs', { size: 4, tags: given });
    refuse(world);
    const { pass } = await during(400, world);

    expect((await visit(world, pass)).outcome).toMatchObject({
      reason: 'Conflict',
      message: expect.stringMatching(new RegExp(`in the way: ${says}`)),
    });
  });
});
