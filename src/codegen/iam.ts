// The IAM policy that the controller's role needs and no more: create only with our cluster tag, tag only at creation,
// change and delete only what carries the tag, and each exception (consent, adoption, AWS's own children of a VPC) in a
// statement of its own that can be struck out. CLUSTER_ID and ROLE_ARN_PATTERN are replaced by whoever installs it.
import { tagKeys } from '../model/names.ts';
import type { WriteOperation } from '../model/operations.ts';
import { reads, SERVICE_AUTHORIZATION_PAGE, type Touches, writes } from './iam-operations.ts';

export type Statement = {
  Sid: string;
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};
export type Policy = { Version: '2012-10-17'; Statement: readonly Statement[] };

/** Replaced by the cluster id at installation. */
export const CLUSTER = 'CLUSTER_ID';
const ROLES = 'ROLE_ARN_PATTERN';
/** Matches the literal star, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars */
const LITERAL_STAR = '$' + '{*}';

const requestTag = (key: string) => `aws:RequestTag/${key}`;
const resourceTag = (key: string) => `aws:ResourceTag/${key}`;
const ours = { StringEquals: { [resourceTag(tagKeys.cluster)]: CLUSTER } };
const nobodys = { Null: { [resourceTag(tagKeys.cluster)]: 'true' } };
/** Our own keys: the cluster tag can be neither taken from others nor given away with them. */
const ownKeys = [
  tagKeys.cluster,
  tagKeys.owner,
  tagKeys.resource,
  tagKeys.part,
  tagKeys.adopted,
  tagKeys.name,
];

const onlyOwnKeys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ownKeys } };

type Member = 'makes' | 'changes' | 'uses' | 'implicit' | 'names';

function typesOf(touches: Touches, member: Member): readonly string[] {
  const types = touches[member];
  return types === undefined ? [] : typeof types === 'string' ? [types] : types;
}

/** Every type: only where a condition on our own tag says which things are meant. */
const ANYTHING = 'arn:aws:ec2:*:*:*/*';

/** IPAM pools are global: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies */
function arn(type: string): string {
  const region = type === 'ipam-pool' ? '' : '*';
  return `arn:aws:ec2:${region}:*:${type}/*`;
}

function actionsWith(
  operations: readonly WriteOperation[],
  member: Member,
  type?: string,
): readonly WriteOperation[] {
  return operations.filter((operation) => {
    const types = typesOf(writes[operation], member);
    return type === undefined ? types.length > 0 : types.includes(type);
  });
}

function allTypes(operations: readonly WriteOperation[], ...members: Member[]): readonly string[] {
  const types = operations.flatMap((operation) =>
    members.flatMap((member) => typesOf(writes[operation], member)),
  );
  return [...new Set(types)].sort();
}

function statement(
  sid: string,
  operations: readonly string[],
  types: readonly string[] | '*' | typeof ANYTHING,
  condition?: Statement['Condition'],
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...operations].sort().map((operation) => `ec2:${operation}`),
    Resource: typeof types === 'string' ? [types] : types.map(arn),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** `route-table` → `RouteTable`. */
function pascal(type: string): string {
  return type.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}

function creating(operations: readonly WriteOperation[]): readonly Statement[] {
  const creates = actionsWith(operations, 'makes');
  const types = allTypes(operations, 'makes');
  const withTag = { [requestTag(tagKeys.cluster)]: CLUSTER };
  return [
    statement('CreateWithOurTag', creates, types, { StringEquals: withTag }),
    statement('TagAtCreation', ['CreateTags'], ANYTHING, {
      StringEquals: { 'ec2:CreateAction': creates, ...withTag },
    }),
  ];
}

function changing(operations: readonly WriteOperation[]): readonly Statement[] {
  const named = allTypes(operations, 'names');
  const changes = [...new Set([...actionsWith(operations, 'changes'), ...actionsWith(operations, 'uses')])];
  return [
    statement('ChangeWhatIsOurs', changes, allTypes(operations, 'changes', 'uses'), ours),
    ...named.map((type) => statement(`Name${pascal(type)}`, actionsWith(operations, 'names', type), [type])),
  ];
}

/** One statement per type: a product of all actions and all types would allow more than any operation needs. */
function consented(operations: readonly WriteOperation[]): readonly Statement[] {
  const condition = {
    StringLike: { [resourceTag(tagKeys.usableBy)]: [`*${CLUSTER}/*`, `*${LITERAL_STAR}/*`] },
  };
  return allTypes(operations, 'uses').map((type) =>
    statement(`UseConsented${pascal(type)}`, actionsWith(operations, 'uses', type), [type], condition),
  );
}

function implicit(operations: readonly WriteOperation[]): readonly Statement[] {
  return allTypes(operations, 'implicit').map((type) =>
    statement(`Untagged${pascal(type)}`, actionsWith(operations, 'implicit', type), [type], nobodys),
  );
}

function tagging(): readonly Statement[] {
  const foreignKeys = { 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['vpcraft.dev/*'] } };
  return [
    statement('TagWhatIsOurs', ['CreateTags'], ANYTHING, {
      StringEquals: ours.StringEquals,
      StringEqualsIfExists: { [requestTag(tagKeys.cluster)]: CLUSTER },
    }),
    statement('UntagWhatIsOurs', ['DeleteTags'], ANYTHING, { ...ours, ...foreignKeys }),
    statement('MarkOriginalMainRouteTable', ['CreateTags'], ['route-table'], {
      StringEquals: { [requestTag(tagKeys.part)]: 'original-main' },
      ...onlyOwnKeys,
      ...nobodys,
    }),
  ];
}

function adopting(operations: readonly WriteOperation[]): readonly Statement[] {
  const types = allTypes(operations, 'makes');
  return [
    statement('Adopt', ['CreateTags'], types, {
      StringEquals: { [requestTag(tagKeys.cluster)]: CLUSTER },
      StringLike: { [resourceTag(tagKeys.adoptableBy)]: `${CLUSTER}/*` },
      ...nobodys,
    }),
    statement('Release', ['DeleteTags'], types, { ...ours, ...onlyOwnKeys }),
  ];
}

/** What every installation needs, for plans that contain these writes. */
export function iamPolicy(operations: readonly WriteOperation[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: [
      statement('Read', Object.keys(reads), '*'),
      ...creating(operations),
      ...changing(operations),
      ...implicit(operations),
      ...tagging(),
      {
        Sid: 'ReachOtherAccounts',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Resource: [ROLES],
      },
    ],
  };
}

/**
 * What is needed beside it where specs name things that were not made by this controller (raw ids, adoption), and for
 * `deletionPolicy: Retain`. A policy of its own: many installations want none of it, and a managed policy holds 6,144 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function iamAdoptionPolicy(operations: readonly WriteOperation[]): Policy {
  return { Version: '2012-10-17', Statement: [...consented(operations), ...adopting(operations)] };
}

/** For people who review the policy: each write, what it touches, on what condition. */
export function iamTable(operations: readonly WriteOperation[]): string {
  const words: Readonly<Record<Member, string>> = {
    makes: 'with our tag in the request',
    changes: 'ours',
    uses: 'ours, or consented by `vpcraft.dev/usable-by`',
    implicit: 'or without any cluster tag',
    names: 'only named',
  };
  const members: readonly Member[] = ['makes', 'changes', 'uses', 'implicit', 'names'];
  const cell = (touches: Touches) =>
    members
      .flatMap((member) => typesOf(touches, member).map((type) => `${type} (${words[member]})`))
      .join(', ') || 'see the statements on tags';
  const rows = [...operations]
    .sort()
    .map((operation) => `| \`ec2:${operation}\` | ${cell(writes[operation])} |`);
  return [
    `Resource types and condition keys as listed at <${SERVICE_AUTHORIZATION_PAGE}>.`,
    '',
    '| Action | Resource types, and on what condition |',
    '|---|---|',
    ...rows,
  ].join('\n');
}
