// The real clock, and what is built on any clock. The only file outside main, config and telemetry that may touch
// Date, performance and timers (linted).
import type { Cancel, Clock } from './ports.ts';

/** setTimeout keeps delays in a signed 32-bit number; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after `ms` milliseconds of `clock`, or rejects with the signal's reason when it is aborted first.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Runs `run` again and again with `ms()` between two starts; stops when the returned function is called. */
export function every(clock: Clock, ms: () => number, run: () => void): Cancel {
  let cancel: Cancel = () => {};
  let stopped = false;
  const schedule = () => {
    cancel = clock.after(ms(), () => {
      if (stopped) return;
      run();
      schedule();
    });
  };
  schedule();
  return () => {
    stopped = true;
    cancel();
  };
}
