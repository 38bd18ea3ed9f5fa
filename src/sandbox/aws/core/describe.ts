// What all describe calls share: by id or by filter, in pages. Separate because the rules of paging are EC2's, not a
// resource's: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html
import type { Filter } from '@aws-sdk/client-ec2';
import { fail, invalidValue } from './error.ts';
import { compileFilters, type FilterTable } from './filters.ts';
import { checkId, type IdKind, notFound } from './ids.ts';
import type { Call } from './operation.ts';
import type { Seen, Table, Tagged } from './table.ts';

/** Allowed MaxResults, from the API reference page of the call. */
export type PageSize = { readonly least: number; readonly most: number };

export type Question = {
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
};

export type Listing<R extends Tagged> = {
  readonly table: Table<R>;
  readonly filters: FilterTable<R>;
  readonly ids?: { readonly kind: IdKind; readonly given: readonly string[] | undefined };
  readonly page: PageSize;
};

export function list<R extends Tagged>(
  call: Call,
  question: Question,
  listing: Listing<R>,
): { rows: R[]; NextToken?: string } {
  const { MaxResults, NextToken } = question;
  checkMaxResults(MaxResults, listing.page);
  const matches = compileFilters(listing.filters, question.Filters);
  const after = NextToken === undefined ? -1 : sequenceOf(call.operation, NextToken);
  const found: Seen<R>[] = [];
  for (const seen of candidates(listing)) {
    if (seen.sequence <= after || !matches(seen)) continue;
    found.push(seen);
    // One more than a page: that is how the end is known.
    if (MaxResults !== undefined && found.length > MaxResults) break;
  }
  const more = MaxResults !== undefined && found.length > MaxResults;
  if (more) found.pop();
  const last = found.at(-1);
  const token = more && last !== undefined ? tokenOf(call.operation, last.sequence) : undefined;
  const rows = found.map((seen) => seen.row);
  if (call.world.options.shuffle) shuffle(rows, call.world.random);
  return token === undefined ? { rows } : { rows, NextToken: token };
}

/** By id when ids were given: one unknown id fails the whole call. */
function* candidates<R extends Tagged>({ table, ids }: Listing<R>): IterableIterator<Seen<R>> {
  if (ids?.given === undefined || ids.given.length === 0) {
    yield* table.seenAll();
    return;
  }
  const found: Seen<R>[] = [];
  for (const id of new Set(ids.given)) {
    checkId(ids.kind, id);
    found.push(table.seen(id) ?? notFound(ids.kind, id));
  }
  yield* found.sort((a, b) => a.sequence - b.sequence);
}

export function checkMaxResults(given: number | undefined, page: PageSize): void {
  if (given === undefined) return;
  if (given < page.least)
    invalidValue('maxResults', given, `Expecting a value greater than or equal to ${page.least}.`);
  if (given > page.most)
    invalidValue('maxResults', given, `Expecting a value less than or equal to ${page.most}.`);
}

function tokenOf(operation: string, sequence: number): string {
  return Buffer.from(`${operation}:${sequence}`).toString('base64url');
}

function sequenceOf(operation: string, token: string): number {
  const [name, sequence, ...rest] = Buffer.from(token, 'base64url').toString().split(':');
  if (name !== operation || sequence === undefined || rest.length > 0 || !/^[0-9]+$/.test(sequence)) {
    fail('InvalidNextToken', `The specified NextToken ${token} is not valid.`);
  }
  return Number(sequence);
}

function shuffle(rows: unknown[], random: { next(): number }): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
}
