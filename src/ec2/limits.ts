// How much of EC2's request limits this controller takes: one bucket per account, Region and action, and a bound on the
// calls under way per account and Region. Reader and writer share one instance, so that together they stay within it.
// What always holds: a call without a token is not made; a refusal never waits, it says when to come again.
import PQueue from 'p-queue';
import type { LimitOverrides } from '../model/limit-overrides.ts';
import type { Clock, Metrics } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import { Bucket } from './bucket.ts';
import { publishedLimit } from './published-limits.ts';

/** Who goes first when all slots of an account and Region are taken. */
export const priorities = { sweep: 0, read: 1, write: 2 } as const;
export type Priority = keyof typeof priorities;

export interface Limits {
  /**
   * Takes a token now (undefined), or says when to ask again, in monotonic milliseconds.
   * @param who keeps its turn when it asks again earlier
   */
  take(scope: Scope, operation: string, who?: string): { retryAtMs: number } | undefined;
  giveBack(scope: Scope, operation: string): void;
  /** AWS answered with a throttle: the bucket is emptied and refilled more slowly for a while. */
  noteThrottled(scope: Scope, operation: string): void;
  /** Whether a write is under way there, or was answered at this time (monotonic milliseconds) or later. */
  isWriting(scope: Scope, sinceMs: number): boolean;
  /** Runs `task` when fewer than `awsConcurrency` calls are under way there. */
  run<T>(scope: Scope, priority: Priority, task: () => Promise<T>): Promise<T>;
}

export type LimitsOptions = {
  clock: Clock;
  settings: Pick<Settings, 'limitShare' | 'awsConcurrency'>;
  metrics: Metrics;
  /** Buckets that AWS Support changed; the share is taken of these too. */
  overrides?: LimitOverrides;
};

export function createLimits(options: LimitsOptions): Limits {
  const { clock, settings, metrics } = options;
  const buckets = new Map<string, Bucket>();
  const queues = new Map<string, PQueue>();
  const writes = new Map<string, { underWay: number; endedMs: number }>();
  // Their refill is counted from here, whenever the first call comes.
  const startedMs = clock.monotonic();
  const bucketOf = (scope: Scope, operation: string) =>
    remembered(buckets, `${placeOf(scope)}/${operation}`, () => {
      const { capacityCalls, callsPerSecond } = options.overrides?.[operation] ?? publishedLimit(operation);
      return new Bucket(capacityCalls * settings.limitShare, callsPerSecond * settings.limitShare, startedMs);
    });
  return {
    take(scope, operation, who) {
      const nowMs = clock.monotonic();
      const retryAtMs = bucketOf(scope, operation).take(nowMs, who);
      if (retryAtMs === undefined) return undefined;
      metrics.count('vpcraft_limiter_waits_total', { operation });
      metrics.observe('vpcraft_limiter_wait_seconds', (retryAtMs - nowMs) / 1_000, { operation });
      return { retryAtMs };
    },
    giveBack: (scope, operation) => bucketOf(scope, operation).giveBack(clock.monotonic()),
    noteThrottled: (scope, operation) => bucketOf(scope, operation).lower(clock.monotonic()),
    isWriting(scope, sinceMs) {
      const known = writes.get(placeOf(scope));
      return known !== undefined && (known.underWay > 0 || known.endedMs >= sinceMs);
    },
    async run<T>(scope: Scope, priority: Priority, task: () => Promise<T>): Promise<T> {
      const queue = remembered(
        queues,
        placeOf(scope),
        () => new PQueue({ concurrency: settings.awsConcurrency }),
      );
      if (priority !== 'write') return queue.add(task, { priority: priorities[priority] });
      const known = remembered(writes, placeOf(scope), () => ({ underWay: 0, endedMs: clock.monotonic() }));
      known.underWay += 1;
      try {
        return await queue.add(task, { priority: priorities[priority] });
      } finally {
        known.underWay -= 1;
        known.endedMs = clock.monotonic();
      }
    },
  };
}

/** AWS counts per account and Region, whichever role calls. */
function placeOf(scope: Scope): string {
  return `${scope.account}/${scope.region}/${scope.service}`;
}

function remembered<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
