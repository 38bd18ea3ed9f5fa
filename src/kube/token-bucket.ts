// Limits how fast this process asks the API server: every priority has a bucket of its own, so that events and lists
// never hold up status writes. Waiting is first come, first served.
import { sleep } from '../model/clock.ts';
import type { Clock } from '../model/ports.ts';

export type Rate = { perSecond: number; burst: number };

/**
 * Chosen: a network of 22 objects takes some 150 requests until it is Ready, so that at 50/s the API server and not EC2 would
 * decide how long twenty of them take. The server defends itself where that is too much, and is heard:
 * https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export const DEFAULT_RATE: Rate = { perSecond: 200, burst: 400 };

const MS_PER_SECOND = 1_000;

export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: Rate;
  /** Monotonic milliseconds at which the bucket would be full again; later than now by what was taken. */
  #fullAt = 0;

  constructor(clock: Clock, rate: Rate = DEFAULT_RATE) {
    this.#clock = clock;
    this.#rate = rate;
  }

  /** Resolves when the caller may go ahead. @throws the signal's reason when it is aborted while waiting. */
  async take(signal?: AbortSignal): Promise<void> {
    const perToken = MS_PER_SECOND / this.#rate.perSecond;
    const now = this.#clock.monotonic();
    this.#fullAt = Math.max(this.#fullAt, now) + perToken;
    const wait = this.#fullAt - now - this.#rate.burst * perToken;
    if (wait > 0) await sleep(this.#clock, wait, signal);
  }
}
