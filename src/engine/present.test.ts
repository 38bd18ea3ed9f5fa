import { describe, expect, it } from 'vitest';
import { annotations, FINALIZER, tagKeys } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { ACCOUNT, fault, net, type NetOptions, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
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

function change(world: FakeWorld, more: { spec?: object; annotations?: object; generation?: number }): void {
  const object = world.objects.get('Net/a/n') as KubeObject;
  world.objects.set('Net/a/n', {
    ...object,
    spec: { ...object.spec, ...more.spec },
    metadata: {
      ...object.metadata,
      generation: more.generation ?? object.metadata.generation ?? 1,
      annotations: { ...object.metadata.annotations, ...more.annotations },
    },
  });
}

function hashOf(outcome: Outcome): string {
  if (outcome.is !== 'planned') throw new Error(`expected a question, not ${outcome.is}`);
  return outcome.plan.hash;
}

describe('a pass over a wanted object', () => {
  it.each<[string, NetOptions, object | undefined, string, readonly string[]]>([
    ['makes what is missing', {}, undefined, 'settled', ['CreateVpc']],
    ['leaves what is as declared', { record: recorded }, { tags: undefined }, 'settled', []],
    [
      'changes what differs',
      { record: recorded, spec: { size: 2 } },
      {},
      'settled',
      ['AssociateVpcCidrBlock'],
    ],
    ['paused: does nothing', { annotations: { [annotations.paused]: 'true' } }, undefined, 'paused', []],
    ['Preview: plans only', { spec: { managementPolicy: 'Preview' } }, undefined, 'planned', []],
    ['Manual: plans only', { spec: { approval: 'Manual' } }, undefined, 'planned', []],
    ['refuses reserved tags', { spec: { tags: { 'vpcraft.dev/owner': 'me' } } }, undefined, 'refused', []],
    ['refuses reserved tags of AWS', { spec: { tags: { 'AWS:x': 'y' } } }, undefined, 'refused', []],
    ['waits for its parent', { spec: { parentRef: { name: 'none' } } }, undefined, 'waiting', []],
  ])('%s', async (_what, options, thing, end, writes) => {
    const world = new FakeWorld();
    world.put(net({ finalizers: [], ...options }));
    if (thing !== undefined) {
      const { tags } = world.thing('net-1');
      world.thing('net-1', { tags: { ...tags, Name: 'n' } });
    }

    const { outcome } = await visit(world);

    expect(outcome.is).toBe(end);
    expect(world.operations()).toEqual(writes);
  });

  it('has finalizer, placement and intent before anything exists', async () => {
    const world = new FakeWorld();
    world.put(net({ finalizers: [] }));
    let before: KubeObject | undefined;
    world.meanwhile = () => {
      before ??= world.objects.get('Net/a/n');
    };
    await visit(world);

    expect(before?.metadata.finalizers).toEqual([FINALIZER]);
    expect(before?.metadata.annotations?.[annotations.placement]).toBe('/111111111111/eu-west-1');
    expect(before?.status?.record).toMatchObject({ intent: { part: 'main', attempt: 1, process: 'p1' } });
  });

  it.each<[string, NetOptions]>([
    ['makes something', { record: {} }],
    ['changes something', { record: { ids: { main: 'net-1' }, set: ['size'] }, spec: { size: 2 } }],
    [
      'adopts something',
      { record: { ids: { main: 'net-1' }, adopted: true }, spec: { adopt: { id: 'net-1' } } },
    ],
  ])('remembers where the object lives before it %s', async (_what, options) => {
    const world = new FakeWorld();
    world.put(net(options));
    const { tags } = world.thing('net-1', { key: options.record?.ids === undefined ? 'Net/a/m' : 'Net/a/n' });
    if (options.record?.adopted === true) world.thing('net-1', { tags: {} });
    else world.thing('net-1', { tags: { ...tags, Name: 'n' } });
    const places: unknown[] = [];
    world.meanwhile = () => void places.push(world.record().place);
    await visit(world);

    expect(places[0]).toBe('/111111111111/eu-west-1');
  });

  it('makes anew what vanished, once its absence is proven', async () => {
    const world = new FakeWorld();
    world.put(net({ record: recorded }));
    world.unproven.add('net-1');
    expect((await visit(world)).outcome).toMatchObject({ is: 'waiting', keepReady: true });
    expect(world.written).toEqual([]);
    world.unproven.clear();

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.record().ids.main).toBe('new-1');
    expect(world.events).toContain('Vanished');
  });

  it('finds by its tags what a lost record forgot', async () => {
    const world = new FakeWorld();
    world.put(net());
    const { tags } = world.thing('net-1');
    world.thing('net-1', { tags: { ...tags, Name: 'n', [tagKeys.adopted]: 'true' } });

    expect((await visit(world)).outcome.is).toBe('settled');
    expect(world.record()).toMatchObject({ ids: { main: 'net-1' }, adopted: true });
    expect(world.written).toEqual([]);
  });

  it('tries again after a fault', async () => {
    const world = new FakeWorld();
    world.put(net({ record: {} }));
    world.fail('CreateVpc', fault('VpcLimitExceeded', { disposition: 'denied' }));
    const first = await visit(world);
    expect(first.outcome.is).toBe('faulted');
    expect(world.record().intent).toBeUndefined();

    expect((await visit(world, first.pass)).outcome.is).toBe('settled');
  });
});

describe('a plan that waits', () => {
  it('holds up no tags', async () => {
    const wait = { is: 'wait', reason: 'Pending', message: 'somebody must accept', seconds: 60 } as const;
    const world = new FakeWorld({ kind: { ...netKind(), plan: () => wait } });
    world.put(net({ record: recorded, spec: { tags: { team: 'net' } } }));
    world.thing('net-1');

    expect((await visit(world)).outcome).toMatchObject({ is: 'waiting', message: 'somebody must accept' });
    expect(world.operations()).toEqual(['CreateTags']);
    expect(world.things.get('net-1')?.tags).toMatchObject({ team: 'net', Name: 'n' });
  });

  it('says why it waits also where the tags need approval', async () => {
    const wait = { is: 'wait', reason: 'Pending', message: 'somebody must accept', seconds: 60 } as const;
    const world = new FakeWorld({ kind: { ...netKind(), plan: () => wait } });
    world.put(net({ record: recorded, spec: { tags: { team: 'net' }, approval: 'Manual' } }));
    world.thing('net-1');

    expect((await visit(world)).outcome).toMatchObject({ is: 'waiting', message: 'somebody must accept' });
    expect(world.written).toEqual([]);
  });
});

describe('a raw id that may not be used', () => {
  const account = other(
    'AWSAccount',
    { name: 'prod' },
    { accountID: ACCOUNT, allowedNamespaces: { names: ['a'] }, defaultFor: ['a'] },
  );
  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['in an item', { routes: [{ netID: 'net-9' }] }, { is: 'settled', lookAgainSeconds: 300 }],
    ['that is waited for', { parentID: 'net-9' }, { is: 'waiting', seconds: 300 }],
    ['none', {}, { is: 'settled', lookAgainSeconds: undefined }],
  ])(
    '%s: is looked at again before the resync, because nobody tells of consent',
    async (_what, spec, expected) => {
      const kind = netKind();
      const world = new FakeWorld({ kind });
      world.put(account, net({ record: recorded, spec }));
      const { tags } = world.thing('net-1');
      world.thing('net-1', { tags: { ...tags, Name: 'n' } });
      const { outcome } = await visit(world);

      expect({ lookAgainSeconds: undefined, ...outcome }).toMatchObject(expected);
    },
  );
});

describe('a field that falls back to the default of EC2', () => {
  const adopted = { ...recorded, adopted: true };
  const given = (options: NetOptions, size: number) => {
    const world = new FakeWorld();
    world.put(net(options));
    const { tags } = world.thing('net-1');
    world.thing('net-1', { size, tags: { ...tags, [tagKeys.adopted]: 'true' } });
    return world;
  };
  const sizeOf = (world: FakeWorld) => world.things.get('net-1')?.size;

  it('does so although the object has never settled since it was set', async () => {
    const world = given({ record: adopted, spec: { size: 2, tags: { team: 'net' } } }, 1);
    world.fail('CreateTags', fault('InternalError'));
    expect((await visit(world)).outcome.is).toBe('faulted');
    expect(sizeOf(world)).toBe(2);

    change(world, { spec: { size: undefined, tags: undefined }, generation: 2 });
    await visit(world);
    expect(sizeOf(world)).toBe(0);
  });

  it('does so although the process died right after it was set', async () => {
    const world = given({ record: adopted, spec: { size: 2 } }, 1);
    const { perform } = world.deps.writer;
    world.deps.writer.perform = async (...call) => {
      await perform(...call);
      throw new Error('the process died');
    };
    await expect(visit(world)).rejects.toThrow('the process died');
    world.deps.writer.perform = perform;

    change(world, { spec: { size: undefined }, generation: 2 });
    await visit(world);
    expect(sizeOf(world)).toBe(0);
  });

  it('is left alone when it was only planned', async () => {
    const world = given({ record: adopted, spec: { size: 2, approval: 'Manual' } }, 1);
    expect((await visit(world)).outcome.is).toBe('planned');

    change(world, { spec: { size: undefined, approval: undefined }, generation: 2 });
    await visit(world);
    expect(sizeOf(world)).toBe(1);
  });

  it('does so although AWS showed an older picture first, and is left alone in the end', async () => {
    const world = given({ record: { ...adopted, set: ['size'] } }, 0);
    const first = await visit(world);
    expect(first.outcome.is).toBe('settled');
    world.thing('net-1', { ...world.things.get('net-1'), size: 2 });
    const second = await visit(world, first.pass);
    expect(sizeOf(world)).toBe(0);

    await world.wait(301);
    await visit(world, second.pass);
    expect(world.record().set).toEqual([]);
  });
});

describe('an approval', () => {
  const manual = (size: number) => ({ spec: { size, approval: 'Manual' } });
  const given = async () => {
    const world = new FakeWorld();
    world.put(net({ ...manual(2), record: recorded }));
    const { tags } = world.thing('net-1', { size: 1 });
    world.thing('net-1', { size: 1, tags: { ...tags, Name: 'n' } });
    const asked = await visit(world);
    change(world, { annotations: { [annotations.approvePlan]: hashOf(asked.outcome) } });
    world.fail('AssociateVpcCidrBlock', fault('InternalError'));
    const failed = await visit(world);
    expect(failed.outcome.is).toBe('faulted');
    return world;
  };

  it('holds over passes until it is carried out', async () => {
    const world = await given();
    await visit(world);

    expect(world.operations()).toEqual(['AssociateVpcCidrBlock', 'AssociateVpcCidrBlock']);
  });

  it('does not outlive an edit, even when the same change is declared again', async () => {
    const world = await given();
    change(world, { ...manual(3), generation: 2 });
    expect((await visit(world)).outcome.is).toBe('planned');
    change(world, { ...manual(2), generation: 3 });

    expect((await visit(world)).outcome.is).toBe('planned');
    expect(world.operations()).toEqual(['AssociateVpcCidrBlock']);
  });

  it('of another hash approves nothing, and the object says so', async () => {
    const world = new FakeWorld();
    const wrong = '0'.repeat(16);
    world.put(net({ ...manual(2), record: recorded, annotations: { [annotations.approvePlan]: wrong } }));
    world.thing('net-1');
    const { outcome } = await visit(world);

    const command = `kubectl annotate nets.vpcraft.dev n -n a vpcraft.dev/approve-plan=${hashOf(outcome)} --overwrite`;
    expect(outcome).toMatchObject({ is: 'planned', why: expect.stringContaining(command) });
    expect(outcome).toMatchObject({
      why: expect.stringContaining(`has the hash ${wrong}, which is of another`),
    });
    expect(world.written).toEqual([]);
  });

  it('holds although the object was previewed again in between', async () => {
    const world = await given();
    change(world, { spec: { size: 2, managementPolicy: 'Preview', approval: 'Manual' }, generation: 2 });
    expect((await visit(world)).outcome.is).toBe('planned');
    change(world, { spec: { size: 2, managementPolicy: 'Manage', approval: 'Manual' }, generation: 3 });
    await visit(world);

    expect(world.things.get('net-1')?.size).toBe(2);
  });
});
