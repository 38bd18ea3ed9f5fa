import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { ACCOUNT, grant, net, type NetOptions, other, REGION } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { placementOf } from './placement.ts';
import { isProblem } from './problem.ts';

const FAR = '222222222222';
const account = (name: string, accountID: string, spec: object = {}) =>
  other('AWSAccount', { name }, { accountID, allowedNamespaces: { names: ['a'] }, ...spec });
const prod = account('prod', ACCOUNT, { defaultFor: ['a'], defaultRegion: 'us-east-1' });
const far = account('far', FAR, { defaultRegion: 'us-west-2' });
const written = (text: string) => ({ 'vpcraft.dev/placement': text });

function place(options: NetOptions, objects: readonly KubeObject[]) {
  const world = new FakeWorld();
  world.put(...objects);
  const placement = placementOf(net(options), { ...world.deps, defaultRegion: REGION });
  if (isProblem(placement)) {
    const field = 'field' in placement && placement.field !== undefined ? ` ${placement.field}` : '';
    return `${placement.is} ${placement.reason}${field}`;
  }
  return `${placement.access.via}/${placement.accountID}/${placement.region}`;
}

describe('account and region', () => {
  it.each<[string, NetOptions, readonly KubeObject[], string]>([
    ['without any AWSAccount: the own credentials, the default region', {}, [], `//${REGION}`],
    ["the namespace's default account and its region", {}, [prod], `prod/${ACCOUNT}/us-east-1`],
    ['the declared account', { spec: { accountRef: { name: 'far' } } }, [prod, far], `far/${FAR}/us-west-2`],
    ['the declared region', { spec: { region: 'sa-east-1' } }, [prod], `prod/${ACCOUNT}/sa-east-1`],
    [
      'what was written with the finalizer, whatever is the default by now',
      { annotations: written(`far/${FAR}/eu-north-1`), record: { place: `far/${FAR}/eu-north-1` } },
      [prod, far],
      `far/${FAR}/eu-north-1`,
    ],
    [
      'own credentials as written, although there are accounts by now',
      { annotations: written(`/${ACCOUNT}/eu-north-1`), record: { place: `/${ACCOUNT}/eu-north-1` } },
      [prod],
      `/${ACCOUNT}/eu-north-1`,
    ],
    [
      "the parent's",
      { spec: { parentRef: { name: 'p' } } },
      [far, prod, net({ name: 'p', spec: { accountRef: { name: 'far' } } })],
      `far/${FAR}/us-west-2`,
    ],
    [
      "the grandparent's",
      { spec: { parentRef: { name: 'p' } } },
      [
        far,
        net({ name: 'p', spec: { parentRef: { name: 'g' } } }),
        net({ name: 'g', spec: { accountRef: { name: 'far' }, region: 'eu-north-1' } }),
      ],
      `far/${FAR}/eu-north-1`,
    ],
    [
      "not the parent's account, where the spec says otherwise",
      { spec: { parentRef: { name: 'p' }, accountRef: { name: 'prod' } } },
      [far, prod, net({ name: 'p', spec: { accountRef: { name: 'far' } } })],
      `prod/${ACCOUNT}/us-west-2`,
    ],
    [
      'where it was placed, while it is deleted, whatever is declared by now',
      {
        annotations: written('/x/y'),
        record: { place: `far/${FAR}/eu-north-1` },
        spec: { region: 'us-east-1', accountRef: { name: 'prod' } },
        deleting: true,
      },
      [prod, far],
      `far/${FAR}/eu-north-1`,
    ],
    ['no parent yet', { spec: { parentRef: { name: 'p' } } }, [prod], 'wait DependencyNotFound'],
    [
      'no parent yet, and none needed',
      { spec: { parentRef: { name: 'p' }, region: 'sa-east-1', accountRef: { name: 'prod' } } },
      [prod],
      `prod/${ACCOUNT}/sa-east-1`,
    ],
    ['no such account', { spec: { accountRef: { name: 'none' } } }, [prod], 'wait DependencyNotFound'],
    [
      'parents in a circle',
      { name: 'one', spec: { parentRef: { name: 'two' } } },
      [
        net({ name: 'one', spec: { parentRef: { name: 'two' } } }),
        net({ name: 'two', spec: { parentRef: { name: 'one' } } }),
      ],
      `//${REGION}`,
    ],
  ])('%s', (_what, options, objects, expected) => {
    expect(place(options, objects)).toBe(expected);
  });

  it('needs a region from somewhere', () => {
    const world = new FakeWorld();
    const placement = placementOf(net(), { ...world.deps, defaultRegion: undefined });

    expect(placement).toMatchObject({ is: 'refuse', field: 'region' });
  });
});

describe('what a tenant may try', () => {
  it.each<[string, NetOptions, readonly KubeObject[], string]>([
    [
      'an account that does not allow the namespace',
      { namespace: 'b', spec: { accountRef: { name: 'prod' } } },
      [prod],
      'refuse AccountNotAllowed accountRef',
    ],
    [
      'no account at all, once there is one',
      { namespace: 'b' },
      [prod],
      'refuse AccountNotAllowed accountRef',
    ],
    [
      'an account without an allowed namespace',
      { spec: { accountRef: { name: 'x' } } },
      [account('x', FAR, { allowedNamespaces: {} })],
      'refuse AccountNotAllowed accountRef',
    ],
    [
      'a region that is not allowed',
      { spec: { region: 'us-west-2' } },
      [account('prod', ACCOUNT, { defaultFor: ['a'], allowedRegions: ['us-east-1'] })],
      'refuse AccountNotAllowed region',
    ],
    [
      "a parent in somebody's account",
      { spec: { parentRef: { name: 'p', namespace: 'b' } } },
      [
        account('theirs', FAR, { allowedNamespaces: { names: ['b'] }, defaultFor: ['b'] }),
        net({ name: 'p', namespace: 'b' }),
      ],
      'refuse AccountNotAllowed accountRef',
    ],
    [
      'a placement written by hand before the first pass',
      { annotations: written(`/${ACCOUNT}/eu-west-1`) },
      [prod],
      'refuse AccountNotAllowed accountRef',
    ],
    [
      'another placement written by hand',
      { annotations: written(`far/${FAR}/us-west-2`), record: { place: `prod/${ACCOUNT}/us-east-1` } },
      [prod, far],
      'refuse InvalidSpec metadata.annotations[vpcraft.dev/placement]',
    ],
    [
      'the placement taken off',
      { record: { place: `far/${FAR}/eu-north-1` } },
      [prod, far],
      `far/${FAR}/eu-north-1`,
    ],
    [
      'the placement taken off, and another account declared',
      { record: { place: `far/${FAR}/eu-north-1` }, spec: { accountRef: { name: 'prod' } } },
      [prod, far],
      'refuse InvalidSpec accountRef',
    ],
    [
      'the placement taken off, and another region declared',
      { record: { place: `far/${FAR}/eu-north-1` }, spec: { region: 'us-east-1' } },
      [prod, far],
      'refuse InvalidSpec region',
    ],
    [
      'another account after it was placed',
      { annotations: written(`far/${FAR}/us-west-2`), spec: { accountRef: { name: 'prod' } } },
      [prod, far],
      'refuse InvalidSpec accountRef',
    ],
    [
      'another region than that of its parent',
      { spec: { parentRef: { name: 'p' }, region: 'sa-east-1' } },
      [far, net({ name: 'p', spec: { accountRef: { name: 'far' } } })],
      'refuse InvalidSpec region',
    ],
    [
      'another region after it was placed',
      { annotations: written(`far/${FAR}/us-west-2`), spec: { region: 'us-east-1' } },
      [far],
      'refuse InvalidSpec region',
    ],
    ['a malformed placement', { annotations: written('far') }, [prod], `prod/${ACCOUNT}/us-east-1`],
  ])('%s', (_what, options, objects, expected) => {
    expect(place(options, objects)).toBe(expected);
  });

  it.each<[string, readonly KubeObject[], string]>([
    ['two default accounts', [prod, account('second', FAR, { defaultFor: ['a'] })], 'refuse Conflict'],
    ['an account that is another one by now', [account('far', '333333333333')], 'refuse AccountNotAllowed'],
  ])('an admin: %s', (_what, objects, expected) => {
    const options = expected.endsWith('Conflict') ? {} : { annotations: written(`far/${FAR}/us-west-2`) };
    expect(place(options, objects)).toBe(expected);
  });
});

describe('what contributes to the list of another object', () => {
  const lender = account('theirs', FAR, { allowedNamespaces: { names: ['b'] }, defaultFor: ['b'] });
  const parent = net({ name: 'p', namespace: 'b' });
  const spec = { parentRef: { name: 'p', namespace: 'b' } };
  const placed = (options: NetOptions, objects: readonly KubeObject[]) => {
    const world = new FakeWorld({ kind: { ...netKind(), parts: [], contributesTo } });
    world.put(...objects);
    const placement = placementOf(net(options), { ...world.deps, defaultRegion: REGION });
    return isProblem(placement) ? `${placement.is} ${placement.reason}` : placement.access.via;
  };
  const contributesTo = {
    ref: 'parentRef',
    list: () => 'routes',
    item: () => ({}),
    pathOf: (one: string) => one,
  };
  const may = grant({ to: 'b', from: 'a' });

  it.each<[string, NetOptions, readonly KubeObject[], string]>([
    ["lives in its parent's account, by grant", { spec }, [lender, parent, may], 'theirs'],
    ['not without a grant', { spec }, [lender, parent], 'refuse AccountNotAllowed'],
    [
      'stays there when the grant is withdrawn',
      { spec, record: { place: `theirs/${FAR}/us-east-1` } },
      [lender, parent],
      'theirs',
    ],
    [
      'in no account that it names itself',
      { spec: { ...spec, accountRef: { name: 'far' } } },
      [lender, account('far', FAR, { allowedNamespaces: { names: ['c'] } }), parent, may],
      'refuse AccountNotAllowed',
    ],
    [
      'in none that is written on it by hand',
      { spec, annotations: written(`far/${FAR}/us-east-1`) },
      [lender, account('far', FAR, { allowedNamespaces: { names: ['c'] } }), parent, may],
      'refuse AccountNotAllowed',
    ],
  ])('%s', (_what, options, objects, expected) => {
    expect(placed(options, objects)).toBe(expected);
  });
});
