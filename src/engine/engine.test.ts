import { describe, expect, it } from 'vitest';
import { tagKeys } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { keyOfObject } from '../model/object.ts';
import type { StoreChange } from '../model/objects.ts';
import { Engine } from './engine.ts';
import { fault, grant, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';

/** A running engine; `change` tells it what the API server would. */
function running(world = new FakeWorld()) {
  let tell: (change: StoreChange) => void = () => {};
  let wake: (keys: readonly string[]) => void = () => {};
  world.deps.store.onChange = (listener) => {
    tell = listener;
  };
  world.deps.reader.onChange = (listener) => {
    wake = listener;
  };
  const forgotten: string[] = [];
  world.deps.reader.forget = (key) => void forgotten.push(key);
  const engine = new Engine(world.deps);
  const passes = () => world.counts.get('vpcraft_reconciles_total') ?? 0;
  const change = async (now: KubeObject | undefined, key = keyOfObject(now ?? net()), initial = false) => {
    const old = world.objects.get(key);
    if (now === undefined) world.objects.delete(key);
    else world.objects.set(key, now);
    tell({ key, initial, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { now }) });
    const before = passes();
    await world.wait(1);
    return passes() - before;
  };
  engine.start();
  return { world, engine, change, passes, forgotten, wake: (keys: readonly string[]) => wake(keys) };
}

const settledNet = (more: Parameters<typeof net>[0] = {}) =>
  net({ record: { ids: { main: 'net-1' } }, ...more });

describe('the engine', () => {
  it('makes what an object declares, and publishes its id', async () => {
    const { world, change } = running();
    await change(net({ finalizers: [] }));

    expect(world.operations()).toEqual(['CreateVpc']);
    expect(world.facts.of('Net/a/n')).toMatchObject({ id: 'new-1', usable: true });
  });

  it('looks again at a resync, and not before', async () => {
    const { world, change, passes } = running();
    world.thing('net-1');
    await change(settledNet());
    const before = passes();
    await world.wait(400);
    expect(passes()).toBe(before);
    await world.wait(400);

    expect(passes()).toBe(before + 1);
  });

  it('repairs at once what a sweep shows', async () => {
    const { world, change, wake } = running();
    world.thing('net-1');
    await change(settledNet({ spec: { tags: { team: 'net' } } }));
    world.thing('net-1', { tags: { ...world.things.get('net-1')?.tags, team: 'other' } });
    wake(['Net/a/n']);
    await world.wait(1);

    expect(world.things.get('net-1')?.tags.team).toBe('net');
  });

  it('backs off after faults, and says nothing of the first ones', async () => {
    const { world, change, passes } = running();
    world.fail('CreateVpc', ...Array.from({ length: 20 }, () => fault('InternalError')));
    await change(net({ record: {} }));
    await world.wait(60);

    expect(passes()).toBeGreaterThan(3);
    expect(passes()).toBeLessThan(12);
  });

  it('counts faults on while the call waits for its tokens between them, and shows them', async () => {
    const { world, change, passes } = running();
    const { writer } = world.deps;
    const { reserve } = writer;
    let asked = 0;
    writer.reserve = (...call) => {
      asked += 1;
      return asked % 2 === 0 ? { retryAtMs: world.clock.monotonic() + 300 } : reserve(...call);
    };
    world.fail('CreateVpc', ...Array.from({ length: 40 }, () => fault('InternalError')));
    const said = {
      type: 'Ready',
      status: 'False',
      reason: 'DependencyNotReady',
      message: 'vpcRef: VPC v has no AWS id yet',
      observedGeneration: 1,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const waited = net({ record: {} });
    await change({ ...waited, status: { ...waited.status, conditions: [said] } });
    await world.wait(60);

    const conditions = world.objects.get('Net/a/n')?.status?.conditions as (typeof said)[];
    expect(conditions.find(({ type }) => type === 'Ready')?.message).toContain('InternalError');
    expect(passes()).toBeLessThan(24);
  });

  it('survives a defect of one kind, and says so', async () => {
    const { world, change } = running();
    const kind = world.kinds.get('Net');
    if (kind !== undefined)
      kind.observe = () => {
        throw new TypeError('a defect');
      };
    await change(net({ record: {} }));
    const conditions = world.objects.get('Net/a/n')?.status?.conditions as { reason: string }[];

    expect(conditions[0]?.reason).toBe('InternalError');
    expect(world.lines.map(({ message }) => message)).toContain('a pass failed with a defect');
  });

  it('does nothing while it does not lead', async () => {
    const world = new FakeWorld();
    world.deps.leadership = { isLeader: () => false };
    const { change } = running(world);

    expect(await change(net())).toBe(0);
    expect(world.written).toEqual([]);
  });

  it('begins no pass after it was stopped', async () => {
    const { world, engine, change } = running();
    await engine.stop();

    expect(await change(net())).toBe(0);
    expect(world.written).toEqual([]);
  });

  it('forgets every question of an object that is gone', async () => {
    const { world, change, forgotten } = running();
    await change(settledNet());
    await change(undefined, 'Net/a/n');

    expect(forgotten).toContain('Net/a/n');
    expect(world.facts.of('Net/a/n')).toBeUndefined();
  });

  it('removes what the garbage sweep shows to be a duplicate', async () => {
    const { world, change } = running();
    world.thing('net-1', { tags: { ...world.thing('net-1').tags, [tagKeys.name]: 'n' } });
    await change(settledNet({ record: { ids: { main: 'net-1' }, attempts: { main: 2 } } }));
    world.thing('net-2');
    await world.wait(3 * 3600);

    expect([...world.things.keys()]).toEqual(['net-1']);
  });
});

describe('what asks for a look', () => {
  const given = async () => {
    const all = running();
    all.world.thing('net-1');
    await all.change(settledNet());
    await all.world.wait(1);
    return all;
  };
  const changed = (object: KubeObject | undefined, more: Partial<KubeObject['metadata']>): KubeObject => {
    if (object === undefined) throw new Error('it is there');
    return { ...object, metadata: { ...object.metadata, resourceVersion: '99', ...more } };
  };

  it.each<[string, Partial<KubeObject['metadata']>, number]>([
    ['a new generation', { generation: 2 }, 1],
    ['an annotation of ours', { annotations: { 'vpcraft.dev/paused': 'true' } }, 1],
    ['a label', { labels: { a: 'b' } }, 0],
    ['an annotation of others', { annotations: { other: 'x' } }, 0],
    ['the deletion', { deletionTimestamp: 'now' }, 1],
  ])('%s', async (_what, more, expected) => {
    const { world, change } = await given();

    expect(await change(changed(world.objects.get('Net/a/n'), more))).toBe(expected);
  });

  it('a status without its record', async () => {
    const { world, change } = await given();
    const { status: _wiped, ...object } = changed(world.objects.get('Net/a/n'), {});

    expect(await change(object)).toBe(1);
  });
});

describe('what wakes others', () => {
  const account = (spec: object = {}) =>
    other(
      'AWSAccount',
      { name: 'prod', generation: 1 },
      {
        accountID: '111111111111',
        allowedNamespaces: { names: ['a', 'b'] },
        defaultFor: ['a', 'b'],
        ...spec,
      },
    );
  const given = async () => {
    const all = running();
    const { world, change } = all;
    for (const namespace of ['a', 'b']) {
      world.thing(`net-${namespace}`, { key: `Net/${namespace}/n`, uid: `uid-${namespace}` });
      await change(
        net({ namespace, uid: `uid-${namespace}`, record: { ids: { main: `net-${namespace}` } } }),
      );
    }
    await world.wait(1);
    return all;
  };

  it('an AWSAccount: every object, when its spec changed', async () => {
    const { world, change } = await given();
    expect(await change(account())).toBe(2);
    await world.wait(5);
    const object = world.objects.get('AWSAccount//prod') as KubeObject;

    expect(await change({ ...object, metadata: { ...object.metadata, generation: 2 } })).toBe(2);
  });

  it('an AWSAccount: nobody, when only its status changed', async () => {
    const { world, change } = await given();
    await change(account());
    await world.wait(5);
    const object = world.objects.get('AWSAccount//prod') as KubeObject;

    expect(await change({ ...object, status: { conditions: [] } })).toBe(0);
  });

  it('a NetworkGrant: the objects of the namespaces that it names', async () => {
    const { change } = await given();

    expect(await change(grant({ from: 'a', to: 'c' }))).toBe(1);
    const wider = grant({ from: 'b', to: 'c' });
    expect(await change({ ...wider, metadata: { ...wider.metadata, generation: 2 } })).toBe(2);
    expect(await change(undefined, 'NetworkGrant/c/g')).toBe(1);
  });

  it('a target that got its id: those who refer to it', async () => {
    const { world, change } = running();
    await change(net({ name: 'child', record: {}, spec: { parentRef: { name: 'n' } } }), 'Net/a/child');
    expect(world.written).toEqual([]);
    await change(net({ record: {} }));

    expect(world.operations()).toEqual(['CreateVpc', 'CreateVpc']);
  });

  it('a holder that is gone: its target', async () => {
    const { world, change } = running();
    world.thing('net-1');
    const holder = net({ name: 'holder', finalizers: [], spec: { parentRef: { name: 'n' } } });
    await change({ ...holder, metadata: { ...holder.metadata, deletionTimestamp: 'now' } });
    await change(settledNet({ deleting: true }));
    expect(world.things.has('net-1')).toBe(true);
    await change(undefined, 'Net/a/holder');

    expect(world.things.has('net-1')).toBe(false);
  });
});
