// Entries that name an Elastic IP address: its one address as a /32, made when it is known, and never gone before another
// one is in its place. https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  listed,
  missing,
  planIn,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { rows as listRows, tokyo } from './fake-list.ts';
import { managedPrefixList } from './managed-prefix-list.ts';

const office = { cidr: tokyo.Cidr, description: tokyo.Description };
const nat = { cidr: 'elasticip/nat', description: 'ours' };
const at = (address: string, Description = 'ours') => ({ Cidr: `${address}/32`, Description });
const second = { 'entries[1].cidr': usable('eipalloc-1') };
const spec = { addressFamily: 'IPv4' as const, entries: [office, nat] };
const gives = (...publicIPs: string[]) =>
  listed(addresses, ...publicIPs.map((PublicIp, i) => ({ AllocationId: `eipalloc-${i + 1}`, PublicIp })));

/** The list as it is, and the addresses that AWS shows. */
function rows(entries: readonly object[], publicIPs: readonly string[], more: object = {}): Answer[] {
  return [...listRows(more, entries), gives(...publicIPs)];
}
const own = 'pl-1';
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

describe('an entry whose address is not known', () => {
  planTable(managedPrefixList, [
    {
      name: 'has its place kept, and the list is made without it',
      spec,
      inText: { 'entries[1].cidr': missing('nat', 'DependencyNotReady') },
      rows: [gives()],
      expect: {
        calls: [
          'CreateManagedPrefixList prefixListName null → example',
          '… addressFamily null → IPv4',
          '… maxEntries null → 2',
          '… entries[198.51.100.0/24] null → Tokyo',
        ],
        inputs: [{ PrefixListName: 'example', AddressFamily: 'IPv4', MaxEntries: 2, Entries: [tokyo] }],
      },
    },
    {
      name: 'is held under the name that was written',
      spec,
      inText: { 'entries[1].cidr': missing('nat') },
      own,
      rows: rows([tokyo], []),
      expect: { held: ['entries[elasticip/nat] DependencyNotFound'], says: /nat does not exist/ },
    },
    {
      name: 'holds up no other entry',
      spec: { ...spec, entries: [office, nat, { cidr: '192.0.2.0/24' }] },
      inText: { 'entries[1].cidr': missing('nat') },
      own,
      rows: rows([tokyo, { Cidr: '10.0.0.0/8' }], [], { MaxEntries: 3 }),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[192.0.2.0/24] null → ',
          '… entries[10.0.0.0/8]  → null (Interrupts)',
        ],
        held: ['entries[elasticip/nat] DependencyNotFound'],
      },
    },
    {
      name: 'is held when AWS does not show the address here, saying what to write instead',
      spec,
      inText: second,
      own,
      rows: rows([tokyo], []),
      expect: {
        held: ['entries[elasticip/nat] DependencyNotReady'],
        says: /does not show the address eipalloc-1 in this account and region.*\/32 in cidr/,
      },
    },
    {
      name: 'keeps what may be its former address until the new one is known',
      spec,
      inText: { 'entries[1].cidr': missing('nat', 'DependencyNotReady') },
      own,
      rows: rows([tokyo, at('203.0.113.7')], []),
      expect: { held: ['entries[elasticip/nat] DependencyNotReady'] },
    },
    {
      name: 'keeps nothing that cannot be its former address',
      spec: { ...spec, maxEntries: 4 },
      inText: { 'entries[1].cidr': missing('nat') },
      own,
      rows: rows([tokyo, at('203.0.113.7', 'theirs'), { Cidr: '10.0.0.0/8', Description: 'ours' }], [], {
        MaxEntries: 4,
      }),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[10.0.0.0/8] ours → null (Interrupts)',
          '… entries[203.0.113.7/32] theirs → null (Interrupts)',
        ],
        held: ['entries[elasticip/nat] DependencyNotFound'],
      },
    },
    {
      name: 'keeps every entry that may be it, so that the list is not made smaller',
      spec: { addressFamily: 'IPv4', entries: [nat] },
      inText: { 'entries[0].cidr': missing('nat') },
      own,
      rows: rows([at('203.0.113.7'), at('203.0.113.8')], []),
      expect: { held: ['entries[elasticip/nat] DependencyNotFound'] },
    },
    {
      name: 'keeps no more entries than the declared places hold',
      spec: { ...spec, maxEntries: 2 },
      inText: { 'entries[1].cidr': missing('nat') },
      own,
      rows: rows([at('203.0.113.7'), at('203.0.113.8')], []),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[198.51.100.0/24] null → Tokyo',
          '… entries[203.0.113.8/32] ours → null (Interrupts)',
        ],
        held: ['entries[elasticip/nat] DependencyNotFound'],
      },
    },
    {
      name: 'does not keep an address that another entry names',
      spec: { ...spec, entries: [{ cidr: '203.0.113.7/32', description: 'ours' }, nat] },
      inText: { 'entries[1].cidr': missing('nat') },
      own,
      rows: rows([at('203.0.113.7')], []),
      expect: { held: ['entries[elasticip/nat] DependencyNotFound'] },
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

type Exchange = { AddEntries?: readonly object[]; RemoveEntries?: readonly { Cidr: string }[] };

it('whatever is there and known, no version has more entries than places, lacks a known one, or gives up one that may be wanted', () => {
  const someOf = fc.uniqueArray(
    fc.nat({ max: 5 }).map((last) => `203.0.113.${last}`),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(someOf, someOf, fc.integer({ min: 1, max: 3 }), (there, known, unknown) => {
      const refs = [
        ...known.map((_, i) => usable(`eipalloc-${i + 1}`)),
        ...Array.from({ length: unknown }, () => missing('nat')),
      ];
      const places = Math.max(there.length, refs.length);
      const { plan } = planIn(managedPrefixList, {
        spec: {
          addressFamily: 'IPv4',
          maxEntries: places,
          entries: refs.map((_, i) => ({ cidr: `elasticip/e${i}`, description: 'ours' })),
        },
        inText: Object.fromEntries(refs.map((ref, i) => [`entries[${i}].cidr`, ref])),
        own,
        rows: rows(
          there.map((address) => at(address)),
          known,
          { MaxEntries: places },
        ),
      });
      expect(plan.is).toMatch(/^(act|settled)$/);
      const input: Exchange = plan.is === 'act' ? (plan.actions[0]?.input as Exchange) : {};
      const { AddEntries: added = [], RemoveEntries: removed = [] } = input;
      const left = there.length + added.length - removed.length;

      expect(removed.filter(({ Cidr }) => known.some((address) => Cidr === `${address}/32`))).toEqual([]);
      expect(left).toBeLessThanOrEqual(places);
      expect(left).toBeGreaterThanOrEqual(there.length);
    }),
  );
});
