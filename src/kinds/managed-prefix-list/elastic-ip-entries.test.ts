// Entries that name an Elastic IP address: its one address as a /32, made when it is known, and never gone before another
// one is in its place. https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import { describe } from 'vitest';
import { missing, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { tokyo } from './fake-list.ts';
import { managedPrefixList } from './managed-prefix-list.ts';
import { office, nat, at, second, spec, gives, rows, own } from './fake-entries.ts';

const exchange = {
  calls: [
    'ModifyManagedPrefixList entries[203.0.113.8/32] null → ours',
    '… entries[203.0.113.7/32] ours → null (Interrupts)',
  ],
  inputs: [
    {
      PrefixListId: own,
      CurrentVersion: 3,
      AddEntries: [at('203.0.113.8')],
      RemoveEntries: [{ Cidr: '203.0.113.7/32' }],
    },
  ],
};

describe('an entry that names an Elastic IP address', () => {
  planTable(managedPrefixList, [
    {
      name: 'is made with the list as the network of that address',
      spec,
      inText: second,
      rows: [gives('203.0.113.7')],
      expect: {
        calls: [
          'CreateManagedPrefixList prefixListName null → example',
          '… addressFamily null → IPv4',
          '… maxEntries null → 2',
          '… entries[198.51.100.0/24] null → Tokyo',
          '… entries[203.0.113.7/32] null → ours',
        ],
        inputs: [
          {
            PrefixListName: 'example',
            AddressFamily: 'IPv4',
            MaxEntries: 2,
            Entries: [tokyo, at('203.0.113.7')],
          },
        ],
      },
    },
    {
      name: 'is made for an allocation that exists only in AWS',
      spec: { addressFamily: 'IPv4', entries: [office, { cidr: 'eipalloc-1', description: 'ours' }] },
      own,
      rows: rows([tokyo], ['203.0.113.7']),
      expect: { calls: ['ModifyManagedPrefixList entries[203.0.113.7/32] null → ours'] },
    },
    {
      name: 'is settled where it is',
      spec,
      inText: second,
      own,
      rows: rows([tokyo, at('203.0.113.7')], ['203.0.113.7']),
      expect: {},
    },
    {
      name: 'gets another description without a gap',
      spec,
      inText: second,
      own,
      rows: rows([tokyo, at('203.0.113.7', 'theirs')], ['203.0.113.7']),
      expect: {
        calls: ['ModifyManagedPrefixList entries[203.0.113.7/32].description theirs → ours'],
        inputs: [{ PrefixListId: own, CurrentVersion: 3, AddEntries: [at('203.0.113.7')] }],
      },
    },
    {
      name: 'goes when it is not declared',
      spec: { addressFamily: 'IPv4', maxEntries: 2, entries: [office] },
      own,
      rows: rows([tokyo, at('203.0.113.7')], []),
      expect: { calls: ['ModifyManagedPrefixList entries[203.0.113.7/32] ours → null (Interrupts)'] },
    },
    {
      name: 'names another address: the new one takes the place of the old one in one version',
      spec,
      inText: second,
      own,
      rows: rows([tokyo, at('203.0.113.7')], ['203.0.113.8']),
      expect: exchange,
    },
    {
      name: 'is not read when the list is deleted',
      spec,
      inText: second,
      want: 'absent',
      own,
      rows: rows([], []).slice(0, 1),
      expect: {},
    },
  ]);
});

describe('an entry whose grant is withdrawn', () => {
  const inText = { 'entries[1].cidr': withdrawn('eipalloc-1') };
  planTable(managedPrefixList, [
    {
      name: 'stays',
      spec,
      inText,
      own,
      rows: rows([tokyo, at('203.0.113.7')], ['203.0.113.7']),
      expect: {},
    },
    {
      name: 'is not made',
      spec,
      inText,
      own,
      rows: rows([tokyo], ['203.0.113.7']),
      expect: { held: ['entries[elasticip/nat] ReferenceNotGranted'], says: /not granted any more/ },
    },
  ]);
});

describe('what AWS would refuse', () => {
  planTable(managedPrefixList, [
    {
      name: 'is an address in an IPv6 list',
      spec: { addressFamily: 'IPv6', entries: [nat] },
      inText: { 'entries[0].cidr': missing('nat') },
      rows: [gives()],
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries[elasticip/nat]',
        says: /elasticip\/nat is an IPv4 address.*here IPv6: move it to another list/,
      },
    },
    {
      name: 'is one address by two names',
      spec: { addressFamily: 'IPv4', entries: [nat, { cidr: 'elasticip/shop/nat' }] },
      inText: { 'entries[0].cidr': usable('eipalloc-1'), 'entries[1].cidr': usable('eipalloc-1') },
      own,
      rows: rows([], ['203.0.113.7']),
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries[elasticip/shop/nat]',
        says: /entries\[elasticip\/nat\] and entries\[elasticip\/shop\/nat\] are both 203\.0\.113\.7\/32.*remove one/,
      },
    },
    {
      name: 'is an address that also stands there as a network',
      spec: { addressFamily: 'IPv4', entries: [nat, { cidr: '203.0.113.7/32' }] },
      inText: { 'entries[0].cidr': usable('eipalloc-1') },
      rows: [gives('203.0.113.7')],
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries[203.0.113.7/32]',
        says: /entries\[elasticip\/nat\] and entries\[203\.0\.113\.7\/32\] are both/,
      },
    },
    {
      name: 'is more entries than places, known or not',
      spec: { ...spec, maxEntries: 1 },
      inText: { 'entries[1].cidr': missing('nat') },
      rows: [gives()],
      expect: {
        refuses: 'InvalidSpec',
        field: 'entries',
        says: /2 entries are declared and maxEntries is 1/,
      },
    },
  ]);
});
