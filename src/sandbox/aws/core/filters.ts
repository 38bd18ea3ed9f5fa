// EC2's filters: names per describe call, values with wildcards, tags. Separate because every describe call filters in
// the same way. Filters are joined by AND, values of one filter by OR.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
import type { Filter } from '@aws-sdk/client-ec2';
import { fail, invalidValue } from './error.ts';
import type { Seen, Tagged } from './table.ts';

/** Same page: up to 50 filters and 200 values per request; strings of at most 255 characters. */
const MOST_FILTERS = 50;
const MOST_VALUES = 200;
const LONGEST_VALUE = 255;

/** What a filter compares with: the texts of one row. */
export type FilterTable<R> = Readonly<
  Record<string, (row: R) => readonly (string | boolean | number | undefined)[]>
>;
export type Match<R> = (seen: Seen<R>) => boolean;

export function compileFilters<R extends Tagged>(
  table: FilterTable<R>,
  filters: readonly Filter[] | undefined,
): Match<R> {
  if (filters === undefined || filters.length === 0) return () => true;
  if (filters.length > MOST_FILTERS)
    fail('FilterLimitExceeded', `More than ${MOST_FILTERS} filters were given.`);
  const tests = filters.map((filter) => compileOne(table, filter));
  return (seen) => tests.every((test) => test(seen));
}

function compileOne<R extends Tagged>(table: FilterTable<R>, filter: Filter): Match<R> {
  const name = filter.Name ?? '';
  const values = filter.Values ?? [];
  if (values.length === 0) fail('InvalidParameterValue', `The filter '${name}' has no values`);
  if (values.length > MOST_VALUES)
    fail(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MOST_VALUES}`,
    );
  const long = values.find((value) => value.length > LONGEST_VALUE);
  if (long !== undefined)
    invalidValue(`Filter.${name}`, long, `Values have at most ${LONGEST_VALUE} characters.`);
  const matches = matcher(values);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (seen) => seen.filterTags.some((tag) => tag.Key === key && matches(tag.Value ?? ''));
  }
  if (name === 'tag-key') return (seen) => seen.filterTags.some((tag) => matches(tag.Key ?? ''));
  const texts = Object.hasOwn(table, name) ? table[name] : undefined;
  // The error that EC2 gives for a filter a call does not have.
  if (texts === undefined) fail('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (seen) => texts(seen.row).some((text) => text !== undefined && matches(String(text)));
}

/** Same page: `*` stands for any characters, `?` for exactly one, a backslash takes their meaning away. */
export function matcher(values: readonly string[]): (text: string) => boolean {
  const plain = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const patterns = values.filter((value) => /[*?\\]/.test(value)).map(patternOf);
  return (text) => plain.has(text) || patterns.some((pattern) => pattern.test(text));
}

function patternOf(value: string): RegExp {
  let source = '';
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else source += quoted(character === '\\' && i + 1 < value.length ? value.charAt(++i) : character);
  }
  return new RegExp(`^${source}$`, 's');
}

function quoted(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
}
