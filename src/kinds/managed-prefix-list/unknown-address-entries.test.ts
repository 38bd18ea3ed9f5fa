// Entries that name an Elastic IP address which is not known: their places are kept, and so is what may be its former one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missing, planIn, planTable, usable } from '../../../test/support/plan-table.ts';
import { tokyo } from './fake-list.ts';
import { managedPrefixList } from './managed-prefix-list.ts';
import { office, nat, at, second, spec, gives, rows, own } from './fake-entries.ts';

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
