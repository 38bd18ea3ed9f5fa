import { describe, expect, it } from 'vitest';
import { grant, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { resolve } from './prepare.ts';
import { blocking, resolveAll } from './references.ts';

const route = (name: string, namespace?: string) => ({
  netRef: namespace === undefined ? { name } : { name, namespace },
});

/** The references of one Net, resolved: by path, in words. */
function resolved(
  world: FakeWorld,
  spec: Readonly<Record<string, unknown>>,
  granted: Record<string, string> = {},
) {
  const object = net({ spec });
  const all = resolveAll(world.kinds.get('Net') ?? fail(), object, spec, {
    store: world.deps.store,
    facts: world.facts,
    granted,
    rawProblem: (id) => (id === 'secret' ? 'secret is not released' : undefined),
  });
  return all.map(({ occurrence, ref }) => [
    occurrence.written,
    ref.is,
    ref.is === 'missing' ? ref.reason : ref.id,
  ]);
}

function fail(): never {
  throw new Error('the kind is there');
}

const made = (name: string, more: Parameters<typeof net>[0] = {}) =>
  net({ name, record: { ids: { main: `id-${name}` }, usable: true }, ...more });

describe('a reference', () => {
  it.each([
    ['to what is usable', { parentRef: { name: 'usable' } }, ['parentRef', 'usable', 'id-usable']],
    ['to what is not usable yet', { parentRef: { name: 'young' } }, ['parentRef', 'notUsable', 'id-young']],
    ['to what has no id yet', { parentRef: { name: 'new' } }, ['parentRef', 'missing', 'DependencyNotReady']],
    ['to nothing', { parentRef: { name: 'none' } }, ['parentRef', 'missing', 'DependencyNotFound']],
    ['by id', { parentID: 'net-9' }, ['parentID', 'usable', 'net-9']],
    ['by an id without consent', { parentID: 'secret' }, ['parentID', 'missing', 'ReferenceNotGranted']],
    [
      'to what is complete as it is declared now',
      { parentRef: { name: 'complete' } },
      ['parentRef', 'usable', 'id-complete'],
    ],
    [
      'to what was complete as it was declared before',
      { parentRef: { name: 'edited' } },
      ['parentRef', 'notUsable', 'id-edited'],
    ],
    [
      'into another namespace without a grant',
      { parentRef: { name: 'far', namespace: 'b' } },
      ['parentRef', 'missing', 'ReferenceNotGranted'],
    ],
    [
      'into another namespace with a grant',
      { parentRef: { name: 'far', namespace: 'c' } },
      ['parentRef', 'usable', 'id-far'],
    ],
  ])('%s', (_what, spec, expected) => {
    const world = new FakeWorld();
    world.put(
      made('usable'),
      made('young', { record: { ids: { main: 'id-young' } } }),
      net({ name: 'new' }),
      made('complete', { record: { ids: { main: 'id-complete' }, usable: true, usableFor: 1 } }),
      made('edited', { record: { ids: { main: 'id-edited' }, usable: true, usableFor: 0 } }),
      made('far', { namespace: 'b' }),
      made('far', { namespace: 'c', uid: 'uid-c' }),
      grant({ from: 'a', to: 'c' }),
    );

    expect(resolved(world, spec)).toEqual([expected]);
  });
});

describe('a withdrawn grant', () => {
  const routes = [route('far', 'b'), route('near', 'b'), route('own')];
  const given = () => {
    const world = new FakeWorld();
    world.put(
      made('far', { namespace: 'b' }),
      made('near', { namespace: 'b' }),
      made('own'),
      net({ spec: { routes } }),
      grant({ from: 'a', to: 'b' }),
    );
    return world;
  };
  const withdraw = (world: FakeWorld) => world.objects.delete('NetworkGrant/b/g');

  it('leaves what exists: the last id is told', async () => {
    const world = given();
    const pass = world.pass();
    await resolve(pass, pass.spec);
    withdraw(world);
    await resolve(pass, pass.spec);

    expect(pass.resolved.map(({ ref }) => [ref.is, ref.is === 'missing' ? '' : ref.id])).toEqual([
      ['withdrawn', 'id-far'],
      ['withdrawn', 'id-near'],
      ['usable', 'id-own'],
    ]);
  });

  it('gives each item its own id after the list was put in another order', async () => {
    const world = given();
    const pass = world.pass();
    await resolve(pass, pass.spec);
    withdraw(world);

    await resolve(pass, { routes: [route('near', 'b'), route('own'), route('far', 'b')] });

    expect(pass.resolved.map(({ ref }) => [ref.is, ref.is === 'missing' ? '' : ref.id])).toEqual([
      ['withdrawn', 'id-near'],
      ['usable', 'id-own'],
      ['withdrawn', 'id-far'],
    ]);
  });

  it('gives nothing to an item that is new', async () => {
    const world = given();
    const pass = world.pass();
    await resolve(pass, { routes: [route('far', 'b')] });
    withdraw(world);

    await resolve(pass, { routes: [route('near', 'b')] });

    expect(pass.resolved.map(({ ref }) => ref.is)).toEqual(['missing']);
  });

  it('gives nothing to another field that names the same target', async () => {
    const world = given();
    const pass = world.pass();
    await resolve(pass, { routes: [route('far', 'b')] });
    withdraw(world);

    await resolve(pass, { parentRef: { name: 'far', namespace: 'b' } });

    expect(pass.resolved.map(({ ref }) => ref.is)).toEqual(['missing']);
  });
});

describe('what holds the whole object back', () => {
  it.each([
    ['a missing parent', { parentRef: { name: 'none' } }, true, ['parentRef']],
    ['a parent that is not usable yet', { parentRef: { name: 'young' } }, false, ['parentRef']],
    ['a parent that is not usable any more', { parentRef: { name: 'young' } }, true, []],
    ['a usable parent', { parentRef: { name: 'usable' } }, false, []],
    ['a missing item', { routes: [route('none')] }, false, []],
  ] as const)('%s (it exists: %#)', (_what, spec, exists, expected) => {
    const world = new FakeWorld();
    world.put(made('usable'), made('young', { record: { ids: { main: 'id-young' } } }));
    const all = resolveAll(world.kinds.get('Net') ?? fail(), net(), spec, {
      store: world.deps.store,
      facts: world.facts,
      granted: {},
      rawProblem: () => undefined,
    });

    expect(blocking(all, exists).map(({ occurrence }) => occurrence.path)).toEqual(expected);
  });

  it('a withdrawn parent holds only what does not exist yet', () => {
    const world = new FakeWorld();
    world.put(made('far', { namespace: 'b' }));
    const spec = { parentRef: { name: 'far', namespace: 'b' } };
    const all = resolveAll(world.kinds.get('Net') ?? fail(), net(), spec, {
      store: world.deps.store,
      facts: world.facts,
      granted: { 'parentRef Net/b/far': 'id-far' },
      rawProblem: () => undefined,
    });

    expect([blocking(all, true).length, blocking(all, false).length]).toEqual([0, 1]);
  });
});
