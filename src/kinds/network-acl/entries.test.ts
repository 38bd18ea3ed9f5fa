// The promise of entries.ts as a property: while one list becomes another, call by call, every packet is decided as by the
// old list or as by the new one. Lists that only make and remove entries keep it at every moment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../model/kind.ts';
import { inOrder } from '../../engine/policy.ts';
import { type AclEntryRow, entryFrom, entryKey, entryText } from '../../tables/network-acl-entries.ts';
import type { NetworkAclRow } from '../../tables/network-acls.ts';
import { planEntries } from './entries.ts';

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

function aclOf(entries: readonly AclEntryRow[]): NetworkAclRow {
  return { id: 'acl-1', ownerID: '', vpcID: 'vpc-1', isDefault: false, entries, associations: [], tags: {} };
}

/** The list after a call, as EC2 changes it. */
function after(entries: readonly AclEntryRow[], action: Action): readonly AclEntryRow[] {
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

const calls = (from: readonly AclEntryRow[], to: readonly AclEntryRow[]) =>
  inOrder(planEntries(aclOf(from), to, 'ingress'));
const texts = (entries: readonly AclEntryRow[]) =>
  entries.map((one) => `${entryKey(one)} ${entryText(one)}`).toSorted();

describe('the calls from one list of entries to another', () => {
  it('end in the other list, and then there is nothing left to do', () => {
    fc.assert(
      fc.property(list, list, (from, to) => {
        const end = calls(from, to).reduce(after, from);
        expect(texts(end)).toEqual(texts(to));
        expect(calls(end, to)).toEqual([]);
      }),
    );
  });

  it('decide every packet, at every moment, as the old list or as the new one, where no number changes its meaning', () => {
    fc.assert(
      fc.property(list, list, (from, wanted) => {
        // What both lists have under one number is the same in both.
        const to = wanted.map((one) => from.find((old) => old.ruleNumber === one.ruleNumber) ?? one);
        let now: readonly AclEntryRow[] = from;
        for (const action of calls(from, to)) {
          now = after(now, action);
          for (let port = 0; port < PORTS; port++)
            expect([decision(from, port), decision(to, port)]).toContain(decision(now, port));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('are the same whatever order the lists are written in', () => {
    fc.assert(
      fc.property(list, list, (from, to) => {
        expect(calls(from.toReversed(), to.toReversed())).toEqual(calls(from, to));
      }),
    );
  });
});
