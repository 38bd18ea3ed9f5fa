// What a managed prefix list plans. https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import { describe, expect, it } from 'vitest';
import { listed, planIn, planTable } from '../../../test/support/plan-table.ts';
import { managedPrefixLists } from '../../tables/managed-prefix-lists.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { managedPrefixList } from './managed-prefix-list.ts';
import { list, tokyo, osaka, both, third, rows } from './fake-list.ts';

describe('a managed prefix list that exists', () => {
  planTable(managedPrefixList, [
    {
      name: 'is settled as declared',
      spec: { addressFamily: 'IPv4', entries: both },
      own: 'pl-1',
      rows: rows(),
      expect: {
        status: {
          addressFamily: 'IPv4',
          prefixListName: 'example',
          maxEntries: 2,
          entries: 2,
          version: 3,
        },
      },
    },
    {
      name: 'does not mind the order and the spelling of its networks',
      spec: { addressFamily: 'IPv6', entries: [{ cidr: 'fd00:FEED::/48' }, { cidr: '2001:db8::/32' }] },
      own: 'pl-1',
      rows: rows({ AddressFamily: 'IPv6' }, [{ Cidr: '2001:db8::/32' }, { Cidr: 'fd00:feed::/48' }]),
      expect: {},
    },
    {
      name: 'gets an entry into a free place, for its current version',
      spec: { addressFamily: 'IPv4', maxEntries: 5, entries: [...both, third] },
      own: 'pl-1',
      rows: rows({ MaxEntries: 5 }),
      expect: {
        calls: ['ModifyManagedPrefixList entries[192.0.2.0/24] null → third'],
        inputs: [
          {
            PrefixListId: 'pl-1',
            CurrentVersion: 3,
            AddEntries: [{ Cidr: '192.0.2.0/24', Description: 'third' }],
          },
        ],
      },
    },
    {
      name: 'grows first where its size follows its entries',
      spec: { addressFamily: 'IPv4', entries: [...both, third] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: ['ModifyManagedPrefixList maxEntries 2 → 3'],
        inputs: [{ PrefixListId: 'pl-1', MaxEntries: 3 }],
        later: ['entries[192.0.2.0/24] null → third'],
      },
    },
    {
      name: 'loses an entry, and shrinks afterwards',
      spec: { addressFamily: 'IPv4', entries: [both[0] ?? third] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: ['ModifyManagedPrefixList entries[203.0.113.0/24]  → null (Interrupts)'],
        inputs: [{ PrefixListId: 'pl-1', CurrentVersion: 3, RemoveEntries: [{ Cidr: '203.0.113.0/24' }] }],
        later: ['maxEntries 2 → 1'],
      },
    },
    {
      name: 'keeps its places when its entries go and its size is declared',
      spec: { addressFamily: 'IPv4', maxEntries: 2, entries: [] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[198.51.100.0/24] Tokyo → null (Interrupts)',
          '… entries[203.0.113.0/24]  → null (Interrupts)',
        ],
      },
    },
    {
      name: 'exchanges an entry in one version when it is full',
      spec: { addressFamily: 'IPv4', maxEntries: 2, entries: [{ ...both[0], cidr: tokyo.Cidr }, third] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[192.0.2.0/24] null → third',
          '… entries[203.0.113.0/24]  → null (Interrupts)',
        ],
        inputs: [
          {
            PrefixListId: 'pl-1',
            CurrentVersion: 3,
            AddEntries: [{ Cidr: '192.0.2.0/24', Description: 'third' }],
            RemoveEntries: [{ Cidr: '203.0.113.0/24' }],
          },
        ],
      },
    },
    {
      name: 'changes a description by adding the network again, without a gap',
      spec: {
        addressFamily: 'IPv4',
        entries: [{ cidr: tokyo.Cidr, description: 'headquarters' }, { cidr: osaka.Cidr }],
      },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: ['ModifyManagedPrefixList entries[198.51.100.0/24].description Tokyo → headquarters'],
        inputs: [
          {
            PrefixListId: 'pl-1',
            CurrentVersion: 3,
            AddEntries: [{ Cidr: '198.51.100.0/24', Description: 'headquarters' }],
          },
        ],
      },
    },
    {
      name: 'takes a description off',
      spec: { addressFamily: 'IPv4', entries: [{ cidr: tokyo.Cidr }, { cidr: osaka.Cidr }] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: ['ModifyManagedPrefixList entries[198.51.100.0/24].description Tokyo → '],
        inputs: [{ PrefixListId: 'pl-1', CurrentVersion: 3, AddEntries: [{ Cidr: '198.51.100.0/24' }] }],
      },
    },
    {
      name: 'is renamed before anything else',
      spec: { addressFamily: 'IPv4', prefixListName: 'offices', entries: [...both, third] },
      own: 'pl-1',
      rows: rows(),
      expect: {
        calls: ['ModifyManagedPrefixList prefixListName example → offices'],
        inputs: [{ PrefixListId: 'pl-1', PrefixListName: 'offices' }],
        later: ['maxEntries 2 → 3', 'entries[192.0.2.0/24] null → third'],
      },
    },
    {
      name: "takes the object's name when the name is left out again",
      spec: { addressFamily: 'IPv4', entries: both },
      own: 'pl-1',
      rows: rows({ PrefixListName: 'offices' }),
      expect: { calls: ['ModifyManagedPrefixList prefixListName offices → example'] },
    },
    {
      name: 'is resized by its declaration',
      spec: { addressFamily: 'IPv4', maxEntries: 10, entries: both },
      own: 'pl-1',
      rows: rows(),
      expect: { calls: ['ModifyManagedPrefixList maxEntries 2 → 10'] },
    },
    {
      name: 'does not change its family',
      spec: { addressFamily: 'IPv6' },
      own: 'pl-1',
      rows: rows(),
      expect: { refuses: 'ImmutableField', field: 'addressFamily', says: /IPv4 networks.*second list/ },
    },
    {
      name: 'after a failed growth first changes what fits, then tries again',
      spec: {
        addressFamily: 'IPv4',
        maxEntries: 9,
        entries: [{ cidr: tokyo.Cidr, description: 'x' }, third],
      },
      own: 'pl-1',
      rows: rows({ State: 'modify-failed', StateMessage: 'sg-1 cannot' }),
      expect: {
        calls: [
          'ModifyManagedPrefixList entries[192.0.2.0/24] null → third',
          '… entries[198.51.100.0/24].description Tokyo → x',
          '… entries[203.0.113.0/24]  → null (Interrupts)',
        ],
        later: ['maxEntries 2 → 9'],
      },
    },
    {
      name: 'is not deleted by its plan, but by the engine',
      spec: { addressFamily: 'IPv4', entries: both },
      want: 'absent',
      own: 'pl-1',
      rows: [listed(managedPrefixLists, list())],
      expect: {},
    },
    {
      name: 'names what holds up its deletion',
      spec: { addressFamily: 'IPv4' },
      want: 'absent',
      own: 'pl-1',
      rows: [
        listed(managedPrefixLists, list()),
        listed(routeTables, {
          RouteTableId: 'rtb-1',
          Routes: [{ DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1' }],
        }),
        listed(securityGroups, {
          GroupId: 'sg-1',
          IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
          IpPermissionsEgress: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
        }),
      ],
      expect: {
        blockers: [
          'route-table with a route to it rtb-1 made outside of this controller',
          'security-group with a rule for it sg-1 made outside of this controller',
        ],
      },
    },
    {
      name: 'does not read the entries while EC2 is at work on it',
      spec: { addressFamily: 'IPv4', entries: both },
      want: 'absent',
      own: 'pl-1',
      rows: [listed(managedPrefixLists, list({ State: 'modify-in-progress' }))],
      expect: { status: { addressFamily: 'IPv4', prefixListName: 'example', maxEntries: 2, version: 3 } },
    },
  ]);

  it('says why a growth was given up, instead of trying it at once again', () => {
    const { plan } = planIn(managedPrefixList, {
      spec: { addressFamily: 'IPv4', maxEntries: 9, entries: both },
      own: 'pl-1',
      rows: rows({ State: 'modify-failed', StateMessage: 'sg-1 cannot' }),
    });

    expect(plan.is === 'act' && plan.actions[0]?.gaveUp).toMatchObject({
      reason: 'QuotaExceeded',
      message: expect.stringMatching(/pl-1 \(sg-1 cannot\).*lower maxEntries/) as string,
    });
  });
});

describe('the states of a prefix list', () => {
  it.each([
    ['create-in-progress', 'settling', false],
    ['create-complete', 'ready', true],
    ['create-failed', 'failed', false],
    ['modify-in-progress', 'settling', true],
    ['modify-complete', 'ready', true],
    ['modify-failed', 'ready', true],
    ['restore-in-progress', 'settling', true],
    ['restore-complete', 'ready', true],
    ['restore-failed', 'ready', true],
    ['delete-in-progress', 'leaving', false],
    ['delete-failed', 'ready', true],
  ] as const)('%s is %s, usable: %s', (State, state, usableNow) => {
    const [part] = managedPrefixList.parts;
    const row = managedPrefixLists.keep(list({ State }));

    expect(part?.state?.(row)).toBe(state);
    expect(part?.usable?.(row)).toBe(usableNow);
    expect(managedPrefixLists.dead(row)).toBe(false);
  });

  it('have one tombstone, and one that tells of a deletion given up', () => {
    const [part] = managedPrefixList.parts;
    const row = (more: object) => managedPrefixLists.keep(list(more));

    expect(managedPrefixLists.dead(row({ State: 'delete-complete' }))).toBe(true);
    expect(part?.undeleted?.(row({ State: 'delete-failed', StateMessage: 'rtb-1' }))).toBe('rtb-1');
    expect(part?.undeleted?.(row({ State: 'modify-complete' }))).toBeUndefined();
  });
});
