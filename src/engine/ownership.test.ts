import { describe, expect, it } from 'vitest';
import { FINALIZER, tagKeys } from '../model/names.ts';
import { absentPass } from './absent.ts';
import { CLUSTER, fault, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { authorityOver } from './ownership.ts';
import { placementOf } from './placement.ts';
import { presentPass } from './present.ts';
import { ownerTags } from './tags.ts';

const owned = (resource: string, uid: string, cluster = CLUSTER) => ownerTags({ cluster, resource, uid });
const mine = owned('Net/a/n', 'uid-n');
const inherited = owned('Net/a/n', 'uid-before');
const consent = { [tagKeys.adoptableBy]: `${CLUSTER}/a/n` };

type Case = {
  tags: Readonly<Record<string, string>>;
  adopted?: boolean;
  adoption?: string;
  takenOver?: readonly string[];
};

function verdict({ tags, adopted = false, adoption, takenOver = [] }: Case) {
  const world = new FakeWorld();
  if (adoption !== undefined)
    world.put(
      other(
        'AWSAccount',
        { name: 'prod' },
        { accountID: '111111111111', adoption, allowedNamespaces: { names: ['a'] } },
      ),
    );
  world.put(
    net({
      record: { ids: { main: 'net-1' }, adopted, takenOver },
      spec: adoption === undefined ? {} : { accountRef: { name: 'prod' } },
    }),
    net({ name: 'alive', uid: 'uid-alive' }),
  );
  const pass = world.pass();
  const placement = placementOf(pass.object, { ...world.deps, defaultRegion: 'eu-west-1' });
  if (!('is' in placement)) pass.placement = placement;
  const authority = authorityOver(pass, 'net-1', tags);
  if (authority.is === 'ours') return authority.claims.length === 0 ? 'ours' : 'claim';
  return authority.outcome.is === 'refused' ? authority.outcome.reason : authority.outcome.is;
}

describe('authority over what was seen', () => {
  it.each<[string, Case, string]>([
    ['recorded, with our tags', { tags: mine }, 'ours'],
    ['recorded, with our key and a uid of before', { tags: inherited }, 'claim'],
    [
      'recorded, with our key and the uid of a living object',
      { tags: owned('Net/a/n', 'uid-alive') },
      'Conflict',
    ],
    [
      'recorded, taken over before, with another uid again',
      { tags: inherited, takenOver: ['net-1'] },
      'Conflict',
    ],
    ['recorded, another one was taken over before', { tags: inherited, takenOver: ['net-9'] }, 'claim'],
    ["recorded, with another object's key", { tags: owned('Net/a/other', 'uid-n') }, 'NotOwned'],
    ["recorded, with another cluster's key", { tags: owned('Net/a/n', 'uid-n', 'c2') }, 'NotOwned'],
    ['recorded, without owner tags', { tags: {} }, 'NotOwned'],
    ['recorded, with a part of the tags', { tags: { [tagKeys.owner]: 'uid-n' } }, 'NotOwned'],
    ['adopted, with our tags', { tags: mine, adopted: true }, 'ours'],
    ['adopted, with our key and a uid of before', { tags: inherited, adopted: true }, 'claim'],
    [
      "adopted, with another object's key",
      { tags: owned('Net/a/other', 'uid-n'), adopted: true },
      'Conflict',
    ],
    ['adopted without an account', { tags: {}, adopted: true }, 'claim'],
    ['adopted, adoption: Allow', { tags: {}, adopted: true, adoption: 'Allow' }, 'claim'],
    ['adopted, adoption: Deny', { tags: consent, adopted: true, adoption: 'Deny' }, 'NotOwned'],
    ['adopted, adoption: Tagged, no consent', { tags: {}, adopted: true, adoption: 'Tagged' }, 'NotOwned'],
    ['adopted, adoption: Tagged, consent', { tags: consent, adopted: true, adoption: 'Tagged' }, 'claim'],
  ])('%s', (_what, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('refuses to adopt what another object has recorded', () => {
    const world = new FakeWorld();
    world.put(net({ name: 'first', record: { ids: { main: 'net-1' } } }), net({ record: { adopted: true } }));

    expect(authorityOver(world.pass(), 'net-1', {})).toMatchObject({
      is: 'not',
      outcome: { reason: 'Conflict', field: 'adopt.id' },
    });
  });
});

describe('a thing with our key and another uid', () => {
  const given = () => {
    const world = new FakeWorld();
    world.put(net({ spec: { size: 1 }, record: { ids: { main: 'net-1' } } }));
    world.thing('net-1', { uid: 'uid-before', tags: { ...inherited, Name: 'n' } });
    return world;
  };
  const flipBack = (world: FakeWorld) => world.thing('net-1', { tags: { ...inherited, Name: 'n' } });

  it('is taken over', async () => {
    const world = given();

    expect(await presentPass(world.pass())).toMatchObject({ is: 'settled' });
    expect(world.things.get('net-1')?.tags[tagKeys.owner]).toBe('uid-n');
    expect(world.record().takenOver).toEqual(['net-1']);
  });

  it('that flips back is a conflict, and nothing is written any more', async () => {
    const world = given();
    const first = world.pass();
    await presentPass(first);
    first.memo.done.clear(); // its effect was seen
    flipBack(world);
    const before = world.written.length;

    expect(await presentPass(world.pass('Net/a/n', first))).toMatchObject({
      is: 'refused',
      reason: 'Conflict',
    });
    expect(world.written).toHaveLength(before);
  });

  it('that flips back is a conflict for another process too', async () => {
    const world = given();
    await presentPass(world.pass());
    flipBack(world);

    expect(await presentPass(world.pass())).toMatchObject({ is: 'refused', reason: 'Conflict' });
  });

  it('that AWS still shows with the old uid is waited for', async () => {
    const world = given();
    const first = world.pass();
    await presentPass(first);
    flipBack(world);

    expect(await presentPass(world.pass('Net/a/n', first))).toMatchObject({ is: 'working' });
  });

  it('is tried again when AWS refused the tags', async () => {
    const world = given();
    world.fail('CreateTags', fault('UnauthorizedOperation', { disposition: 'denied' }));
    const first = world.pass();
    expect(await presentPass(first)).toMatchObject({ is: 'faulted' });

    expect(await presentPass(world.pass('Net/a/n', first))).toMatchObject({ is: 'settled' });
    expect(world.operations()).toEqual(['CreateTags', 'CreateTags']);
  });

  it.each([
    ['once, is deleted with its object', [], 'gone'],
    ['again, is not deleted', ['net-1'], 'blocked'],
  ])('%s', async (_what, takenOver, expected) => {
    const world = given();
    world.put(
      net({ deleting: true, finalizers: [FINALIZER], record: { ids: { main: 'net-1' }, takenOver } }),
    );

    expect(await absentPass(world.pass())).toMatchObject({ is: expected });
    expect(world.things.has('net-1')).toBe(expected === 'blocked');
  });
});

it('is recorded durably before it is claimed, so that a deletion after a crash takes the tags off again', async () => {
  const world = new FakeWorld();
  const account = { accountID: '111111111111', allowedNamespaces: { names: ['a'] }, defaultFor: ['a'] };
  const object = net({ spec: { adopt: { id: 'net-1' } }, record: {} });
  world.put(other('AWSAccount', { name: 'prod' }, account), object);
  world.thing('net-1', { tags: consent });
  const { perform } = world.deps.writer;
  world.deps.writer.perform = async (...call) => {
    await perform(...call);
    throw new Error('the process died');
  };
  await expect(presentPass(world.pass())).rejects.toThrow('the process died');
  world.deps.writer.perform = perform;
  const left = world.objects.get('Net/a/n') ?? object;
  world.put({ ...left, metadata: { ...left.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });

  expect((await absentPass(world.pass())).is).toBe('gone');
  expect(world.things.get('net-1')?.tags).toEqual(consent);
});
