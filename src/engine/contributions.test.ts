import { describe, expect, it } from 'vitest';
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { contributedBy, reportsOf, Reports } from './contributions.ts';
import { given, item, itemKind } from './fake-contributor.ts';
import { grant, net } from './fake-objects.ts';
import type { Outcome } from './outcome.ts';
import { resolve } from './prepare.ts';

describe('what an object contributes', () => {
  it.each<[string, KubeObject, readonly KubeObject[], object | undefined]>([
    ['its item', item(), [], { mayAdd: true, isLeaving: false, list: 'routes', value: { to: 'x' } }],
    [
      'while it is paused: what is there stays',
      item({ annotations: { [annotations.paused]: 'true' } }),
      [],
      { mayAdd: false },
    ],
    [
      'under Observe: nothing is added',
      item({ spec: { managementPolicy: 'Observe' } }),
      [],
      { mayAdd: false },
    ],
    ['under Manual: nothing is added', item({ spec: { approval: 'Manual' } }), [], { mayAdd: false }],
    ['while it is deleted: nothing any more', item({ deleting: true }), [], { isLeaving: true }],
    [
      'deleted but paused: still there',
      item({ deleting: true, annotations: { [annotations.paused]: 'true' } }),
      [],
      { isLeaving: false },
    ],
    [
      'deleted under Manual: still there',
      item({ deleting: true, spec: { approval: 'Manual' } }),
      [],
      { isLeaving: false },
    ],
    [
      'deleted under Manual, approved now: nothing any more',
      item({
        deleting: true,
        spec: { approval: 'Manual' },
        record: { approved: { hash: 'h', generation: 1, changes: ['c'] } },
      }),
      [],
      { isLeaving: true },
    ],
    [
      'deleted under Manual, approved for an older generation: still there',
      item({
        deleting: true,
        generation: 2,
        spec: { approval: 'Manual' },
        record: { approved: { hash: 'h', generation: 1, changes: ['c'] } },
      }),
      [],
      { isLeaving: false },
    ],
    ['from another namespace without a grant: nothing', item({ namespace: 'b' }), [], undefined],
    [
      'from another namespace with a grant',
      item({ namespace: 'b' }),
      [grant({ from: 'b', to: 'a' })],
      { mayAdd: true },
    ],
  ])('%s', async (_what, object, others, expected) => {
    const { world, pass } = await given(object, ...others);
    const contributed = contributedBy(itemKind, object, pass.resolved);

    if (expected === undefined) expect(contributed).toBeUndefined();
    else expect(contributed).toMatchObject(expected);
    expect(world.written).toEqual([]);
  });

  it('reaches the parent as an item of its list, named by the object', async () => {
    const { parent } = await given(item());

    expect(parent.contributed.map(({ from, value }) => [from, value])).toEqual([['Item/a/i', { to: 'x' }]]);
  });
});

describe('what the parent says', () => {
  const settled: Outcome = { is: 'settled', held: [] };

  it.each<[string, KubeObject, Outcome, string]>([
    ['settled: it is in place', item(), settled, 'inPlace'],
    ['settled, and the object leaves: it is withdrawn', item({ deleting: true }), settled, 'withdrawn'],
    ['working: not known yet', item(), { is: 'working', message: 'm', seconds: 1 }, 'pending'],
  ])('%s', async (_what, object, outcome, expected) => {
    const { parent } = await given(object);

    expect(reportsOf(parent, outcome).get('Item/a/i')?.is).toBe(expected);
  });

  it('settled, and the object leaves, but its item is kept: why', async () => {
    const { parent } = await given(item({ deleting: true }));
    parent.keptItems = new Map([['Item/a/i', 'routes[x] stays']]);

    expect(reportsOf(parent, settled).get('Item/a/i')).toMatchObject({
      is: 'pending',
      message: 'routes[x] stays',
    });
  });

  it('held: why', async () => {
    const { parent } = await given(item());
    parent.heldItems = [{ path: 'routes[x]', reason: 'Conflict', message: 'm', from: 'Item/a/i' }];

    expect(reportsOf(parent, settled).get('Item/a/i')).toMatchObject({
      is: 'held',
      held: { reason: 'Conflict' },
    });
  });

  it.each<[string, Outcome, string]>([
    ['its parent is at work', { is: 'working', message: 'm', seconds: 1 }, 'inPlace'],
    [
      'its parent is in trouble',
      { is: 'refused', reason: 'InvalidSpec', message: 'm', field: undefined },
      'inPlace',
    ],
  ])('still holds, once said, while %s', async (_what, outcome, expected) => {
    const { world, parent } = await given(item());
    world.deps.reports.publish('Net/a/n', reportsOf(parent, settled));

    expect(reportsOf(parent, outcome).get('Item/a/i')?.is).toBe(expected);
  });

  it('of what it waits for is the last trouble, if there was one', async () => {
    const { world, parent } = await given(item());
    const words = (['working', 'm1', 'm2', 'limited'] as const).map((word) => {
      const outcome: Outcome =
        word === 'working'
          ? { is: 'working', message: 'at it', seconds: 1 }
          : word === 'limited'
            ? { is: 'limited', retryAtMs: 0, operation: 'DescribeNets' }
            : { is: 'refused', reason: 'InvalidSpec', message: word, field: undefined };
      const reports = reportsOf(parent, outcome);
      world.deps.reports.publish('Net/a/n', reports);
      const report = reports.get('Item/a/i');
      return report?.is === 'pending' ? report.message : '';
    });

    expect(words).toEqual(['at it', 'm1', 'm2', 'm2']);
  });

  describe('of a parent that is being deleted', () => {
    const blocked: Outcome = { is: 'blocked', reason: 'NotOwned', message: 'm', seconds: undefined };
    const told = async (object: KubeObject, options: { itemsOut?: boolean; kept?: string } = {}) => {
      const { world } = await given(object);
      world.put(net({ deleting: true, record: { ids: { main: 'net-1' }, usable: true } }));
      const parent = world.pass();
      await resolve(parent, parent.spec);
      parent.itemsOut = options.itemsOut ?? false;
      if (options.kept !== undefined) parent.keptItems = new Map([['Item/a/i', options.kept]]);
      const report = (outcome: Outcome) => {
        const reports = reportsOf(parent, outcome);
        world.deps.reports.publish('Net/a/n', reports);
        return reports.get('Item/a/i');
      };
      return report;
    };

    it.each<[string, { itemsOut?: boolean; kept?: string }, Outcome, object | undefined]>([
      ['nothing while it is at work', {}, { is: 'working', message: 'm', seconds: 1 }, undefined],
      ['why it cannot take the item out', {}, blocked, { is: 'pending', message: 'm', goesOn: false }],
      ['that the item is out, whatever holds the rest', { itemsOut: true }, blocked, { is: 'withdrawn' }],
      ['why the item stays', { itemsOut: true, kept: 'k' }, blocked, { is: 'pending', message: 'k' }],
    ])('is %s', async (_what, options, outcome, expected) => {
      const report = await told(item({ deleting: true }), options);

      expect(report(outcome)).toEqual(expected === undefined ? undefined : expect.objectContaining(expected));
    });

    it('is not taken back once the item is out', async () => {
      const object = item({ deleting: true });
      const { world } = await given(object);
      world.put(net({ deleting: true, record: { ids: { main: 'net-1' }, usable: true } }));
      const [first, next] = [world.pass(), world.pass()];
      for (const one of [first, next]) await resolve(one, one.spec);
      first.itemsOut = true;
      world.deps.reports.publish('Net/a/n', reportsOf(first, blocked));

      expect(reportsOf(next, blocked).get('Item/a/i')?.is).toBe('withdrawn');
    });

    it('says nothing new of items that stay', async () => {
      const report = await told(item(), { itemsOut: true });

      expect(report(blocked)).toBeUndefined();
    });
  });

  it('holds for an item although its parent cannot be used meanwhile', async () => {
    const { world, pass } = await given(item());
    const before = contributedBy(itemKind, pass.object, pass.resolved);
    world.put(net({ record: { ids: { main: 'net-1' }, usable: false }, uid: 'other' }));
    await resolve(pass, pass.spec);

    expect(pass.resolved[0]?.ref.is).toBe('notUsable');
    expect(contributedBy(itemKind, pass.object, pass.resolved)).toMatchObject({
      face: before?.face,
      sight: before?.sight,
    });
  });

  it('is new only when it is another word', async () => {
    const { parent } = await given(item());
    const reports = new Reports();

    expect(reports.publish('Net/a/n', reportsOf(parent, settled))).toEqual(['Item/a/i']);
    expect(reports.publish('Net/a/n', reportsOf(parent, settled))).toEqual([]);
    reports.forget('Net/a/n');
    expect(reports.of('Net/a/n', 'Item/a/i')).toBeUndefined();
  });
});
