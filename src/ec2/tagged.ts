// Looks for things by their tags: those that carry certain ones, and all of a cluster. Separate from the views, because
// what is found here is an answer of one moment, and nothing is remembered of who asked.
import type { Table, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { Scope } from '../model/scope.ts';
import type { BatchAnswer, Batches } from './batches.ts';
import { type DescribeDeps, describe } from './describe.ts';
import type { Store } from './store.ts';

/** Living rows that carry all of these tags, read after `since`. @throws Fault */
export async function findTagged<R>(
  { batches, store }: { batches: Batches; store: Store },
  scope: Scope,
  table: Table<R>,
  tags: Tags,
  since: number,
): Promise<readonly R[]> {
  const { tagsOf } = table;
  const [first, second] = Object.entries(tags);
  if (tagsOf === undefined || first === undefined)
    throw new Error(`table ${table.name}: only what carries tags can be looked for by them`);
  // The first tag's value is asked for together with others; the second narrows the question, all are compared below.
  const question = {
    scope,
    table: table as Table<unknown>,
    filter: `tag:${first[0]}`,
    ...(second === undefined ? {} : { also: { name: `tag:${second[0]}`, value: second[1] } }),
  };
  let answer: BatchAnswer;
  do {
    answer = await batches.ask(question, first[1]);
  } while (answer.startedMs <= since);
  const rows = store.of(scope, table as Table<unknown>);
  const found = [...new Set(answer.ids)]
    .sort()
    .flatMap((id) => (rows.living(id) as R | undefined) ?? []) as R[];
  return found.filter((row) => {
    const present = tagsOf(row);
    return Object.entries(tags).every(([key, value]) => present[key] === value);
  });
}

/** All living rows of a cluster, page by page and past the store. @throws Fault */
export async function readOwned<R>(
  deps: DescribeDeps,
  scope: Scope,
  table: Table<R>,
  cluster: string,
): Promise<readonly R[]> {
  const filters = [{ Name: `tag:${tagKeys.cluster}`, Values: [cluster] }];
  const rows: R[] = [];
  for await (const page of describe(deps, {
    scope,
    table: table as Table<unknown>,
    filters,
    priority: 'sweep',
  }))
    rows.push(...page.raws.map((raw) => table.keep(raw)));
  return rows.filter((row) => !table.dead(row));
}
