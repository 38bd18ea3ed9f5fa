// Holds back an object that has too much to say: 25 events at once, then one in 5 minutes, as in client-go
// (k8s.io/client-go/tools/record/events_cache.go, defaultSpamBurst and defaultSpamQPS).

const BURST = 25;
const MS_PER_TOKEN = 300_000;
/** Chosen: objects beyond it that have not spoken longest begin anew with a full burst. */
const REMEMBERED_OBJECTS = 10_000;

export class SpamFilter {
  /** uid → monotonic milliseconds at which the object's allowance would be full again. */
  readonly #fullAt = new Map<string, number>();

  /** Takes one from the allowance of `uid`; false when it is used up. */
  allows(uid: string, nowMs: number): boolean {
    const fullAt = Math.max(this.#fullAt.get(uid) ?? 0, nowMs) + MS_PER_TOKEN;
    if (fullAt - nowMs > BURST * MS_PER_TOKEN) return false;
    this.#fullAt.delete(uid);
    this.#fullAt.set(uid, fullAt);
    if (this.#fullAt.size > REMEMBERED_OBJECTS) {
      const [oldest = ''] = this.#fullAt.keys();
      this.#fullAt.delete(oldest);
    }
    return true;
  }
}
