// One sweep of one table: the whole Region in pages, or, where what is asked for is a small part of what the account
// holds, only that, by filter. Separate from the sweeper, which decides when.
//
// answered rows × 5 < rows held, and not more calls than a whole sweep | by filter: cost follows what we own
// otherwise, or a complete sweep was asked for, or the last is old     | the whole Region
import type { Table } from '../model/kind.ts';
import type { BatchQuestion } from './batches.ts';
import type { Question } from './questions.ts';
import { type DescribeDeps, VALUES_PER_FILTER, chunks, describe } from './describe.ts';
import type { TableRows, Touched } from './rows.ts';

/** Below this part of the rows held, asking by filter is worth it: chosen in the design. */
const SMALL_PART = 1 / 5;

export type Values = ReadonlyMap<string, readonly string[]>;
export type TableSweep = { deps: DescribeDeps; rows: TableRows; signal: AbortSignal };

/** Every page of the whole Region. @throws Fault */
export async function sweepAll({ deps, rows, signal }: TableSweep): Promise<void> {
  const touched: Touched = new Set();
  let startedMs: number | undefined;
  for await (const page of describe(deps, {
    scope: rows.scope,
    table: rows.table,
    filters: [],
    priority: 'sweep',
    signal,
  })) {
    deps.metrics.count('vpcraft_sweep_calls_total', { table: rows.table.name });
    startedMs ??= page.startedMs;
    rows.absorb(page.raws, page.startedMs, touched);
  }
  if (startedMs !== undefined) rows.noteSweep(startedMs);
}

/** Only the remembered ids and keys, filter by filter. @throws Fault */
export async function sweepAsked({ deps, rows, signal }: TableSweep, values: Values): Promise<void> {
  for (const [filter, wanted] of values) {
    for (const some of chunks(wanted)) {
      const answer = await readByFilter({ deps, rows, signal }, { filter, values: some, priority: 'sweep' });
      for (let i = 0; i < answer.pages; i++)
        deps.metrics.count('vpcraft_sweep_calls_total', { table: rows.table.name });
    }
  }
}

export type ByFilter = { filter: string; values: readonly string[]; priority: 'read' | 'sweep' };

/** How a question by id is named: by the filter, or where EC2 has none for these rows, by a word of ours. */
export function idQuestion(table: Table<unknown>): string {
  return table.idFilter ?? 'id';
}

/** Reads rows by id or index (or all of them, where EC2 cannot choose), absorbs them and notes that these values were answered. @throws Fault */
export async function readByFilter(
  sweep: Omit<TableSweep, 'signal'> & { signal?: AbortSignal },
  { filter, values, priority }: ByFilter,
) {
  const { deps, rows, signal } = sweep;
  const touched: Touched = new Set();
  const filters = rows.table.idFilter === undefined ? [] : [{ Name: filter, Values: values }];
  let startedMs = Number.POSITIVE_INFINITY;
  let pages = 0;
  const ids: string[] = [];
  const description = {
    scope: rows.scope,
    table: rows.table,
    filters,
    priority,
    ...(signal === undefined ? {} : { signal }),
  };
  for await (const page of describe(deps, description)) {
    pages++;
    startedMs = Math.min(startedMs, page.startedMs);
    ids.push(...rows.absorb(page.raws, page.startedMs, touched));
  }
  if (filter === idQuestion(rows.table)) rows.noteIdAnswer(values, startedMs, touched);
  if (Object.hasOwn(rows.table.indexes, filter)) rows.noteIndexAnswer(filter, values, startedMs, touched);
  return { startedMs, pages, ids, touched };
}

/** What passes asked at the same time, by one filter, or within what a second one leaves. @throws Fault */
export async function readMerged(
  deps: DescribeDeps,
  rows: TableRows,
  { filter, values, also }: { filter: string; values: readonly string[]; also?: BatchQuestion['also'] },
) {
  if (also === undefined) return readByFilter({ deps, rows }, { filter, values, priority: 'read' });
  const touched: Touched = new Set();
  const ids: string[] = [];
  let startedMs = Number.POSITIVE_INFINITY;
  const filters = [
    { Name: also.name, Values: [also.value] },
    { Name: filter, Values: values },
  ];
  const { scope, table } = rows;
  for await (const page of describe(deps, { scope, table, filters, priority: 'read' })) {
    startedMs = Math.min(startedMs, page.startedMs);
    ids.push(...rows.absorb(page.raws, page.startedMs, touched));
  }
  return { startedMs, ids, touched };
}

/** What to ask by filter instead of sweeping everything, or undefined when a whole sweep is no dearer. */
export function valuesInstead(rows: TableRows, questions: readonly Question[]): Values | undefined {
  const { idFilter } = rows.table;
  if (idFilter === undefined) return undefined;
  const values = new Map<string, string[]>();
  const ids = new Set<string>();
  const tooMany = rows.count * SMALL_PART;
  for (const { ask, current } of questions) {
    if (ask.is === 'detail') continue;
    const filter = ask.is === 'id' ? idFilter : ask.index;
    const wanted = values.get(filter) ?? [];
    values.set(filter, wanted);
    wanted.push(ask.is === 'id' ? ask.id : ask.key);
    if (ask.is === 'id') ids.add(ask.id);
    else for (const row of current() as readonly unknown[]) ids.add(rows.table.idOf(row));
    if (ids.size >= tooMany) return undefined;
  }
  const calls = [...values.values()].reduce(
    (sum, wanted) => sum + Math.ceil(wanted.length / VALUES_PER_FILTER),
    0,
  );
  const { pageSize } = rows.table;
  const callsForAll = pageSize === 0 ? 1 : Math.max(1, Math.ceil(rows.count / pageSize));
  return calls <= callsForAll ? values : undefined;
}
