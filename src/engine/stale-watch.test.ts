import { describe, expect, it } from 'vitest';
import type { Action } from '../model/kind.ts';
import { FINALIZER } from '../model/names.ts';
import { absentPass } from './absent.ts';
import { netKind } from './fake-kind.ts';
import { net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { presentPass } from './present.ts';
import { withoutRemovals } from './stale-watch.ts';
import { tagActions } from './tags.ts';

const recorded = { ids: { main: 'net-1' } };

function given(options: NetOptions, staleSeconds: number, kind = 'Net'): FakeWorld {
  const world = new FakeWorld();
  const parentRef = netKind().references.filter(({ path }) => path === 'parentRef');
  const contributesTo = {
    ref: 'parentRef',
    list: () => 'routes',
    item: () => ({}),
    pathOf: (one: string) => one,
  };
  world.kinds.set('Item', {
    ...netKind(),
    names: { ...netKind().names, kind: 'Item' },
    references: parentRef,
    contributesTo,
  });
  world.put(net({ record: recorded, ...options }));
  world.staleSeconds.set(kind, staleSeconds);
  return world;
}

const removal = tagActions('net-1', { a: '1' }, { tags: {}, managedBefore: ['a'] });
const addition = tagActions('net-1', {}, { tags: { b: '2' }, managedBefore: [] });
const breaking = removal.map((action) => ({ ...action, breakFirst: 'both do not fit' }));

describe('while the watch of Kubernetes is stale', () => {
  it.each([
    ['the own kind', 'Net', 181],
    ['a kind that contributes', 'Item', Number.POSITIVE_INFINITY],
  ])('of %s, nothing is removed, and it is said', (_what, kind, seconds) => {
    const world = given({}, seconds, kind);

    const permitted = withoutRemovals(world.pass(), removal);
    expect(permitted).toMatchObject({ outcome: { is: 'waiting', reason: 'WatchStale', keepReady: true } });
    expect(permitted).toHaveProperty(
      'outcome.message',
      expect.stringContaining(`The watch of ${kind} objects`),
    );
    expect(world.counts.get('vpcraft_stale_watch_holds_total')).toBe(1);
  });

  it('what adds goes on', () => {
    expect(withoutRemovals(given({}, 181).pass(), [...addition, ...removal])).toEqual({ actions: addition });
  });

  it('nothing is added for which something has to go first', () => {
    const permitted = withoutRemovals(given({}, 181).pass(), [...breaking, ...addition]);
    expect(permitted).toMatchObject({ outcome: { reason: 'WatchStale' } });
  });

  it('a call that sets a list takes nothing out of it', () => {
    const [action] = addition;
    if (action === undefined) throw new Error('nothing to set');
    const shorter: Action = {
      ...action,
      does: 'set',
      changes: [{ field: 'groups', from: ['a', 'b'], to: ['b', 'c'], risk: 'Interrupts', why: '' }],
    };
    const world = given({}, 181);

    expect(withoutRemovals(world.pass(), [shorter])).toMatchObject({ outcome: { reason: 'WatchStale' } });
    expect(withoutRemovals(world.pass(), [shorter, ...addition])).toEqual({ actions: addition });
  });

  it('that counts from three minutes on', () => {
    expect(withoutRemovals(given({}, 180).pass(), removal)).toEqual({ actions: removal });
  });

  it.each<[string, NetOptions, number, string, readonly string[]]>([
    ['destroyed', { deleting: true }, 181, 'blocked', []],
    ['destroyed', { deleting: true }, 180, 'gone', ['DeleteVpc']],
    ['let go', { deleting: true, spec: { deletionPolicy: 'Retain' } }, 181, 'blocked', []],
  ])('nothing is %s: %o, %s s old', async (_what, options, seconds, end, writes) => {
    const world = given(options, seconds);
    world.thing('net-1');

    expect((await absentPass(world.pass())).is).toBe(end);
    expect(world.operations()).toEqual(writes);
    const finalizers = world.objects.get('Net/a/n')?.metadata.finalizers ?? [];
    expect(finalizers.includes(FINALIZER)).toBe(end === 'blocked');
  });

  it.each([
    [181, []],
    [180, ['DeleteVpc', 'CreateVpc']],
  ])('nothing gives way to what cannot stand beside it: %s s old', async (seconds, writes) => {
    const world = given({ record: recorded, spec: { size: 2, replaces: 'before' } }, seconds);
    const { tags } = world.thing('net-1');
    world.thing('net-1', { tags: { ...tags, Name: 'n' } });

    const outcome = await presentPass(world.pass());
    expect(world.operations()).toEqual(writes);
    if (writes.length === 0) expect(outcome).toMatchObject({ reason: 'WatchStale', keepReady: true });
  });

  it.each([
    [181, 'waiting', true],
    [180, 'settled', false],
  ])('what has given way stays: %s s old', async (seconds, end, stays) => {
    const former = [{ part: 'main', id: 'net-0', goes: 'now' }] as const;
    const world = given({ record: { ...recorded, former } }, seconds);
    const { tags } = world.thing('net-1');
    world.thing('net-1', { tags: { ...tags, Name: 'n' } });
    world.thing('net-0');

    expect((await presentPass(world.pass())).is).toBe(end);
    expect(world.things.has('net-0')).toBe(stays);
  });
});
