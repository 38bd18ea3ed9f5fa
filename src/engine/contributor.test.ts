import { describe, expect, it } from 'vitest';
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { reportsOf } from './contributions.ts';
import { contributorOutcome, withdrawal } from './contributor.ts';
import { given, item } from './fake-contributor.ts';
import { net, type NetOptions } from './fake-objects.ts';
import type { FakeWorld } from './fake-world.ts';
import type { Outcome } from './outcome.ts';
import { resolve } from './prepare.ts';

type ParentOptions = NetOptions & { stalled?: string };

function parent({ stalled, ...options }: ParentOptions): KubeObject {
  const made = net({ record: { ids: { main: 'net-1' }, usable: true }, ...options });
  const conditions = stalled === undefined ? [] : [{ type: 'Stalled', status: 'True', message: stalled }];
  return { ...made, status: { ...made.status, conditions } };
}

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

  it.each([
    ['the item as a whole', 'routes[Item/a/i]', 'routes'],
    ['a member of it', 'routes[Item/a/i].to', 'to'],
    ['the item by its key', 'routes[x]', 'routes[x]'],
  ])('says in its own fields what holds %s', async (_what, path, own) => {
    const { world, parent, pass, key } = await given(item());
    parent.heldItems = [{ path, reason: 'InvalidSpec', message: 'm', from: key }];
    world.deps.reports.publish('Net/a/n', reportsOf(parent, { is: 'settled', held: [] }));

    expect(contributorOutcome(pass)).toMatchObject({ is: 'settled', held: [{ path: own, message: 'm' }] });
  });

  const limited: Outcome = { is: 'limited', retryAtMs: 0, operation: 'DescribeNets' };
  const trouble: Outcome = { is: 'refused', reason: 'InvalidSpec', message: 'm', field: 'tags' };
  const standing = () => item({ record: { placed: { to: 'x' } } });
  const pending = { is: 'waiting', reason: 'Pending' };
  const quiet = { ...pending, keepReady: true, saysNothing: true };

  it.each<[string, KubeObject, Outcome | undefined, object]>([
    ['and stood, says nothing new while its parent has said nothing', standing(), undefined, quiet],
    ['and stood, says nothing new while its parent waits for its turn', standing(), limited, quiet],
    [
      'and stood, says what is wrong with its parent, and stays Ready',
      standing(),
      trouble,
      { ...pending, keepReady: true, message: 'Net a/n: m' },
    ],
    [
      'and was edited since, waits',
      item({ record: { placed: { to: 'y' } } }),
      undefined,
      { keepReady: false },
    ],
    ['and never stood, waits', item(), limited, { keepReady: false }],
  ])('that the controller sees for the first time, %s', async (_what, object, outcome, expected) => {
    const { pass } = await told(object, outcome);
    const found = contributorOutcome(pass);

    expect(found).toMatchObject({ ...pending, ...expected });
    expect('saysNothing' in found).toBe('saysNothing' in expected);
  });

  it('that stood, waits where it says something else than what was reported on', async () => {
    const { world, pass, parent } = await told(standing(), { is: 'settled', held: [] });
    pass.object = { ...pass.object, metadata: { ...pass.object.metadata, generation: 2 } };
    expect(contributorOutcome(pass)).toMatchObject({ ...pending, keepReady: false });

    world.put(pass.object);
    await resolve(parent, parent.spec);
    world.deps.reports.publish('Net/a/n', reportsOf(parent, limited));
    expect(contributorOutcome(pass)).toMatchObject({ ...pending, keepReady: false });
  });

  it('may go when its parent has taken the item out, not before', async () => {
    const leaving = item({ deleting: true });
    expect(withdrawal((await told(leaving)).pass)).toMatchObject({ is: 'waiting', reason: 'Deleting' });

    expect(withdrawal((await told(leaving, { is: 'settled', held: [] })).pass)).toBeUndefined();
  });

  it('waits for a parent that is being deleted, too, as for any other', async () => {
    const { world, pass } = await told(item({ deleting: true }));
    world.put(parent({ deleting: true }));

    expect(withdrawal(pass)).toMatchObject({ is: 'waiting', reason: 'Deleting', seconds: 300 });
  });

  it.each<[string, ParentOptions, Outcome | undefined, RegExp]>([
    [
      'is paused',
      { annotations: { [annotations.paused]: 'true' } },
      undefined,
      /Net a\/n has taken the item out: it is paused; remove the annotation .*\/abandon=unknown --overwrite$/,
    ],
    ['cannot go on', {}, { is: 'working', message: 'm.', seconds: 1 }, /taken the item out: m\. To let go/],
    ['is refused as a whole', { stalled: 'tags: no' }, undefined, /taken the item out: tags: no\. To let go/],
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
      'was let go of, and stays for somebody else',
      (world) => world.put(parent({ deleting: true, finalizers: ['other/f'] })),
    ],
    ['has nothing in AWS', (world) => world.facts.forget('Net/a/n')],
  ])('may go when its parent %s', async (_what, change) => {
    const { world, pass } = await told(item({ deleting: true }));
    change(world);

    expect(withdrawal(pass)).toBeUndefined();
  });
});
