// Spec and status of a VPC peering connection.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  atMostOne,
  enumOf,
  exactlyOneInside,
  flag,
  immutable,
  objectOf,
  optional,
  ref,
  required,
  schemaOf,
  text,
  regionForm,
} from '../../model/schema.ts';

const REGION_MAX = 32;
const NAME_MAX = 253;

const options = (side: string, other: string) =>
  optional(
    objectOf(
      {
        allowRemoteVPCDNSResolution: optional(
          flag(
            `Whether public host names of the ${side}'s instances resolve to private addresses when asked from the ${other}. It needs enableDNSHostnames on both VPCs. Left out: left alone.`,
          ),
        ),
      },
      `Options of the ${side}'s side. They take effect once the connection is active and can change at any time. Left out: left alone (AWS starts with false); left out after it was set: false.`,
    ),
  );

const accepter = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about:
        'The VPC of the accepting side. In another namespace it needs a NetworkGrant, with the verb accept for automatic acceptance.',
    }),
    accountRef: optional(
      objectOf(
        { name: text('Name of the AWSAccount.', { min: 1, max: NAME_MAX }) },
        'AWSAccount of vpcID. Excludes accountID. Left out with accountID: the account of this object.',
      ),
    ),
    accountID: optional(
      text('Account of vpcID where it is not one of ours: its owner has to accept. Excludes accountRef.', {
        max: 12,
        pattern: '^[0-9]{12}$',
      }),
    ),
    region: optional(
      text('Region of vpcID. Left out: the region of this object.', {
        max: REGION_MAX,
        form: regionForm,
      }),
    ),
  },
  'The VPC that is asked. Required, unless adopt is set; it cannot be changed.',
  {
    rules: [
      exactlyOneInside(['vpcRef', 'vpcID']),
      atMostOne(['accountRef', 'accountID']),
      {
        rule: '!has(self.vpcRef) || (!has(self.accountRef) && !has(self.accountID) && !has(self.region))',
        message: 'accountRef, accountID and region go with vpcID only: a vpcRef knows where its VPC is',
      },
    ],
  },
);

const spec = objectOf(
  {
    requester: optional(
      objectOf(
        ref('vpc', {
          kind: 'VPC',
          prefix: 'vpc',
          about: 'The VPC of the asking side; its account and region are those of this object.',
        }),
        'The VPC that asks. Required, unless adopt is set; it cannot be changed.',
        {
          rules: [exactlyOneInside(['vpcRef', 'vpcID'])],
        },
      ),
    ),
    accepter: optional(accepter),
    acceptance: optional(
      enumOf(
        ['Automatic', 'Manual'],
        'Automatic: the request is accepted with the credentials of the accepting side, where we have them. Manual: somebody else accepts. It can change at any time. Left out: Automatic.',
      ),
    ),
    requesterOptions: options('requester', 'accepter'),
    accepterOptions: options('accepter', 'requester'),
  },
  'A peering connection between two VPCs, also of two accounts or regions; both sides in one object. Traffic across zones, regions or accounts costs money; the connection does not. Routes are declared on the route tables.',
);

const status = objectOf(
  {
    requesterVPCID: optional(text('Id of the VPC that asked.', { max: 64 })),
    accepterVPCID: optional(text('Id of the VPC that was asked.', { max: 64 })),
    accepterAccountID: optional(text('Account of the VPC that was asked.', { max: 12 })),
    accepterRegion: optional(text('Region of the VPC that was asked.', { max: REGION_MAX })),
  },
  'Observed state of the peering connection.',
);

export type PeeringSpec = Static<typeof spec>;
export type PeeringStatus = Static<typeof status>;

const rules: readonly Rule[] = [
  required('requester'),
  required('accepter'),
  immutable('requester'),
  immutable('accepter'),
];

export const peeringSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
