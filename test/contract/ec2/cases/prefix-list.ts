// Managed prefix lists: creation, description, deletion, and those that AWS keeps itself.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  pagination,
  refuses,
  shows,
  tagging,
} from '../case.ts';
import { listIs, notFound, nothing, prefixList, prefixListId, s3, s3Id } from './common.ts';

const describe = { PrefixListIds: [prefixListId] };
const remove = { PrefixListId: prefixListId };
const plain = { PrefixListName: 'plain', AddressFamily: 'IPv4', MaxEntries: 2 };
const own = { Filters: [filter('owner-id', '{account.home}')] };
const awsList = (name: string) => ({
  Filters: [filter('prefix-list-name', `com.amazonaws.us-east-1.${name}`)],
});
const tags = [{ ResourceType: 'prefix-list', Tags: [{ Key: 'team', Value: 'net' }] }];
const working = guide('work-with-cust-managed-prefix-lists');
const aws = guide('working-with-aws-managed-prefix-lists');

function refusesCreate(name: string, more: Readonly<Record<string, unknown>>, code = '*'): Case {
  return {
    name,
    page: api('CreateManagedPrefixList'),
    motoDiffers: 'moto makes it',
    steps: [
      refuses(code, 'CreateManagedPrefixList', { ...plain, ...more }),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $absent: true } }),
    ],
  };
}

export const prefixListCases: readonly Case[] = [
  {
    name: 'a new prefix list is being created, at version 1',
    page: api('CreateManagedPrefixList'),
    motoDiffers: 'moto does everything at once',
    steps: [
      shows('CreateManagedPrefixList', plain, {
        PrefixList: {
          PrefixListId: { $like: '^pl-[0-9a-f]{17}$' },
          PrefixListName: 'plain',
          AddressFamily: 'IPv4',
          MaxEntries: 2,
          State: 'create-in-progress',
          Version: 1,
          OwnerId: '{account.home}',
        },
      }),
    ],
  },
  {
    name: 'a prefix list is complete after a while',
    page: api('ManagedPrefixList'),
    steps: [
      prefixList(),
      shows('DescribeManagedPrefixLists', describe, {
        PrefixLists: [
          {
            State: 'create-complete',
            Version: 1,
            MaxEntries: 5,
            PrefixListArn: { $like: '^arn:aws:ec2:us-east-1:[0-9]{12}:prefix-list/pl-[0-9a-f]{17}$' },
          },
        ],
      }),
    ],
  },
  {
    name: 'a prefix list is created with its entries',
    page: api('GetManagedPrefixListEntries'),
    steps: [
      prefixList(),
      listIs('create-complete'),
      shows(
        'GetManagedPrefixListEntries',
        { PrefixListId: prefixListId },
        {
          Entries: [
            { Cidr: '198.51.100.0/24', Description: 'Tokyo' },
            { Cidr: '203.0.113.0/24', Description: { $absent: true } },
          ],
        },
      ),
    ],
  },
  {
    name: 'a prefix list may hold IPv6 networks',
    page: api('CreateManagedPrefixList'),
    motoDiffers: 'moto keeps the spelling',
    steps: [
      prefixList('list', { AddressFamily: 'IPv6', Entries: [{ Cidr: '2001:DB8::/32' }] }),
      listIs('create-complete'),
      shows(
        'GetManagedPrefixListEntries',
        { PrefixListId: prefixListId },
        {
          Entries: [{ Cidr: '2001:db8::/32' }],
        },
      ),
    ],
  },
  {
    name: 'two prefix lists may have one name',
    page: api('CreateManagedPrefixList'),
    unsettled: 'the page says nothing of names being unique',
    steps: [prefixList(), prefixList('second')],
  },
  refusesCreate('a prefix list needs a name', { PrefixListName: undefined }, 'MissingParameter'),
  refusesCreate('a prefix list needs an address family', { AddressFamily: undefined }, 'MissingParameter'),
  refusesCreate('a prefix list needs a size', { MaxEntries: undefined }, 'MissingParameter'),
  refusesCreate('a prefix list has one of two address families', { AddressFamily: 'IPv5' }),
  refusesCreate('the name of a prefix list has at most 255 characters', { PrefixListName: 'x'.repeat(256) }),
  refusesCreate('the name of a prefix list does not begin with com.amazonaws', {
    PrefixListName: 'com.amazonaws.us-east-1.mine',
  }),
  refusesCreate('a prefix list has at least one place', { MaxEntries: 0 }),
  refusesCreate('a prefix list has at most 1,000 places', { MaxEntries: 1001 }),
  refusesCreate('a prefix list has no more entries than places', {
    MaxEntries: 1,
    Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '192.168.0.0/16' }],
  }),
  refusesCreate('a prefix list does not mix address families', { Entries: [{ Cidr: '2001:db8::/32' }] }),
  refusesCreate('an entry of a prefix list is a network', { Entries: [{ Cidr: 'ten' }] }),
  refusesCreate('the description of an entry has at most 255 characters', {
    Entries: [{ Cidr: '10.0.0.0/8', Description: 'x'.repeat(256) }],
  }),
  refusesCreate('a prefix list is created with at most 100 entries', {
    MaxEntries: 200,
    Entries: Array.from({ length: 101 }, (_, at) => ({ Cidr: `10.0.${at}.0/24` })),
  }),
  {
    name: 'an entry stands once in a prefix list',
    page: api('CreateManagedPrefixList'),
    unsettled: 'the page does not say what becomes of two equal entries',
    steps: [
      refuses('*', 'CreateManagedPrefixList', {
        ...plain,
        Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '10.0.0.0/8' }],
      }),
    ],
  },
  {
    name: 'a region has at most 100 prefix lists',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto does it',
    steps: [
      ...Array.from({ length: 100 }, (_, at) => make(`list${at}`, 'CreateManagedPrefixList', plain)),
      refuses('*', 'CreateManagedPrefixList', plain),
    ],
  },
  {
    name: 'the same client token makes one prefix list',
    page: idempotency,
    motoDiffers: 'moto does not look at the token',
    steps: [
      make('first', 'CreateManagedPrefixList', { ...plain, ClientToken: 'once' }),
      shows(
        'CreateManagedPrefixList',
        { ...plain, ClientToken: 'once' },
        { PrefixList: { PrefixListId: '{first.PrefixList.PrefixListId}' } },
      ),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $size: 1 } }),
    ],
  },
  {
    name: 'a client token of a prefix list with other parameters is refused',
    page: idempotency,
    motoDiffers: 'moto does not look at the token',
    steps: [
      does('CreateManagedPrefixList', { ...plain, ClientToken: 'once' }),
      refuses('IdempotentParameterMismatch', 'CreateManagedPrefixList', {
        ...plain,
        MaxEntries: 3,
        ClientToken: 'once',
      }),
    ],
  },
  {
    name: 'tags of a prefix list are set in the create call, and found',
    page: tagging,
    steps: [
      prefixList('list', { TagSpecifications: tags }),
      prefixList('second'),
      shows(
        'DescribeManagedPrefixLists',
        { Filters: [filter('tag:team', 'net')] },
        { PrefixLists: [{ PrefixListId: prefixListId, Tags: [{ Key: 'team', Value: 'net' }] }] },
      ),
    ],
  },
  {
    name: 'tags for another type make no prefix list',
    page: tagging,
    motoDiffers: 'moto does it',
    steps: [
      refuses('InvalidParameterValue', 'CreateManagedPrefixList', {
        ...plain,
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $absent: true } }),
    ],
  },
  {
    name: 'prefix lists are found by name, owner and id',
    page: api('DescribeManagedPrefixLists'),
    steps: [
      prefixList(),
      prefixList('second', { PrefixListName: 'partners' }),
      shows(
        'DescribeManagedPrefixLists',
        { Filters: [filter('prefix-list-name', 'partners')] },
        { PrefixLists: [{ PrefixListId: '{second.PrefixList.PrefixListId}' }] },
      ),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $size: 2 } }),
      shows(
        'DescribeManagedPrefixLists',
        { Filters: [filter('prefix-list-id', prefixListId)] },
        { PrefixLists: [{ PrefixListName: 'offices' }] },
      ),
    ],
  },
  {
    name: 'prefix lists have no filter by state',
    page: api('DescribeManagedPrefixLists'),
    motoDiffers: 'moto does not filter them',
    steps: [
      refuses('InvalidParameterValue', 'DescribeManagedPrefixLists', {
        Filters: [filter('state', 'create-complete')],
      }),
    ],
  },
  {
    name: 'prefix lists come in pages',
    page: pagination,
    motoDiffers: 'moto gives no pages of them',
    steps: [
      prefixList('a'),
      prefixList('b'),
      prefixList('c'),
      {
        call: 'DescribeManagedPrefixLists',
        input: { ...own, MaxResults: 2 },
        save: 'first',
        expect: { shape: { PrefixLists: { $size: 2 }, NextToken: { $like: '.' } } },
      },
      shows(
        'DescribeManagedPrefixLists',
        { ...own, MaxResults: 2, NextToken: '{first.NextToken}' },
        { PrefixLists: { $size: 1 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a page of more than 100 prefix lists is refused',
    page: api('DescribeManagedPrefixLists'),
    motoDiffers: 'moto gives no pages of them',
    steps: [refuses('InvalidParameterValue', 'DescribeManagedPrefixLists', { MaxResults: 101 })],
  },
  {
    name: 'describing a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto answers',
    steps: [
      refuses(notFound.prefixList, 'DescribeManagedPrefixLists', { PrefixListIds: [nothing.prefixList] }),
    ],
  },
  {
    name: 'describing a prefix list by a malformed id is refused',
    page: errorCodes,
    motoDiffers: 'moto answers',
    steps: [
      refuses(
        ['InvalidPrefixListID.Malformed', 'InvalidPrefixListId.Malformed'],
        'DescribeManagedPrefixLists',
        {
          PrefixListIds: ['pl-x'],
        },
      ),
    ],
  },
  {
    name: 'a prefix list is unknown in another region and account',
    page: guide('managed-prefix-lists'),
    motoDiffers: 'moto answers',
    steps: [
      prefixList(),
      refuses(notFound.prefixList, 'DescribeManagedPrefixLists', describe, { region: 'eu-west-1' }),
      refuses(notFound.prefixList, 'DescribeManagedPrefixLists', describe, { account: 'other' }),
    ],
  },
  {
    name: 'deleting a prefix list takes a while',
    page: api('DeleteManagedPrefixList'),
    motoDiffers: 'moto does everything at once',
    steps: [
      prefixList(),
      listIs('create-complete'),
      shows('DeleteManagedPrefixList', remove, { PrefixList: { State: 'delete-in-progress' } }),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $absent: true } }),
      refuses(notFound.prefixList, 'DescribeManagedPrefixLists', describe),
    ],
  },
  {
    name: 'a prefix list cannot be deleted while it is being created',
    page: errorCodes,
    steps: [prefixList(), refuses('IncorrectState', 'DeleteManagedPrefixList', remove)],
    unsettled:
      'the page calls IncorrectState what does not fit the state, and the time of a creation is not published',
  },
  {
    name: 'deleting a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto breaks',
    steps: [refuses(notFound.prefixList, 'DeleteManagedPrefixList', { PrefixListId: nothing.prefixList })],
  },
  {
    name: 'a dry run makes and deletes no prefix list',
    page: errorCodes,
    motoDiffers: 'moto knows no dry run of it',
    steps: [
      refuses('DryRunOperation', 'CreateManagedPrefixList', { ...plain, DryRun: true }),
      shows('DescribeManagedPrefixLists', own, { PrefixLists: { $absent: true } }),
      prefixList(),
      listIs('create-complete'),
      refuses('DryRunOperation', 'DeleteManagedPrefixList', { ...remove, DryRun: true }),
      listIs('create-complete'),
    ],
  },
  {
    name: "AWS's own prefix lists are described with the others",
    page: aws,
    steps: [
      shows('DescribeManagedPrefixLists', awsList('s3'), {
        PrefixLists: [
          {
            PrefixListName: 'com.amazonaws.us-east-1.s3',
            OwnerId: 'AWS',
            AddressFamily: 'IPv4',
            State: 'create-complete',
            MaxEntries: { $absent: true },
          },
        ],
      }),
      shows('DescribeManagedPrefixLists', awsList('dynamodb'), { PrefixLists: { $size: 1 } }),
    ],
  },
  {
    name: "the entries of AWS's own prefix lists can be read",
    page: working,
    steps: [
      s3,
      shows(
        'GetManagedPrefixListEntries',
        { PrefixListId: s3Id },
        { Entries: { $has: [{ Cidr: { $like: '/' } }] } },
      ),
    ],
  },
  {
    name: "AWS's own prefix lists cannot be modified",
    page: working,
    motoDiffers: 'moto does it',
    steps: [
      s3,
      refuses('*', 'ModifyManagedPrefixList', { PrefixListId: s3Id, PrefixListName: 'mine' }),
      shows('DescribeManagedPrefixLists', awsList('s3'), { PrefixLists: { $size: 1 } }),
    ],
  },
  {
    name: "AWS's own prefix lists cannot be deleted",
    page: working,
    motoDiffers: 'moto does it',
    steps: [
      s3,
      refuses('*', 'DeleteManagedPrefixList', { PrefixListId: s3Id }),
      shows('DescribeManagedPrefixLists', awsList('s3'), { PrefixLists: { $size: 1 } }),
    ],
  },
];
