import { describe, expect, it } from 'vitest';
import { tagKeys } from '../model/names.ts';
import { fault, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
import type { Pass } from './pass.ts';
import { presentPass } from './present.ts';
import {
  claimAction,
  ownershipOf,
  ownerTags,
  releaseAction,
  tagActions,
  tagList,
  unseenReleaseAction,
  userTags,
} from './tags.ts';

const owner = { cluster: 'c1', resource: 'Net/a/n', uid: 'u1' };

describe('whose a thing is', () => {
  const mine = ownerTags(owner);
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['our key and uid', mine, 'mine'],
    ['our key and uid, and other tags', { ...mine, Name: 'n', cost: '7' }, 'mine'],
    ['our key, another uid', { ...mine, [tagKeys.owner]: 'u2' }, 'inherited'],
    ['our key, no uid', { [tagKeys.cluster]: 'c1', [tagKeys.resource]: 'Net/a/n' }, 'inherited'],
    ['another cluster', { ...mine, [tagKeys.cluster]: 'c2' }, 'foreign'],
    ['another object', { ...mine, [tagKeys.resource]: 'Net/a/m' }, 'foreign'],
    ['our uid alone', { [tagKeys.owner]: 'u1' }, 'foreign'],
    ['our cluster alone', { [tagKeys.cluster]: 'c1' }, 'foreign'],
    ['keys in other letters', { 'VPCRAFT.dev/cluster': 'c1' }, 'nobody'],
    ['no tags', {}, 'nobody'],
    ['tags of others', { Name: 'n' }, 'nobody'],
  ])('%s', (_what, tags, expected) => {
    expect(ownershipOf(tags, owner)).toBe(expected);
  });
});

describe('tags of the user', () => {
  it.each([
    ['Name by default', { declared: {}, defaultName: 'n' }, { Name: 'n' }],
    ['Name as declared', { declared: { Name: 'x' }, defaultName: 'n' }, { Name: 'x' }],
    ['no Name on what is adopted', { declared: { team: 'a' }, defaultName: undefined }, { team: 'a' }],
  ])('%s', (_what, wanted, expected) => {
    expect(userTags(wanted)).toEqual(expected);
  });

  type Managed = { present: object; tags: object; before: readonly string[] };
  it.each<[string, Managed, readonly string[]]>([
    ['nothing to do', { present: { a: '1' }, tags: { a: '1' }, before: ['a'] }, []],
    ['set what is missing', { present: {}, tags: { a: '1' }, before: [] }, ['CreateTags a=1']],
    ['set what differs', { present: { a: '2' }, tags: { a: '1' }, before: ['a'] }, ['CreateTags a=1']],
    ['an empty value is a value', { present: {}, tags: { a: '' }, before: [] }, ['CreateTags a=']],
    ['remove what we managed', { present: { a: '1' }, tags: {}, before: ['a'] }, ['DeleteTags a=']],
    ['leave what others set', { present: { b: '1' }, tags: {}, before: ['a'] }, []],
    ['leave what went by itself', { present: {}, tags: {}, before: ['a'] }, []],
    [
      'both at once, set first',
      { present: { old: '1' }, tags: { new: '1' }, before: ['old'] },
      ['CreateTags new=1', 'DeleteTags old='],
    ],
    ['no inherited member is a tag', { present: {}, tags: {}, before: ['constructor'] }, []],
  ])('%s', (_what, { present, tags, before }, expected) => {
    const actions = tagActions('net-1', present as Record<string, string>, {
      tags: tags as Record<string, string>,
      managedBefore: before,
    });
    const said = actions.map(({ operation, input }) => {
      const list = (input as { Tags: { Key: string; Value?: string }[] }).Tags;
      return `${operation} ${list.map(({ Key, Value }) => `${Key}=${Value ?? ''}`).join(',')}`;
    });

    expect(said).toEqual(expected);
  });

  it('say from what to what', () => {
    const [set, remove] = tagActions('net-1', { a: '2', b: '1' }, { tags: { a: '1' }, managedBefore: ['b'] });

    expect(set?.changes).toMatchObject([{ field: 'tags[a]', from: '2', to: '1', risk: 'None' }]);
    expect(remove?.changes).toMatchObject([{ field: 'tags[b]', from: '1', to: null }]);
  });
});

describe('owner tags', () => {
  it.each([
    [false, [tagKeys.cluster, tagKeys.resource, tagKeys.owner]],
    [true, [tagKeys.cluster, tagKeys.resource, tagKeys.owner, tagKeys.adopted]],
  ])('are put on a thing without any change for people (adopted: %s)', (adopted, keys) => {
    const action = claimAction('net-1', owner, { adopted });

    expect((action.input as { Tags: { Key: string }[] }).Tags.map(({ Key }) => Key)).toEqual(keys);
    expect(action.changes).toEqual([]);
  });

  it('are taken off by value where AWS does not show yet whose they are', () => {
    const action = unseenReleaseAction('net-1', owner, true);

    const Tags = tagList({ ...ownerTags(owner), [tagKeys.adopted]: 'true' });
    expect(action).toMatchObject({ operation: 'DeleteTags', input: { Resources: ['net-1'], Tags } });
    expect(action.changes).toHaveLength(1);
  });

  it('are taken off by key, whatever their value', () => {
    const action = releaseAction('net-1');

    expect(action.input).toEqual({
      Resources: ['net-1'],
      Tags: tagList({
        [tagKeys.cluster]: '',
        [tagKeys.resource]: '',
        [tagKeys.owner]: '',
        [tagKeys.adopted]: '',
      }).map(({ Key }) => ({ Key })),
    });
    expect(action.changes).toHaveLength(1);
  });
});

describe('keys of tags under management', () => {
  const given = (tags: Record<string, string> | undefined, managed: readonly string[] = []) => {
    const world = new FakeWorld();
    world.put(net({ spec: { tags }, record: { ids: { main: 'net-1' }, tags: [...managed, 'Name'].sort() } }));
    const thing = world.thing('net-1');
    world.thing('net-1', { tags: { ...thing.tags, Name: 'n' } });
    return world;
  };
  const declare = (world: FakeWorld, tags: Record<string, string> | undefined) => {
    const object = world.objects.get('Net/a/n') ?? net();
    const metadata = { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1 };
    world.objects.set('Net/a/n', { ...object, spec: { tags }, metadata });
  };
  const visit = async (world: FakeWorld, before?: Pass) => {
    const pass = world.pass('Net/a/n', before);
    const outcome = await presentPass(pass);
    await report(pass, outcome, 0);
    return pass;
  };
  const show = (world: FakeWorld, more: Record<string, string>) => {
    const { tags, ...row } = world.thing('net-1');
    world.thing('net-1', { ...row, tags: { ...tags, Name: 'n', ...more } });
  };

  it('are durable before the call that sets one, which the process may not survive', async () => {
    const world = given({ cost: '7' });
    const noted: unknown[] = [];
    world.meanwhile = () => void noted.push(world.record().tags);
    await visit(world);

    expect(noted).toEqual([['Name', 'cost']]);
  });

  it('are kept while AWS may still show one that was left out, and it is taken off when it shows', async () => {
    const world = given({ cost: '7' });
    const first = await visit(world);
    declare(world, undefined);
    show(world, {});
    const second = await visit(world, first);
    expect(world.record().tags).toEqual(['Name', 'cost']);

    show(world, { cost: '7' });
    await visit(world, second);
    expect(world.operations()).toEqual(['CreateTags', 'DeleteTags']);
    expect(world.record().tags).toEqual(['Name']);
  });

  it('are given up when one that was left out has not shown within the settling time', async () => {
    const world = given(undefined, ['cost']);
    const first = await visit(world);
    expect(world.record().tags).toEqual(['Name', 'cost']);
    await world.wait(301);
    await visit(world, first);
    expect(world.record().tags).toEqual(['Name']);

    show(world, { cost: 'somebody else' });
    await visit(world, first);
    expect(world.written).toEqual([]);
  });

  it('hold one that was taken off, set again, and left out before that was seen', async () => {
    const world = given(undefined, ['cost']);
    show(world, { cost: '7' });
    const first = await visit(world);
    declare(world, { cost: '8' });
    world.fail('CreateTags', fault('RequestTimeout', { outcomeUnknown: true }));
    const second = await visit(world, first);
    declare(world, undefined);
    await visit(world, second);

    expect(world.operations()).toEqual(['DeleteTags', 'CreateTags']);
    expect(world.record().tags).toEqual(['Name', 'cost']);
  });

  it('hold what a repeated create may have set, although its intent was opened with other tags', async () => {
    const world = new FakeWorld();
    world.put(net({ spec: { tags: { a: '1' } }, record: {} }));
    world.fail('CreateVpc', fault('RequestTimeout', { outcomeUnknown: true }));
    const first = await visit(world);
    declare(world, { b: '1' });
    await world.wait(world.settings.lostAnswerSeconds + 1);
    await visit(world, await visit(world, first));

    expect(world.operations()).toEqual(['CreateVpc', 'CreateVpc']);
    expect(world.record().tags).toEqual(['Name', 'a', 'b']);
  });
});
