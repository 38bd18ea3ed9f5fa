// Spec and status of a managed prefix list.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  enumOf,
  immutable,
  integer,
  keyedList,
  objectOf,
  optional,
  required,
  schemaOf,
  text,
} from '../../model/schema.ts';
import { networkOrName } from '../named-in-text.ts';

/** How an entry names an ElasticIP: with its name behind it, or its namespace, a slash and its name. */
export const ELASTIC_IP = { name: 'elasticip/', rawID: 'eipalloc-' };
/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-quotas-managed-prefix-lists */
export const ENTRIES_MAX = 1_000;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html and API_AddPrefixListEntry.html */
const TEXT_MAX = 255;

const entry = objectOf(
  {
    cidr: networkOrName(
      'What the entry stands for, and what identifies it: a network of the address family of the list, with all host bits zero; or the one public address of an Elastic IP address in this account and region, as a /32 of an IPv4 list: that of an ElasticIP of this or another namespace (elasticip/NAME, elasticip/NAMESPACE/NAME; another namespace needs a NetworkGrant there), or of an allocation that exists only in AWS by its id (eipalloc-…; the AWSAccount must allow it by rawIDs). Such an entry is made when the address is known, and follows it when it is replaced; until then the others are made without it, and its place is kept.',
      ELASTIC_IP,
      'the id of an Elastic IP address',
    ),
    description: optional(
      text('What the network is, up to 255 characters. It is changed in place. Left out: none.', {
        max: TEXT_MAX,
      }),
    ),
  },
  'One network, or one public address.',
);

const spec = objectOf(
  {
    addressFamily: optional(
      enumOf(
        ['IPv4', 'IPv6'],
        'Whether the networks of the list are IPv4 or IPv6; it cannot mix them. Required, unless adopt is set; it cannot be changed.',
      ),
    ),
    prefixListName: optional(
      text(
        "Name of the list in EC2, up to 255 characters, not beginning with com.amazonaws. It can change at any time. Left out: this object's name; on an adopted list the name is left alone.",
        {
          min: 1,
          max: TEXT_MAX,
          rules: [
            {
              rule: "!self.startsWith('com.amazonaws')",
              message: 'a name that begins with com.amazonaws is reserved for AWS: choose another one',
            },
          ],
        },
      ),
    ),
    maxEntries: optional(
      integer(
        'Places of the list, 1 to 1000. This number, not the number of entries, counts against the quota of every route table and security group that uses the list, and it cannot be raised beyond what all of them can take. It can change at any time, but not below the number of entries. Left out: as many places as there are entries, at least one; on an adopted list it is left alone.',
        { min: 1, max: ENTRIES_MAX },
      ),
    ),
    entries: optional(
      keyedList(
        entry,
        'Networks of the list, up to 1,000. They can change at any time, 100 at a time: networks are added before others go, where there are places enough. Left out: none; on an adopted list they are left alone.',
        { max: ENTRIES_MAX, keys: ['cidr'] },
      ),
    ),
  },
  'A managed prefix list: networks under one name, used in routes and in security group rules. Free of charge.',
);

const status = objectOf(
  {
    addressFamily: optional(text('IPv4 or IPv6.', { max: 16 })),
    prefixListName: optional(text('Name of the list in EC2.', { max: TEXT_MAX })),
    maxEntries: optional(integer('Places of the list.', { min: 0, max: 1_000_000 })),
    entries: optional(integer('Number of entries.', { min: 0, max: 1_000_000 })),
    version: optional(
      integer('Version of the list; each change of entries makes a new one.', {
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
      }),
    ),
  },
  'Observed state of the managed prefix list.',
);

export type ManagedPrefixListSpec = Static<typeof spec>;
export type ManagedPrefixListStatus = Static<typeof status>;
export type EntrySpec = Static<typeof entry>;

const rules: readonly Rule[] = [
  required('addressFamily'),
  immutable('addressFamily'),
  {
    rule: '!has(self.maxEntries) || !has(self.entries) || size(self.entries) <= self.maxEntries',
    message: 'maxEntries must not be smaller than the number of entries',
    fieldPath: '.maxEntries',
  },
];

export const managedPrefixListSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
