// Which answers count, and what is proven by them.
import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { View } from '../model/kind.ts';
import type { Observation } from '../model/reader.ts';
import { type Thing, awsError, home, subnetPart, subnets } from './fake-aws.ts';
import { MINUTE, world, subject, own, seen } from './fake-world.ts';

describe('F1: answers are ordered by the start of their request', () => {
  it('a row that did not change keeps its identity from read to read', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');

    const first = seen(await look(subject('subnet-1'), own));
    const second = seen(await look(subject('subnet-1', { since: clock.monotonic() }), own));

    expect(second).toBe(first);
    expect(aws.calls('DescribeSubnets')).toBe(2);
  });
});

describe('F2: absence that we did not cause must be proven', () => {
  it('takes a complete sweep and two misses by id, all begun after the settling time', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    aws.things.delete('subnet-1');
    const since = clock.monotonic();

    const attempts: Observation<Thing | undefined>[] = [];
    for (;;) {
      const observation = await look(subject('subnet-1', { since }), own);
      attempts.push(observation);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(attempts.at(-1)).toEqual({ is: 'seen', value: undefined });
    const counted = aws.sent.filter(({ atMs }) => atMs > since + 10_000);
    expect(counted.filter(({ input }) => input['Filters'] === undefined).length).toBeGreaterThanOrEqual(1);
    expect(counted.filter(({ input }) => input['Filters'] !== undefined).length).toBeGreaterThanOrEqual(2);
    expect(attempts.length).toBeLessThan(8);
  });

  it('makes progress although every retry asks for rows later than its own start', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    aws.things.delete('subnet-1');

    let rounds = 0;
    for (; rounds < 20; rounds++) {
      const observation = await look(subject('subnet-1', { since: clock.monotonic() }), own);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(rounds).toBeLessThan(8);
  });

  it('is not proven soon after this process began to lead, because its predecessor may have written until then', async () => {
    const { look, reader, pass, clock } = world();
    await pass(MINUTE);
    reader.start();
    const leadingMs = clock.monotonic();

    for (;;) {
      const observation = await look(subject('subnet-1'), own);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(clock.monotonic()).toBeGreaterThan(leadingMs + 10_000);
  });

  it('a row that comes back ends the proof, and it begins anew', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    const thing = aws.put('subnet-1');
    aws.things.delete('subnet-1');
    await look(subject('subnet-1', { since: clock.monotonic() }), own);
    await pass(3_000);
    aws.things.set('subnet-1', thing);

    const observation = await look(subject('subnet-1', { since: clock.monotonic() }), own);

    expect(observation).toMatchObject({ is: 'seen', value: { id: 'subnet-1' } });
  });

  it('a tombstone proves it at once', async () => {
    const { aws, look } = world();
    aws.put('subnet-1', { state: 'deleted' });

    expect(await look(subject('subnet-1'), own)).toEqual({ is: 'seen', value: undefined });
    expect(aws.calls('DescribeSubnets')).toBe(1);
  });

  it('one miss is proof after our own delete', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    await look(subject('subnet-1'), own);
    aws.things.delete('subnet-1');

    const observation = await look(subject('subnet-1', { since: clock.monotonic(), proof: 'oneMiss' }), own);

    expect(observation).toEqual({ is: 'seen', value: undefined });
    expect(aws.calls('DescribeSubnets')).toBe(2);
  });

  it('a sweep alone is no proof after our own delete: one miss by id, begun later, is asked for', async () => {
    const { aws, reader, look, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    aws.things.delete('subnet-1');
    await pass(MINUTE + 5_000);
    const before = aws.sent.length;

    const observation = await look(
      subject('subnet-1', { proof: 'oneMiss', since: clock.monotonic() - 120_000 }),
      own,
    );

    expect(observation).toEqual({ is: 'seen', value: undefined });
    expect(aws.sent.length).toBe(before + 1);
  });

  it('one miss is enough for what belongs to others', async () => {
    const { aws, look } = world();

    expect(
      seen(await look(subject(undefined), (view) => view.byID('home', subnets, 'subnet-9'))),
    ).toBeUndefined();
    expect(aws.calls('DescribeSubnets')).toBe(1);
  });
});

describe('F3: only rows asked for after `since` count', () => {
  it('reads again by id after an own write', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1', { state: 'pending' });
    await look(subject('subnet-1'), own);
    aws.put('subnet-1', { state: 'available' });
    const since = clock.monotonic();

    expect(seen(await look(subject('subnet-1', { since }), own))?.state).toBe('available');
    expect(aws.sent.at(-1)?.atMs).toBeGreaterThan(since);
  });

  it('a list needs an answer by its filter, or a complete sweep, begun after `since`', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    const list = (view: View) => view.by('home', subnets, 'vpc-id', 'vpc-1').map(({ id }) => id);
    expect(seen(await look(subject(undefined), list))).toEqual(['subnet-1']);
    aws.things.delete('subnet-1');
    aws.put('subnet-2');

    expect(seen(await look(subject(undefined), list))).toEqual(['subnet-1']);
    expect(seen(await look(subject(undefined, { since: clock.monotonic() }), list))).toEqual(['subnet-2']);
  });
});

describe('F7: without an id nothing is asked', () => {
  it('answers absent at once', async () => {
    const { aws, look } = world();

    expect(seen(await look(subject(undefined), own))).toBeUndefined();
    expect(aws.sent).toEqual([]);
  });
});

describe('merging', () => {
  it('twenty questions by id become one call', async () => {
    const { aws, reader, until } = world();
    for (let i = 0; i < 20; i++) aws.put(`subnet-${i}`);

    // Two pages of ten rows: one question to EC2, read to its end.
    const answers = await until(
      Promise.all(Array.from({ length: 20 }, (_, i) => reader.observe(subject(`subnet-${i}`), own))),
    );

    expect(answers.every((answer) => seen(answer) !== undefined)).toBe(true);
    expect(aws.sent.filter(({ input }) => input['NextToken'] === undefined)).toHaveLength(1);
  });

  it('asks at most 200 values per filter', async () => {
    const { aws, reader, until } = world();

    await until(
      Promise.all(
        Array.from({ length: 250 }, (_, i) =>
          reader.observe(subject(undefined, { key: `k/${i}/x` }), (view) =>
            view.byID('home', subnets, `subnet-${i}`),
          ),
        ),
      ),
    );

    expect(
      aws.sent.map(({ input }) => (input['Filters'] as { Values: string[] }[])[0]?.Values.length),
    ).toEqual([200, 50]);
  });

  it('an object that looks again asks all its remembered questions at once', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    const observe = (view: View) => [
      view.own(subnetPart),
      view.by('home', subnets, 'vpc-id', 'vpc-1'),
      view.byID('home', subnets, 'subnet-2'),
    ];
    await look(subject('subnet-1'), observe);
    const before = clock.monotonic();

    await look(subject('subnet-1', { since: before }), observe);

    expect(clock.monotonic() - before).toBeLessThan(100);
  });
});

describe('a refused or failed read', () => {
  it('is a throttled fault with the time after which to ask again when the own limiter has no token', async () => {
    const { limits, look, clock } = world();
    while (limits.take(home, 'DescribeSubnets') === undefined);

    const error = await look(subject('subnet-1'), own).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).details).toMatchObject({ disposition: 'throttled', outcomeUnknown: false });
    expect((error as Fault).details.retryAfterMs).toBeGreaterThan(0);
    expect(clock.monotonic()).toBeLessThan(1_000);
  });

  it('throws the classified fault of AWS', async () => {
    const { aws, look } = world();
    aws.failures.set('DescribeSubnets', [awsError('UnauthorizedOperation', 403)]);

    await expect(look(subject('subnet-1'), own)).rejects.toMatchObject({
      details: { disposition: 'denied', reason: 'AccessDenied' },
    });
  });
});
