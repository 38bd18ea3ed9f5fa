// Limits how fast this process asks the API server: every priority has a bucket of its own, so that events and lists
// never hold up status writes. Waiting is first come, first served.
import { sleep } from '../model/clock.ts';
import type { Clock } from '../model/ports.ts';

export type Rate = { perSecond: number; burst: number };

/** Chosen: ten times client-go's old default of 5/s with burst 10, which is known to be too low for controllers. */
export const DEFAULT_RATE: Rate = { perSecond: 50, burst: 100 };

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
