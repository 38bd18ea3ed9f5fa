// Measures how long the event loop was held up: pages of AWS answers must never block it (health, lease renewal and watch
// share it). Separate because Node's own histogram has to be read and reset by somebody exactly once per scrape.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '../model/ports.ts';

/** Milliseconds between two looks of Node's timer; the pauses that matter here are a hundred. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_SECOND = 1e9;

export type EventLoopWatch = {
  /** Writes the gauges: the longest pause since the last call, and since the start. */
  sample(): void;
  /** Longest pause since the start, seconds. */
  longestPauseSeconds(): number;
  stop(): void;
};

export function watchEventLoop(metrics: Metrics): EventLoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let longest = 0;
  const current = () => (histogram.count === 0 ? 0 : histogram.max / NANOSECONDS_PER_SECOND);
  return {
    sample() {
      const delay = current();
      longest = Math.max(longest, delay);
      histogram.reset();
      metrics.set('vpcraft_event_loop_delay_max_seconds', delay);
      metrics.set('vpcraft_event_loop_longest_pause_seconds', longest);
    },
    longestPauseSeconds: () => Math.max(longest, current()),
    stop: () => histogram.disable(),
  };
}
