// Small readers shared by the tables: every table turns the SDK's loosely typed answer into a row whose members are all
// present and whose lists stand in one order, so that two rows are equal exactly when AWS says the same.
import type { Tags } from '../model/kind.ts';

/** Tags as a record; AWS's own (`aws:`) are dropped, nobody can set them. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export function tagsFrom(
  raw: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tags {
  const pairs = (raw ?? [])
    .filter((tag) => tag.Key !== undefined && !tag.Key.startsWith('aws:'))
    .map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const);
  return Object.fromEntries(pairs.sort(([a], [b]) => compare(a, b)));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted by `key`; EC2 leaves the order of every list open. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => compare(key(a), key(b)));
}

/** The texts that are there. */
export function present(...values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value): value is string => value !== undefined && value !== '');
}

/** EC2 shows a change within five minutes. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
export const SETTLING_SECONDS = 300;

/** The most that EC2 allows where it pages by rows that stay small, such as DescribeSubnets: about 1.4 MB of XML, parsed in
 *  about 50 ms (measured). https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html, MaxResults */
export const LARGEST_PAGE = 1_000;
