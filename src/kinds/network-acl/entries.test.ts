// The promise of entry-order.ts as a property: while one list becomes another, call by call, every packet is decided as by
// the old list or as by the new one, wherever there is an order of the calls in which that is so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../model/kind.ts';
import { inOrder } from '../../engine/policy.ts';
import { type AclEntryRow, entryFrom, entryKey, entryText } from '../../tables/network-acl-entries.ts';
import type { NetworkAclRow } from '../../tables/network-acls.ts';
import { planEntries } from './entries.ts';
import { ENTRIES_MAX } from './network-acl.schema.ts';

/** Ports stand for packets: few, so that entries overlap often. */
const PORTS = 4;
const NUMBERS = 8;

const entry = fc
  .record({
    ruleNumber: fc.integer({ min: 1, max: NUMBERS }),
    action: fc.constantFrom('allow' as const, 'deny' as const),
    ports: fc.tuple(fc.nat(PORTS - 1), fc.nat(PORTS - 1)),
  })
  .map(
    ({ ruleNumber, action, ports: [a, b] }): AclEntryRow => ({
      direction: 'ingress',
      ruleNumber,
      action,
      protocol: '6',
      cidr: '0.0.0.0/0',
      from: Math.min(a, b),
      to: Math.max(a, b),
    }),
  );
const list = fc.uniqueArray(entry, { selector: (one) => one.ruleNumber, maxLength: NUMBERS });
/** So few that all orders can be tried. */
const shortList = fc.uniqueArray(entry, { selector: (one) => one.ruleNumber, maxLength: 3 });

const association = { id: 'aclassoc-1', subnetID: 'subnet-1' };

function aclOf(entries: readonly AclEntryRow[]): NetworkAclRow {
  return {
    id: 'acl-1',
    ownerID: '',
    vpcID: 'vpc-1',
    isDefault: false,
    entries,
    associations: [association],
    tags: {},
  };
}

/** The list after a call, as EC2 changes it. */
function applied(entries: readonly AclEntryRow[], action: Action): readonly AclEntryRow[] {
  const without = (number: number | undefined) => entries.filter((one) => one.ruleNumber !== number);
  if (action.operation === 'DeleteNetworkAclEntry') return without(action.input.RuleNumber);
  if (action.operation !== 'CreateNetworkAclEntry' && action.operation !== 'ReplaceNetworkAclEntry')
    throw new Error(`${action.operation} is no call of entries`);
  const made = entryFrom(action.input);
  return made === undefined ? entries : [...without(made.ruleNumber), made];
}

function decision(entries: readonly AclEntryRow[], port: number): string {
  const [first] = entries
    .filter(({ from, to }) => from <= port && port <= to)
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber);
  return first?.action ?? 'deny';
}

function harmed(from: readonly AclEntryRow[], to: readonly AclEntryRow[], now: readonly AclEntryRow[]) {
  return Array.from({ length: PORTS }, (_, one) => one).filter(
    (one) => ![decision(from, one), decision(to, one)].includes(decision(now, one)),
  );
}

function isSame(a: AclEntryRow, b: AclEntryRow): boolean {
  return entryText(a) === entryText(b);
}

function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first) =>
    ordersOf(items.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}

function port(ruleNumber: number, action: 'allow' | 'deny', from: number, to = from): AclEntryRow {
  return { direction: 'ingress', ruleNumber, action, protocol: '6', cidr: '0.0.0.0/0', from, to };
}

const calls = (from: readonly AclEntryRow[], to: readonly AclEntryRow[]) =>
  inOrder(planEntries(aclOf(from), to, 'ingress'));
const texts = (entries: readonly AclEntryRow[]) =>
  entries.map((one) => `${entryKey(one)} ${entryText(one)}`).toSorted();

describe('the calls from one list of entries to another', () => {
  it('end in the other list, and then there is nothing left to do', () => {
    fc.assert(
      fc.property(list, list, (from, to) => {
        const end = calls(from, to).reduce(applied, from);
        expect(texts(end)).toEqual(texts(to));
        expect(calls(end, to)).toEqual([]);
      }),
    );
  });

  it('decide every packet, at every moment, as the old list or as the new one, or say that they interrupt', () => {
    fc.assert(
      fc.property(list, list, (from, to) => {
        let now: readonly AclEntryRow[] = from;
        for (const action of calls(from, to)) {
          now = applied(now, action);
          if (harmed(from, to, now).length > 0) expect(action.changes[0]?.risk).toBe('Interrupts');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('do so in any case where some order does, and without a detour where no number changes its meaning', () => {
    fc.assert(
      fc.property(shortList, shortList, (from, to) => {
        const made = calls(from, to);
        const harms = (order: readonly Action[]) => {
          let now: readonly AclEntryRow[] = from;
          return order.some((action) => {
            now = applied(now, action);
            return harmed(from, to, now).length > 0;
          });
        };
        if (harms(made)) expect(ordersOf(made).every(harms)).toBe(true);
        const kept = to.every((one) =>
          from.every((old) => old.ruleNumber !== one.ruleNumber || isSame(old, one)),
        );
        if (kept) expect(made.filter(({ breakFirst }) => breakFirst !== undefined)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    {
      name: 'a denial that becomes another entry, before what it stood in front of goes',
      from: [port(100, 'deny', 1), port(110, 'allow', 0, 2)],
      to: [port(100, 'allow', 3)],
      order: ['DeleteNetworkAclEntry 110', 'ReplaceNetworkAclEntry 100'],
    },
    {
      name: 'an entry that becomes a denial, after which comes what it stands in front of',
      from: [port(100, 'allow', 3)],
      to: [port(100, 'deny', 1), port(110, 'allow', 0, 2)],
      order: ['ReplaceNetworkAclEntry 100', 'CreateNetworkAclEntry 110'],
    },
    {
      name: 'what is allowed under another number from now on',
      from: [port(100, 'allow', 1), port(110, 'deny', 0, 2)],
      to: [port(100, 'allow', 3), port(120, 'allow', 1)],
      order: ['CreateNetworkAclEntry 120', 'DeleteNetworkAclEntry 110', 'ReplaceNetworkAclEntry 100'],
    },
    {
      name: 'entries that trade places: nothing is let in meanwhile',
      from: [port(100, 'deny', 1), port(110, 'allow', 0, 2)],
      to: [port(100, 'allow', 0, 2), port(90, 'deny', 1)],
      order: ['CreateNetworkAclEntry 90', 'ReplaceNetworkAclEntry 100', 'DeleteNetworkAclEntry 110'],
    },
  ])('$name', ({ from, to, order }) => {
    expect(
      calls(from, to).map(
        ({ operation, input }) => `${operation} ${'RuleNumber' in input ? input.RuleNumber : ''}`,
      ),
    ).toEqual(order);
  });

  it('make room first in a list that is full, and let nothing in by that', () => {
    const full = (action: 'allow' | 'deny') =>
      Array.from({ length: ENTRIES_MAX }, (_, at) => port((action === 'allow' ? 100 : 200) + at, action, at));
    const made = calls(full('allow'), full('deny'));

    expect(made).toHaveLength(2 * ENTRIES_MAX);
    expect(made[0]?.operation).toBe('DeleteNetworkAclEntry');
    let now: readonly AclEntryRow[] = full('allow');
    for (const action of made) {
      now = applied(now, action);
      expect(now.length).toBeLessThanOrEqual(ENTRIES_MAX);
    }
  });

  it('are the same whatever order the lists are written in', () => {
    fc.assert(
      fc.property(list, list, (from, to) => {
        expect(calls(from.toReversed(), to.toReversed())).toEqual(calls(from, to));
      }),
    );
  });
});
