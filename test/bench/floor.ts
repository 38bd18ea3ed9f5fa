// The shortest time in which a set of writes can be made: what the configured share of the published buckets lets through,
// and how long EC2 itself is at work between them. Derived here from the published numbers, not from our limiter's code, so
// that the limiter is measured too.
//
// bucket at time t      | min(capacity, half of it + rate × t): half full when the process starts, as ours are
// last of n calls       | when the bucket, idle until the first call can make sense, has held n tokens
// floor                 | the latest, over all operations, of its last call plus what EC2 takes after it
import { publishedLimit } from '../../src/ec2/published-limits.ts';

/** Calls of one operation. Seconds: from the start until the first makes sense, and from the last until all is done. */
export type Step = { operation: string; calls: number; afterSeconds: number; thenSeconds: number };
export type Floor = { seconds: number; operation: string };

/** `idleSeconds`: how long the process runs already; what its buckets have gained by then is theirs. */
export function floorOf(steps: readonly Step[], limitShare: number, idleSeconds = 0): Floor {
  const floors = steps.map((step) => ({
    operation: step.operation,
    seconds: lastCall(step, limitShare, idleSeconds) + step.thenSeconds,
  }));
  return floors.reduce((latest, floor) => (floor.seconds > latest.seconds ? floor : latest));
}

/** Seconds from the start until the last of the calls can be made. */
function lastCall({ operation, calls, afterSeconds }: Step, limitShare: number, idleSeconds: number): number {
  const published = publishedLimit(operation);
  const capacity = Math.max(1, published.capacityCalls * limitShare);
  const perSecond = published.callsPerSecond * limitShare;
  const atStart = Math.max(1, capacity / 2);
  const tokens = Math.min(capacity, atStart + perSecond * (idleSeconds + afterSeconds));
  return afterSeconds + Math.max(0, (calls - tokens) / perSecond);
}
