import { describe, expect, it } from 'vitest';
import { ACCOUNT, fault, grant, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import {
  commonProblem,
  missingPlacement,
  outcomeOf,
  place,
  present,
  referenceOutcome,
  resolve,
} from './prepare.ts';

const prod = other(
  'AWSAccount',
  { name: 'prod' },
  { accountID: ACCOUNT, defaultFor: ['a'], allowedNamespaces: { names: ['a'] }, defaultRegion: 'us-east-1' },
);

const theirs = net({
  name: 'target',
  namespace: 'b',
  record: { place: `prod/${ACCOUNT}/us-east-1`, ids: { main: 'net-9' }, usable: true },
});

function given(spec: Readonly<Record<string, unknown>> = {}, ...objects: ReturnType<typeof net>[]) {
  const world = new FakeWorld();
  world.put(...objects, net({ spec }));
  return { world, pass: world.pass() };
}

describe('placing', () => {
  it('verifies who the caller is', async () => {
    const { pass } = given({}, prod);

    expect(await place(pass)).toBeUndefined();
    expect(pass.home).toEqual({ via: 'prod', account: ACCOUNT, region: 'us-east-1', service: 'ec2' });
    expect(missingPlacement(pass)).toBe(`prod/${ACCOUNT}/us-east-1`);
  });

  it('refuses credentials of another account than that in which the object lives', async () => {
    const world = new FakeWorld();
    const text = `/${ACCOUNT}/us-east-1`;
    world.put(net({ annotations: { 'vpcraft.dev/placement': text }, record: { place: text } }));
    world.deps.accounts.identify = async () => '999999999999';

    expect(await place(world.pass())).toMatchObject({ is: 'refused', reason: 'AccountNotAllowed' });
  });

  it('is not written twice', () => {
    const world = new FakeWorld();
    world.put(net({ annotations: { 'vpcraft.dev/placement': 'x' } }));

    expect(missingPlacement(world.pass())).toBeUndefined();
  });

  it('fails with the credentials', async () => {
    const { world, pass } = given({}, prod);
    world.deps.accounts.identify = async () => {
      throw fault('CredentialsUnavailable', { disposition: 'denied' });
    };

    await expect(place(pass)).rejects.toThrow('CredentialsUnavailable');
  });
});

describe('tags that nobody may set', () => {
  it.each<[string, object, boolean]>([
    ['none', {}, false],
    ['own ones', { tags: { team: 'a', 'vpcraft.dev': 'x' } }, false],
    ['ours', { tags: { 'vpcraft.dev/owner': 'x' } }, true],
    ['ours of the future', { tags: { 'vpcraft.dev/new': 'x' } }, true],
    ['of AWS', { tags: { 'aws:cloudformation:stack-name': 'x' } }, true],
    ['of AWS in capitals', { tags: { 'Aws:x': 'x' } }, true],
  ])('%s', (_what, spec, refused) => {
    const { pass } = given(spec as Record<string, unknown>);

    expect(commonProblem(pass) === undefined).toBe(!refused);
  });
});

describe('references that hold the object', () => {
  it('are all named, with the reason of the first', async () => {
    const { pass } = given({ parentRef: { name: 'none' }, far: { netRef: { name: 'nope' } } });
    await place(pass);
    await resolve(pass, pass.spec);

    expect(referenceOutcome(pass)).toMatchObject({
      is: 'waiting',
      reason: 'DependencyNotFound',
      message:
        'parentRef: Net none does not exist: create it, or correct the reference; far.netRef: Net nope does not exist: create it, or correct the reference',
    });
  });

  it.each([
    ['there is no account for the namespace', [other('AWSAccount', { name: 'x' }, {})]],
    [
      'the account of the parent does not allow it',
      [theirs, other('AWSAccount', { name: 'prod' }, { accountID: ACCOUNT })],
    ],
    ['the parent does not exist', []],
  ])('say that the parent is not granted, although %s', async (_what, objects) => {
    const { pass } = given({ parentRef: { name: 'target', namespace: 'b' } }, ...objects);
    const outcome = await place(pass);

    expect(outcome).toMatchObject({ is: 'waiting', reason: 'ReferenceNotGranted' });
    expect(outcome).toHaveProperty(
      'message',
      "parentRef: Net b/target is in another namespace and no NetworkGrant in b allows 'use' on it: have one made there, or correct the reference",
    );
  });

  it('say in which namespace what is missing should be', async () => {
    const { pass } = given({ parentRef: { name: 'target', namespace: 'b' } }, grant({ to: 'b', from: 'a' }));

    expect(await place(pass)).toHaveProperty(
      'message',
      'parentRef: Net b/target does not exist: create it, or correct the reference',
    );
  });

  it('tell the kind what they mean', async () => {
    const target = net({ name: 'target', record: { ids: { main: 'net-9' }, usable: true } });
    const { pass } = given({ routes: [{ netRef: { name: 'target' } }] }, target);
    await resolve(pass, pass.spec);
    const input = present(pass, pass.spec);

    expect(referenceOutcome(pass)).toBeUndefined();
    expect(input.items('routes')[0]?.ref('netRef')).toMatchObject({ is: 'usable', id: 'net-9' });
  });

  it('remember only what was granted by another namespace', async () => {
    const record = { ids: { main: 'net-9' }, usable: true };
    const { pass } = given(
      {
        routes: [
          { netRef: { name: 'own' } },
          { netRef: { name: 'far', namespace: 'b' } },
          { netID: 'net-1' },
        ],
      },
      net({ name: 'own', record }),
      net({ name: 'far', namespace: 'b', record }),
      grant({ from: 'a', to: 'b' }),
    );
    await resolve(pass, pass.spec);

    expect(pass.record.granted).toEqual({ 'routes[].netRef Net/b/far': 'net-9' });
  });
});

it.each([
  [{ is: 'wait', reason: 'Pending', message: 'm' } as const, { is: 'waiting', reason: 'Pending' }],
  [
    { is: 'refuse', reason: 'InvalidSpec', message: 'm', field: 'spec.x' } as const,
    { is: 'refused', field: 'spec.x' },
  ],
])('a problem is an outcome: %o', (problem, expected) => {
  expect(outcomeOf(problem)).toMatchObject(expected);
});
