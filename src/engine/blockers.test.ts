import { describe, expect, it } from 'vitest';
import { blockersKey, blockersOf, isInUse } from './blockers.ts';
import { net } from './fake-objects.ts';
import { netKind } from './fake-kind.ts';
import { FakeWorld } from './fake-world.ts';

function given(thing: Parameters<FakeWorld['thing']>[1] = {}, kind = netKind()) {
  const world = new FakeWorld({ kind });
  world.put(net({ record: { ids: { main: 'net-1' } } }));
  world.thing('net-1', { users: ['user-1'] });
  world.thing('net-2', thing);
  return { world, pass: world.pass() };
}

describe('what stands in the way', () => {
  it('is asked of the object’s own thing', async () => {
    const { pass } = given();

    expect(await blockersOf(pass)).toEqual([{ id: 'user-1', type: 'user', owner: 'somebody' }]);
  });

  it('is asked under a name that is forgotten at once', async () => {
    const { world, pass } = given();
    const forgotten: string[] = [];
    world.deps.reader.forget = (key) => void forgotten.push(key);
    await blockersOf(pass);

    expect(forgotten).toEqual([blockersKey('Net/a/n')]);
  });

  it('is nothing where the kind cannot tell', async () => {
    const { blockers: _cannot, ...kind } = netKind();

    expect(await blockersOf(given({}, kind).pass)).toEqual([]);
  });
});

describe('another thing of the same part', () => {
  it.each<[string, Parameters<FakeWorld['thing']>[1], boolean]>([
    ['empty', {}, false],
    ['with something in the way', { users: ['user-2'] }, true],
    ['with something to undo first', { links: ['link-1'] }, true],
  ])('%s', async (_what, thing, expected) => {
    expect(await isInUse(given(thing).pass, 'main', 'net-2')).toBe(expected);
  });

  it('is in use where its kind cannot tell', async () => {
    const { blockers: _cannot, ...kind } = netKind();

    expect(await isInUse(given({}, kind).pass, 'main', 'net-2')).toBe(true);
  });
});
