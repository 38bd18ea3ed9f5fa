// What is declared in a list, as EC2 would show it: a network as it is, an Elastic IP address as the network of that one
// address, which EC2 must have given out first.
//
//   the entry names an Elastic IP address     there already     not there yet
//   -------------------------------------------------------------------------------------------------
//   known, may be used                        same              add
//   known, its grant is withdrawn             stays             held
//   not known yet                             held, and what may be its former entry stays meanwhile
//
// https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import { canonicalCidr, parseCidr } from '../../model/cidr.ts';
import type { Held, Input, Item, Plan, Ref, Reference } from '../../model/kind.ts';
import type { EntryRow } from '../../tables/managed-prefix-lists.ts';
import { namedReference } from '../named-in-text.ts';
import { heldBy, linkOf, refuse } from '../planning.ts';
import { networkOf, type PublicIPs, unknownAddress } from '../public-addresses.ts';
import {
  ELASTIC_IP,
  ENTRIES_MAX,
  type EntrySpec,
  type ManagedPrefixListSpec,
} from './managed-prefix-list.schema.ts';

/** Released with the address, it may be given to somebody else, who would then stand in the list. */
export const entryReferences: readonly Reference[] = [
  namedReference('entries[].cidr', ELASTIC_IP, { to: 'ElasticIP', needs: 'id' }),
];

/** mayUse false: it stays where it exists, but is not made. */
type Known = { field: string; row: EntryRow; mayUse: boolean; ref: Ref | undefined };
type Unknown = { description: string; held: Held };
export type Declared = { known: readonly Known[]; unknown: readonly Unknown[] };

/** The Elastic IP addresses that the entries name. */
export function entryRefs(input: Input<ManagedPrefixListSpec>): readonly (Ref | undefined)[] {
  return input.items<EntrySpec>('entries').map((item) => item.ref('cidr'));
}

/** undefined: they are left alone. */
export function declaredEntries(
  input: Input<ManagedPrefixListSpec>,
  publicIPs: PublicIPs,
): Declared | undefined {
  if (input.spec.entries === undefined) return undefined;
  const all = input.items<EntrySpec>('entries').map((item) => readEntry(item, publicIPs));
  return {
    known: all.filter((one) => 'row' in one),
    unknown: all.filter((one) => 'held' in one),
  };
}

export function countOf({ known, unknown }: Declared): number {
  return known.length + unknown.length;
}

function readEntry(item: Item<EntrySpec>, publicIPs: PublicIPs): Known | Unknown {
  const { cidr: written, description = '' } = item.value;
  const field = `entries[${written}]`;
  const ref = item.ref('cidr');
  const link = linkOf(ref, field, 'id');
  if (link.is === 'held') return { description, held: link.held };
  if (link.is === 'unset')
    return { field, row: { cidr: canonicalCidr(written) ?? written, description }, mayUse: true, ref };
  const cidr = networkOf(link.id, publicIPs);
  if (cidr === undefined) return { description, held: unknownAddress(field, link.id, 'cidr') };
  return { field, row: { cidr, description }, mayUse: link.mayUse, ref };
}

/** What AWS would refuse in the declared entries. */
export function entryProblem(
  input: Input<ManagedPrefixListSpec>,
  family: string,
  { known }: Pick<Declared, 'known'>,
): Plan | undefined {
  const declared = input.items<EntrySpec>('entries');
  const places = input.spec.maxEntries ?? ENTRIES_MAX;
  if (declared.length > places) {
    return refuse(
      'entries',
      `${declared.length} entries are declared and maxEntries is ${places}: raise maxEntries, or remove entries`,
    );
  }
  return declared.map((item) => familyProblem(item, family)).find((one) => one !== undefined) ?? twice(known);
}

function familyProblem({ value: { cidr }, ref }: Item<EntrySpec>, family: string): Plan | undefined {
  const isAddress = ref('cidr') !== undefined;
  // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html
  const has = isAddress ? 'IPv4' : `IPv${parseCidr(cidr)?.family}`;
  if (has === family) return undefined;
  const what = isAddress ? 'is an IPv4 address' : `is no ${family} network`;
  return refuse(
    `entries[${cidr}]`,
    `${cidr} ${what}, and a list holds networks of one family, here ${family}: move it to another list`,
  );
}

function twice(known: readonly Known[]): Plan | undefined {
  const seen = new Map<string, string>();
  for (const { field, row } of known) {
    const before = seen.get(row.cidr);
    if (before !== undefined)
      return refuse(
        field,
        `${before} and ${field} are both ${row.cidr}, and a list holds a network once: remove one`,
      );
    seen.set(row.cidr, field);
  }
  return undefined;
}

/**
 * What is to be in the list that has `entries` now. `perhaps`: entries that may be those of addresses that are not known
 * now; they stay where there is a place for them.
 */
export type Wanted = { rows: readonly EntryRow[]; perhaps: readonly EntryRow[]; held: readonly Held[] };

export function wantedIn(entries: readonly EntryRow[], { known, unknown }: Declared): Wanted {
  const there = new Set(entries.map(({ cidr }) => cidr));
  const declared = new Set(known.map(({ row }) => row.cidr));
  const isWanted = ({ mayUse, row }: Known) => mayUse || there.has(row.cidr);
  return {
    rows: known.filter(isWanted).map(({ row }) => row),
    perhaps: entries.filter((entry) => !declared.has(entry.cidr) && unknown.some((one) => mayBe(entry, one))),
    held: [
      ...unknown.map(({ held }) => held),
      ...known.filter((one) => !isWanted(one)).map(({ ref, field }) => heldBy(ref, field)),
    ],
  };
}

/** Alike in everything but the address. */
function mayBe({ cidr, description }: EntryRow, unknown: Unknown): boolean {
  return cidr.endsWith('/32') && description === unknown.description;
}
