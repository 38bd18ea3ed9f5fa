// A managed prefix list. EC2 changes it asynchronously and one change at a time, so each plan holds one change and the next
// round, when EC2 is done, the next (prefix-list-changes.ts).
// https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import {
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type PartState,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import {
  entriesKey,
  type EntryRow,
  managedPrefixListEntries,
  type ManagedPrefixListRow,
  managedPrefixLists,
} from '../../tables/managed-prefix-lists.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { blockerOf } from '../blockers.ts';
import { column, wideColumn } from '../facts.ts';
import { changesOf, create, creation, refuse } from '../planning.ts';
import { type PublicIPs, publicIPsOf } from '../public-addresses.ts';
import { managedPrefixListSchema, type ManagedPrefixListSpec } from './managed-prefix-list.schema.ts';
import { addition, CHANGES_PER_CALL, planChanges, wantedSize } from './prefix-list-changes.ts';
import {
  countOf,
  type Declared,
  declaredEntries,
  entryProblem,
  entryReferences,
  entryRefs,
  wantedIn,
} from './prefix-list-entries.ts';

/** entries: undefined while nobody needs them, because they cost a call per list and version. */
export type ManagedPrefixListObserved = {
  list: ManagedPrefixListRow | undefined;
  entries: readonly EntryRow[] | undefined;
  /** Of the Elastic IP addresses that entries name. */
  publicIPs: PublicIPs;
};

/** Both spellings stand in AWS's answers. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const GONE_CODES = ['InvalidPrefixListID.NotFound', 'InvalidPrefixListId.NotFound'];

const main: Part<ManagedPrefixListRow> = {
  name: 'main',
  role: 'home',
  table: managedPrefixLists,
  ownedBy: { tagType: 'prefix-list' },
  create: {
    operation: 'CreateManagedPrefixList',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'PrefixList.PrefixListId',
  },
  destroy: {
    operation: 'DeleteManagedPrefixList',
    input: (id) => ({ PrefixListId: id }),
    goneCodes: GONE_CODES,
  },
  state,
  // What uses the list keeps using it while it changes.
  usable: (row) => !/^(create-in-progress|create-failed|delete-in-progress)$/.test(row.state),
  undeleted: (row) => (row.state === 'delete-failed' ? row.why || 'delete-failed' : undefined),
  word: (row) => row.state,
  arnResource: (id) => `prefix-list/${id}`,
};

export const managedPrefixList = defineKind({
  names: {
    kind: 'ManagedPrefixList',
    plural: 'managedprefixlists',
    singular: 'managedprefixlist',
    shortName: 'pl',
    columns: [
      column('Family', '.status.addressFamily', 'IPv4 or IPv6.'),
      column('Entries', '.status.entries', 'Number of entries.', 'integer'),
      wideColumn(
        'Max',
        '.status.maxEntries',
        'Places of the list: what it counts as in route tables and security groups.',
        'integer',
      ),
      wideColumn('State', '.status.state', "EC2's own word for the state."),
    ],
  },
  about: 'Networks under one name, for routes and security group rules.',
  schema: managedPrefixListSchema,
  defaults: { entries: [] },
  resets: { entries: [] },
  immutable: ['addressFamily'],
  references: entryReferences,
  parts: [main],
  writes: [
    'CreateManagedPrefixList',
    'ModifyManagedPrefixList',
    'DeleteManagedPrefixList',
    'CreateTags',
    'DeleteTags',
  ],
  faults: {},
  observe,
  plan,
  project: ({ list, entries }: ManagedPrefixListObserved) =>
    list === undefined ? {} : statusOf(list, entries),
  blockers,
});

/** A failed change leaves the list as it was, and a failed deletion leaves it there; only a failed creation is a failure. */
function state(row: ManagedPrefixListRow): PartState {
  if (row.state === 'create-failed') return 'failed';
  if (row.state === 'delete-in-progress') return 'leaving';
  return row.state.endsWith('-in-progress') ? 'settling' : 'ready';
}

function observe(input: Input<ManagedPrefixListSpec>, view: View): ManagedPrefixListObserved {
  const list = view.own(main);
  if (input.want === 'absent') return { list, entries: undefined, publicIPs: new Map() };
  const publicIPs = publicIPsOf(entryRefs(input), view);
  const needed = list !== undefined && state(list) === 'ready' && list.version > 0;
  const entries = needed ? view.detail('home', managedPrefixListEntries, entriesKey(list)) : undefined;
  return { list, entries, publicIPs };
}

function plan(
  input: Input<ManagedPrefixListSpec>,
  { list, entries = [], publicIPs }: ManagedPrefixListObserved,
): Plan {
  if (input.want === 'absent') return planOf([]);
  const declared = declaredEntries(input, publicIPs);
  if (list === undefined) return planCreate(input, declared ?? { known: [], unknown: [] });
  const problem =
    fixedProblem(input, list) ??
    (declared === undefined ? undefined : entryProblem(input, list.addressFamily, declared));
  return problem ?? planChanges(input, { list, entries }, declared);
}

function planCreate(input: Input<ManagedPrefixListSpec>, declared: Declared): Plan {
  const { addressFamily } = input.spec;
  if (addressFamily === undefined)
    return refuse('addressFamily', 'addressFamily is required: set IPv4 or IPv6');
  const problem = entryProblem(input, addressFamily, declared);
  if (problem !== undefined) return problem;
  const { rows } = wantedIn([], declared);
  const first = rows.slice(0, CHANGES_PER_CALL);
  const made: ManagedPrefixListRow = {
    id: 'new',
    arn: '',
    name: input.spec.prefixListName ?? input.name,
    ownerID: '',
    addressFamily,
    maxEntries: wantedSize(input, countOf(declared)),
    version: 1,
    state: 'create-complete',
    why: '',
    tags: {},
  };
  const next = planChanges(input, { list: made, entries: first }, declared);
  if (next.is === 'refuse') return next;
  const changes = creation(
    {
      prefixListName: made.name,
      addressFamily,
      maxEntries: made.maxEntries,
      ...Object.fromEntries(first.map(({ cidr, description }) => [`entries[${cidr}]`, description])),
    },
    'the prefix list does not exist yet',
  );
  const call = {
    PrefixListName: made.name,
    AddressFamily: addressFamily,
    MaxEntries: made.maxEntries,
    ...(first.length === 0 ? {} : { Entries: first.map(addition) }),
  };
  return planOf([create('CreateManagedPrefixList', call, changes)], [], changesOf(next));
}

function fixedProblem(input: Input<ManagedPrefixListSpec>, list: ManagedPrefixListRow): Plan | undefined {
  const home = input.scope('home');
  const account = 'none' in home ? list.ownerID : home.account;
  // https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html, .../sharing-managed-prefix-lists.html
  if (list.ownerID !== account)
    return refuse(
      'adopt.id',
      `${list.id} (${list.name}) belongs to ${list.ownerID}, and only its owner can change it: refer to it by its id, or set managementPolicy: Observe`,
    );
  const { addressFamily } = input.spec;
  if (addressFamily === undefined || addressFamily === list.addressFamily) return undefined;
  return refuse(
    'addressFamily',
    `${list.id} holds ${list.addressFamily} networks and cannot change to ${addressFamily}: put ${list.addressFamily} back, or create a second list`,
    'ImmutableField',
  );
}

function statusOf(list: ManagedPrefixListRow, entries: readonly EntryRow[] | undefined) {
  return {
    addressFamily: list.addressFamily,
    prefixListName: list.name,
    maxEntries: list.maxEntries,
    version: list.version,
    ...(entries === undefined ? {} : { entries: entries.length }),
  };
}

// References must go first. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteManagedPrefixList.html
function blockers(
  _: Input<ManagedPrefixListSpec>,
  { list }: ManagedPrefixListObserved,
  view: View,
): readonly Blocker[] {
  if (list === undefined) return [];
  const groups = [
    ...view.by('home', securityGroups, 'ip-permission.prefix-list-id', list.id),
    ...view.by('home', securityGroups, 'egress.ip-permission.prefix-list-id', list.id),
  ].filter((group, at, all) => all.findIndex((one) => one.id === group.id) === at);
  return [
    ...view
      .by('home', routeTables, 'route.destination-prefix-list-id', list.id)
      .map((table) => blockerOf('route-table with a route to it', table)),
    ...groups.map((group) => blockerOf('security-group with a rule for it', group)),
  ];
}
