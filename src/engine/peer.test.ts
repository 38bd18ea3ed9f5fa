import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { ACCOUNT, grant, net, other, REGION } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { place, resolve } from './prepare.ts';

const FAR = '222222222222';
const account = (name: string, accountID: string, spec: object = {}) =>
  other('AWSAccount', { name }, { accountID, allowedNamespaces: { names: ['a'] }, rawIDs: 'Allow', ...spec });
const home = account('home', ACCOUNT, { defaultFor: ['a'] });
const placed = (name: string, namespace: string, place_: string) =>
  net({
    name,
    namespace,
    annotations: { 'vpcraft.dev/placement': place_ },
    record: { ids: { main: `id-${name}` }, usable: true, place: place_ },
  });

async function peerOf(spec: object, objects: readonly KubeObject[]): Promise<string> {
  const world = new FakeWorld();
  world.put(...objects, net({ spec: { far: spec } }));
  const pass = world.pass();
  expect(await place(pass)).toBeUndefined();
  await resolve(pass, pass.spec);
  const { peer } = pass;
  return 'none' in peer ? peer.none : `${peer.via}/${peer.account}/${peer.region}`;
}

describe('who may act on the other side', () => {
  const there = placed('there', 'b', `far/${FAR}/us-east-1`);
  const ref = { netRef: { name: 'there', namespace: 'b' } };

  it.each<[string, object, readonly KubeObject[], string]>([
    [
      'an object of the same namespace: its own place',
      { netRef: { name: 'near' } },
      [placed('near', 'a', `home/${ACCOUNT}/us-east-1`)],
      `home/${ACCOUNT}/us-east-1`,
    ],
    [
      'another namespace, use granted: nobody',
      ref,
      [there, grant({ from: 'a', to: 'b' })],
      "no NetworkGrant allows 'accept' on there",
    ],
    [
      'another namespace, accept granted: its own place',
      ref,
      [there, grant({ from: 'a', to: 'b', verbs: ['accept'] })],
      `far/${FAR}/us-east-1`,
    ],
    ['a raw id: the own account and region', { netID: 'x' }, [], `home/${ACCOUNT}/${REGION}`],
    ['a raw id in another region', { netID: 'x', region: 'us-east-1' }, [], `home/${ACCOUNT}/us-east-1`],
    [
      'a raw id in an account of ours',
      { netID: 'x', accountID: FAR },
      [account('far', FAR)],
      `far/${FAR}/${REGION}`,
    ],
    [
      "a raw id in somebody else's account: nobody",
      { netID: 'x', accountID: FAR },
      [],
      `account ${FAR} is not one of ours`,
    ],
    [
      'a raw id in an account that does not allow the namespace: nobody',
      { netID: 'x', accountID: FAR },
      [account('far', FAR, { allowedNamespaces: { names: ['b'] } })],
      `account ${FAR} is not one of ours`,
    ],
    [
      'by the name of an account that does not allow the namespace: nobody',
      { netID: 'x', accountRef: { name: 'far' } },
      [account('far', FAR, { allowedNamespaces: { names: ['b'] } })],
      'AWSAccount far does not allow namespace a',
    ],
    [
      'by the name of no account: nobody',
      { netID: 'x', accountRef: { name: 'none' } },
      [],
      'AWSAccount none does not exist',
    ],
    [
      'a region that the account does not allow: nobody',
      { netID: 'x', accountID: FAR, region: 'us-east-1' },
      [account('far', FAR, { allowedRegions: ['eu-west-1'] })],
      'AWSAccount far does not allow region us-east-1',
    ],
    ['nothing named', {}, [], 'far.netRef is not set'],
  ])('%s', async (_what, spec, objects, expected) => {
    expect(await peerOf(spec, [home, ...objects])).toBe(expected);
  });
});
