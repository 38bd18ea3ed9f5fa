import { describe, expect, it } from 'vitest';
import type { AnyKind, Reference } from '../model/kind.ts';
import { occurrencesOf, rawSibling, withoutOccurrences } from './occurrences.ts';

const reference = (path: string, to: readonly string[] = ['Net']): Reference => ({
  path,
  to,
  needs: 'id',
  missing: 'wait',
  holdsTarget: true,
  releasable: true,
  verb: 'use',
});
const kindWith = (...paths: readonly string[]) =>
  ({ references: paths.map((path) => reference(path)) }) as unknown as AnyKind;

function found(path: string, spec: object): readonly string[] {
  return occurrencesOf(kindWith(path), spec as Record<string, unknown>).map(
    ({ path: at, written, target }) => {
      const what = 'rawID' in target ? target.rawID : `${target.namespace ?? ''}/${target.name}`;
      return at === written ? `${at}=${what}` : `${at}(${written})=${what}`;
    },
  );
}

describe('how people are told where a spec refers to something', () => {
  const keyed = (keys?: readonly string[]) => ({
    ...kindWith('vpcRef', 'routes[].natRef', 'routes[].netRefs'),
    schema: { spec: { properties: { routes: { 'x-kubernetes-list-map-keys': keys } } } },
  });
  it.each<[string, readonly string[] | undefined, object, readonly string[]]>([
    ['as it is written', [], { vpcID: 'vpc-1' }, ['vpcID']],
    [
      'by the key of its item',
      ['to'],
      { routes: [{ to: '10/8', natRef: { name: 'n' } }] },
      ['routes[10/8].natRef'],
    ],
    ['by several keys', ['to', 'by'], { routes: [{ to: 'a', by: 1, natID: 'n' }] }, ['routes[a/1].natID']],
    [
      'by the place of an item without keys',
      undefined,
      { routes: [{}, { natID: 'n' }] },
      ['routes[1].natID'],
    ],
    ['by the place of an item that lacks its key', ['to'], { routes: [{ natID: 'n' }] }, ['routes[0].natID']],
    [
      'by what an item of a plural names',
      ['to'],
      { routes: [{ to: 'a', netRefs: [{ name: 'x' }], netIDs: ['net-1'] }] },
      ['routes[a].netRefs[x]', 'routes[a].netIDs[net-1]'],
    ],
  ])('%s', (_what, keys, spec, shown) => {
    const all = occurrencesOf(keyed(keys) as unknown as AnyKind, spec as Record<string, unknown>);

    expect(all.map((one) => one.shown)).toEqual(shown);
  });
});

describe('where a spec refers to other things', () => {
  it.each<[string, string, object, readonly string[]]>([
    ['a plain field', 'vpcRef', { vpcRef: { name: 'v' } }, ['vpcRef=/v']],
    ['into another namespace', 'vpcRef', { vpcRef: { name: 'v', namespace: 'b' } }, ['vpcRef=b/v']],
    ['by id', 'vpcRef', { vpcID: 'vpc-1' }, ['vpcRef(vpcID)=vpc-1']],
    ['not set', 'vpcRef', {}, []],
    ['an empty id', 'vpcRef', { vpcID: '' }, []],
    ['without a name', 'vpcRef', { vpcRef: {} }, []],
    ['of the wrong type', 'vpcRef', { vpcRef: 7, vpcID: {} }, []],
    ['nested', 'accepter.vpcRef', { accepter: { vpcRef: { name: 'v' } } }, ['accepter.vpcRef=/v']],
    ['nested, by id', 'accepter.vpcRef', { accepter: { vpcID: 'x' } }, ['accepter.vpcRef(accepter.vpcID)=x']],
    ['nested in nothing', 'accepter.vpcRef', { accepter: 'x' }, []],
    [
      'in items',
      'routes[].natRef',
      { routes: [{ natRef: { name: 'n' } }, {}, { natID: 'nat-1' }] },
      ['routes[0].natRef=/n', 'routes[2].natRef(routes[2].natID)=nat-1'],
    ],
    ['in items that are no list', 'routes[].natRef', { routes: { natRef: { name: 'n' } } }, []],
    [
      'in items of items',
      'in[].peers[].groupRef',
      { in: [{ peers: [{ groupRef: { name: 'a' } }] }, { peers: [{}, { groupRef: { name: 'b' } }] }] },
      ['in[0].peers[0].groupRef=/a', 'in[1].peers[1].groupRef=/b'],
    ],
    [
      'a plural: names first, ids after',
      'groupRefs',
      { groupRefs: [{ name: 'a' }, { name: 'b' }], groupIDs: ['g1'] },
      ['groupRefs[0]=/a', 'groupRefs[1]=/b', 'groupRefs[2](groupIDs[0])=g1'],
    ],
    [
      'a raw field without a kind',
      'routes[].instanceID',
      { routes: [{ instanceID: 'i-1' }] },
      ['routes[0].instanceID=i-1'],
    ],
    ['no inherited member', 'constructor.nameRef', {}, []],
  ])('%s', (_what, path, spec, expected) => {
    expect(found(path, spec)).toEqual(expected);
  });

  it.each([
    ['vpcRef', 'vpcID'],
    ['subnetRefs', 'subnetIDs'],
    ['instanceID', undefined],
  ])('the sibling of %s is %s', (field, sibling) => {
    expect(rawSibling(field)).toBe(sibling);
  });
});

describe('a spec without some of its references', () => {
  const drop = (spec: object, paths: readonly string[], at: (path: string) => boolean) => {
    const all = occurrencesOf(kindWith(...paths), spec as Record<string, unknown>);
    return withoutOccurrences(
      spec as Record<string, unknown>,
      all.filter((one) => at(one.written)),
    );
  };

  it.each<[string, object, readonly string[], string, object]>([
    ['a plain field goes alone', { vpcRef: { name: 'v' }, size: 1 }, ['vpcRef'], 'vpcRef', { size: 1 }],
    ['an id too', { vpcID: 'v', size: 1 }, ['vpcRef'], 'vpcID', { size: 1 }],
    [
      'an item goes with it',
      { routes: [{ to: 'a', netRef: { name: 'x' } }, { to: 'b' }] },
      ['routes[].netRef'],
      'routes[0].netRef',
      { routes: [{ to: 'b' }] },
    ],
    [
      'only the innermost item',
      { in: [{ port: 1, peers: [{ groupRef: { name: 'x' } }, { cidr: 'c' }] }] },
      ['in[].peers[].groupRef'],
      'in[0].peers[0].groupRef',
      { in: [{ port: 1, peers: [{ cidr: 'c' }] }] },
    ],
    [
      'one of equal items',
      { in: [{ peers: [{ groupRef: { name: 'x' } }] }, { peers: [{ groupRef: { name: 'x' } }] }] },
      ['in[].peers[].groupRef'],
      'in[1].peers[0].groupRef',
      { in: [{ peers: [{ groupRef: { name: 'x' } }] }, { peers: [] }] },
    ],
    [
      'one of a plural',
      { groupRefs: [{ name: 'a' }, { name: 'b' }] },
      ['groupRefs'],
      'groupRefs[0]',
      { groupRefs: [{ name: 'b' }] },
    ],
    [
      'nothing else',
      { vpcRef: { name: 'v' }, list: [1, 'x', null] },
      ['vpcRef'],
      'other',
      { vpcRef: { name: 'v' }, list: [1, 'x', null] },
    ],
  ])('%s', (_what, spec, paths, at, expected) => {
    expect(drop(spec, paths, (path) => path === at)).toEqual(expected);
  });

  it('drops the right ones when an earlier item went, too', () => {
    const item = (name: string) => ({ peers: [{ groupRef: { name } }, { cidr: name }] });
    const spec = { in: [{ netRef: { name: 'x' } }, item('a'), item('b')] };

    expect(
      drop(spec, ['in[].netRef', 'in[].peers[].groupRef'], (path) => path !== 'in[1].peers[0].groupRef'),
    ).toEqual({ in: [item('a'), { peers: [{ cidr: 'b' }] }] });
  });
});
