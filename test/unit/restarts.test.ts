// What a process that starts anew may take for granted of the one before it.
import { describe, expect, it } from 'vitest';
import { production } from '../../src/model/settings.ts';
import { recordOf } from '../../src/engine/record.ts';
import { object } from '../sim/scenario-kit.ts';
import { World } from '../sim/world.ts';
import { pass, place } from './attack-kit.ts';

describe('a container that starts again in its pod', () => {
  it.each([
    ['the same pod', 'vpcraft-0'],
    ['another pod', 'vpcraft-1'],
  ])('waits as long for a create of the process before it: %s', async (_where, next) => {
    const world = new World({ seed: 3, settings: { ...production } });
    const first = world.start({}, 'vpcraft-0');
    await pass(world, 20);
    await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
    const intent = () => {
      const net = world.get('VPC/default/net');
      return net === undefined ? undefined : recordOf(net).record.intent;
    };
    expect(await world.until(() => intent() !== undefined, 60)).toBe(true);
    first.process.kill();
    const since = world.clock.monotonic();
    world.start({}, next);
    const made = () => world.aws.region(place.account, place.region).vpcs.size > 0;
    expect(await world.until(made, 3_000)).toBe(true);
    const seconds = (world.clock.monotonic() - since) / 1000;
    expect(seconds).toBeGreaterThan(production.otherProcessSeconds);
  });
});
