// What has to change in a prefix list, as the calls that do it, one after the other: EC2 refuses a change while another is
// under way, refuses size and entries in one call, and wants the current version with every change of entries.
//
//   the list must grow            raise maxEntries, then change entries
//   the list may shrink           change entries, then lower maxEntries
//   the last change failed        change the entries that fit, then try to grow again
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html
import { type Action, type Change, type Input, type Plan, planOf } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import type { EntryRow, ManagedPrefixListRow } from '../../tables/managed-prefix-lists.ts';
import { change, refuse } from '../planning.ts';
import { ENTRIES_MAX, type ManagedPrefixListSpec } from './managed-prefix-list.schema.ts';
import { countOf, type Declared, wantedIn } from './prefix-list-entries.ts';

/** The page allows 100 additions and 100 removals; together they stay below that too. */
export const CHANGES_PER_CALL = 100;

type Difference = {
  /** New entries, and those whose description differs: both are AddEntries to EC2. */
  missing: readonly EntryRow[];
  described: readonly { desired: EntryRow; observed: EntryRow }[];
  extra: readonly EntryRow[];
};

/** The first call; the changes of those that must follow stand in `later`. declared undefined: the entries are left alone. */
export function planChanges(
  input: Input<ManagedPrefixListSpec>,
  { list, entries }: { list: ManagedPrefixListRow; entries: readonly EntryRow[] },
  declared: Declared | undefined,
): Plan {
  const count = declared === undefined ? entries.length : countOf(declared);
  const { rows, perhaps, held } =
    declared === undefined ? { rows: entries, perhaps: [], held: [] } : wantedIn(entries, declared);
  const atOnce = Math.min(ENTRIES_MAX, rows.length + perhaps.length);
  const size = sizeOf(input, list, Math.max(count, atOnce));
  if (count > size) {
    return refuse(
      'maxEntries',
      `${list.id} has ${size} places for ${count} entries: set maxEntries to at least ${count}`,
    );
  }
  const wanted = [...rows, ...perhaps.slice(0, size - rows.length)];
  const [first, ...rest] = calls({ list, size, entries, wanted, name: nameOf(input, list) });
  return planOf(
    first === undefined ? [] : [first],
    held,
    rest.flatMap((action) => action.changes),
  );
}

function nameOf(input: Input<ManagedPrefixListSpec>, list: ManagedPrefixListRow): string {
  return input.spec.prefixListName ?? (input.adopted ? list.name : input.name);
}

export function wantedSize(input: Input<ManagedPrefixListSpec>, entries: number): number {
  return input.spec.maxEntries ?? Math.max(1, entries);
}

function sizeOf(input: Input<ManagedPrefixListSpec>, list: ManagedPrefixListRow, entries: number): number {
  return input.spec.maxEntries === undefined && input.adopted ? list.maxEntries : wantedSize(input, entries);
}

type Work = {
  list: ManagedPrefixListRow;
  size: number;
  entries: readonly EntryRow[];
  wanted: readonly EntryRow[];
  name: string;
};

function calls({ list, size, entries, wanted, name }: Work): readonly Action[] {
  const difference = differenceOf(wanted, entries);
  const resized = size === list.maxEntries ? [] : [resize(list, size)];
  const grows = size > list.maxEntries;
  const within = (places: number) => entryCalls(list, difference, places - entries.length);
  const renamed = name === list.name ? [] : [rename(list, name)];
  if (!grows) return [...renamed, ...within(list.maxEntries), ...resized];
  if (list.state !== 'modify-failed') return [...renamed, ...resized, ...within(size)];
  return [...renamed, ...within(list.maxEntries), ...resized];
}

function differenceOf(wanted: readonly EntryRow[], entries: readonly EntryRow[]): Difference {
  const matched = match({
    desired: wanted,
    observed: entries,
    keyOfDesired: (entry) => entry.cidr,
    keyOfObserved: (entry) => entry.cidr,
    same: (desired, observed) => desired.description === observed.description,
  });
  return { missing: matched.missing, described: matched.changed, extra: matched.extra };
}

/**
 * Calls for as much of the difference as `free` places allow. New entries go into free places first; without any, each
 * goes in the very call that takes an old one out, so that no version has too many and none has fewer than it must.
 */
export function entryCalls(
  list: ManagedPrefixListRow,
  difference: Difference,
  free: number,
): readonly Action[] {
  const actions: Action[] = [];
  let { missing, described, extra } = difference;
  let places = free;
  for (;;) {
    const alone = Math.min(missing.length, CHANGES_PER_CALL, Math.max(0, places));
    const paired = Math.min(missing.length - alone, extra.length, Math.floor((CHANGES_PER_CALL - alone) / 2));
    const added = missing.slice(0, alone + paired);
    missing = missing.slice(added.length);
    const budget = CHANGES_PER_CALL - alone - 2 * paired;
    const texts = described.slice(0, budget);
    described = described.slice(texts.length);
    // Removals beyond the pairs only when everything new is in.
    const more = missing.length === 0 ? budget - texts.length : 0;
    const removed = extra.slice(0, paired + more);
    extra = extra.slice(removed.length);
    places += removed.length - added.length;
    if (added.length + texts.length + removed.length === 0) return actions;
    actions.push(modifyWhole(list, { missing: added, described: texts, extra: removed }));
  }
}

/** No page says that a description can be changed alone: should AWS refuse it, the networks must not suffer. */
function modifyWhole(list: ManagedPrefixListRow, difference: Difference): Action {
  const whole = modifyEntries(list, difference);
  const networks = { ...difference, described: [] };
  if (difference.described.length === 0 || networks.missing.length + networks.extra.length === 0)
    return whole;
  const texts = { missing: [], described: difference.described, extra: [] };
  return { ...whole, split: [modifyEntries(list, networks), modifyEntries(list, texts)] } as Action;
}

function modifyEntries(list: ManagedPrefixListRow, { missing, described, extra }: Difference): Action {
  const AddEntries = [...missing, ...described.map(({ desired }) => desired)].map(addition);
  return {
    role: 'home',
    operation: 'ModifyManagedPrefixList',
    does: 'set',
    input: {
      PrefixListId: list.id,
      CurrentVersion: list.version,
      ...(AddEntries.length === 0 ? {} : { AddEntries }),
      ...(extra.length === 0 ? {} : { RemoveEntries: extra.map(({ cidr }) => ({ Cidr: cidr })) }),
    },
    changes: [
      ...missing.map(({ cidr, description }) =>
        change(`entries[${cidr}]`, { from: null, to: description, why: 'the entry is missing' }),
      ),
      ...described.map(({ desired, observed }) => describedChange(desired, observed)),
      ...extra.map(({ cidr, description }) =>
        change(`entries[${cidr}]`, {
          from: description,
          to: null,
          risk: 'Interrupts',
          why: 'the entry is not declared',
        }),
      ),
    ],
    ...gaveUp(list),
  };
}

/** EC2 changes the description of an entry when the same network is added again. No description is left out, not empty. */
export function addition({ cidr, description }: EntryRow): { Cidr: string; Description?: string } {
  return description === '' ? { Cidr: cidr } : { Cidr: cidr, Description: description };
}

function describedChange(desired: EntryRow, observed: EntryRow): Change {
  return change(`entries[${desired.cidr}].description`, {
    from: observed.description,
    to: desired.description,
    why: 'the description differs',
  });
}

function resize(list: ManagedPrefixListRow, size: number): Action {
  return {
    role: 'home',
    operation: 'ModifyManagedPrefixList',
    does: 'set',
    input: { PrefixListId: list.id, MaxEntries: size },
    changes: [
      change('maxEntries', {
        from: list.maxEntries,
        to: size,
        why: 'the list has another number of places; every route table and security group that uses it counts them',
      }),
    ],
    ...gaveUp(list),
  };
}

function rename(list: ManagedPrefixListRow, name: string): Action {
  return {
    role: 'home',
    operation: 'ModifyManagedPrefixList',
    does: 'set',
    input: { PrefixListId: list.id, PrefixListName: name },
    changes: [change('prefixListName', { from: list.name, to: name, why: 'the list has another name' })],
    ...gaveUp(list),
  };
}

/** EC2 accepts a change, tries it, and puts everything back when a resource that uses the list cannot take it. */
function gaveUp(list: ManagedPrefixListRow): Pick<Action, 'gaveUp'> {
  if (list.state !== 'modify-failed') return {};
  const message = `AWS gave up the last change of ${list.id} (${list.why || 'without a reason'}). Where a route table or security group cannot take so many entries, lower maxEntries, or ask AWS for a higher quota.`;
  return { gaveUp: { reason: 'QuotaExceeded', message } };
}
