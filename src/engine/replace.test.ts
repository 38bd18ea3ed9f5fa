import { describe, expect, it } from 'vitest';
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { HEALING_SIZE, netKind } from './fake-kind.ts';
import { fault, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
import { LONGEST_BETWEEN_LOOKS_MS } from './intent.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { presentPass } from './present.ts';

const recorded = { ids: { main: 'net-1' } };

async function visit(world: FakeWorld, before?: Pass): Promise<{ pass: Pass; outcome: Outcome }> {
  const pass = world.pass('Net/a/n', before);
  const outcome = await presentPass(pass);
  await report(pass, outcome, 0);
  return { pass, outcome };
}

function given(options: NetOptions, thing: Parameters<FakeWorld['thing']>[1] = {}): FakeWorld {
  const world = new FakeWorld();
  world.put(net({ record: recorded, ...options }));
  const { tags } = world.thing('net-1', thing);
  world.thing('net-1', { ...thing, tags: { ...tags, Name: 'n' } });
  return world;
}

function edit(world: FakeWorld, spec: object): void {
  const object = world.objects.get('Net/a/n') as KubeObject;
  const generation = (object.metadata.generation ?? 0) + 1;
  world.objects.set('Net/a/n', {
    ...object,
    spec: { ...object.spec, ...spec },
    metadata: { ...object.metadata, generation },
  });
}

function approve(world: FakeWorld, outcome: Outcome): void {
  const object = world.objects.get('Net/a/n') as KubeObject;
  const hash = outcome.is === 'planned' ? outcome.plan.hash : '';
  const marked = { ...object.metadata.annotations, [annotations.approvePlan]: hash };
  world.objects.set('Net/a/n', { ...object, metadata: { ...object.metadata, annotations: marked } });
}

describe('a thing that gives way to another', () => {
  it('after: the new one is there before the old one goes', async () => {
    const world = given({ spec: { size: 2, replaces: 'after' } });

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.operations()).toEqual(['CreateVpc', 'DeleteVpc']);
    expect([...world.things.keys()]).toEqual(['new-1']);
    expect(world.record()).toMatchObject({ ids: { main: 'new-1' }, former: [] });
  });

  it('not any more: what an earlier process may have made instead is still looked for, and goes', async () => {
    const world = new FakeWorld({ kind: netKind({ once: 'token' }) });
    const intent = { part: 'main', attempt: 1, token: 't', at: '', process: 'dead', replaces: 'net-1' };
    world.put(net({ record: { ...recorded, intent } }));
    const { tags } = world.thing('net-1');
    world.thing('net-1', { tags: { ...tags, Name: 'n' } });
    const first = await visit(world);
    const seconds = LONGEST_BETWEEN_LOOKS_MS / 1000;
    expect(first.outcome).toEqual({ is: 'settled', held: [], lookAgainSeconds: seconds });

    let last = first;
    for (let i = 0; i * seconds <= world.settings.otherProcessSeconds + seconds; i++) {
      await world.wait(seconds);
      last = await visit(world, last.pass);
    }
    expect(last.outcome).toEqual({ is: 'settled', held: [] });
    expect(world.record()).not.toHaveProperty('intent');
    expect(world.operations()).toEqual([]);
  });

  it('before: the old one goes first', async () => {
    const world = given({ spec: { size: 2, replaces: 'before' } });
    let last = await visit(world);
    for (let i = 0; i < 3 && last.outcome.is !== 'settled'; i++) last = await visit(world, last.pass);

    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
    expect([...world.things.keys()]).toEqual(['new-1']);
  });

  it.each(['after', 'before'])('%s: one approval is for the whole of it', async (replaces) => {
    const world = given({ spec: { size: 2, replaces, approval: 'Manual' } });
    const planned = await visit(world);
    approve(world, planned.outcome);
    let last = await visit(world, planned.pass);
    for (let i = 0; i < 3 && last.outcome.is === 'working'; i++) last = await visit(world, last.pass);

    expect(last.outcome.is).toBe('settled');
    expect([...world.things.keys()]).toEqual(['new-1']);
  });

  it('after: the old one stays while the new one is no better', async () => {
    const world = given({ spec: { size: 2, replaces: 'after' } });
    world.fail('DeleteVpc', fault('InternalError'));
    await visit(world);
    world.thing('new-1', { ...world.things.get('new-1'), state: 'failed' });

    expect((await visit(world)).outcome).toMatchObject({ is: 'refused', reason: 'Failed' });
    expect(world.things.has('net-1')).toBe(true);
  });

  it.each(['after', 'before'])(
    '%s: is not replaced again and again where AWS shows another thing than was asked for',
    async (replaces) => {
      const world = given({ spec: { size: 2, replaces } });
      const apply = world.aws.apply.bind(world.aws);
      world.aws.apply = (operation, input) =>
        apply(operation, operation === 'CreateVpc' ? { ...input, CidrBlock: '7' } : input);
      let last = await visit(world);
      for (let i = 0; i < 10; i++) last = await visit(world, last.pass);

      expect(last.outcome).toMatchObject({
        is: 'working',
        message: 'Waits until AWS shows the effect of CreateVpc.',
      });
      expect(world.operations().filter((one) => one === 'CreateVpc')).toHaveLength(1);
      expect([...world.things.keys()]).toEqual(['new-1']);
    },
  );

  it('is let go of when it lost its owner tags', async () => {
    const world = given({ spec: { size: 2, replaces: 'after' } });
    world.fail('DeleteVpc', fault('InternalError'));
    await visit(world);
    world.thing('net-1', { tags: {} });
    await visit(world);

    expect(world.things.has('net-1')).toBe(true);
    expect(world.record().former).toEqual([]);
    expect(world.events).toContain('LetGo');
  });

  it('goes in the next pass, or in the next process, when AWS did not answer', async () => {
    const world = given({ spec: { size: 2, replaces: 'after' } });
    world.fail('DeleteVpc', fault('InternalError'));
    expect((await visit(world)).outcome.is).toBe('faulted');

    expect((await visit(world)).outcome.is).toBe('settled');
    expect([...world.things.keys()]).toEqual(['new-1']);
  });
});

describe('a failed thing', () => {
  it('stays, and says why, as long as the same is declared', async () => {
    const world = given({}, { state: 'failed', size: 1 });
    await visit(world);

    expect((await visit(world)).outcome).toMatchObject({
      is: 'refused',
      reason: 'Failed',
      message: expect.stringContaining('no room for 1'),
    });
    expect(world.written).toEqual([]);
  });

  it('is made anew when something else is declared', async () => {
    const world = given({}, { state: 'failed', size: 1 });
    await visit(world);
    edit(world, { size: 2 });

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
  });

  it('is made anew when something else is referred to', async () => {
    const world = given({ spec: { routes: [{ netRef: { name: 'other' } }] } }, { state: 'failed', size: 1 });
    await visit(world);
    world.put(net({ name: 'other', record: { ids: { main: 'net-9' }, usable: true } }));

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
  });

  it('is made anew after a while where its cause may heal', async () => {
    const world = given({ spec: { size: HEALING_SIZE } }, { state: 'failed', size: HEALING_SIZE });
    const first = await visit(world);
    expect(first.outcome).toMatchObject({ is: 'waiting', reason: 'Failed', seconds: 60 });
    await world.wait(61);

    expect((await visit(world, first.pass)).outcome.is).toBe('settled');
    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
  });

  it('waits twice as long each time', async () => {
    const world = given({ spec: { size: HEALING_SIZE } }, { state: 'failed', size: HEALING_SIZE });
    world.aws.bornAs = 'pending';
    const waits: (number | undefined)[] = [];
    let last = await visit(world);
    for (let i = 0; i < 9; i++) {
      if (last.outcome.is === 'waiting') waits.push(last.outcome.seconds);
      await world.wait(3601);
      last = await visit(world, last.pass);
      expect(last.outcome).toMatchObject({ is: 'waiting', settling: true });
      for (const [id, row] of world.things) world.things.set(id, { ...row, state: 'failed' });
      last = await visit(world, last.pass);
    }

    expect(waits).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it('gives way durably, so that a process that dies next does not take it for vanished', async () => {
    const world = given({ spec: { recreatePolicy: 'Never' } }, { state: 'failed', size: 1 });
    await visit(world);
    edit(world, { size: 2 });
    const { perform } = world.deps.writer;
    world.deps.writer.perform = async (...call) => {
      await perform(...call);
      throw new Error('the process died');
    };
    await expect(visit(world)).rejects.toThrow('the process died');
    world.deps.writer.perform = perform;

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.events).not.toContain('Vanished');
    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
  });

  it('goes under Manual only when a person approved it', async () => {
    const world = given({ spec: { approval: 'Manual' } }, { state: 'failed', size: 1 });
    await visit(world);
    edit(world, { size: 2 });
    const { outcome } = await visit(world);

    expect(outcome).toMatchObject({
      is: 'planned',
      plan: { changes: [{ from: 'net-1', risk: 'Destroys' }] },
    });
    expect(world.written).toEqual([]);
    approve(world, outcome);
    await visit(world);
    expect(world.operations()).toEqual(['DeleteVpc']);
  });

  describe('that AWS itself removed', () => {
    it('stays failed as long as the same is declared, whose hand it was is known', async () => {
      const world = given({ spec: { recreatePolicy: 'Never' } }, { state: 'failed', size: 1 });
      await visit(world);
      world.things.delete('net-1');

      const { outcome } = await visit(world);
      expect(outcome).toMatchObject({ is: 'refused', reason: 'Failed' });
      expect(outcome).toMatchObject({ message: expect.stringContaining('no room for 1') });
      expect(world.events).not.toContain('Vanished');

      edit(world, { size: 2 });
      expect((await visit(world)).outcome.is).toBe('settled');
      expect(world.operations()).toEqual(['CreateVpc']);
    });

    it('is made anew after its back-off where its cause may heal', async () => {
      const world = given({ spec: { size: HEALING_SIZE } }, { state: 'failed', size: HEALING_SIZE });
      const first = await visit(world);
      world.things.delete('net-1');
      const second = await visit(world, first.pass);
      expect(second.outcome).toMatchObject({ is: 'waiting', reason: 'Failed', seconds: 60 });
      await world.wait(61);

      expect((await visit(world, second.pass)).outcome.is).toBe('settled');
      expect(world.operations()).toEqual(['CreateVpc']);
    });
  });

  it('that was adopted is never made anew', async () => {
    const world = given({ record: { ...recorded, adopted: true } }, { state: 'failed', size: 1 });
    await visit(world);
    edit(world, { size: 2 });

    expect((await visit(world)).outcome).toMatchObject({ is: 'refused', reason: 'Failed' });
    expect(world.written).toEqual([]);
  });

  it('that nobody can delete is not found again, and is forgotten with AWS', async () => {
    const world = given({}, { state: 'failed', size: 1 });
    await visit(world);
    edit(world, { size: 2 });
    world.fail('DeleteVpc', fault('Net.Dead'));

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.record()).toMatchObject({
      ids: { main: 'new-1' },
      former: [{ part: 'main', id: 'net-1', goes: 'itself' }],
    });
    expect(world.operations()).toEqual(['DeleteVpc', 'CreateVpc']);
    world.things.delete('net-1');
    await visit(world);
    expect(world.record().former).toEqual([]);
  });
});
