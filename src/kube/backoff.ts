// How long a loop waits after a failure: full jitter under a doubling ceiling, forgotten after a time of health.
// https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ gives the reasons for full jitter.
import type { Clock, Random } from '../model/ports.ts';

/** client-go's reflector: 800 ms doubling to 30 s, reset after 2 min; k8s.io/client-go/tools/cache/reflector.go. */
const FIRST_CEILING_MS = 800;
const LAST_CEILING_MS = 30_000;
const HEALTHY_MS = 120_000;

export class Backoff {
  readonly #clock: Clock;
  readonly #random: Random;
  #failures = 0;
  #healthySince: number | undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Something worked; the first call after a failure starts the time of health. */
  succeeded(): void {
    this.#healthySince ??= this.#clock.monotonic();
  }

  /** Milliseconds to wait after one more failure. */
  failed(): number {
    const healthy = this.#healthySince;
    if (healthy !== undefined && this.#clock.monotonic() - healthy >= HEALTHY_MS) this.#failures = 0;
    this.#healthySince = undefined;
    const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    return this.#random.next() * ceiling;
  }
}
