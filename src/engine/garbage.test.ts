import { describe, expect, it } from 'vitest';
import { fault, net, other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { GarbageSweep, scopesOf } from './garbage.ts';

const HOUR = 3600;

function given() {
  const world = new FakeWorld();
  const suspects: string[] = [];
  const sweep = new GarbageSweep(
    world.deps,
    (key, { part, id }) => void suspects.push(`${key} ${part} ${id}`),
  );
  sweep.start();
  const warnings = () => world.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
  return { world, sweep, suspects, warnings };
}

describe('the garbage sweep', () => {
  it('reports once, and counts always, what has no object', async () => {
    const { world, warnings } = given();
    world.thing('net-1', { key: 'Net/a/none' });
    await world.wait(HOUR + 1);
    expect(world.counts.get('vpcraft_garbage_found')).toBe(0);

    await world.wait(2 * HOUR);

    expect(warnings()).toEqual(['an owned thing in AWS has no object any more']);
    expect(world.counts.get('vpcraft_garbage_found')).toBe(1);
    expect(world.written).toEqual([]);
  });

  it('ignores what was not seen in every sweep of late', async () => {
    const { world, warnings } = given();
    for (let i = 0; i < 4; i++) {
      if (i % 2 === 0) world.thing('net-1', { key: 'Net/a/none' });
      else world.things.delete('net-1');
      await world.wait(HOUR);
    }

    expect(warnings()).toEqual([]);
  });

  it.each([
    ['recorded', net({ record: { ids: { main: 'net-1' } } }), []],
    ['to be recorded', net({ record: {} }), []],
    [
      'replaced',
      net({ record: { ids: { main: 'net-2' }, former: [{ part: 'main', id: 'net-1', goes: 'ready' }] } }),
      [],
    ],
    ['beside the recorded one', net({ record: { ids: { main: 'net-2' } } }), ['Net/a/n main net-1']],
  ])('tells an object of a thing that is %s: %#', async (_what, object, told) => {
    const { world, suspects, warnings } = given();
    world.put(object);
    world.thing('net-1');
    await world.wait(2 * HOUR + 1);

    expect(suspects).toEqual(told);
    expect(warnings()).toEqual([]);
  });

  it('suspects nothing that is younger than every window', async () => {
    const { world, suspects } = given();
    world.put(net({ record: { ids: { main: 'net-2' } } }));
    await world.wait(HOUR - 1);
    world.thing('net-1');
    await world.wait(HOUR);

    expect(suspects).toEqual([]);
    expect(world.counts.get('vpcraft_duplicates_found')).toBe(0);
  });

  it('goes on after a failure', async () => {
    const { world, warnings } = given();
    world.thing('net-1', { key: 'Net/a/none' });
    world.fail('owned', fault('UnauthorizedOperation', { disposition: 'denied' }));
    await world.wait(3 * HOUR + 1);

    expect(warnings()).toEqual(['a garbage sweep failed', 'an owned thing in AWS has no object any more']);
  });

  it('ends', async () => {
    const { world, sweep, warnings } = given();
    world.thing('net-1', { key: 'Net/a/none' });
    await world.wait(HOUR + 1);
    sweep.stop();
    await world.wait(5 * HOUR);

    expect(warnings()).toEqual([]);
  });
});

describe('where it looks', () => {
  const account = (name: string, accountID: string, spec: object = {}) =>
    other('AWSAccount', { name }, { accountID, ...spec });
  const places = async (world: FakeWorld) =>
    (await scopesOf(world.deps)).map(({ via, account: id, region }) => `${via}/${id}/${region}`);

  it.each<[string, ReturnType<typeof other>[], string[]]>([
    ['nothing declared: the own default region', [], ['/111111111111/eu-west-1']],
    [
      'an account without regions: the default region',
      [account('prod', '222222222222')],
      ['prod/222222222222/eu-west-1', '/111111111111/eu-west-1'],
    ],
    [
      'an account with a default region',
      [account('prod', '222222222222', { defaultRegion: 'us-east-1' })],
      ['prod/222222222222/us-east-1', '/111111111111/eu-west-1'],
    ],
    [
      'an account with allowed regions: all of them',
      [
        account('prod', '222222222222', {
          defaultRegion: 'us-east-1',
          allowedRegions: ['us-east-1', 'us-west-2'],
        }),
      ],
      ['prod/222222222222/us-east-1', 'prod/222222222222/us-west-2', '/111111111111/eu-west-1'],
    ],
    [
      'two ways to one account: one of them',
      [account('one', '111111111111'), account('two', '111111111111')],
      ['one/111111111111/eu-west-1'],
    ],
    [
      'an account that is being deleted: not there',
      [other('AWSAccount', { name: 'old', deletionTimestamp: 'now' }, { accountID: '222222222222' })],
      ['/111111111111/eu-west-1'],
    ],
    [
      'where objects live',
      [net({ record: { place: 'gone/333333333333/sa-east-1' } })],
      ['gone/333333333333/sa-east-1', '/111111111111/eu-west-1'],
    ],
  ])('%s', async (_what, objects, expected) => {
    const world = new FakeWorld();
    world.put(...objects);

    expect(await places(world)).toEqual(expected);
  });

  it('leaves out an account that cannot be used', async () => {
    const world = new FakeWorld();
    world.put(account('prod', '222222222222'));
    world.deps.accounts.identify = async (access) => {
      if (access.via === 'prod') throw fault('CredentialsUnavailable', { disposition: 'denied' });
      return '111111111111';
    };

    expect(await places(world)).toEqual(['/111111111111/eu-west-1']);
  });
});
