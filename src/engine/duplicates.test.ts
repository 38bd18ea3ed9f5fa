import { describe, expect, it } from 'vitest';
import { tagKeys } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { fault, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { presentPass } from './present.ts';

/** Its create was begun twice, as after an answer that was lost for longer than every window. */
const recorded = { ids: { main: 'net-2' }, tags: ['Name'], attempts: { main: 2 } };

/** A settled object with net-2, told that net-1 carries its tags too. */
function given(
  {
    object,
    thing,
    kept,
  }: {
    object?: NetOptions;
    thing?: Parameters<FakeWorld['thing']>[1];
    kept?: Parameters<FakeWorld['thing']>[1];
  } = {},
  kind = netKind(),
): FakeWorld {
  const world = new FakeWorld({ kind });
  world.put(net({ record: recorded, ...object }));
  const { tags } = world.thing('net-2', kept);
  world.thing('net-2', { ...kept, tags: { ...tags, Name: 'n' } });
  world.thing('net-1', thing);
  return world;
}

async function told(world: FakeWorld): Promise<void> {
  const pass = world.pass();
  pass.memo.suspects.push({ part: 'main', id: 'net-1' });
  await presentPass(pass);
}

describe('an empty duplicate', () => {
  it('is removed, with an event and a count', async () => {
    const world = given();
    await told(world);

    expect(world.written).toEqual([{ operation: 'DeleteVpc', input: { VpcId: 'net-1' } }]);
    expect([...world.things.keys()]).toEqual(['net-2']);
    expect(world.events).toEqual(['RemovedDuplicate']);
    expect(world.counts.get('vpcraft_duplicates_removed_total')).toBe(1);
  });

  it('is left when it is not there any more', async () => {
    const world = given();
    world.things.delete('net-1');
    await told(world);

    expect(world.written).toEqual([]);
  });

  it('is left for the next time when AWS does not answer', async () => {
    const world = given();
    world.fail('DeleteVpc', fault('InternalError'));
    await told(world);

    expect(world.things.has('net-1')).toBe(true);
    expect(world.lines.at(-1)?.message).toBe('a duplicate could not be removed');
  });
});

describe('what looks like a duplicate stays', () => {
  const owner = net().metadata.uid;
  const adoptedTag = (world: FakeWorld) => ({
    ...world.things.get('net-1')?.tags,
    [tagKeys.adopted]: 'true',
  });

  it.each<[string, Parameters<typeof given>[0], readonly string[]]>([
    ['when it is in use', { thing: { users: ['user-1'] } }, ['FoundDuplicates']],
    ['when something has to be undone first', { thing: { links: ['link-1'] } }, ['FoundDuplicates']],
    ['under Manual approval', { object: { spec: { approval: 'Manual' } } }, ['FoundDuplicates']],
    ['when it has another uid', { thing: { uid: 'uid-before' } }, []],
    ["when it carries another object's key", { thing: { key: 'Net/a/other', uid: owner } }, []],
    ['when it has no tags', { thing: { tags: {} } }, []],
    [
      'when its create was begun once',
      { object: { record: { ids: { main: 'net-2' } } } },
      ['FoundDuplicates'],
    ],
    ['when it leaves already', { thing: { state: 'deleting' } }, []],
    ['when the recorded one is not ready', { kept: { state: 'pending' } }, []],
  ])('%s', async (_what, options, events) => {
    const world = given(options);
    await told(world);

    expect(world.written).toEqual([]);
    expect(world.events).toEqual(events);
  });

  it('when it was adopted', async () => {
    const world = given();
    world.thing('net-1', { tags: adoptedTag(world) });
    await told(world);

    expect(world.written).toEqual([]);
  });

  it.each<[string, NetOptions]>([
    ['has recorded', { record: { ids: { main: 'net-1' } } }],
    ['replaces', { record: { former: [{ part: 'main', id: 'net-1', goes: 'ready' }] } }],
    ['adopts', { spec: { adopt: { id: 'net-1' } } }],
  ])('when another object %s it', async (_what, options) => {
    const world = given();
    world.put(net({ name: 'second', ...options }));
    await told(world);

    expect(world.written).toEqual([]);
  });

  it('when the recorded one is not seen', async () => {
    const world = given();
    const pass = world.pass();
    pass.memo.suspects.push({ part: 'main', id: 'net-1' });
    const discover = world.deps.reader.discover;
    world.deps.reader.discover = async (...question) =>
      (await discover(...question)).filter((row) => question[1].idOf(row) !== 'net-2');
    await presentPass(pass);

    expect(world.written).toEqual([]);
  });

  it('when its kind cannot tell whether it is in use', async () => {
    const { blockers: _cannot, ...kind } = netKind();
    const world = given({}, kind);
    await told(world);

    expect(world.written).toEqual([]);
    expect(world.events).toEqual(['FoundDuplicates']);
  });

  it('when EC2 itself tells a repeated create', async () => {
    const kind = netKind();
    const parts = kind.parts.map((part) => ({ ...part, create: { ...part.create, once: 'token' as const } }));
    const world = given({}, { ...kind, parts });
    await told(world);

    expect(world.written).toEqual([]);
    expect(world.events).toEqual(['FoundDuplicates']);
  });

  it.each<[string, (object: KubeObject) => KubeObject]>([
    ['is being deleted', (one) => ({ ...one, metadata: { ...one.metadata, deletionTimestamp: 'now' } })],
    ['is another one by now', (one) => ({ ...one, metadata: { ...one.metadata, uid: 'uid-other' } })],
    ['has recorded another id', () => net({ record: { ids: { main: 'net-9' } } })],
    [
      'has a create under way',
      () =>
        net({
          record: { ...recorded, intent: { part: 'main', attempt: 2, token: 't', at: '', process: 'p2' } },
        }),
    ],
  ])('when the object, read live, %s', async (_what, change) => {
    const world = given();
    const { read } = world.deps.objects;
    world.deps.objects.read = async (key) => {
      const object = await read(key);
      return object === undefined ? undefined : change(object);
    };
    await told(world);

    expect(world.written).toEqual([]);
  });
});
