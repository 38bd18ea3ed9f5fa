// Managed prefix lists: their entries, versions and size, and how these change.
import {
  api,
  type Case,
  does,
  errorCodes,
  guide,
  pagination,
  refuses,
  type Shape,
  shows,
  type Step,
} from '../case.ts';
import { listIs, notFound, nothing, prefixList, prefixListId } from './common.ts';

const self = { PrefixListId: prefixListId };
const page = api('ModifyManagedPrefixList');
const working = guide('work-with-cust-managed-prefix-lists');
const ready = [prefixList(), listIs('create-complete')];
const tokyo = { Cidr: '198.51.100.0/24', Description: 'Tokyo' };
const osaka = { Cidr: '203.0.113.0/24' };
const third = { Cidr: '192.0.2.0/24', Description: 'third' };

function modify(input: Readonly<Record<string, unknown>>): Step {
  return does('ModifyManagedPrefixList', { ...self, ...input });
}

function refusesModify(code: string | readonly string[], input: Readonly<Record<string, unknown>>): Step {
  return refuses(code, 'ModifyManagedPrefixList', { ...self, ...input });
}

/** What the list shows in the end. */
function listShows(shape: Shape): Step {
  return shows('DescribeManagedPrefixLists', { PrefixListIds: [prefixListId] }, { PrefixLists: [shape] });
}

function entriesAre(entries: readonly Shape[], version?: number): Step {
  const input = version === undefined ? self : { ...self, TargetVersion: version };
  return shows('GetManagedPrefixListEntries', input, { Entries: entries });
}

export const prefixListChangeCases: readonly Case[] = [
  {
    name: 'changing a prefix list takes a while, and the version changes at its end',
    page,
    motoDiffers: 'moto does everything at once',
    steps: [
      ...ready,
      shows(
        'ModifyManagedPrefixList',
        { ...self, CurrentVersion: 1, AddEntries: [third] },
        { PrefixList: { State: 'modify-in-progress', Version: 1 } },
      ),
      listShows({ State: 'modify-complete', Version: 2 }),
      entriesAre([tokyo, osaka, third]),
    ],
  },
  {
    name: 'a prefix list takes no second change while one is under way',
    page: errorCodes,
    unsettled:
      'the page calls IncorrectState what does not fit the state; the time of a change is not published',
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, AddEntries: [third] }),
      refusesModify('IncorrectState', { CurrentVersion: 1, RemoveEntries: [{ Cidr: osaka.Cidr }] }),
    ],
  },
  {
    name: 'entries are removed from a prefix list',
    page,
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, RemoveEntries: [{ Cidr: tokyo.Cidr }] }),
      listShows({ State: 'modify-complete', Version: 2 }),
      entriesAre([osaka]),
    ],
  },
  {
    name: 'entries are added and removed in one version',
    page,
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, AddEntries: [third], RemoveEntries: [{ Cidr: osaka.Cidr }] }),
      listShows({ State: 'modify-complete', Version: 2 }),
      entriesAre([tokyo, third]),
    ],
  },
  {
    name: 'a full prefix list exchanges an entry in one call',
    page,
    steps: [
      prefixList('list', { MaxEntries: 2 }),
      listIs('create-complete'),
      modify({ CurrentVersion: 1, AddEntries: [third], RemoveEntries: [{ Cidr: osaka.Cidr }] }),
      listIs('modify-complete'),
      entriesAre([tokyo, third]),
    ],
  },
  {
    name: 'adding an entry again with another description changes the description',
    page,
    unsettled:
      'no page says it; EC2\'s error for the same description, "An entry with the CIDR and description already exists", speaks for it',
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, AddEntries: [{ Cidr: tokyo.Cidr, Description: 'headquarters' }] }),
      listIs('modify-complete'),
      entriesAre([{ Cidr: tokyo.Cidr, Description: 'headquarters' }, osaka]),
    ],
  },
  {
    name: 'adding an entry that is there with its description is refused',
    page,
    motoDiffers: 'moto does it',
    steps: [
      ...ready,
      refusesModify('*', { CurrentVersion: 1, AddEntries: [tokyo] }),
      listShows({ Version: 1 }),
    ],
  },
  {
    name: 'removing an entry that is not there is refused',
    page,
    unsettled: 'the page does not say whether it is refused',
    steps: [...ready, refusesModify('*', { CurrentVersion: 1, RemoveEntries: [{ Cidr: '10.0.0.0/8' }] })],
  },
  {
    name: 'a network cannot be added and removed in one call',
    page,
    motoDiffers: 'moto does it',
    steps: [
      ...ready,
      refusesModify('*', {
        CurrentVersion: 1,
        AddEntries: [{ Cidr: tokyo.Cidr, Description: 'x' }],
        RemoveEntries: [{ Cidr: tokyo.Cidr }],
      }),
    ],
  },
  {
    name: 'entries of an earlier version stay readable',
    page: api('GetManagedPrefixListEntries'),
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, RemoveEntries: [{ Cidr: tokyo.Cidr }] }),
      listIs('modify-complete'),
      entriesAre([tokyo, osaka], 1),
      entriesAre([osaka], 2),
    ],
  },
  {
    name: 'a version that a prefix list never had is refused',
    page: api('GetManagedPrefixListEntries'),
    motoDiffers: 'moto answers',
    steps: [...ready, refuses('*', 'GetManagedPrefixListEntries', { ...self, TargetVersion: 7 })],
  },
  {
    name: 'entries of a prefix list come in pages',
    page: pagination,
    motoDiffers: 'moto gives no pages of them',
    steps: [
      ...ready,
      {
        call: 'GetManagedPrefixListEntries',
        input: { ...self, MaxResults: 1 },
        save: 'first',
        expect: { shape: { Entries: { $size: 1 }, NextToken: { $like: '.' } } },
      },
      shows(
        'GetManagedPrefixListEntries',
        { ...self, MaxResults: 1, NextToken: '{first.NextToken}' },
        { Entries: { $size: 1 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a page of more than 100 entries is refused',
    page: api('GetManagedPrefixListEntries'),
    motoDiffers: 'moto gives no pages of them',
    steps: [
      ...ready,
      refuses('InvalidParameterValue', 'GetManagedPrefixListEntries', { ...self, MaxResults: 101 }),
    ],
  },
  {
    name: 'a page token that is none is refused with entries',
    page: pagination,
    motoDiffers: 'moto gives no pages of them',
    steps: [
      ...ready,
      refuses(
        ['InvalidNextToken', 'InvalidPaginationToken', 'InvalidParameterValue'],
        'GetManagedPrefixListEntries',
        {
          ...self,
          NextToken: 'none',
        },
      ),
    ],
  },
  {
    name: 'the entries of a prefix list that is not there are refused',
    page: errorCodes,
    motoDiffers: 'moto answers',
    steps: [
      refuses(notFound.prefixList, 'GetManagedPrefixListEntries', { PrefixListId: nothing.prefixList }),
    ],
  },
  {
    name: 'a change for another than the current version is refused',
    page,
    motoDiffers: 'moto does not look at the version',
    steps: [
      ...ready,
      refusesModify('PrefixListVersionMismatch', { CurrentVersion: 2, AddEntries: [third] }),
      entriesAre([tokyo, osaka]),
    ],
  },
  {
    name: 'a second change needs the version that the first made',
    page,
    motoDiffers: 'moto does not look at the version',
    steps: [
      ...ready,
      modify({ CurrentVersion: 1, AddEntries: [third] }),
      listIs('modify-complete'),
      refusesModify('PrefixListVersionMismatch', {
        CurrentVersion: 1,
        RemoveEntries: [{ Cidr: osaka.Cidr }],
      }),
      modify({ CurrentVersion: 2, RemoveEntries: [{ Cidr: osaka.Cidr }] }),
      listShows({ State: 'modify-complete', Version: 3 }),
    ],
  },
  {
    name: 'entries and size do not change in one call',
    page,
    motoDiffers: 'moto does it',
    steps: [
      ...ready,
      refusesModify('InvalidParameterCombination', { CurrentVersion: 1, AddEntries: [third], MaxEntries: 9 }),
    ],
  },
  {
    name: 'raising the size of a prefix list makes no version',
    page: working,
    motoDiffers: 'moto does not change the size',
    steps: [
      ...ready,
      modify({ MaxEntries: 9 }),
      listShows({ State: 'modify-complete', MaxEntries: 9, Version: 1 }),
    ],
  },
  {
    name: 'lowering the size of a prefix list makes no version',
    page: working,
    motoDiffers: 'moto does not change the size',
    steps: [
      ...ready,
      modify({ MaxEntries: 2 }),
      listShows({ State: 'modify-complete', MaxEntries: 2, Version: 1 }),
    ],
  },
  {
    name: 'the size of a prefix list cannot be lowered below its entries',
    page: working,
    motoDiffers: 'moto does it',
    steps: [...ready, refusesModify('*', { MaxEntries: 1 }), listShows({ MaxEntries: 5 })],
  },
  {
    name: 'the size of a prefix list cannot be raised beyond 1,000',
    page: working,
    motoDiffers: 'moto does it',
    steps: [...ready, refusesModify('*', { MaxEntries: 1001 }), listShows({ MaxEntries: 5 })],
  },
  {
    name: 'a prefix list takes no more entries than it has places',
    page: working,
    motoDiffers: 'moto does it',
    steps: [
      prefixList('list', { MaxEntries: 2 }),
      listIs('create-complete'),
      refusesModify('*', { CurrentVersion: 1, AddEntries: [third] }),
      entriesAre([tokyo, osaka]),
    ],
  },
  {
    name: 'a call adds at most 100 entries',
    page,
    motoDiffers: 'moto does it',
    steps: [
      prefixList('list', { MaxEntries: 200 }),
      listIs('create-complete'),
      refusesModify('*', {
        CurrentVersion: 1,
        AddEntries: Array.from({ length: 101 }, (_, at) => ({ Cidr: `10.0.${at}.0/24` })),
      }),
    ],
  },
  {
    name: 'renaming a prefix list makes no version',
    page,
    steps: [
      ...ready,
      modify({ PrefixListName: 'partners' }),
      listShows({ State: 'modify-complete', PrefixListName: 'partners', Version: 1 }),
    ],
  },
  {
    name: "a prefix list cannot be given a name of AWS's",
    page: api('CreateManagedPrefixList'),
    motoDiffers: 'moto does it',
    steps: [
      ...ready,
      refusesModify('*', { PrefixListName: 'com.amazonaws.mine' }),
      listShows({ PrefixListName: 'offices' }),
    ],
  },
  {
    name: 'an added entry is of the family of the prefix list',
    page: guide('managed-prefix-lists'),
    motoDiffers: 'moto does it',
    steps: [...ready, refusesModify('*', { CurrentVersion: 1, AddEntries: [{ Cidr: '2001:db8::/32' }] })],
  },
  {
    name: 'a change of nothing is refused',
    page,
    unsettled: 'the page names no error',
    steps: [...ready, refusesModify('*', {})],
  },
  {
    name: 'changing a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto breaks',
    steps: [
      refuses(notFound.prefixList, 'ModifyManagedPrefixList', {
        PrefixListId: nothing.prefixList,
        MaxEntries: 3,
      }),
    ],
  },
  {
    name: 'a dry run changes no prefix list',
    page: errorCodes,
    motoDiffers: 'moto knows no dry run of it',
    steps: [
      ...ready,
      refusesModify('DryRunOperation', { CurrentVersion: 1, AddEntries: [third], DryRun: true }),
      listShows({ State: 'create-complete', Version: 1 }),
    ],
  },
];
