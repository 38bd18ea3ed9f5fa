// One token bucket: a token per call, refilled with time, lowered when AWS throttles and restored slowly.
// Pure arithmetic on a clock that is handed in. What always holds: in any span of t seconds at most
// capacity + rate · t tokens leave it; a refusal names a moment at which asking again makes sense; nobody waits here.

/** Part of the rate that remains after AWS throttled: chosen, as TCP and the SDK's adaptive mode (0.7) do it. */
const LOWERING = 0.5;
/** The rate is never lowered below this part of it: chosen, so that a throttling storm cannot stop the controller. */
const LOWEST_FACTOR = 1 / 32;
/** Part of the full rate that comes back per second: chosen, from half to full in 100 s. */
const RESTORED_PER_SECOND = 1 / 200;
/** Milliseconds in which further throttles are the same event: chosen, the calls under way together. */
const SAME_EVENT_MS = 2_000;
/** Milliseconds over which refused callers are spread, one per coming token: chosen; whoever is beyond asks again. */
const SLOTS_MS = 20_000;
/** Refilling adds up fractions: a token short by this much is a token. */
const ROUNDING = 1e-9;

export class Bucket {
  readonly capacity: number;
  readonly perSecond: number;
  #tokens: number;
  #factor = 1;
  #atMs: number;
  #lastSlotMs = Number.NEGATIVE_INFINITY;
  #loweredMs = Number.NEGATIVE_INFINITY;

  /** Half full at start: the process before this one may have used the other half. */
  constructor(capacity: number, perSecond: number, nowMs: number) {
    this.capacity = Math.max(1, capacity);
    this.perSecond = perSecond;
    this.#tokens = Math.max(1, this.capacity / 2);
    this.#atMs = nowMs;
  }

  /** Takes one token and returns undefined, or returns when to ask again (milliseconds on the same clock). */
  take(nowMs: number): number | undefined {
    this.#refill(nowMs);
    if (this.#tokens >= 1 - ROUNDING) {
      this.#tokens = Math.max(0, this.#tokens - 1);
      return undefined;
    }
    const msPerToken = 1_000 / (this.perSecond * this.#factor);
    const nextTokenMs = nowMs + (1 - this.#tokens) * msPerToken;
    const slotMs = Math.max(nextTokenMs, this.#lastSlotMs + msPerToken);
    this.#lastSlotMs = slotMs > nowMs + SLOTS_MS ? nextTokenMs : slotMs;
    return this.#lastSlotMs;
  }

  /** A token that was taken and not used. */
  giveBack(nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens = Math.min(this.capacity, this.#tokens + 1);
  }

  /** AWS throttled: its bucket is empty, so ours is, and it fills at half the rate for a while. */
  lower(nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens = 0;
    if (nowMs - this.#loweredMs < SAME_EVENT_MS) return;
    this.#loweredMs = nowMs;
    this.#factor = Math.max(LOWEST_FACTOR, this.#factor * LOWERING);
  }

  #refill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#tokens = Math.min(this.capacity, this.#tokens + seconds * this.perSecond * this.#factor);
    this.#factor = Math.min(1, this.#factor + seconds * RESTORED_PER_SECOND);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}
