// DescribeManagedPrefixLists: the account's own lists, lists shared with it, and AWS's own, without their entries. Entries
// belong to a version and never change within one, so they are read once per list and version.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html
import type { ManagedPrefixList, PrefixListEntry } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../model/cidr.ts';
import type { Detail, Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type ManagedPrefixListRow = {
  id: string;
  arn: string;
  name: string;
  /** `AWS` for AWS's own lists, which nobody can change. */
  ownerID: string;
  /** IPv4 or IPv6. */
  addressFamily: string;
  /** 0 for AWS's own lists, which do not show it. */
  maxEntries: number;
  version: number;
  state: string;
  why: string;
  tags: Tags;
};

export const AWS_OWNER = 'AWS';

/** The most that both calls allow. */
const PAGE_SIZE = 100;

export const managedPrefixLists: Table<ManagedPrefixListRow> = {
  name: 'managed-prefix-lists',
  service: 'ec2',
  operation: 'DescribeManagedPrefixLists',
  items: 'PrefixLists',
  idFilter: 'prefix-list-id',
  pageSize: PAGE_SIZE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const list = raw as ManagedPrefixList;
    return {
      id: list.PrefixListId ?? '',
      arn: list.PrefixListArn ?? '',
      name: list.PrefixListName ?? '',
      ownerID: list.OwnerId ?? '',
      addressFamily: list.AddressFamily ?? '',
      maxEntries: list.MaxEntries ?? 0,
      version: list.Version ?? 0,
      state: list.State ?? '',
      why: list.StateMessage ?? '',
      tags: tagsFrom(list.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  // The only tombstone: a list whose making or changing failed still exists.
  dead: (row) => row.state === 'delete-complete',
  indexes: { 'prefix-list-name': (row) => present(row.name) },
};

export type EntryRow = { cidr: string; description: string };

/** Key of the detail: an id and one of its versions. */
export function entriesKey({ id, version }: Pick<ManagedPrefixListRow, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

export const managedPrefixListEntries: Detail<readonly EntryRow[]> = {
  name: 'managed-prefix-list-entries',
  service: 'ec2',
  operation: 'GetManagedPrefixListEntries',
  maxAgeSeconds: 'never',
  items: 'Entries',
  // A version just made may be unknown for a moment. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
  faults: { InvalidParameterValue: 'transient' },
  input(key) {
    const [PrefixListId = '', version = ''] = key.split('@');
    return { PrefixListId, TargetVersion: Number(version), MaxResults: PAGE_SIZE };
  },
  keep(raw) {
    const { Entries = [] } = raw as { Entries?: readonly PrefixListEntry[] };
    const rows = Entries.map(({ Cidr = '', Description = '' }) => ({
      cidr: canonicalCidr(Cidr) ?? Cidr,
      description: Description,
    }));
    return sortedBy(rows, (entry) => entry.cidr);
  },
};
