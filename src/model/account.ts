// AWSAccount: which account an object may live in, who may use it, and what reaches past references there. Cluster scoped,
// so that no tenant can edit it. One of the engine's two settings objects: not a kind, but generated like one.
import type { Static } from 'typebox';
import type { Column } from './kind.ts';
import { enumOf, list, objectOf, optional, text, textMap, regionForm } from './schema.ts';
import { commonStatusFields } from './spec-fields.ts';

const NAMESPACES_MAX = 1_000;
const REGIONS_MAX = 64;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: ARNs of roles */
const ROLE_ARN_MAX = 2_048;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: ExternalId has 2 to 1224 characters. */
const EXTERNAL_ID_MAX = 1_224;
/** Fewer than the 45 of an object, whose own tags come on top; chosen. */
const DEFAULT_TAGS_MAX = 30;
const NAME_LABEL = 'kubernetes.io/metadata.name';

const namespaceName = text('Name of a namespace.', { min: 1, max: 63 });
const regionName = text('Region, such as ap-northeast-1.', {
  max: 32,
  form: regionForm,
});

const expression = objectOf(
  {
    key: enumOf([NAME_LABEL], 'The label; only this one, which a tenant cannot set.'),
    operator: enumOf(['In'], 'In: the label has one of the values.'),
    values: list(namespaceName, 'Names of namespaces.', { min: 1, max: NAMESPACES_MAX }),
  },
  'One condition on the label.',
);

const allowedNamespaces = objectOf(
  {
    names: optional(list(namespaceName, 'Namespaces by name.', { max: NAMESPACES_MAX })),
    selector: optional(
      objectOf(
        {
          matchLabels: optional(
            objectOf({ [NAME_LABEL]: namespaceName }, 'The label that Kubernetes itself sets.'),
          ),
          matchExpressions: optional(
            list(expression, 'Conditions on that label, of which one must hold.', { max: 16 }),
          ),
        },
        `Namespaces by the label ${NAME_LABEL}, which Kubernetes sets and no tenant can change.`,
      ),
    ),
  },
  'Namespaces whose objects may live in the account. Left out or empty: none.',
);

const spec = objectOf(
  {
    accountID: text(
      'The twelve digits of the account. They are compared with GetCallerIdentity before the account is used. Required; it cannot be changed.',
      {
        max: 12,
        pattern: '^[0-9]{12}$',
      },
    ),
    roleARN: optional(
      text(
        "Role that the controller assumes in the account. Left out: the controller's own credentials, which must then be of this account. Its sessions carry the tags vpcraft.dev/cluster, vpcraft.dev/account and, where something is changed, vpcraft.dev/namespace, so that the role's policy can bind a namespace; the role's trust policy must allow sts:TagSession. It can be changed.",
        { max: ROLE_ARN_MAX, pattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$' },
      ),
    ),
    externalID: optional(
      text('ExternalId that the role demands. Left out: none is sent. It can be changed.', {
        min: 2,
        max: EXTERNAL_ID_MAX,
      }),
    ),
    defaultRegion: optional(
      text(
        "Region of objects that neither themselves nor their parent place. Left out: the controller's default. It can be changed; what is placed stays.",
        { max: 32, form: regionForm },
      ),
    ),
    allowedRegions: optional(
      list(regionName, 'Regions in which objects may live. Left out: all. It can be changed.', {
        min: 1,
        max: REGIONS_MAX,
      }),
    ),
    allowedNamespaces: optional(allowedNamespaces),
    defaultFor: optional(
      list(
        namespaceName,
        'Namespaces whose objects live here when they name no account and have no parent. A namespace with two default accounts is a Conflict on both. Left out: none.',
        { max: NAMESPACES_MAX },
      ),
    ),
    rawIDs: optional(
      enumOf(
        ['Deny', 'Tagged', 'Allow'],
        'Whether specs may name things in this account by id. Deny: never. Tagged: the thing must carry the tag vpcraft.dev/usable-by with <cluster>/<namespace>. Allow: always. Left out: Tagged.',
      ),
    ),
    adoption: optional(
      enumOf(
        ['Deny', 'Tagged', 'Allow'],
        'Whether objects may take over existing things. Deny: never. Tagged: the thing must carry the tag vpcraft.dev/adoptable-by with <cluster>/<namespace>/<name>. Allow: always. Left out: Tagged.',
      ),
    ),
    flowLogRoleARN: optional(
      text(
        'Role with which AWS writes flow logs into the CloudWatch log groups of the account; it must trust vpc-flow-logs.amazonaws.com. It is here and not on a FlowLog, so that a tenant cannot borrow a role. Left out: flow logs go to S3 and Firehose only. It can be changed: flow logs with the old role are then replaced.',
        { max: ROLE_ARN_MAX, pattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$' },
      ),
    ),
    defaultTags: optional(
      textMap(
        "Tags of everything made in the account; an object's own tags win. Left out: none. They can be changed.",
        { maxEntries: DEFAULT_TAGS_MAX, maxValue: 256 },
      ),
    ),
  },
  'An AWS account, how it is reached, and who may use it.',
);

const status = objectOf(
  {
    observedGeneration: commonStatusFields.observedGeneration,
    conditions: commonStatusFields.conditions,
  },
  'What is true of the account.',
);

export type AccountSpec = Static<typeof spec>;

const columns: readonly Column[] = [
  {
    name: 'Account',
    jsonPath: '.spec.accountID',
    type: 'string',
    priority: 0,
    description: 'Id of the account.',
  },
  {
    name: 'Region',
    jsonPath: '.spec.defaultRegion',
    type: 'string',
    priority: 0,
    description: 'Default region.',
  },
  {
    name: 'Role',
    jsonPath: '.spec.roleARN',
    type: 'string',
    priority: 1,
    description: 'Role that is assumed.',
  },
];

export const account = {
  names: { kind: 'AWSAccount', plural: 'awsaccounts', singular: 'awsaccount', shortName: 'awsacct', columns },
  about: 'An AWS account that namespaces may use, and how it is reached.',
  schema: {
    spec,
    status,
    rules: [
      {
        rule: 'self.accountID == oldSelf.accountID',
        message: 'accountID cannot be changed: delete this AWSAccount and create a new one',
        fieldPath: '.accountID',
      },
    ],
  },
};
