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
const LONGEST_TURN_MS = 20_000;
/** Refilling adds up fractions: a token short by this much is a token. */
const ROUNDING = 1e-9;

export class Bucket {
  readonly capacity: number;
  readonly perSecond: number;
  #tokens: number;
  #factor = 1;
  #atMs: number;
  /** Who was told to come when. */
  readonly #turns = new Map<string, number>();
  #unnamed = 0;
  #loweredMs = Number.NEGATIVE_INFINITY;

  /** Half full at start: the process before this one may have used the other half. */
  constructor(capacity: number, perSecond: number, nowMs: number) {
    this.capacity = Math.max(1, capacity);
    this.perSecond = perSecond;
    this.#tokens = Math.max(1, this.capacity / 2);
    this.#atMs = nowMs;
  }

  /**
   * Takes one token and returns undefined, or returns when to ask again (milliseconds on the same clock).
   * @param who keeps its turn when it asks again before; whoever takes a token before its turn leaves that to another
   */
  take(nowMs: number, who = `unnamed ${this.#unnamed++}`): number | undefined {
    this.#refill(nowMs);
    if (this.#tokens >= 1 - ROUNDING) {
      this.#tokens = Math.max(0, this.#tokens - 1);
      this.#turns.delete(who);
      return undefined;
    }
    for (const [waiting, atMs] of this.#turns) if (atMs <= nowMs) this.#turns.delete(waiting);
    const msPerToken = 1_000 / (this.perSecond * this.#factor);
    const nextTokenMs = nowMs + (1 - this.#tokens) * msPerToken;
    const turnMs = this.#turns.get(who) ?? this.#freeTurn(nextTokenMs, msPerToken);
    if (turnMs > nowMs + LONGEST_TURN_MS) return nextTokenMs;
    this.#turns.set(who, turnMs);
    return turnMs;
  }

  /** The first moment that nobody else was told, as far from all others as tokens are. */
  #freeTurn(nextTokenMs: number, msPerToken: number): number {
    let turnMs = nextTokenMs;
    for (const takenMs of [...this.#turns.values()].sort((a, b) => a - b)) {
      if (takenMs - turnMs >= msPerToken - ROUNDING) break;
      turnMs = Math.max(turnMs, takenMs + msPerToken);
    }
    return turnMs;
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
