// A prefix list as EC2 lists it, for the tests beside it.
import { type Answer, described, listed } from '../../../test/support/plan-table.ts';
import { managedPrefixListEntries, managedPrefixLists } from '../../tables/managed-prefix-lists.ts';

export const list = (more: object = {}) => ({
  PrefixListId: 'pl-1',
  PrefixListName: 'example',
  OwnerId: '111111111111',
  AddressFamily: 'IPv4',
  MaxEntries: 2,
  Version: 3,
  State: 'modify-complete',
  ...more,
});
export const tokyo = { Cidr: '198.51.100.0/24', Description: 'Tokyo' };
export const osaka = { Cidr: '203.0.113.0/24' };
export const both = [{ cidr: '198.51.100.0/24', description: 'Tokyo' }, { cidr: '203.0.113.0/24' }];
export const third = { cidr: '192.0.2.0/24', description: 'third' };

/** The list, and its entries in the version that it shows. */
export function rows(
  more: object = {},
  entries: readonly object[] = [tokyo, osaka],
  version = 3,
): readonly Answer[] {
  return [
    listed(managedPrefixLists, list(more)),
    described(managedPrefixListEntries, `pl-1@${version}`, { Entries: entries }),
  ];
}
