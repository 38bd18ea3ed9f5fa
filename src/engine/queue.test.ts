import { describe, expect, it } from 'vitest';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { KeyQueue } from './queue.ts';

const silent = { count: () => {}, observe: () => {}, set: () => {} };

function queueWith(options: { workers?: number; takesMs?: number } = {}) {
  const clock = new VirtualClock();
  const worked: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const running = new Set<string>();
  const queue: KeyQueue = new KeyQueue({
    clock,
    random: new SeededRandom(1),
    metrics: silent,
    workers: options.workers ?? 4,
    backoffFirstSeconds: 1,
    backoffLongestSeconds: 300,
    work: async (key) => {
      if (running.has(key)) throw new Error(`${key} is worked on twice at the same time`);
      running.add(key);
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      worked.push(`${key}@${clock.monotonic()}`);
      await new Promise<void>((resolve) => clock.after(options.takesMs ?? 10, resolve));
      atOnce -= 1;
      running.delete(key);
    },
  });
  return { clock, queue, worked, mostAtOnce: () => mostAtOnce };
}

describe('the queue', () => {
  it('A: works once on a key that was added many times before it was taken', async () => {
    const { clock, queue, worked } = queueWith();
    for (let i = 0; i < 5; i++) queue.add('a', 'user');
    queue.start();

    await clock.run(1000);

    expect(worked).toEqual(['a@0']);
  });

  it('B: never works on a key twice at once, and comes back for what was added meanwhile', async () => {
    const { clock, queue, worked } = queueWith();
    queue.start();
    queue.add('a', 'user');
    clock.after(5, () => queue.add('a', 'drift'));

    await clock.run(1000);

    expect(worked).toEqual(['a@0', 'a@10']);
  });

  it('C: takes the more urgent first, and raises a key that waits with a lesser priority', async () => {
    const { clock, queue, worked } = queueWith({ workers: 1 });
    queue.add('resync', 'resync');
    queue.add('raised', 'resync');
    queue.add('drift', 'drift');
    queue.add('raised', 'user');
    queue.start();

    await clock.run(1000);

    expect(worked.map((entry) => entry.split('@')[0])).toEqual(['raised', 'drift', 'resync']);
  });

  it('D: lets long delays end together, on the next whole second, and a sooner addition win', async () => {
    const { clock, queue, worked } = queueWith();
    queue.start();
    queue.addAfter('a', 600_100, 'resync');
    queue.addAfter('b', 600_900, 'resync');
    queue.addAfter('sooner', 600_100, 'resync');
    queue.addAfter('sooner', 70_000, 'drift');
    queue.addAfter('forgotten', 600_100, 'resync');
    queue.forget('forgotten');

    await clock.run(700_000);

    expect(worked).toEqual(['sooner@70000', 'a@601000', 'b@601000']);
  });

  it('D: lets a delayed key come at its time, and a sooner addition win', async () => {
    const { clock, queue, worked } = queueWith();
    queue.start();
    queue.addAfter('late', 500, 'drift');
    queue.addAfter('twice', 500, 'drift');
    queue.addAfter('twice', 100, 'drift');
    queue.addAfter('now', 500, 'drift');
    queue.add('now', 'user');

    await clock.run(2000);

    expect(worked).toEqual(['now@0', 'twice@100', 'late@500']);
  });

  it('backs a failing key off further each time, and forgets that when it succeeds', async () => {
    const { clock, queue, worked } = queueWith();
    queue.start();
    queue.addAfterFailure('a', 'drift');
    queue.addAfterFailure('b', 'drift');
    queue.succeeded('b');
    expect([queue.failuresOf('a'), queue.failuresOf('b')]).toEqual([1, 0]);

    await clock.run(1000);

    expect(worked.length).toBe(2);
    queue.addAfterFailure('a', 'drift');
    queue.addAfterFailure('c', 'drift', 60_000);
    const before = clock.monotonic();
    await clock.run(before + 999);
    expect(worked.length).toBe(2);
    await clock.run(before + 59_000);
    expect(worked.length).toBe(3);
    await clock.run(before + 61_000);
    expect(worked.length).toBe(4);
  });

  it('spreads what a busy server told to come back at the same time', async () => {
    const { clock, queue, worked } = queueWith();
    queue.start();
    for (let i = 0; i < 20; i++) queue.addAfterFailure(`k${i}`, 'user', 1_000);

    await clock.run(clock.monotonic() + 1_000);
    expect(worked.length).toBe(0);
    const seen = new Set<number>();
    for (let ms = 0; ms < 1_000; ms += 50) {
      await clock.run(clock.monotonic() + 50);
      seen.add(worked.length);
    }

    expect(worked.length).toBe(20);
    expect(seen.size).toBeGreaterThan(5);
  });

  it('keeps to its number of workers', async () => {
    const { clock, queue, mostAtOnce } = queueWith({ workers: 3 });
    for (let i = 0; i < 20; i++) queue.add(`k${i}`, 'user');
    queue.start();

    await clock.run(1000);

    expect(mostAtOnce()).toBe(3);
  });
});
