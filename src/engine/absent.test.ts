import { describe, expect, it } from 'vitest';
import { annotations, FINALIZER, tagKeys } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { absentPass } from './absent.ts';
import { fault, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';

const recorded = { ids: { main: 'net-1' } };

function given(options: NetOptions = {}, thing: Parameters<FakeWorld['thing']>[1] = {}): FakeWorld {
  const world = new FakeWorld();
  world.put(net({ deleting: true, record: recorded, ...options }));
  world.thing('net-1', thing);
  return world;
}

function said(outcome: Outcome): string {
  return 'reason' in outcome ? `${outcome.is} ${outcome.reason}` : outcome.is;
}

/** Passes until one ends in something else than `working`, at most ten. */
async function deleted(world: FakeWorld, before?: Pass): Promise<string> {
  let pass = world.pass('Net/a/n', before);
  for (let i = 0; i < 10; i++) {
    const outcome = await absentPass(pass);
    if (outcome.is !== 'working') return said(outcome);
    pass = world.pass('Net/a/n', pass);
  }
  return 'still working';
}

function annotate(world: FakeWorld, added: Readonly<Record<string, string>>): void {
  const object = world.objects.get('Net/a/n') as KubeObject;
  const kept = object.metadata.annotations;
  world.put({ ...object, metadata: { ...object.metadata, annotations: { ...kept, ...added } } });
}

/** Answers every question of the deletion as long as it asks; says what it asked and how it ended. */
async function approved(world: FakeWorld): Promise<{ asked: readonly string[][]; end: string }> {
  const asked: string[][] = [];
  for (let i = 0; i < 5; i++) {
    const outcome = await absentPass(world.pass());
    if (outcome.is !== 'planned') return { asked, end: said(outcome) };
    asked.push(outcome.plan.changes.map(({ field, to, risk }) => `${field}→${String(to)} ${risk}`));
    annotate(world, { [annotations.approvePlan]: outcome.plan.hash });
  }
  return { asked, end: 'asks for ever' };
}

describe('deletion', () => {
  it.each<[string, NetOptions, string, readonly string[]]>([
    ['destroys what it owns', {}, 'gone', ['DeleteVpc']],
    ['Retain: takes the tags off', { spec: { deletionPolicy: 'Retain' } }, 'gone', ['DeleteTags']],
    ['adopted: takes the tags off', { record: { ...recorded, adopted: true } }, 'gone', ['DeleteTags']],
    [
      'adopted, Delete written: destroys',
      { record: { ...recorded, adopted: true }, spec: { deletionPolicy: 'Delete' } },
      'gone',
      ['DeleteVpc'],
    ],
    ['Observe: writes nothing', { spec: { managementPolicy: 'Observe' } }, 'gone', []],
    ['Preview: writes nothing', { spec: { managementPolicy: 'Preview' } }, 'gone', []],
    ['never managed: writes nothing', { record: {} }, 'gone', []],
    ['without our finalizer: writes nothing', { finalizers: [] }, 'gone', []],
    [
      'protected: held',
      { annotations: { [annotations.deletionProtection]: 'true' } },
      'blocked DeletionProtected',
      [],
    ],
    ['paused: held', { annotations: { [annotations.paused]: 'true' } }, 'blocked Paused', []],
    ['abandoned: writes nothing', { annotations: { [annotations.abandon]: 'net-1' } }, 'gone', []],
    [
      'another one abandoned: destroys',
      { annotations: { [annotations.abandon]: 'net-2' } },
      'gone',
      ['DeleteVpc'],
    ],
    [
      'abandoned while paused: lets go',
      { annotations: { [annotations.abandon]: 'net-1', [annotations.paused]: 'true' } },
      'gone',
      [],
    ],
    [
      'without an account: held',
      { spec: { accountRef: { name: 'none' } } },
      'blocked DependencyNotFound',
      [],
    ],
  ])('%s', async (_what, options, end, writes) => {
    const world = given(options);

    expect(await deleted(world)).toBe(end);
    expect(world.operations()).toEqual(writes);
    const finalizers = world.objects.get('Net/a/n')?.metadata.finalizers ?? [];
    expect(finalizers.includes(FINALIZER)).toBe(end !== 'gone');
  });

  it('says of an annotation to abandon another thing that it does nothing, and what would do', async () => {
    const world = given({ annotations: { [annotations.abandon]: 'net-2' } }, { tags: {} });

    const command = 'kubectl annotate nets.vpcraft.dev n -n a vpcraft.dev/abandon=net-1 --overwrite';
    expect(await absentPass(world.pass())).toMatchObject({
      is: 'blocked',
      message: expect.stringMatching(new RegExp(`says net-2, which does nothing: .*${command}`)),
    });
  });

  it.each([
    ["another object's tags", { key: 'Net/a/other' }],
    ['no owner tags', { tags: {} }],
  ])('does not touch what carries %s', async (_what, thing) => {
    const world = given({}, thing);

    expect(await deleted(world)).toBe('blocked NotOwned');
    expect(world.written).toEqual([]);
  });

  it('lets go of what carries foreign tags under Retain, without a write', async () => {
    const world = given({ spec: { deletionPolicy: 'Retain' } }, { key: 'Net/a/other' });

    expect(await deleted(world)).toBe('gone');
    expect(world.written).toEqual([]);
  });

  it('undoes links first', async () => {
    const world = given({}, { links: ['link-1', 'link-2'] });

    expect(await deleted(world)).toBe('gone');
    expect(world.operations()).toEqual(['DisassociateVpcCidrBlock', 'DisassociateVpcCidrBlock', 'DeleteVpc']);
  });

  it('names what is in the way', async () => {
    const world = given({}, { users: ['user-1'] });

    expect(await absentPass(world.pass())).toMatchObject({
      is: 'blocked',
      reason: 'DeletionBlocked',
      message: expect.stringContaining('user user-1 (somebody)'),
    });
  });

  it('takes "not found" for no proof', async () => {
    const world = given();
    world.fail('DeleteVpc', fault('Net.NotFound'));

    expect(await deleted(world)).toBe('waiting Deleting');
    expect(world.objects.get('Net/a/n')?.metadata.finalizers).toEqual([FINALIZER]);
  });

  it.each([
    ['dead already counts as gone when AWS shows it as failed', 'failed', 'gone'],
    ['dead already is a refusal when AWS shows it as living', 'available', 'faulted'],
  ])('%s', async (_what, state, end) => {
    const world = given({}, { state });
    world.fail('DeleteVpc', fault('Net.Dead'));

    expect(await deleted(world)).toBe(end);
    expect(world.objects.get('Net/a/n')?.metadata.finalizers).toEqual(end === 'gone' ? [] : [FINALIZER]);
  });

  it('does nothing when the object lives again or is another one', async () => {
    const world = given();
    const pass = world.pass();
    world.put(net({ uid: 'uid-other', record: recorded }));

    expect(await absentPass(pass)).toMatchObject({ is: 'conflict' });
    expect(world.written).toEqual([]);
  });

  it('waits for holders, and names them', async () => {
    const world = given();
    world.put(net({ name: 'holder', spec: { parentRef: { name: 'n' } } }));

    expect(await absentPass(world.pass())).toMatchObject({
      is: 'blocked',
      message: 'Still referred to by Net holder.',
    });
  });
});

describe('links that are let go of', () => {
  const spec = { size: 2, routes: [{ netRef: { name: 'other' } }] };
  const other = net({ name: 'other', deleting: true, record: { ids: { main: 'net-2' }, usable: true } });

  it('bring no other change with them that nobody has asked for any more', async () => {
    const world = given({ spec: { ...spec, deletionPolicy: 'Retain' } });
    world.put(other);

    expect(await deleted(world)).toBe('gone');
    expect(world.operations()).toEqual(['DeleteTags']);
  });
});

it('links of a retained thing that is not shown as ours are left alone, and block nothing for ever', async () => {
  const spec = { routes: [{ netRef: { name: 'other' } }], deletionPolicy: 'Retain' };
  const world = given({ spec }, { tags: {} });
  world.put(net({ name: 'other', deleting: true, record: { ids: { main: 'net-2' }, usable: true } }));
  const first = world.pass();
  expect(said(await absentPass(first))).toBe('waiting Deleting');
  await world.wait(300);

  expect(said(await absentPass(world.pass('Net/a/n', first)))).toBe('gone');
  expect(world.written).toEqual([]);
});

describe('a deletion under Manual approval', () => {
  const manual = { approval: 'Manual' };

  it.each<[string, NetOptions, Parameters<FakeWorld['thing']>[1], readonly string[], readonly string[]]>([
    ['of a thing', { spec: manual }, {}, ['metadata.deletionTimestamp→undefined Destroys'], ['DeleteVpc']],
    [
      'with links to undo',
      { spec: manual },
      { links: ['link-1'] },
      ['metadata.deletionTimestamp→undefined Destroys'],
      ['DisassociateVpcCidrBlock', 'DeleteVpc'],
    ],
    [
      'that retains',
      { spec: { ...manual, deletionPolicy: 'Retain' } },
      {},
      ['tags→released None'],
      ['DeleteTags'],
    ],
    [
      'of what was adopted',
      { spec: manual, record: { ...recorded, adopted: true } },
      {},
      ['tags→released None'],
      ['DeleteTags'],
    ],
  ])('%s asks exactly once', async (_what, options, thing, question, writes) => {
    const world = given(options, thing);

    expect(await approved(world)).toEqual({ asked: [question], end: 'gone' });
    expect(world.operations()).toEqual(writes);
  });

  it.each([
    ['there is nothing', { record: {}, spec: manual }],
    ['it is not ours any more', { spec: { ...manual, deletionPolicy: 'Retain' } }],
  ])('does not ask when %s', async (_what, options) => {
    const world = given(options, { tags: {} });
    const before = world.pass();
    await world.wait(300);

    expect(said(await absentPass(world.pass('Net/a/n', before)))).toBe('gone');
    expect(world.written).toEqual([]);
  });

  it.each([
    ['is no news for long when it leaves too', true, 600],
    ['is news soon when it stays', false, 15],
  ])('what holds it %s', async (_what, deleting, patienceSeconds) => {
    const world = given();
    world.put(net({ name: 'holder', spec: { parentRef: { name: 'n' } }, deleting }));

    expect(await absentPass(world.pass())).toMatchObject({ is: 'blocked', patienceSeconds });
  });

  it('does not ask while somebody holds it', async () => {
    const world = given({ spec: manual });
    world.put(net({ name: 'holder', spec: { parentRef: { name: 'n' } } }));

    expect((await approved(world)).end).toBe('blocked DeletionBlocked');
  });

  it('asks although the same change was approved of an older declaration', async () => {
    const world = given({ spec: manual });
    const first = await absentPass(world.pass());
    if (first.is !== 'planned') throw new Error('it asks');
    annotate(world, { [annotations.approvePlan]: first.plan.hash });
    world.fail('DeleteVpc', fault('InternalError'));
    expect(await absentPass(world.pass())).toMatchObject({ is: 'faulted' });
    const object = world.objects.get('Net/a/n') as KubeObject;
    const edited = { ...object.spec, tags: { team: 'net' } };
    world.put({ ...object, spec: edited, metadata: { ...object.metadata, generation: 2 } });

    expect(await absentPass(world.pass())).toMatchObject({ is: 'planned' });
    expect(world.things.has('net-1')).toBe(true);
  });
});

describe('letting go of what AWS shows without tags', () => {
  const retained: NetOptions = { spec: { deletionPolicy: 'Retain' } };

  it('takes them off as long as the picture may be older than they are', async () => {
    const world = given(retained, { tags: {} });

    expect(await deleted(world)).toBe('gone');
    const Tags = [
      { Key: tagKeys.cluster, Value: 'c1' },
      { Key: tagKeys.resource, Value: 'Net/a/n' },
      { Key: tagKeys.owner, Value: 'uid-n' },
    ];
    expect(world.written).toEqual([{ operation: 'DeleteTags', input: { Resources: ['net-1'], Tags } }]);
  });

  it('tries again when AWS does not know the thing yet', async () => {
    const world = given(retained, { tags: {} });
    world.fail('DeleteTags', fault('Net.NotFound', { disposition: 'gone' }));
    const first = world.pass();

    expect(said(await absentPass(first))).toBe('waiting Deleting');
    expect(said(await absentPass(world.pass('Net/a/n', first)))).toBe('gone');
    expect(world.operations()).toEqual(['DeleteTags', 'DeleteTags']);
  });
});

it('keeps the tags of others when it lets go', async () => {
  const world = given({ spec: { deletionPolicy: 'Retain' } });
  const thing = world.thing('net-1');
  world.thing('net-1', { tags: { ...thing.tags, cost: '7', [tagKeys.adopted]: 'true' } });
  await deleted(world);

  expect(world.things.get('net-1')?.tags).toEqual({ cost: '7' });
});
