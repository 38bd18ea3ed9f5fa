import { describe, expect, it } from 'vitest';
import { FINALIZER } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { accountPass } from './account-objects.ts';
import { ACCOUNT, fault, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';

const key = 'AWSAccount//prod';
const account = (spec: object = {}, metadata: Partial<KubeObject['metadata']> = {}) =>
  other('AWSAccount', { name: 'prod', generation: 1, ...metadata }, { accountID: ACCOUNT, ...spec });

async function visit(world: FakeWorld): Promise<number | undefined> {
  return accountPass(world.deps, world.objects.get(key) as KubeObject);
}

function given(...objects: readonly KubeObject[]): FakeWorld {
  const world = new FakeWorld();
  world.put(...objects);
  return world;
}

function conditionOf(world: FakeWorld, type: string) {
  const conditions = world.objects.get(key)?.status?.conditions as
    | { type: string; status: string; reason: string; message: string }[]
    | undefined;
  return conditions?.find((one) => one.type === type);
}

describe('an AWSAccount', () => {
  it('that can be used is Ready, and keeps a finalizer', async () => {
    const world = given(account());

    expect(await visit(world)).toBe(600);
    expect(conditionOf(world, 'Ready')).toMatchObject({ status: 'True' });
    expect(world.objects.get(key)?.metadata.finalizers).toEqual([FINALIZER]);
  });

  it('is not written again when nothing changed', async () => {
    const world = given(account());
    await visit(world);
    const before = world.objects.get(key)?.metadata.resourceVersion;
    await visit(world);

    expect(world.objects.get(key)?.metadata.resourceVersion).toBe(before);
  });

  it.each<[string, object, readonly KubeObject[], string]>([
    [
      'with another default for one of its namespaces',
      { defaultFor: ['a', 'b'] },
      [other('AWSAccount', { name: 'second' }, { accountID: ACCOUNT, defaultFor: ['b'] })],
      'Conflict',
    ],
    [
      'whose role cannot be assumed',
      { roleARN: 'arn:aws:iam::111111111111:role/x' },
      [],
      'CredentialsUnavailable',
    ],
  ])('%s is not Ready', async (_what, spec, objects, reason) => {
    const world = given(account(spec), ...objects);
    world.deps.accounts.identify = async () => {
      throw fault('CredentialsUnavailable', { disposition: 'denied', reason: 'CredentialsUnavailable' });
    };

    expect(await visit(world)).toBe(300);
    expect(conditionOf(world, 'Ready')).toMatchObject({ status: 'False', reason });
  });

  it('needs a region to be asked in', async () => {
    const world = new FakeWorld({ settings: { defaultRegion: undefined } });
    world.put(account());
    await visit(world);

    expect(conditionOf(world, 'Ready')).toMatchObject({
      reason: 'InvalidSpec',
      message: expect.stringContaining('defaultRegion'),
    });
  });

  it('is asked for in its own region, else in its first, else in the default one', async () => {
    const asked: string[] = [];
    for (const spec of [
      { defaultRegion: 'us-east-1', allowedRegions: ['us-west-2'] },
      { allowedRegions: ['us-west-2'] },
      {},
    ]) {
      const world = given(account(spec));
      world.deps.accounts.identify = async ({ region }) => {
        asked.push(region);
        return ACCOUNT;
      };
      await visit(world);
    }

    expect(asked).toEqual(['us-east-1', 'us-west-2', 'eu-west-1']);
  });

  it('throws a defect', async () => {
    const world = given(account());
    world.deps.accounts.identify = async () => {
      throw new TypeError('a defect');
    };

    await expect(visit(world)).rejects.toThrow('a defect');
  });
});

describe('an AWSAccount that is being deleted', () => {
  const leaving = account({}, { deletionTimestamp: 'now', finalizers: [FINALIZER] });
  const user = (name: string) => net({ name, record: { place: `prod/${ACCOUNT}/eu-west-1` } });
  const written = (account: string) => ({ 'vpcraft.dev/placement': `${account}/${ACCOUNT}/eu-west-1` });

  it('goes when nobody uses it', async () => {
    const elsewhere = net({ record: { place: `prod2/${ACCOUNT}/eu-west-1` } });
    const world = given(leaving, elsewhere);

    expect(await visit(world)).toBeUndefined();
    expect(world.objects.get(key)?.metadata.finalizers).toEqual([]);
  });

  it('is held by its users, of whom some are named', async () => {
    const world = given(leaving, ...['1', '2', '3', '4', '5', '6', '7'].map(user));
    await visit(world);

    expect(conditionOf(world, 'DeletionBlocked')?.message).toMatch(/Net\/a\/1, .*Net\/a\/5 and 2 more/);
    expect(world.objects.get(key)?.metadata.finalizers).toEqual([FINALIZER]);
  });

  it.each([
    ['took off', {}],
    ['changed', written('prod2')],
  ])('is held by a user whose annotation somebody %s', async (_what, annotations) => {
    const world = given(leaving, net({ annotations, record: { place: `prod/${ACCOUNT}/eu-west-1` } }));
    await visit(world);

    expect(conditionOf(world, 'DeletionBlocked')).toBeDefined();
  });

  it('is held by nothing that somebody wrote on an object', async () => {
    const placed = { place: `prod2/${ACCOUNT}/eu-west-1` };
    const world = given(
      leaving,
      net({ annotations: written('prod') }),
      net({ name: 'm', annotations: written('prod'), record: placed }),
    );

    expect(await visit(world)).toBeUndefined();
    expect(world.objects.get(key)?.metadata.finalizers).toEqual([]);
  });

  it('is nothing to do without our finalizer', async () => {
    const world = given(account({}, { deletionTimestamp: 'now' }));

    expect(await visit(world)).toBeUndefined();
    expect(world.objects.get(key)?.status).toBeUndefined();
  });
});
