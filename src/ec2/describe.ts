// Pages through one describe call. Separate because sweeps, merged reads and discovery read in the same way: a token
// per page, pages one after the other, sized by the table so that parsing one never holds the event loop for 100 ms.
import { sleep } from '../model/clock.ts';
import type { Table } from '../model/kind.ts';
import type { Random } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import { type CallDeps, callAws, limiterFault } from './call.ts';

export type DescribeDeps = CallDeps & { random: Random };
export type Filter = { Name: string; Values: readonly string[] };
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html: at most 200 values in a filter. */
export const VALUES_PER_FILTER = 200;

export type Description = {
  scope: Scope;
  table: Table<unknown>;
  filters: readonly Filter[];
  priority: 'read' | 'sweep';
  signal?: AbortSignal;
};
export type Page = { raws: readonly unknown[]; startedMs: number; isLast: boolean };

/**
 * A read that the limiter refuses fails at once; a sweep waits for its tokens, and so does a read that has begun,
 * because giving up would waste the tokens of its first pages.
 * @throws Fault
 */
export async function* describe(deps: DescribeDeps, description: Description): AsyncGenerator<Page> {
  const { scope, table, filters, priority, signal } = description;
  let nextToken: string | undefined;
  let isFirst = true;
  do {
    await takeToken(deps, description, priority === 'sweep' || !isFirst);
    const input = {
      ...(table.pageSize === 0 ? {} : { MaxResults: table.pageSize }),
      ...(filters.length === 0 ? {} : { [table.filtersMember ?? 'Filters']: filters }),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
    const call = {
      scope,
      operation: table.operation,
      input,
      priority,
      ...(signal === undefined ? {} : { signal }),
    };
    const { output, startedMs } = await callAws(deps, call);
    const raws = output[table.items];
    const token = output['NextToken'];
    nextToken = typeof token === 'string' && token !== '' ? token : undefined;
    yield { raws: Array.isArray(raws) ? raws : [], startedMs, isLast: nextToken === undefined };
    isFirst = false;
  } while (nextToken !== undefined);
}

async function takeToken(
  deps: DescribeDeps,
  { scope, table, signal }: Description,
  isPatient: boolean,
): Promise<void> {
  for (;;) {
    const refused = deps.limits.take(scope, table.operation);
    if (refused === undefined) return;
    const waitMs = Math.max(1, refused.retryAtMs - deps.clock.monotonic());
    if (!isPatient) throw limiterFault(table.operation, waitMs);
    await sleep(deps.clock, waitMs, signal);
  }
}

/** At most 200 values each. */
export function chunks<T>(values: readonly T[], size = VALUES_PER_FILTER): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < values.length; i += size) parts.push(values.slice(i, i + size));
  return parts;
}
