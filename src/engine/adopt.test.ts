import { describe, expect, it } from 'vitest';
import { adoptedThing } from './adopt.ts';
import { HOME, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';

async function adopted(spec: object | undefined, options: NetOptions = {}) {
  const world = new FakeWorld();
  world.put(net({ ...options, spec: spec === undefined ? {} : { adopt: spec } }));
  world.thing('net-1', { tags: { team: 'a', stage: 'prod' } });
  world.thing('net-2', { tags: { team: 'a', stage: 'test' } });
  world.thing('net-3', { tags: { team: 'b' }, state: 'deleting' });
  const pass = world.pass();
  pass.home = HOME;
  const found = await adoptedThing(pass);
  if (found === undefined) return undefined;
  if ('id' in found) return found.id;
  return 'reason' in found.outcome ? `${found.outcome.is} ${found.outcome.reason}` : found.outcome.is;
}

describe('what an object adopts', () => {
  it.each<[string, object | undefined, NetOptions, string | undefined]>([
    ['nothing', undefined, {}, undefined],
    ['by id', { id: 'net-9' }, {}, 'net-9'],
    ['by tags that one has', { tags: { team: 'a', stage: 'prod' } }, {}, 'net-1'],
    ['by tags that two have', { tags: { team: 'a' } }, {}, 'refused Conflict'],
    ['by tags that nothing has', { tags: { team: 'c' } }, {}, 'waiting DependencyNotFound'],
    ['by tags that only something leaving has', { tags: { team: 'b' } }, {}, 'waiting DependencyNotFound'],
    [
      'what was found before, although two have the tags by now',
      { tags: { team: 'a' } },
      { record: { ids: { main: 'net-2' } } },
      'net-2',
    ],
    ['an empty id', { id: '' }, {}, 'refused InvalidSpec'],
    ['no member at all', {}, {}, 'refused InvalidSpec'],
    ['a default that this kind has none of', { defaultVPC: true }, {}, 'refused InvalidSpec'],
  ])('%s', async (_what, spec, options, expected) => {
    expect(await adopted(spec, options)).toBe(expected);
  });
});
