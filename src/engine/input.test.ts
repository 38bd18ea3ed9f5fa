import { describe, expect, it } from 'vitest';
import type { AnyKind } from '../model/kind.ts';
import { netKind } from './fake-kind.ts';
import { net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { completeSpec } from './input.ts';
import { present, resolve } from './prepare.ts';
import { emptyRecord } from './record.ts';

const kind: AnyKind = { ...netKind(), defaults: { ours: 1 }, resets: { theirs: 0 } };

describe('the spec that a kind is told', () => {
  type Given = { spec: object; set?: readonly string[]; adopted?: boolean };
  it.each<[string, Given, object]>([
    ['never set: ours', { spec: {} }, { ours: 1 }],
    ['set: as declared', { spec: { ours: 2, theirs: 3 } }, { ours: 2, theirs: 3 }],
    ['left out after it was set: the default of EC2', { spec: {}, set: ['theirs'] }, { ours: 1, theirs: 0 }],
    ['set again: as declared', { spec: { theirs: 5 }, set: ['theirs'] }, { ours: 1, theirs: 5 }],
    ['adopted and never set: left alone', { spec: {}, adopted: true }, {}],
    [
      'adopted, left out after it was set: the default of EC2',
      { spec: {}, set: ['theirs'], adopted: true },
      { theirs: 0 },
    ],
    [
      'undefined is left out',
      { spec: { ours: undefined, theirs: undefined }, set: ['theirs'] },
      { ours: 1, theirs: 0 },
    ],
    ['false, zero and empty are set', { spec: { ours: false, theirs: '' } }, { ours: false, theirs: '' }],
  ])('%s', (_what, { spec, set = [], adopted = false }, expected) => {
    const memory = { record: { ...emptyRecord, set }, adopted };

    expect(completeSpec(kind, spec as Record<string, unknown>, memory)).toEqual(expected);
  });
});

describe('references by field', () => {
  const given = async () => {
    const world = new FakeWorld();
    const spec = {
      parentRef: { name: 'p' },
      routes: [{ netID: 'net-1', to: 'x' }, { to: 'y' }],
    };
    world.put(
      net({ name: 'p', record: { ids: { main: 'net-p' }, usable: true } }),
      net({ spec, generation: 3 }),
    );
    const pass = world.pass();
    await resolve(pass, pass.spec);
    return present(pass, pass.spec, 'absent');
  };

  it('single ones', async () => {
    const input = await given();

    expect(input.ref('parentRef')).toMatchObject({ is: 'usable', id: 'net-p' });
    expect(input.ref('otherRef')).toBeUndefined();
  });

  it('of items, with a key for each', async () => {
    const items = (await given()).items<{ to: string }>('routes');

    expect(items.map(({ key, value }) => [key, value.to])).toEqual([
      ['routes[0]', 'x'],
      ['routes[1]', 'y'],
    ]);
    expect(items.map((item) => item.ref('netRef')?.is)).toEqual(['usable', undefined]);
  });

  it.each(['none', 'size'])('no items of %s, which is no list', async (list) => {
    expect((await given()).items(list)).toEqual([]);
  });

  it('the object’s own name, generation and what is wanted', async () => {
    expect(await given()).toMatchObject({ want: 'absent', name: 'n', generation: 3, adopted: false });
  });
});

it.each([
  [0, false],
  [599, false],
  [600, true],
])('after %d s of being deleted, others have led elsewhere for long: %s', async (seconds, overdue) => {
  const world = new FakeWorld();
  const gone = { record: { ids: { main: 'net-9' } }, deleting: true };
  world.put(
    net(),
    net({ name: 'stays', record: { ids: { main: 'net-8' } } }),
    net({ name: 'goes', ...gone }),
  );
  const { isOverdue } = present(world.pass(), {});
  await world.clock.run(seconds * 1000);

  expect(['net-7', 'net-8', 'net-9'].map(isOverdue)).toEqual([false, false, overdue]);
});

describe('what another object declares', () => {
  const parentRef = { name: 'p' };
  type Told = [what: string, other: Parameters<typeof net>[0], path: string, told: string | undefined];
  it.each<Told>([
    ['the id behind a reference', { spec: { parentRef } }, 'parentRef', 'net-p'],
    ['a raw id', { spec: { parentID: 'net-x' } }, 'parentRef', 'net-x'],
    [
      'a raw id in another namespace',
      { spec: { parentID: 'net-x' }, namespace: 'far' },
      'parentRef',
      undefined,
    ],
    ['a text', { spec: { block: '10.0.0.0/8' } }, 'block', '10.0.0.0/8'],
    ['a number inside', { spec: { at: { index: 1 } } }, 'at.index', '1'],
    ['nothing', { spec: {} }, 'block', undefined],
    ['what cannot be used yet', { spec: { parentRef: { name: 'new' } } }, 'parentRef', undefined],
    ['what is on its way out', { spec: { parentRef }, deleting: true }, 'parentRef', undefined],
    [
      'what is paused',
      { spec: { parentRef }, annotations: { 'vpcraft.dev/paused': 'true' } },
      'parentRef',
      undefined,
    ],
    ['what is a preview', { spec: { parentRef, managementPolicy: 'Preview' } }, 'parentRef', undefined],
    ['what waits for approval', { spec: { parentRef, approval: 'Manual' } }, 'parentRef', undefined],
  ])('%s', (_what, other, path, told) => {
    const world = new FakeWorld();
    world.put(
      net(),
      net({ name: 'p', record: { ids: { main: 'net-p' }, usable: true } }),
      net({ name: 'new', record: { ids: { main: 'net-new' } } }),
      net({ name: 'other', record: { ids: { main: 'net-9' } }, ...other }),
    );

    expect(present(world.pass(), {}).declaredBy('net-9', path)).toBe(told);
    expect(present(world.pass(), {}).declaredBy('net-8', path)).toBe(undefined);
  });

  it('what waits for approval, where the asker does so, too', () => {
    const world = new FakeWorld();
    const spec = { block: '10.0.0.0/8', approval: 'Manual' };
    world.put(net({ spec }), net({ name: 'other', record: { ids: { main: 'net-9' } }, spec }));

    expect(present(world.pass(), {}).declaredBy('net-9', 'block')).toBe('10.0.0.0/8');
  });
});
