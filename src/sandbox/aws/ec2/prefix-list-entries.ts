// The entries of a prefix list: what may be added and removed, and how they are read, version by version.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatCidr, masked, parseCidr } from '../../../model/cidr.ts';
import { checkMaxResults, type PageSize } from '../core/describe.ts';
import { fail, invalidValue, missing } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { Call } from '../core/operation.ts';
import type { PrefixListRow } from '../core/rows.ts';

/** MaxResults of both describe calls. */
export const PAGE: PageSize = { least: 1, most: 100 };
/** API_ModifyManagedPrefixList.html: array members of AddEntry and RemoveEntry; API_CreateManagedPrefixList.html: of Entry. */
const MOST_ENTRIES = 100;
/** API_AddPrefixListEntry.html: characters of a description. */
const LONGEST_DESCRIPTION = 255;

export const ENTRY = { Cidr: true, Description: true } as const;

/** New entries in EC2's own spelling; a network stands once. */
export function newEntries(
  family: PrefixListRow['AddressFamily'],
  given: readonly EC2.AddPrefixListEntry[] = [],
): EC2.PrefixListEntry[] {
  checkCount(given.length);
  const entries = given.map(({ Cidr, Description }) => {
    if ((Description ?? '').length > LONGEST_DESCRIPTION)
      invalidValue('description', Description, `Up to ${LONGEST_DESCRIPTION} characters are allowed.`);
    const text = Description === undefined || Description === '' ? {} : { Description };
    return { Cidr: entryBlock(family, Cidr), ...text };
  });
  checkOnce(entries.map((entry) => entry.Cidr));
  return entries;
}

/** Networks to be removed. */
export function removedBlocks(
  family: PrefixListRow['AddressFamily'],
  given: readonly EC2.RemovePrefixListEntry[] = [],
): string[] {
  checkCount(given.length);
  const blocks = given.map(({ Cidr }) => entryBlock(family, Cidr));
  checkOnce(blocks);
  return blocks;
}

/** The next version: one with another description replaces the old entry. */
export function changedEntries(
  entries: readonly EC2.PrefixListEntry[],
  added: readonly EC2.PrefixListEntry[],
  removed: readonly string[],
): EC2.PrefixListEntry[] {
  const both = added.find((entry) => removed.includes(entry.Cidr ?? ''));
  if (both !== undefined)
    fail('InvalidParameterValue', `The CIDR ${both.Cidr} cannot be both added and removed in one request.`);
  for (const { Cidr, Description } of added) {
    const same = entries.some((entry) => entry.Cidr === Cidr && entry.Description === Description);
    if (same)
      modification(`An entry with the CIDR (${Cidr}) and description (${Description ?? ''}) already exists.`);
  }
  const unknown = removed.find((cidr) => !entries.some((entry) => entry.Cidr === cidr));
  if (unknown !== undefined) modification(`An entry with the CIDR (${unknown}) does not exist.`);
  const gone = new Set([...removed, ...added.map((entry) => entry.Cidr)]);
  return [...entries.filter((entry) => !gone.has(entry.Cidr)), ...added];
}

/** The code that EC2 gives for changes that do not fit the entries there are. */
function modification(message: string): never {
  fail('InvalidPrefixListModification', message);
}

function checkCount(count: number): void {
  if (count > MOST_ENTRIES)
    fail('InvalidParameterValue', `At most ${MOST_ENTRIES} entries can be named in one request.`);
}

function checkOnce(blocks: readonly string[]): void {
  const twice = blocks.find((cidr, at) => blocks.indexOf(cidr) !== at);
  if (twice !== undefined) fail('InvalidParameterValue', `The CIDR ${twice} is given twice.`);
}

function entryBlock(family: PrefixListRow['AddressFamily'], text: string | undefined): string {
  const cidr = parseCidr(text ?? missing('cidr'));
  if (cidr === undefined || `IPv${cidr.family}` !== family)
    invalidValue('cidr', text, `An ${family} CIDR block is expected.`);
  return formatCidr(masked(cidr));
}

/** A version that this reader cannot see yet is unknown. */
export function getEntries(
  { region }: Call,
  input: EC2.GetManagedPrefixListEntriesRequest,
): EC2.GetManagedPrefixListEntriesResult {
  checkMaxResults(input.MaxResults, PAGE);
  const known = required(region.prefixLists, 'prefixList', input.PrefixListId);
  const list = region.prefixLists.seen(known.PrefixListId)?.row ?? known;
  const version = input.TargetVersion ?? list.Version ?? 0;
  const entries =
    list.versions[version] ?? invalidValue('targetVersion', version, 'The prefix list has no such version.');
  const from = input.NextToken === undefined ? 0 : positionOf(input.NextToken);
  const to = from + (input.MaxResults ?? PAGE.most);
  const Entries = entries.slice(from, to);
  return to < entries.length ? { Entries, NextToken: tokenOf(to) } : { Entries };
}

function tokenOf(position: number): string {
  return Buffer.from(`entries:${position}`).toString('base64url');
}

function positionOf(token: string): number {
  const found = /^entries:([0-9]+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return Number(found ?? fail('InvalidNextToken', `The specified NextToken ${token} is not valid.`));
}
