import { describe, expect, it } from 'vitest';
import { type AnyKind, planOf } from '../model/kind.ts';
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { contributedBy, reportsOf, Reports } from './contributions.ts';
import { contributorOutcome, withdrawal } from './contributor.ts';
import { netKind } from './fake-kind.ts';
import { grant, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import type { Outcome } from './outcome.ts';
import { resolve } from './prepare.ts';

/** A kind whose objects add one item to the routes of a Net. */
const itemKind: AnyKind = {
  ...netKind(),
  names: { ...netKind().names, kind: 'Item' },
  parts: [],
  references: netKind().references.filter(({ path }) => path === 'parentRef'),
  contributesTo: {
    ref: 'parentRef',
    list: () => 'routes',
    item: ({ to }: { to: string }) => ({ to }),
    pathOf: (field) => field,
  },
  observe: () => ({}),
  plan: () => planOf([]),
  project: () => ({}),
};

const item = (options: NetOptions = {}): KubeObject => {
  const { namespace = 'a' } = options;
  const parentRef = namespace === 'a' ? { name: 'n' } : { name: 'n', namespace: 'a' };
  const made = net({ name: 'i', ...options, spec: { parentRef, to: 'x', ...options.spec } });
  return { ...made, kind: 'Item' };
};

type ParentOptions = NetOptions & { stalled?: string };

function parent({ stalled, ...options }: ParentOptions): KubeObject {
  const made = net({ record: { ids: { main: 'net-1' }, usable: true }, ...options });
  const conditions = stalled === undefined ? [] : [{ type: 'Stalled', status: 'True', message: stalled }];
  return { ...made, status: { ...made.status, conditions } };
}

async function given(object: KubeObject, ...others: readonly KubeObject[]) {
  const world = new FakeWorld();
  world.kinds.set('Item', itemKind);
  world.put(net({ record: { ids: { main: 'net-1' }, usable: true } }), ...others, object);
  const key = `Item/${object.metadata.namespace}/i`;
  const pass = world.pass(key);
  await resolve(pass, pass.spec);
  const parent = world.pass();
  await resolve(parent, parent.spec);
  return { world, pass, parent, key };
}

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

  it('held: why', async () => {
    const { parent } = await given(item());
    parent.heldItems = [{ path: 'routes[x]', reason: 'Conflict', message: 'm', from: 'Item/a/i' }];

    expect(reportsOf(parent, settled).get('Item/a/i')).toMatchObject({
      is: 'held',
      held: { reason: 'Conflict' },
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

describe('a contributing object', () => {
  const told = async (object: KubeObject, outcome?: Outcome) => {
    const all = await given(object);
    const { world, parent } = all;
    if (outcome !== undefined) world.deps.reports.publish('Net/a/n', reportsOf(parent, outcome));
    return all;
  };

  it.each<[string, KubeObject, Outcome | undefined, object]>([
    ['waits for its parent', item(), undefined, { is: 'waiting', reason: 'Pending' }],
    ['is settled with its parent', item(), { is: 'settled', held: [] }, { is: 'settled', held: [] }],
    [
      'says what its parent waits for',
      item(),
      { is: 'working', message: 'm', seconds: 1 },
      { is: 'waiting' },
    ],
    ['asks under Manual', item({ spec: { approval: 'Manual' } }), undefined, { is: 'planned' }],
    [
      'only plans under Preview',
      item({ spec: { managementPolicy: 'Preview' } }),
      undefined,
      { is: 'planned' },
    ],
    [
      'only looks under Observe',
      item({ spec: { managementPolicy: 'Observe' } }),
      undefined,
      { is: 'observing' },
    ],
  ])('%s', async (_what, object, outcome, expected) => {
    const { pass } = await told(object, outcome);

    expect(contributorOutcome(pass)).toMatchObject(expected);
  });

  it('may go when its parent has taken the item out, not before', async () => {
    const leaving = item({ deleting: true });
    expect(withdrawal((await told(leaving)).pass)).toMatchObject({ is: 'waiting', reason: 'Deleting' });

    expect(withdrawal((await told(leaving, { is: 'settled', held: [] })).pass)).toBeUndefined();
  });

  it.each<[string, ParentOptions, Outcome | undefined, RegExp]>([
    [
      'is paused',
      { annotations: { [annotations.paused]: 'true' } },
      undefined,
      /Net a\/n has taken the item out: it is paused; remove the annotation .*\/abandon=unknown$/,
    ],
    ['cannot go on', {}, { is: 'working', message: 'm.', seconds: 1 }, /taken the item out: m\. To let go/],
    [
      'is refused as a whole',
      { stalled: 'spec.tags: no' },
      undefined,
      /taken the item out: spec\.tags: no\. To let go/,
    ],
  ])('says what holds it, and the way out, when its parent %s', async (_what, options, outcome, says) => {
    const { world, pass } = await told(item({ deleting: true }), outcome);
    world.put(parent(options));

    const held = withdrawal(pass);
    expect(held).toMatchObject({ is: 'blocked', reason: 'DeletionBlocked', seconds: 300 });
    expect(held).toHaveProperty('message', expect.stringMatching(says));
  });

  it.each(['Observe', 'Preview'])('may go when its parent has managementPolicy %s', async (policy) => {
    const { world, pass } = await told(item({ deleting: true, record: { placed: { to: 'x' } } }));
    world.put(parent({ spec: { managementPolicy: policy } }));

    expect(withdrawal(pass)).toBeUndefined();
    expect(world.events).toEqual(['LetGo']);
  });

  it.each<[string, (world: FakeWorld) => void]>([
    ['is gone', (world) => world.objects.delete('Net/a/n')],
    [
      'is being deleted, too',
      (world) => world.put(net({ deleting: true, record: { ids: { main: 'net-1' } } })),
    ],
    ['has nothing in AWS', (world) => world.facts.forget('Net/a/n')],
  ])('may go when its parent %s', async (_what, change) => {
    const { world, pass } = await told(item({ deleting: true }));
    change(world);

    expect(withdrawal(pass)).toBeUndefined();
  });
});
