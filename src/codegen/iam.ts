// The IAM policy that the controller's role needs and no more: create only with our cluster tag, tag only at creation,
// change and delete only what carries the tag, and each exception (consent, adoption, AWS's own children of a VPC) in a
// statement of its own that can be struck out. CLUSTER_ID and ROLE_ARN_PATTERN are replaced by whoever installs it.
import { tagKeys } from '../model/names.ts';
import type { WriteOperation } from '../model/operations.ts';
import { ANY_PARTITION } from '../model/partition.ts';
import {
  type NeededAction,
  reads,
  SERVICE_AUTHORIZATION_PAGE,
  type Touches,
  writes,
} from './iam-operations.ts';
import { item } from './markdown.ts';

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
/** The flowLogRoleARN of the AWSAccount objects. */
const FLOW_LOG_ROLES = 'FLOW_LOG_ROLE_ARN_PATTERN';
/** Matches the literal star, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars */
export const LITERAL_STAR = '$' + '{*}';

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

type Member = 'makes' | 'changes' | 'uses' | 'implicit' | 'empties' | 'names';

function typesOf(touches: Touches, member: Member): readonly string[] {
  const types = touches[member];
  return types === undefined ? [] : typeof types === 'string' ? [types] : types;
}

/** IPAM pools are global: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies */
function arn(type: string): string {
  const region = type === 'ipam-pool' ? '' : '*';
  return `arn:${ANY_PARTITION}:ec2:${region}:*:${type}/*`;
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
  types: readonly string[] | '*',
  condition?: Statement['Condition'],
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...operations].sort().map((operation) => `ec2:${operation}`),
    Resource: types === '*' ? ['*'] : types.map(arn),
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
    statement('TagAtCreation', ['CreateTags'], types, {
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

/** An entry for our cluster or for any, first or later in the list, as the engine reads it: never the end of another's name. */
const consents = [CLUSTER, LITERAL_STAR].flatMap((cluster) => [`${cluster}/*`, `* ${cluster}/*`]);

/** One statement per type: a product of all actions and all types would allow more than any operation needs. */
function consented(operations: readonly WriteOperation[]): readonly Statement[] {
  const condition = { StringLike: { [resourceTag(tagKeys.usableBy)]: consents } };
  return allTypes(operations, 'uses').map((type) =>
    statement(`UseConsented${pascal(type)}`, actionsWith(operations, 'uses', type), [type], condition),
  );
}

function implicit(operations: readonly WriteOperation[]): readonly Statement[] {
  return allTypes(operations, 'implicit').map((type) =>
    statement(`Untagged${pascal(type)}`, actionsWith(operations, 'implicit', type), [type], nobodys),
  );
}

/** The resources of what AWS does in the caller's name as part of an operation. */
const NEEDED_ON: Readonly<Record<NeededAction, string>> = {
  'route53:AssociateVPCWithHostedZone': `arn:${ANY_PARTITION}:route53:::hostedzone/*`,
  'iam:PassRole': FLOW_LOG_ROLES,
  'iam:CreateServiceLinkedRole': `arn:${ANY_PARTITION}:iam::*:role/aws-service-role/delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery`,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html: no resource types
  'logs:CreateLogDelivery': '*',
  'logs:DeleteLogDelivery': '*',
  'firehose:TagDeliveryStream': `arn:${ANY_PARTITION}:firehose:*:*:deliverystream/*`,
};

const NEEDED_WHEN: Readonly<Partial<Record<NeededAction, NonNullable<Statement['Condition']>>>> = {
  'iam:PassRole': { StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' } },
  'iam:CreateServiceLinkedRole': { StringEquals: { 'iam:AWSServiceName': 'delivery.logs.amazonaws.com' } },
};

function needed(operations: readonly WriteOperation[]): readonly Statement[] {
  const actions = [...new Set(operations.flatMap((operation) => writes[operation].needs ?? []))].sort();
  return actions.map((action) => ({
    Sid: `Needs${action.split(':')[1] ?? ''}`,
    Effect: 'Allow',
    Action: [action],
    Resource: [NEEDED_ON[action]],
    ...(NEEDED_WHEN[action] === undefined ? {} : { Condition: NEEDED_WHEN[action] }),
  }));
}

function tagging(operations: readonly WriteOperation[]): readonly Statement[] {
  const types = allTypes(operations, 'makes');
  const foreignKeys = { 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['vpcraft.dev/*'] } };
  return [
    statement('TagWhatIsOurs', ['CreateTags'], types, {
      StringEquals: ours.StringEquals,
      StringEqualsIfExists: { [requestTag(tagKeys.cluster)]: CLUSTER },
    }),
    statement('UntagWhatIsOurs', ['DeleteTags'], types, { ...ours, ...foreignKeys }),
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

/** What every installation needs, in two policies, because a managed policy holds 6,144 characters: to look and to make … */
export function iamPolicy(operations: readonly WriteOperation[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: [
      statement('Read', Object.keys(reads), '*'),
      ...creating(operations),
      ...tagging(operations),
      ...needed(operations),
      {
        Sid: 'ReachOtherAccounts',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Resource: [ROLES],
      },
    ],
  };
}

/** … and to change and delete, and to build in what is there. */
export function iamChangePolicy(operations: readonly WriteOperation[]): Policy {
  return { Version: '2012-10-17', Statement: [...changing(operations), ...implicit(operations)] };
}

/**
 * What is needed beside them where specs name things that were not made by this controller (raw ids, adoption), and for
 * `deletionPolicy: Retain`. A policy of its own: many installations want none of it, and a managed policy holds 6,144 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function iamAdoptionPolicy(operations: readonly WriteOperation[]): Policy {
  return { Version: '2012-10-17', Statement: [...consented(operations), ...adopting(operations)] };
}

/** What `defaultSecurityGroup: Empty` of a VPC needs beside them: rules of any group without a cluster tag may then be revoked. */
export function iamDefaultGroupPolicy(operations: readonly WriteOperation[]): Policy {
  const statements = allTypes(operations, 'empties').map((type) =>
    statement(`EmptyDefault${pascal(type)}`, actionsWith(operations, 'empties', type), [type], nobodys),
  );
  return { Version: '2012-10-17', Statement: statements };
}

/** For people who review the policy: each write, what it touches, on what condition. */
export function iamList(operations: readonly WriteOperation[]): readonly string[] {
  const words: Readonly<Record<Member, string>> = {
    makes: 'with our tag in the request',
    changes: 'ours',
    uses: 'ours, or consented by `vpcraft.dev/usable-by`',
    implicit: 'or without any cluster tag',
    empties: 'or without any cluster tag, by the policy for default groups',
    names: 'only named',
  };
  const members: readonly Member[] = ['makes', 'changes', 'uses', 'implicit', 'empties', 'names'];
  const cell = (touches: Touches) =>
    [
      ...members.flatMap((member) => typesOf(touches, member).map((type) => `${type} (${words[member]})`)),
      ...(touches.needs ?? []).map((action) => `and \`${action}\``),
    ].join(', ') || 'see the statements on tags';
  const items = [...operations]
    .sort()
    .flatMap((operation) => item(`\`ec2:${operation}\`: ${cell(writes[operation])}`));
  return [
    'Each action with its resource types, and on what condition. Types and condition keys as listed at',
    `<${SERVICE_AUTHORIZATION_PAGE}>.`,
    '',
    ...items,
  ];
}
