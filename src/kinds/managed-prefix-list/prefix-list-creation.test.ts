// What a new prefix list is made with. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html
import { describe, expect, it } from 'vitest';
import { planIn, planTable } from '../../../test/support/plan-table.ts';
import { managedPrefixList } from './managed-prefix-list.ts';
import { tokyo, osaka, both } from './fake-list.ts';

const many = Array.from({ length: 130 }, (_, at) => ({ cidr: `10.0.${at}.0/24` }));

describe('a managed prefix list that does not exist', () => {
  planTable(managedPrefixList, [
    {
      name: 'is made with its entries, as large as they are many',
      spec: { addressFamily: 'IPv4', entries: both },
      expect: {
        calls: [
          'CreateManagedPrefixList prefixListName null → example',
          '… addressFamily null → IPv4',
          '… maxEntries null → 2',
          '… entries[198.51.100.0/24] null → Tokyo',
          '… entries[203.0.113.0/24] null → ',
        ],
        inputs: [
          {
            PrefixListName: 'example',
            AddressFamily: 'IPv4',
            MaxEntries: 2,
            Entries: [tokyo, osaka],
          },
        ],
        status: {},
      },
    },
    {
      name: 'is made empty, with one place',
      spec: { addressFamily: 'IPv6' },
      expect: {
        calls: [
          'CreateManagedPrefixList prefixListName null → example',
          '… addressFamily null → IPv6',
          '… maxEntries null → 1',
        ],
        inputs: [{ PrefixListName: 'example', AddressFamily: 'IPv6', MaxEntries: 1 }],
      },
    },
    {
      name: 'is made under the declared name and in the declared size',
      spec: { addressFamily: 'IPv4', prefixListName: 'offices', maxEntries: 9 },
      expect: {
        calls: [
          'CreateManagedPrefixList prefixListName null → offices',
          '… addressFamily null → IPv4',
          '… maxEntries null → 9',
        ],
      },
    },
    {
      name: 'needs an address family',
      spec: {},
      expect: { refuses: 'InvalidSpec', field: 'addressFamily' },
    },
    {
      name: 'takes networks of its family only',
      spec: { addressFamily: 'IPv4', entries: [{ cidr: '2001:db8::/32' }] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries[2001:db8::/32]',
        says: /2001:db8::\/32 is no IPv4 network.*here IPv4: move it to another list/,
      },
    },
    {
      name: 'holds a network once, however it is written',
      spec: { addressFamily: 'IPv6', entries: [{ cidr: '2001:db8::/32' }, { cidr: '2001:DB8:0::/32' }] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries[2001:DB8:0::/32]',
        says: /entries\[2001:db8::\/32\] and entries\[2001:DB8:0::\/32\] are both 2001:db8::\/32.*remove one/,
      },
    },
    {
      name: 'has no more entries than places',
      spec: { addressFamily: 'IPv4', maxEntries: 1, entries: both },
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries',
        says: /2 entries are declared and maxEntries is 1/,
      },
    },
    {
      name: 'is not deleted',
      spec: { addressFamily: 'IPv4' },
      want: 'absent',
      expect: {},
    },
  ]);

  it('is made with the first hundred entries, and the preview shows the others', () => {
    const { plan } = planIn(managedPrefixList, { spec: { addressFamily: 'IPv4', entries: many } });
    if (plan.is !== 'act') throw new Error(plan.is);

    expect(plan.actions[0]?.input).toMatchObject({ MaxEntries: 130, Entries: { length: 100 } });
    expect(plan.later.map(({ field }) => field)).toEqual(
      many.slice(100).map(({ cidr }) => `entries[${cidr}]`),
    );
  });
});
