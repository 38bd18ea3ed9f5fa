// A kind that contributes to the kind of fake-kind.ts, one object of it, and its parent, for tests.
import { type AnyKind, planOf } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { resolve } from './prepare.ts';

/** A kind whose objects add one item to the routes of a Net. */
export const itemKind: AnyKind = {
  ...netKind(),
  names: { ...netKind().names, kind: 'Item' },
  parts: [],
  references: netKind().references.filter(({ path }) => path === 'parentRef'),
  contributesTo: {
    ref: 'parentRef',
    list: () => 'routes',
    item: ({ to }: { to: string }) => ({ to }),
    pathOf: (field) => field,
  },
  observe: () => ({}),
  plan: () => planOf([]),
  project: () => ({}),
};

export const item = (options: NetOptions = {}): KubeObject => {
  const { namespace = 'a' } = options;
  const parentRef = namespace === 'a' ? { name: 'n' } : { name: 'n', namespace: 'a' };
  const made = net({ name: 'i', ...options, spec: { parentRef, to: 'x', ...options.spec } });
  return { ...made, kind: 'Item' };
};

export async function given(object: KubeObject, ...others: readonly KubeObject[]) {
  const world = new FakeWorld();
  world.kinds.set('Item', itemKind);
  world.put(net({ record: { ids: { main: 'net-1' }, usable: true } }), ...others, object);
  const key = `Item/${object.metadata.namespace}/i`;
  const pass = world.pass(key);
  await resolve(pass, pass.spec);
  const parent = world.pass();
  await resolve(parent, parent.spec);
  return { world, pass, parent, key };
}
