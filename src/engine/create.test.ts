import { describe, expect, it } from 'vitest';
import type { AnyKind } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { netKind } from './fake-kind.ts';
import { fault, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { report } from './finish.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { presentPass } from './present.ts';
import type { Intent } from './record.ts';

const lost = () => fault('NoAnswer', { outcomeUnknown: true });
const intent = (more: Partial<Intent> = {}): Intent => ({
  part: 'main',
  attempt: 1,
  token: 'token-1',
  at: '2026-01-01T00:00:00Z',
  process: 'before',
  ...more,
});

async function visit(world: FakeWorld, before?: Pass): Promise<{ pass: Pass; outcome: Outcome }> {
  const pass = world.pass('Net/a/n', before);
  const outcome = await presentPass(pass);
  await report(pass, outcome, 0);
  return { pass, outcome };
}

/** Visits every 30 s until it is settled; answers the seconds that it took, at most an hour. */
async function untilSettled(world: FakeWorld, before?: Pass): Promise<number> {
  let last = before;
  for (let seconds = 0; seconds <= 3600; seconds += 30) {
    const { pass, outcome } = await visit(world, last);
    if (outcome.is === 'settled') return seconds;
    last = pass;
    await world.wait(30);
  }
  throw new Error('not settled within an hour');
}

function given(record = {}, kind?: AnyKind): FakeWorld {
  const world = new FakeWorld(kind === undefined ? {} : { kind });
  world.put(net({ record }));
  return world;
}

const creates = (world: FakeWorld) => world.written.filter(({ operation }) => operation === 'CreateVpc');

describe('a create', () => {
  it('carries owner tags and the default name in the same call', async () => {
    const world = given();
    await visit(world);

    expect(creates(world)[0]?.input.TagSpecifications).toEqual([
      {
        ResourceType: 'vpc',
        Tags: [
          { Key: 'Name', Value: 'n' },
          { Key: tagKeys.cluster, Value: 'c1' },
          { Key: tagKeys.resource, Value: 'Net/a/n' },
          { Key: tagKeys.owner, Value: 'uid-n' },
        ],
      },
    ]);
  });

  it.each([
    ['token', 'the same for one attempt', true],
    ['none', 'no token where EC2 takes none', false],
  ] as const)('once %s: %s', async (once, _what, has) => {
    const world = given({}, netKind({ once }));
    world.fail('CreateVpc', lost());
    const first = await visit(world);
    await untilSettled(world, first.pass);
    const tokens = creates(world).map(({ input }) => input.ClientToken);

    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0] !== undefined).toBe(has);
  });

  it('records the id at once', async () => {
    const world = given();
    await visit(world);

    expect(world.record()).toMatchObject({ ids: { main: 'new-1' }, attempts: { main: 1 } });
    expect(world.record().intent).toBeUndefined();
  });

  it('writes the id on the newer object, where the intent is still the same', async () => {
    const world = given();
    world.meanwhile = () => {
      world.meanwhile = () => {};
      const object = world.objects.get('Net/a/n') as KubeObject;
      const metadata = { ...object.metadata, resourceVersion: '99', labels: { by: 'somebody' } };
      world.put({ ...object, metadata });
    };
    await visit(world);

    expect(world.record().ids).toEqual({ main: 'new-1' });
    expect(world.objects.get('Net/a/n')?.metadata.labels).toEqual({ by: 'somebody' });
  });

  it('does not record what may be somebody else’s', async () => {
    const kind = netKind({ mayReturnExisting: true });
    const world = given({}, kind);

    expect((await visit(world)).outcome).toMatchObject({ is: 'waiting', reason: 'Creating' });
    expect(world.record().intent).toBeDefined();
  });
});

describe('after a create that ended in', () => {
  it.each([
    ['a refusal', 0, fault('VpcLimitExceeded', { disposition: 'denied' })],
    ['a lost answer', 300, lost()],
  ])('%s: the next attempt comes after %i s', async (_what, seconds, problem) => {
    const world = given();
    world.fail('CreateVpc', problem);
    const first = await visit(world);

    expect(await untilSettled(world, first.pass)).toBe(seconds);
    expect(creates(world)).toHaveLength(2);
    expect(world.things.size).toBe(1);
  });

  it('a lost answer although it took effect: found, not repeated', async () => {
    const world = given();
    world.fail('CreateVpc', lost());
    const first = await visit(world);
    const { tags } = world.thing('late');
    world.thing('late', { tags: { ...tags, Name: 'n' } });

    expect(await untilSettled(world, first.pass)).toBe(0);
    expect(creates(world)).toHaveLength(1);
    expect(world.record().ids).toEqual({ main: 'late' });
  });

  it('"exists already", which is not ours: Conflict, after looking for long enough', async () => {
    const clash = {
      codes: ['Net.Exists'],
      field: 'size',
      cure: 'choose a size that no other net has',
      index: 'size',
      key: () => '4',
      is: ({ id }: { id: string }) => id !== 'unlike',
    };
    const world = given({}, netKind({ once: 'naturalKey', clash }));
    world.thing('theirs', { size: 4, tags: { 'vpcraft.dev/resource': 'Net/a/other' } });
    world.thing('unlike', { size: 4, tags: {} });
    world.thing('elsewhere', { size: 5, tags: {} });
    world.fail(
      'CreateVpc',
      ...Array.from({ length: 40 }, () => fault('Net.Exists', { disposition: 'refused' })),
    );
    let last = await visit(world);
    expect(last.outcome).toMatchObject({ is: 'waiting', reason: 'Creating' });
    for (let i = 0; i < 12 && last.outcome.is === 'waiting'; i++) {
      await world.wait(30);
      last = await visit(world, last.pass);
    }

    expect(last.outcome).toMatchObject({ is: 'refused', reason: 'Conflict', field: 'size' });
    expect(last.outcome).toHaveProperty(
      'message',
      expect.stringMatching(
        /in the way: theirs \(Net\/a\/other.*\), which another object has: choose a size that no other net has, or delete that object/,
      ),
    );
  });

  it('another use of the token: looks for what it made, then takes the next token', async () => {
    const world = given({}, netKind({ once: 'token' }));
    world.fail('CreateVpc', fault('IdempotentParameterMismatch', { disposition: 'stale' }));
    const first = await visit(world);
    world.fail('CreateVpc', ...Array.from({ length: 11 }, () => fault('IdempotentParameterMismatch')));
    await untilSettled(world, first.pass);
    const tokens = creates(world).map(({ input }) => String(input.ClientToken));

    expect(new Set(tokens).size).toBe(2);
    expect(world.record().attempts).toEqual({ main: 2 });
  });
});

describe('an intent that a pass finds', () => {
  it.each<[string, Partial<Intent>, AnyKind, number]>([
    ['of another process, without token', {}, netKind(), 960],
    ['of another process, with a token', {}, netKind({ once: 'token' }), 0],
    ['of another process, with a natural key', {}, netKind({ once: 'naturalKey' }), 0],
    [
      'of nobody knows whom, with a token that is lost',
      { process: 'unknown' },
      netKind({ once: 'token' }),
      960,
    ],
    ['of this process, whose memory of it is lost', { process: 'p1' }, netKind(), 300],
  ])('%s', async (_what, more, kind, seconds) => {
    const world = given({ intent: intent(more), attempts: { main: 1 } }, kind);

    expect(await untilSettled(world)).toBe(seconds);
    expect(world.things.size).toBe(1);
  });

  it('is closed by what is found', async () => {
    const world = given({ intent: intent() });
    const { tags } = world.thing('net-1');
    world.thing('net-1', { tags: { ...tags, Name: 'n' } });

    expect(await untilSettled(world)).toBe(0);
    expect(world.record().ids).toEqual({ main: 'net-1' });
    expect(world.written).toEqual([]);
  });

  it.each(['discover', 'writeStatus'])(
    'whose call this process never sent, because %s failed, needs no window',
    async (what) => {
      const world = given();
      world.fail(what, fault('InternalError'));
      const pass = world.pass();
      await expect(presentPass(pass)).rejects.toThrow('InternalError');
      expect(world.written).toEqual([]);

      expect(await untilSettled(world, pass)).toBe(0);
      expect(creates(world)).toHaveLength(1);
    },
  );

  it('whose call was not sent does not cover an earlier one that was', async () => {
    const world = given();
    world.fail('CreateVpc', lost());
    const first = await visit(world);
    world.fail('discover', fault('InternalError'));
    const second = world.pass('Net/a/n', first.pass);
    await expect(presentPass(second)).rejects.toThrow('InternalError');

    expect(await untilSettled(world, second)).toBe(300);
  });
});

describe('what discovery finds', () => {
  it.each([
    ['one with another uid is taken over', [['net-1', { uid: 'uid-before' }]], 'net-1'],
    ['one that leaves is not found', [['net-1', { state: 'deleting' }]], 'new-1'],
    [
      'a dead one of an earlier object is not found',
      [['net-1', { uid: 'uid-before', state: 'failed' }]],
      'new-1',
    ],
    [
      'of two the smallest id is kept',
      [
        ['net-2', {}],
        ['net-1', {}],
      ],
      'net-1',
    ],
    [
      'of two the one in use is kept',
      [
        ['net-1', {}],
        ['net-2', { users: ['u'] }],
      ],
      'net-2',
    ],
    [
      'of two the one with links is kept',
      [
        ['net-1', {}],
        ['net-2', { links: ['l'] }],
      ],
      'net-2',
    ],
  ] as const)('%s', async (_what, things, kept) => {
    const world = given({ intent: intent() }, netKind({ once: 'token' }));
    for (const [id, more] of things) world.thing(id, more);
    await visit(world);

    expect(world.record().ids).toEqual({ main: kept });
  });

  it('a failed one of its own is found, so that it is not made for ever', async () => {
    const world = given({ intent: intent() }, netKind({ once: 'token' }));
    world.thing('net-1', { state: 'failed' });

    expect((await visit(world)).outcome).toMatchObject({ is: 'refused', reason: 'Failed' });
    expect(world.written).toEqual([]);
  });

  it('a living object’s thing is a conflict', async () => {
    const world = given({ intent: intent() });
    world.put(net({ name: 'alive', uid: 'uid-alive' }));
    world.thing('net-1', { uid: 'uid-alive' });

    expect((await visit(world)).outcome).toMatchObject({ is: 'refused', reason: 'Conflict' });
  });
});
