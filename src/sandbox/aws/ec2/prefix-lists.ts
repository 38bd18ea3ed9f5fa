// Managed prefix lists: made, changed and deleted asynchronously, one change at a time.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html and the pages of the other calls.
// https://docs.aws.amazon.com/vpc/latest/userguide/work-with-cust-managed-prefix-lists.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { list } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { notFound, required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { PrefixListRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { changedEntries, ENTRY, getEntries, newEntries, PAGE, removedBlocks } from './prefix-list-entries.ts';
import { overfull, usersOf } from './prefix-list-use.ts';

/** API_CreateManagedPrefixList.html: characters of a name. */
const LONGEST_NAME = 255;
/** API_ModifyManagedPrefixList.html: ids that a state message names. */
const MOST_NAMED = 10;
const AWS_OWNER = 'AWS';

const FILTERS: FilterTable<PrefixListRow> = {
  'owner-id': (row) => [row.OwnerId],
  'prefix-list-id': (row) => [row.PrefixListId],
  'prefix-list-name': (row) => [row.PrefixListName],
};

export const PREFIX_LIST_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateManagedPrefixList: writesOnce<EC2.CreateManagedPrefixListRequest, EC2.CreateManagedPrefixListResult>({
    accepts: {
      PrefixListName: true,
      AddressFamily: true,
      MaxEntries: true,
      Entries: ENTRY,
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: create,
  }),
  ModifyManagedPrefixList: writes<EC2.ModifyManagedPrefixListRequest, EC2.ModifyManagedPrefixListResult>({
    accepts: {
      PrefixListId: true,
      CurrentVersion: true,
      PrefixListName: true,
      MaxEntries: true,
      AddEntries: ENTRY,
      RemoveEntries: { Cidr: true },
      DryRun: true,
    },
    run: modify,
  }),
  DeleteManagedPrefixList: writes<EC2.DeleteManagedPrefixListRequest, EC2.DeleteManagedPrefixListResult>({
    accepts: { PrefixListId: true, DryRun: true },
    run: remove,
  }),
  DescribeManagedPrefixLists: reads<
    EC2.DescribeManagedPrefixListsRequest,
    EC2.DescribeManagedPrefixListsResult
  >({
    accepts: {
      PrefixListIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'prefixList', given: input.PrefixListIds } as const;
      const table = call.region.prefixLists;
      const { rows, ...rest } = list(call, input, { table, filters: FILTERS, ids, page: PAGE });
      return { PrefixLists: rows.map(view), ...rest };
    },
  }),
  GetManagedPrefixListEntries: reads<
    EC2.GetManagedPrefixListEntriesRequest,
    EC2.GetManagedPrefixListEntriesResult
  >({
    accepts: { PrefixListId: true, TargetVersion: true, MaxResults: true, NextToken: true, DryRun: true },
    run: getEntries,
  }),
};

function view({ versions: _, ...row }: PrefixListRow): EC2.ManagedPrefixList {
  return row;
}

function create(call: Call, input: EC2.CreateManagedPrefixListRequest): EC2.CreateManagedPrefixListResult {
  const { world, region } = call;
  const PrefixListName = checkName(input.PrefixListName);
  const { AddressFamily } = input;
  if (AddressFamily === undefined) missing('addressFamily');
  if (AddressFamily !== 'IPv4' && AddressFamily !== 'IPv6') invalidValue('addressFamily', AddressFamily);
  const MaxEntries = checkSize(call, input.MaxEntries ?? missing('maxEntries'));
  const entries = newEntries(AddressFamily, input.Entries);
  checkRoom(entries.length, MaxEntries);
  const Tags = tagsFor('prefix-list', input.TagSpecifications);
  const own = region.prefixLists.filter(
    (row) => row.OwnerId !== AWS_OWNER && row.State !== 'delete-complete',
  );
  if (own.length >= world.options.quotas.prefixLists)
    fail('PrefixListLimitExceeded', 'The maximum number of prefix lists has been reached.');
  const PrefixListId = region.id('pl');
  const made: PrefixListRow = {
    PrefixListId,
    PrefixListName,
    AddressFamily,
    State: 'create-in-progress',
    PrefixListArn: region.arn('prefix-list', PrefixListId),
    MaxEntries,
    Version: 1,
    OwnerId: region.account,
    Tags,
    versions: { 1: entries },
  };
  region.prefixLists.put(made);
  later(call, PrefixListId, (row) => ({ ...row, State: 'create-complete' }));
  return { PrefixList: view(made) };
}

function modify(call: Call, input: EC2.ModifyManagedPrefixListRequest): EC2.ModifyManagedPrefixListResult {
  const row = changeable(call.region, input.PrefixListId, 'modified');
  const { PrefixListName: name, MaxEntries: size, CurrentVersion } = input;
  const added = newEntries(row.AddressFamily, input.AddEntries);
  const removed = removedBlocks(row.AddressFamily, input.RemoveEntries);
  const hasEntries = added.length + removed.length > 0;
  if (name === undefined && size === undefined && !hasEntries)
    missing('addEntries, removeEntries or maxEntries');
  if (size !== undefined && hasEntries)
    combination(
      'You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    );
  if (CurrentVersion !== undefined && CurrentVersion !== row.Version)
    fail('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.');
  const version = row.Version ?? 0;
  const entries = row.versions[version] ?? [];
  const renamed: PrefixListRow = name === undefined ? row : { ...row, PrefixListName: checkName(name) };
  const finish = hasEntries
    ? nextVersion(changedEntries(entries, added, removed), row.MaxEntries ?? 0)
    : size === undefined
      ? complete
      : resized(call, checkSize(call, size), entries.length);
  const { StateMessage: _, ...now } = renamed;
  const changing: PrefixListRow = { ...now, State: 'modify-in-progress' };
  call.region.prefixLists.put(changing);
  later(call, row.PrefixListId, finish);
  return { PrefixList: view(changing) };
}

type Finish = (row: PrefixListRow) => PrefixListRow;

function complete(row: PrefixListRow): PrefixListRow {
  return { ...row, State: 'modify-complete' };
}

function nextVersion(entries: readonly EC2.PrefixListEntry[], places: number): Finish {
  checkRoom(entries.length, places);
  return (row) => {
    const Version = (row.Version ?? 0) + 1;
    return complete({ ...row, Version, versions: { ...row.versions, [Version]: entries } });
  };
}

/** work-with-cust-managed-prefix-lists.html: where a user cannot take the new size, the previous one is restored. */
function resized({ world, region }: Call, size: number, entries: number): Finish {
  if (size < entries) invalidValue('maxEntries', size, `The prefix list has ${entries} entries.`);
  return (row) => {
    const full = size <= (row.MaxEntries ?? 0) ? [] : overfull(region, row, size, world.options.quotas);
    if (full.length === 0) return complete({ ...row, MaxEntries: size });
    const StateMessage = `The following resources do not support the new maximum size: ${full.slice(0, MOST_NAMED).join(', ')}`;
    return { ...row, State: 'modify-failed', StateMessage };
  };
}

/** References are looked for while the deletion runs: it is accepted, and ends as delete-failed. */
function remove(call: Call, input: EC2.DeleteManagedPrefixListRequest): EC2.DeleteManagedPrefixListResult {
  const { world, region } = call;
  const { StateMessage: _, ...row } = changeable(region, input.PrefixListId, 'deleted');
  const leaving: PrefixListRow = { ...row, State: 'delete-in-progress' };
  region.prefixLists.put(leaving);
  later(call, row.PrefixListId, (now) => {
    const users = usersOf(region, now.PrefixListId).slice(0, MOST_NAMED);
    if (users.length > 0) {
      const StateMessage = `The prefix list is referenced by: ${users.join(', ')}`;
      return { ...now, State: 'delete-failed', StateMessage };
    }
    world.later(world.options.durations.prefixListDeleted, region, () =>
      region.prefixLists.delete(now.PrefixListId),
    );
    return { ...now, State: 'delete-complete' };
  });
  return { PrefixList: view(leaving) };
}

function later({ world, region }: Call, id: string, finish: Finish): void {
  world.later(world.options.durations.prefixListChanging, region, () => {
    const row = region.prefixLists.get(id);
    if (row !== undefined) region.prefixLists.put(finish(row));
  });
}

/** One's own, and not at work. */
function changeable(region: Region, id: string | undefined, what: string): PrefixListRow {
  const row = required(region.prefixLists, 'prefixList', id);
  if (row.State === 'delete-complete') notFound('prefixList', row.PrefixListId);
  if (row.OwnerId !== region.account)
    fail(
      'OperationNotPermitted',
      `The prefix list ${row.PrefixListId} is owned by ${row.OwnerId} and cannot be ${what}.`,
    );
  if (row.State.endsWith('-in-progress'))
    fail(
      'IncorrectState',
      `The request cannot be completed while the prefix list (${row.PrefixListId}) is in the current state (${row.State}).`,
    );
  return row;
}

function checkName(name: string | undefined): string {
  if (name === undefined || name === '') missing('prefixListName');
  if (name.length > LONGEST_NAME || name.startsWith('com.amazonaws')) {
    invalidValue(
      'prefixListName',
      name,
      `Up to ${LONGEST_NAME} characters are allowed, and not com.amazonaws at the beginning.`,
    );
  }
  return name;
}

function checkSize({ world }: Call, size: number): number {
  const most = world.options.quotas.entriesPerPrefixList;
  if (!Number.isInteger(size) || size < 1 || size > most)
    invalidValue('maxEntries', size, `Between 1 and ${most} are allowed.`);
  return size;
}

function checkRoom(entries: number, places: number): void {
  if (entries > places)
    fail(
      'PrefixListMaxEntriesExceeded',
      `The prefix list would have ${entries} entries, and its maximum is ${places}.`,
    );
}
