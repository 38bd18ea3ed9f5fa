import { describe, expect, it } from 'vitest';
import type { AnyKind, Reference } from '../model/kind.ts';
import { type KubeObject, keyOfObject } from '../model/object.ts';
import { occurrencesOf, withoutOccurrences } from './occurrences.ts';
import { holdOn, Referrers } from './referrers.ts';

const reference = (path: string, to: string): Reference => ({
  path,
  to: [to],
  needs: 'id',
  missing: 'wait',
  holdsTarget: true,
  releasable: path !== 'vpcRef',
  verb: 'use',
});

const net = { names: { kind: 'Net' }, references: [reference('tableRef', 'Table')] } as unknown as AnyKind;
const table = {
  names: { kind: 'Table' },
  references: [{ ...reference('netRef', 'Net'), releasable: false }, reference('routes[].tableRef', 'Table')],
} as unknown as AnyKind;
const kinds = new Map([
  ['Net', net],
  ['Table', table],
]);

function world(objects: readonly KubeObject[]) {
  const byKey = new Map(objects.map((object) => [keyOfObject(object), object]));
  const store = {
    hasSynced: () => true,
    get: (key: string) => byKey.get(key),
    list: () => [],
    staleSeconds: () => 0,
    onChange: () => {},
  };
  const referrers = new Referrers(kinds, store);
  for (const [key, object] of byKey) referrers.update(key, object);
  return { referrers, isDeleting: (key: string) => byKey.get(key)?.metadata.deletionTimestamp !== undefined };
}

function object(kind: string, name: string, spec: Record<string, unknown>, leaving = true): KubeObject {
  const metadata = {
    name,
    namespace: 'a',
    uid: name,
    resourceVersion: '1',
    ...(leaving ? { deletionTimestamp: 'now' } : {}),
  };
  return { apiVersion: 'v1', kind, metadata, spec };
}

describe('holding', () => {
  it('lets an object go that nobody refers to', () => {
    const { referrers, isDeleting } = world([object('Net', 'n', {})]);

    expect(holdOn('Net/a/n', referrers, { isDeleting, released: () => new Set() })).toEqual({ is: 'free' });
  });

  it('names the living holder, and never releases for its sake', () => {
    const { referrers, isDeleting } = world([
      object('Net', 'n', { tableRef: { name: 't' } }),
      object('Table', 't', { netRef: { name: 'n' } }),
      object('Table', 'alive', { netRef: { name: 'n' } }, false),
    ]);

    const hold = holdOn('Net/a/n', referrers, { isDeleting, released: () => new Set() });

    expect(hold).toMatchObject({ is: 'held', holders: ['Table/a/alive', 'Table/a/t'] });
  });

  it('releases the releasable link of a cycle that leaves as a whole', () => {
    const { referrers, isDeleting } = world([
      object('Net', 'n', { tableRef: { name: 't' } }),
      object('Table', 't', { netRef: { name: 'n' } }),
    ]);
    const question = { isDeleting, released: () => new Set<string>() };

    expect(holdOn('Net/a/n', referrers, question)).toMatchObject({
      is: 'release',
      links: [{ to: 'Table/a/t' }],
    });
    expect(holdOn('Table/a/t', referrers, question)).toMatchObject({ is: 'held', holders: ['Net/a/n'] });
    const released = (key: string) => (key === 'Net/a/n' ? new Set(['Table/a/t']) : new Set<string>());
    expect(holdOn('Table/a/t', referrers, { isDeleting, released })).toEqual({ is: 'free' });
  });

  it('works for cycles of every length', () => {
    for (const length of [2, 3, 4, 7]) {
      const ring = Array.from({ length }, (_, i) =>
        object('Table', `t${i}`, { routes: [{ tableRef: { name: `t${(i + 1) % length}` } }] }),
      );
      const { referrers, isDeleting } = world(ring);

      for (const one of ring) {
        expect(holdOn(keyOfObject(one), referrers, { isDeleting, released: () => new Set() }).is).toBe(
          'release',
        );
      }
    }
  });

  it('does not let an object hold itself', () => {
    const { referrers, isDeleting } = world([
      object('Table', 't', { routes: [{ tableRef: { name: 't' } }] }),
    ]);

    expect(holdOn('Table/a/t', referrers, { isDeleting, released: () => new Set() })).toEqual({ is: 'free' });
  });
});

describe('releasing', () => {
  it('takes the innermost list item with the link, and a plain field alone', () => {
    const spec = {
      netRef: { name: 'n' },
      routes: [{ to: 'x', tableRef: { name: 't' } }, { to: 'y', tableRef: { name: 'u' } }, { to: 'z' }],
    };
    const occurrences = occurrencesOf(table, spec);
    const gone = occurrences.filter(
      ({ target }) => 'name' in target && (target.name === 't' || target.name === 'n'),
    );

    expect(withoutOccurrences(spec, gone)).toEqual({
      routes: [{ to: 'y', tableRef: { name: 'u' } }, { to: 'z' }],
    });
  });
});

describe('a reference inside a text', () => {
  const list = {
    names: { kind: 'Table' },
    references: [{ ...reference('routes[].destination', 'List'), inText: { name: 'list/', rawID: 'pl-' } }],
  } as unknown as AnyKind;
  const targets = (destination: string) =>
    occurrencesOf(list, { routes: [{ destination }] }).map(({ target, written }) => ({ target, written }));
  const written = 'routes[0].destination';

  it('names an object of the own or another namespace, or a raw id; any other text refers to nothing', () => {
    expect(targets('list/office')).toEqual([{ target: { name: 'office', namespace: undefined }, written }]);
    expect(targets('list/net/office')).toEqual([{ target: { name: 'office', namespace: 'net' }, written }]);
    expect(targets('pl-0123')).toEqual([{ target: { rawID: 'pl-0123' }, written }]);
    expect(targets('10.0.0.0/8')).toEqual([]);
  });

  it('takes its item with it when it is released', () => {
    const spec = { routes: [{ destination: 'list/office' }, { destination: '10.0.0.0/8' }] };

    expect(withoutOccurrences(spec, occurrencesOf(list, spec))).toEqual({
      routes: [{ destination: '10.0.0.0/8' }],
    });
  });
});
