// The calls that change entries, as properties: whatever is declared and whatever is there, they end at the declaration, and
// no version on the way breaks a rule of EC2's or lacks more than it must.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { match } from '../../model/match.ts';
import type { EntryRow, ManagedPrefixListRow } from '../../tables/managed-prefix-lists.ts';
import { CHANGES_PER_CALL, entryCalls } from './prefix-list-changes.ts';

const list: ManagedPrefixListRow = {
  id: 'pl-1',
  arn: '',
  name: 'example',
  ownerID: '111111111111',
  addressFamily: 'IPv4',
  maxEntries: 0,
  version: 1,
  state: 'create-complete',
  why: '',
  tags: {},
};

const entries = fc.uniqueArray(
  fc.record({
    cidr: fc.nat({ max: 400 }).map((at) => `10.${at >> 8}.${at & 255}.0/24`),
    description: fc.constantFrom('', 'a', 'b'),
  }),
  { selector: ({ cidr }) => cidr, maxLength: 260, size: 'max' },
);

type Input = {
  AddEntries?: readonly { Cidr: string; Description?: string }[];
  RemoveEntries?: readonly { Cidr: string }[];
};

function callsFor(wanted: readonly EntryRow[], there: readonly EntryRow[], places: number) {
  const { missing, changed, extra } = match({
    desired: wanted,
    observed: there,
    keyOfDesired: ({ cidr }) => cidr,
    keyOfObserved: ({ cidr }) => cidr,
    same: (a, b) => a.description === b.description,
  });
  return entryCalls(list, { missing, described: changed, extra }, places - there.length).map(
    ({ input }) => input as Input,
  );
}

function after(there: ReadonlyMap<string, string>, { AddEntries = [], RemoveEntries = [] }: Input) {
  const next = new Map(there);
  for (const { Cidr } of RemoveEntries) next.delete(Cidr);
  for (const { Cidr, Description = '' } of AddEntries) next.set(Cidr, Description);
  return next;
}

const mapOf = (rows: readonly EntryRow[]) =>
  new Map(rows.map(({ cidr, description }) => [cidr, description]));
const sorted = (map: ReadonlyMap<string, string>) => [...map].sort();

it('ends at the declaration, within the limits of every call and every version', () => {
  fc.assert(
    fc.property(entries, entries, fc.nat({ max: 60 }), (wanted, there, spare) => {
      const places = Math.max(wanted.length, there.length) + spare;
      let now: ReadonlyMap<string, string> = mapOf(there);
      for (const input of callsFor(wanted, there, places)) {
        const { AddEntries = [], RemoveEntries = [] } = input;
        const added = AddEntries.map(({ Cidr }) => Cidr);
        const removed = RemoveEntries.map(({ Cidr }) => Cidr);

        expect(added.length + removed.length).toBeGreaterThan(0);
        expect(added.length + removed.length).toBeLessThanOrEqual(CHANGES_PER_CALL);
        expect(removed.filter((cidr) => added.includes(cidr))).toEqual([]);
        expect(removed.filter((cidr) => !now.has(cidr))).toEqual([]);
        now = after(now, input);
        expect(now.size).toBeLessThanOrEqual(places);
      }

      expect(sorted(now)).toEqual(sorted(mapOf(wanted)));
    }),
  );
});

it('never lets go of an entry that is wanted before and after, and removes only once all that is new is in, or has to give way', () => {
  fc.assert(
    fc.property(entries, entries, fc.nat({ max: 60 }), (wanted, there, spare) => {
      const places = Math.max(wanted.length, there.length) + spare;
      const kept = there.filter(({ cidr }) => wanted.some((one) => one.cidr === cidr));
      let now: ReadonlyMap<string, string> = mapOf(there);
      for (const input of callsFor(wanted, there, places)) {
        const before = now;
        now = after(now, input);
        const complete = wanted.every(({ cidr }) => now.has(cidr));

        expect(kept.filter(({ cidr }) => !now.has(cidr))).toEqual([]);
        if (!complete) expect(now.size).toBeGreaterThanOrEqual(before.size);
      }
    }),
  );
});

it('has nothing to do where nothing differs', () => {
  fc.assert(
    fc.property(entries, (same) => {
      expect(callsFor(same, [...same].reverse(), same.length)).toEqual([]);
    }),
  );
});

it('a description in a call with networks can be left to a call of its own, should AWS refuse it', () => {
  const entry = (cidr: string, description: string) => ({ cidr, description });
  const missing = [entry('10.0.0.0/24', '')];
  const described = [{ desired: entry('10.1.0.0/24', 'b'), observed: entry('10.1.0.0/24', 'a') }];
  const extra = [entry('10.2.0.0/24', '')];
  const parts = (calls: ReturnType<typeof entryCalls>) =>
    calls.map(({ split }) => split?.map(({ changes }) => changes.map(({ field }) => field)));

  expect(parts(entryCalls(list, { missing, described, extra }, 5))).toEqual([
    [['entries[10.0.0.0/24]', 'entries[10.2.0.0/24]'], ['entries[10.1.0.0/24].description']],
  ]);
  expect(parts(entryCalls(list, { missing, described: [], extra }, 5))).toEqual([undefined]);
  expect(parts(entryCalls(list, { missing: [], described, extra: [] }, 5))).toEqual([undefined]);
});
