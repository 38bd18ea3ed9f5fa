import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { Bucket } from './bucket.ts';
import { commands } from './commands.ts';
import { RecordingMetrics, home, testSettings } from './fake-aws.ts';
import { createLimits } from './limits.ts';
import { publishedLimit } from './published-limits.ts';

const step = fc.record({ waitMs: fc.nat(5_000), what: fc.constantFrom('take', 'take', 'take', 'lower') });

describe('Bucket', () => {
  it('never lets out more than capacity + rate · t tokens in any span of time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.array(step, { maxLength: 200 }),
        (capacity, rate, steps) => {
          let nowMs = 0;
          const bucket = new Bucket(capacity, rate, nowMs);
          const takenMs: number[] = [];
          for (const { waitMs, what } of steps) {
            nowMs += waitMs;
            if (what === 'lower') bucket.lower(nowMs);
            else if (bucket.take(nowMs) === undefined) takenMs.push(nowMs);
          }
          for (const [first, fromMs] of takenMs.entries()) {
            for (const [more, toMs] of takenMs.slice(first).entries()) {
              expect(more + 1).toBeLessThanOrEqual(capacity + (rate * (toMs - fromMs)) / 1_000 + 1e-6);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('a caller alone who comes back when told gets a token', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (capacity, rate, calls) => {
          let nowMs = 0;
          const bucket = new Bucket(capacity, rate, nowMs);
          for (let i = 0; i < calls; i++) {
            const retryAtMs = bucket.take(nowMs);
            if (retryAtMs === undefined) continue;
            nowMs = Math.max(nowMs, retryAtMs);
            expect(bucket.take(nowMs)).toBeUndefined();
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is half full at start', () => {
    const bucket = new Bucket(10, 1, 0);
    const taken = Array.from({ length: 10 }, () => bucket.take(0)).filter((refused) => refused === undefined);
    expect(taken).toHaveLength(5);
  });

  it('tells refused callers one after the other, one per coming token', () => {
    const bucket = new Bucket(2, 1, 0);
    bucket.take(0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([1_000, 2_000, 3_000]);
  });

  it('a caller who asks again before its turn keeps it', () => {
    const bucket = new Bucket(2, 1, 0);
    bucket.take(0);
    expect([bucket.take(0, 'a'), bucket.take(0, 'b'), bucket.take(500, 'a'), bucket.take(600, 'b')]).toEqual([
      1_000, 2_000, 1_000, 2_000,
    ]);
  });

  it('a turn that its caller does not need any more is given to the next one', () => {
    const bucket = new Bucket(2, 1, 0);
    bucket.take(0);
    expect([bucket.take(0, 'a'), bucket.take(0, 'b'), bucket.take(0, 'c')]).toEqual([1_000, 2_000, 3_000]);
    expect(bucket.take(1_000, 'b')).toBeUndefined();
    expect(bucket.take(1_000, 'a')).toBe(2_000);
    expect(bucket.take(1_000, 'd')).toBe(4_000);
  });

  it('who would wait for long is told to ask when the next token comes', () => {
    const bucket = new Bucket(2, 1, 0);
    bucket.take(0);
    const told = Array.from({ length: 22 }, (_, i) => bucket.take(0, `caller ${i}`));
    expect([told[19], told[20], told[21]]).toEqual([20_000, 1_000, 1_000]);
  });

  it('loses no token while callers are woken by other things than their turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const random = new SeededRandom(seed);
        const bucket = new Bucket(2, 1, 0);
        const wakesMs = new Map(Array.from({ length: 12 }, (_, i) => [`caller ${i}`, 0]));
        let nowMs = 0;
        while (wakesMs.size > 0) {
          const [who, atMs] = [...wakesMs].reduce((first, one) => (one[1] < first[1] ? one : first));
          nowMs = atMs;
          const turnMs = bucket.take(nowMs, who);
          if (turnMs === undefined) wakesMs.delete(who);
          // Events wake a caller before its turn, never after it.
          else wakesMs.set(who, random.next() < 0.3 ? nowMs + random.next() * (turnMs - nowMs) : turnMs);
        }
        // One token is there at the start, one comes every second.
        expect(nowMs).toBeCloseTo(11_000, 3);
      }),
      { numRuns: 200 },
    );
  });

  it('refills at half the rate after a throttle, and slowly comes back', () => {
    const bucket = new Bucket(100, 10, 0);
    bucket.lower(0);
    const taken = (fromMs: number) => {
      let count = 0;
      for (let nowMs = fromMs; nowMs < fromMs + 10_000; nowMs += 10)
        if (bucket.take(nowMs) === undefined) count++;
      return count;
    };
    const atFirst = taken(0);
    expect(atFirst).toBeGreaterThanOrEqual(49);
    expect(atFirst).toBeLessThan(60);
    for (let nowMs = 10_000; nowMs < 200_000; nowMs += 10) bucket.take(nowMs);
    expect(taken(200_000)).toBeGreaterThanOrEqual(98);
  });

  it('a burst of throttles lowers the rate once', () => {
    const once = new Bucket(100, 10, 0);
    const often = new Bucket(100, 10, 0);
    once.lower(0);
    for (let i = 0; i < 20; i++) often.lower(0);
    expect(often.take(0)).toBe(once.take(0));
  });
});

describe('createLimits', () => {
  const make = (overrides = {}) => {
    const clock = new VirtualClock();
    const metrics = new RecordingMetrics();
    return { clock, metrics, limits: createLimits({ clock, metrics, settings: testSettings, overrides }) };
  };
  const burst = (take: () => unknown) => {
    let count = 0;
    while (take() === undefined) count++;
    return count;
  };

  it('keeps a bucket per account, Region and action, whichever role calls', () => {
    const { limits } = make();
    expect(burst(() => limits.take(home, 'CreateVpc'))).toBe(12);
    expect(limits.take({ ...home, via: 'prod' }, 'CreateVpc')).toBeDefined();
    expect(limits.take({ ...home, region: 'eu-west-1' }, 'CreateVpc')).toBeUndefined();
    expect(limits.take({ ...home, account: '222233334444' }, 'CreateVpc')).toBeUndefined();
    expect(limits.take(home, 'DeleteVpc')).toBeUndefined();
  });

  it('takes its share of what the operator says the account has', () => {
    const { limits } = make({ CreateVpc: { capacityCalls: 200, callsPerSecond: 20 } });
    expect(burst(() => limits.take(home, 'CreateVpc'))).toBe(50);
  });

  it('gives a token back, and counts refusals', () => {
    const { limits, metrics } = make();
    burst(() => limits.take(home, 'CreateVpc'));
    limits.giveBack(home, 'CreateVpc');
    expect(limits.take(home, 'CreateVpc')).toBeUndefined();
    expect(metrics.values.get('vpcraft_limiter_waits_total CreateVpc')).toBe(1);
  });

  it('runs no more calls at once than configured', async () => {
    const clock = new VirtualClock();
    const limits = createLimits({
      clock,
      metrics: new RecordingMetrics(),
      settings: { ...testSettings, awsConcurrency: 3 },
    });
    let running = 0;
    let most = 0;
    const tasks = Array.from({ length: 10 }, () =>
      limits.run(home, 'read', async () => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => clock.after(10, resolve));
        running--;
      }),
    );
    await clock.run(1_000);
    await Promise.all(tasks);
    expect(most).toBe(3);
  });

  it('is half full at start, and fills from then on, whenever the first call comes', async () => {
    const { limits, clock } = make();
    expect(burst(() => limits.take(home, 'CreateNatGateway'))).toBe(2);
    await clock.run(clock.monotonic() + 60_000);
    expect(burst(() => limits.take(home, 'DeleteNatGateway'))).toBe(5);
  });

  it('knows of writes that are under way or have just ended, in that account and Region only', async () => {
    const { limits, clock } = make();
    const task = () => new Promise<void>((resolve) => clock.after(10, resolve));
    expect(limits.isWriting(home, 0)).toBe(false);
    const write = limits.run(home, 'write', task);
    expect(limits.isWriting(home, 5)).toBe(true);
    expect(limits.isWriting({ ...home, region: 'eu-west-1' }, 5)).toBe(false);
    await clock.run(10);
    await write;
    expect([limits.isWriting(home, 10), limits.isWriting(home, 11)]).toEqual([true, false]);
  });

  it('every operation has a published limit', () => {
    for (const operation of Object.keys(commands))
      expect(publishedLimit(operation).callsPerSecond).toBeGreaterThan(0);
    expect(publishedLimit('CreateVpcEndpoint')).toEqual({ capacityCalls: 4, callsPerSecond: 0.3 });
  });
});
