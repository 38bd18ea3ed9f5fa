// Reads of a whole table on behalf of passes: where it is one page, that costs no more than a read by filter, and answers
// every question about it. Separate from sweeps, which read whatever there is, at their own pace.
import { type DescribeDeps, VALUES_PER_FILTER, describe } from './describe.ts';
import type { TableRows, Touched } from './rows.ts';

/** Rows up to which a whole table is read instead of a part of it: chosen, as many as a filter may name. */
const MOST_ROWS = VALUES_PER_FILTER;

export class WholeReads {
  readonly #deps: DescribeDeps;
  /** Tables that were found to be more than one page; a complete sweep may know better. */
  readonly #large = new WeakSet<TableRows>();

  constructor(deps: DescribeDeps) {
    this.#deps = deps;
  }

  /** `isComplete`: the last complete read is young enough to say what exists. */
  fits(rows: TableRows, isComplete: boolean): 'yes' | 'perhaps' | 'no' {
    const { idFilter, pageSize } = rows.table;
    if (idFilter === undefined) return 'no';
    if (rows.count > (pageSize === 0 ? MOST_ROWS : Math.min(MOST_ROWS, pageSize))) return 'no';
    if (isComplete) return 'yes';
    return this.#large.has(rows) ? 'no' : 'perhaps';
  }

  /** undefined: there is a second page, so only rows were learnt, and nothing of what is not there. @throws Fault */
  async read(rows: TableRows): Promise<number | undefined> {
    const touched: Touched = new Set();
    const { scope, table } = rows;
    const pages = describe(this.#deps, { scope, table, filters: [], priority: 'read' });
    for await (const { raws, startedMs, isLast } of pages) {
      rows.absorb(raws, startedMs, touched);
      if (!isLast) break;
      rows.noteSweep(startedMs);
      return startedMs;
    }
    this.#large.add(rows);
    return undefined;
  }
}
