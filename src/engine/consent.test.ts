import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { ACCOUNT, fault, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { objectOfQuestion } from './consent.ts';
import type { Pass } from './pass.ts';
import { place, resolve } from './prepare.ts';

const FAR = '222222222222';
const account = (name: string, accountID: string, spec: object = {}) =>
  other('AWSAccount', { name }, { accountID, allowedNamespaces: { names: ['a'] }, ...spec });
const home = (rawIDs?: string) => account('home', ACCOUNT, { defaultFor: ['a'], rawIDs });
const far = (rawIDs?: string, spec: object = {}) => account('far', FAR, { rawIDs, ...spec });

/** How the references of the object stand, after it was placed. */
async function refs(
  spec: Readonly<Record<string, unknown>>,
  accounts: readonly KubeObject[],
  prepare: (world: FakeWorld) => void = () => {},
): Promise<{ is: readonly string[]; pass: Pass }> {
  const world = new FakeWorld();
  world.put(...accounts, net({ spec }));
  prepare(world);
  const pass = world.pass();
  expect(await place(pass)).toBeUndefined();
  await resolve(pass, pass.spec);
  return { is: pass.resolved.map(({ ref }) => (ref.is === 'missing' ? ref.reason : ref.is)), pass };
}

describe('a raw id at home', () => {
  it.each<[string, readonly KubeObject[], string | undefined, string]>([
    ['without any AWSAccount', [], undefined, 'usable'],
    ['Allow', [home('Allow')], undefined, 'usable'],
    ['Deny', [home('Deny')], 'c1/a', 'ReferenceNotGranted'],
    ['left out, no tag', [home()], undefined, 'ReferenceNotGranted'],
    ['Tagged, no tag', [home('Tagged')], undefined, 'ReferenceNotGranted'],
    ['Tagged, a tag for another namespace', [home('Tagged')], 'c1/b', 'ReferenceNotGranted'],
    ['Tagged, a tag for another cluster', [home('Tagged')], 'c2/a', 'ReferenceNotGranted'],
    ['Tagged, the tag', [home('Tagged')], 'c1/a', 'usable'],
  ])('%s', async (_what, accounts, value, expected) => {
    const { is } = await refs({ parentID: 'net-9' }, accounts, (world) => {
      if (value !== undefined) world.released.push({ id: 'net-9', account: ACCOUNT, value });
    });

    expect(is).toEqual([expected]);
  });

  it('is judged one by one', async () => {
    const spec = { routes: [{ netID: 'net-1' }, { netID: 'net-2' }, { netID: 'net-1' }] };
    const { is } = await refs(spec, [home('Tagged')], (world) =>
      world.released.push({ id: 'net-1', account: ACCOUNT, value: 'c1/a' }),
    );

    expect(is).toEqual(['usable', 'ReferenceNotGranted', 'usable']);
  });

  it('waits for an answer of AWS: no answer is no consent', async () => {
    const failing = refs({ parentID: 'net-9' }, [home('Tagged')], (world) =>
      world.fail('consent', fault('InternalError')),
    );

    await expect(failing).rejects.toThrow('InternalError');
  });
});

describe('a raw id on the other side', () => {
  const spec = (side: object) => ({ far: { netID: 'net-9', ...side } });
  const there = { accountID: FAR };

  it.each<[string, object, readonly KubeObject[], { account: string; value: string } | undefined, string]>([
    ["in somebody else's account", there, [home('Deny')], undefined, 'usable'],
    ['in an account of ours, Allow', there, [home('Deny'), far('Allow')], undefined, 'usable'],
    ['in an account of ours, Deny', there, [home('Allow'), far('Deny')], undefined, 'ReferenceNotGranted'],
    ['in an account of ours, no tag', there, [home('Allow'), far()], undefined, 'ReferenceNotGranted'],
    [
      'in an account of ours, the tag there',
      there,
      [home('Allow'), far()],
      { account: FAR, value: 'c1/a' },
      'usable',
    ],
    [
      'in an account of ours, the tag on a thing at home',
      there,
      [home('Allow'), far()],
      { account: ACCOUNT, value: 'c1/a' },
      'ReferenceNotGranted',
    ],
    [
      'in an account of ours by name, Deny',
      { accountRef: { name: 'far' } },
      [home('Allow'), far('Deny')],
      undefined,
      'ReferenceNotGranted',
    ],
    ['in the own account, Deny', {}, [home('Deny')], undefined, 'ReferenceNotGranted'],
    ['in the own account, the tag', {}, [home()], { account: ACCOUNT, value: 'c1/a' }, 'usable'],
    [
      'in the own account in another region, no tag',
      { region: 'us-east-1' },
      [home()],
      undefined,
      'ReferenceNotGranted',
    ],
  ])('%s', async (_what, side, accounts, tag, expected) => {
    const { is } = await refs(spec(side), accounts, (world) => {
      if (tag !== undefined) world.released.push({ id: 'net-9', ...tag });
    });

    expect(is).toEqual([expected]);
  });

  it('has no consent where nobody can look', async () => {
    const { is, pass } = await refs(spec(there), [home('Allow'), far('Tagged')], (world) =>
      world.fail('consent', fault('AccessDenied', { disposition: 'denied' })),
    );

    expect(is).toEqual(['ReferenceNotGranted']);
    expect(pass.resolved[0]?.ref).toMatchObject({ why: expect.stringContaining('cannot be looked up') });
  });
});

it.each([
  ['Net/a/n', 'Net/a/n'],
  ['Net/a/n#consent/Net/a/n/1/r', 'Net/a/n'],
  ['Net/a/n#blockers', 'Net/a/n'],
])('a question under %s wakes %s', (key, object) => {
  expect(objectOfQuestion(key)).toBe(object);
});
