// F2: when is a thing of ours, which we did not delete, proven absent? Pure arithmetic on start times. Separate because
// a wrong answer here makes a second network. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
//
// settled = our last write + the table's settling time; everything that counts must have begun later than that.
//
//   now ≤ settled                         | wait until then
//   fewer than two misses by id           | ask by id (not sooner than a gap after the last miss)
//   no complete sweep without the row     | ask for a sweep
//   both                                  | proven

export type Evidence = {
  nowMs: number;
  settledMs: number;
  /** Start times of answers by id without the row, since it was last seen. */
  missesMs: readonly number[];
  /** Start of the last complete sweep; it did not show the row, or the row would not be missing. */
  sweptMs: number;
};
export type Verdict = { is: 'proven' } | { is: 'open'; askByID: boolean; sweep: boolean; retryMs: number };

const MISSES_NEEDED = 2;
/** Two misses that began closer than this, in milliseconds, are one: the page above advises a couple of seconds. */
export const MISS_GAP_MS = 2_000;
/** Milliseconds until a sweep that was asked for has probably ended: chosen. */
const SWEEP_MS = 1_000;

export function absence({ nowMs, settledMs, missesMs, sweptMs }: Evidence): Verdict {
  if (nowMs <= settledMs) return { is: 'open', askByID: false, sweep: false, retryMs: settledMs - nowMs + 1 };
  const counted = missesMs.filter((missMs) => missMs > settledMs);
  const lastMs = missesMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const isShort = counted.length < MISSES_NEEDED;
  const untilNextMs = isShort ? Math.max(0, lastMs + MISS_GAP_MS - nowMs) : 0;
  const sweep = sweptMs <= settledMs;
  if (!isShort && !sweep) return { is: 'proven' };
  return {
    is: 'open',
    askByID: isShort && untilNextMs === 0,
    sweep,
    retryMs: Math.max(untilNextMs, sweep ? SWEEP_MS : 0),
  };
}
