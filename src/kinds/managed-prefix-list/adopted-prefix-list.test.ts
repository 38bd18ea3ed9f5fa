// What an adopted prefix list plans, and which cannot be adopted.
// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { managedPrefixLists } from '../../tables/managed-prefix-lists.ts';
import { managedPrefixList } from './managed-prefix-list.ts';
import { tokyo, both, third, rows } from './fake-list.ts';

describe('an adopted prefix list', () => {
  planTable(managedPrefixList, [
    {
      name: 'is left alone in everything that is left out',
      spec: {},
      adopted: true,
      own: 'pl-1',
      rows: rows({ PrefixListName: 'foreign' }),
      expect: {},
    },
    {
      name: 'gets the declared entries into its places',
      spec: { entries: [{ cidr: tokyo.Cidr, description: 'Tokyo' }, third] },
      adopted: true,
      own: 'pl-1',
      rows: rows({ MaxEntries: 5 }),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[192.0.2.0/24] null → third',
          '… entries[203.0.113.0/24]  → null (Interrupts)',
        ],
      },
    },
    {
      name: 'is not made larger by itself',
      spec: { entries: [...both, third] },
      adopted: true,
      own: 'pl-1',
      rows: rows(),
      expect: { refuses: 'InvalidSpec', field: 'maxEntries', says: /set maxEntries to at least 3/ },
    },
    {
      name: "cannot be one of AWS's own",
      spec: {},
      adopted: true,
      own: 'pl-1',
      rows: [
        listed(managedPrefixLists, {
          PrefixListId: 'pl-1',
          PrefixListName: 'com.amazonaws.ap-northeast-1.s3',
          OwnerId: 'AWS',
          AddressFamily: 'IPv4',
          State: 'create-complete',
        }),
      ],
      expect: { refuses: 'InvalidSpec', field: 'adopt.id', says: /belongs to AWS/ },
    },
    {
      name: 'cannot be one that another account shares',
      spec: {},
      adopted: true,
      own: 'pl-1',
      rows: rows({ OwnerId: '222222222222' }),
      expect: { refuses: 'InvalidSpec', field: 'adopt.id', says: /belongs to 222222222222/ },
    },
  ]);
});
