// What AWS is asked, as data: describe calls whose rows are swept and found by index, and what only has an answer per key.
import type { Disposition, Tags } from './kind.ts';
import type { ReadInputs, ReadOperation } from './operations.ts';
import type { Service } from './scope.ts';

/** One describe call as data. */
export type Table<R> = {
  name: string;
  service: Service;
  operation: ReadOperation;
  /** Member of the answer that holds the rows, such as `Vpcs`. */
  items: string;
  /**
   * Filter that selects rows by id, such as `vpc-id`: unlike an id list it does not fail on an unknown one. Undefined:
   * EC2 has none for these rows, so every question reads them all, which must be few.
   */
  idFilter: string | undefined;
  /** Member of the request that takes filters, where EC2 does not call it `Filters`. */
  filtersMember?: 'Filter';
  /** MaxResults; small enough that parsing one page stays under 100 ms, large enough to save calls. 0: the call has no pages. */
  pageSize: number;
  /** Longest time that EC2 may show an older picture of such a row; scaled by the settings. */
  settlingSeconds: number;
  /** Whether whole-region sweeps read it; otherwise it is only asked on demand, by filter. */
  swept: boolean;
  /** Projects: no secrets, no bulk that nobody reads, lists in a stable order. */
  keep(raw: unknown): R;
  idOf(row: R): string;
  /** Absent: rows have no tags of their own. */
  tagsOf?(row: R): Tags;
  /** The tombstone 'deleted' only: never failed, rejected, expired. */
  dead(row: R): boolean;
  /** By the name of the EC2 filter that asks the same question, such as `vpc-id`. */
  indexes: Readonly<Record<string, (row: R) => readonly string[]>>;
};

/** What has no bulk form, such as VPC attributes: one call per key. */
export type Detail<V> = {
  name: string;
  service: Service;
  operation: ReadOperation;
  /** Seconds after which it is read again on the slow rotation. 'never': what a key stands for cannot change. */
  maxAgeSeconds: number | 'never';
  /** True: nothing that this controller writes changes it, so an answer is good for its whole age, whatever was written since. */
  unaffected?: true;
  /** Member that holds the items of an answer in pages: all pages are read, and `keep` sees them joined. Absent: one page. */
  items?: string;
  /** Codes whose meaning differs from the common table when they answer this question. */
  faults?: Readonly<Record<string, Disposition>>;
  input(key: string): ReadInputs[ReadOperation];
  keep(raw: unknown): V;
};
