// Every call that reached the simulator, in order. Separate so that tests can ask "who did what, and did it happen"
// without knowing how calls are handled. Entries are kept up to a limit; the counts never forget.

export type LedgerEntry = {
  readonly sequence: number;
  /** Monotonic milliseconds at which the call was handled. */
  readonly atMs: number;
  readonly account: string;
  /** Of the caller; empty where the credentials were not accepted. */
  readonly arn: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly mutating: boolean;
  /** 'OK', or AWS's error code. */
  readonly code: string;
  /** Something changed because of this call. */
  readonly tookEffect: boolean;
  /** The caller got the answer (false: lost on the way). */
  readonly answered: boolean;
  readonly userAgent: string;
};

export type LedgerQuery = {
  readonly account?: string;
  readonly region?: string;
  readonly operation?: string;
  readonly code?: string;
  readonly mutating?: boolean;
  readonly tookEffect?: boolean;
  /** Only calls with a sequence of at least this. */
  readonly since?: number;
};

export class Ledger {
  readonly #limit: number;
  #entries: LedgerEntry[] = [];
  #next = 0;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The sequence that the next call will get; to be given to `since`. */
  get next(): number {
    return this.#next;
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  record(entry: Omit<LedgerEntry, 'sequence'>): void {
    this.#entries.push({ sequence: this.#next++, ...entry });
    this.#counts.set(entry.operation, (this.#counts.get(entry.operation) ?? 0) + 1);
    // Trimmed by half at a time, so that a full ledger costs nothing per call.
    if (this.#entries.length > 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }

  query(query: LedgerQuery): LedgerEntry[] {
    const { since = 0, ...equal } = query;
    const wanted = Object.entries(equal) as [keyof LedgerEntry, unknown][];
    return this.#entries.filter(
      (entry) => entry.sequence >= since && wanted.every(([key, value]) => entry[key] === value),
    );
  }

  count(query: LedgerQuery): number {
    return this.query(query).length;
  }

  /** Calls by operation since the beginning, throttled and failed ones included. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#entries = [];
    this.#counts.clear();
  }
}
