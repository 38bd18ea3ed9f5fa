// The spec and status fields that every namespaced kind shares. Kinds never declare or read them; codegen adds them to
// each CRD and the engine acts on them. Only managementPolicy, approval and recreatePolicy have defaults in the schema:
// everywhere else leaving out and setting must be told apart.
import type { Static } from 'typebox';
import type { AnyKind, Rule } from './kind.ts';
import {
  anyObject,
  anyValue,
  enumOf,
  exactlyOneInside,
  flag,
  idOf,
  integer,
  keyedList,
  list,
  objectOf,
  optional,
  refTo,
  text,
  textMap,
  regionForm,
} from './schema.ts';

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions: 50 tags, keys to 128, values to
// 256 characters. Five places are ours: cluster, owner, resource, and in special cases part and adopted.
const TAGS_MAX = 45;
const TAG_KEY_MAX = 128;
const TAG_VALUE_MAX = 256;
/** Longest region name is 14 characters today; room for more. */
const REGION_MAX = 32;
const NAME_MAX = 253;

const accountRef = objectOf(
  { name: text('Name of the AWSAccount.', { min: 1, max: NAME_MAX }) },
  "The AWSAccount (cluster scoped) in which the resource lives. Left out: the account of the referenced parent, else the namespace's default account; as long as there is no AWSAccount at all, the controller's own credentials. It is fixed once the resource is placed.",
);

const ADOPT_TAGS_MAX = 10;
/** The defaults of AWS's own that an object can adopt; `of`: the kind whose object's default it is. */
const defaults = {
  defaultVPC: () => flag("True: the region's default VPC; it needs no tag of consent."),
  defaultForAZ: () =>
    flag(
      'True: the default subnet of the zone in availabilityZone, which is then required; it needs no tag of consent.',
    ),
  defaultOf: (of: string) =>
    refTo(
      of,
      `What AWS made with this ${of} and keeps as its default; it needs no tag of consent where the ${of} is ours.`,
    ),
} as const;

/** @param made which default of AWS's own the kind can adopt besides, if any, and of which kind */
function adoptField(made?: { field: keyof typeof defaults; of: string }) {
  const names = ['id', 'tags', ...(made === undefined ? [] : [made.field])];
  return optional(
    objectOf(
      {
        id: optional(idOf('[a-z]+', 'Id of the AWS resource to take over, such as vpc-0123456789abcdef0.')),
        tags: optional(
          textMap(
            'Tags of the AWS resource to take over, 1 to 10: exactly one of its kind in the region must carry all of them, or, where the AWSAccount has adoption: Tagged, exactly one of those that also consent. What was found once stays what it is, whatever is tagged alike later.',
            { maxEntries: ADOPT_TAGS_MAX, maxValue: TAG_VALUE_MAX },
          ),
        ),
        ...(made === undefined ? {} : { [made.field]: optional(defaults[made.field](made.of)) }),
      },
      ABOUT_ADOPT,
      {
        rules: [
          exactlyOneInside(names),
          { rule: '!has(self.tags) || size(self.tags) > 0', message: 'tags must name at least one tag' },
          ...(made === undefined || made.field === 'defaultOf'
            ? []
            : [
                {
                  rule: `!has(self.${made.field}) || self.${made.field}`,
                  message: `${made.field} can only be true`,
                },
              ]),
        ],
      },
    ),
  );
}

const ABOUT_ADOPT =
  'Takes over something that exists in AWS instead of creating it. What the spec leaves out is then left alone, and other required fields become optional. It can neither be added, changed nor removed later. Where there is an AWSAccount at all, the thing must consent by its tag vpcraft.dev/adoptable-by unless that account says otherwise. Left out: a new resource is created.';

export const commonSpecFields = {
  accountRef: optional(accountRef),
  region: optional(
    text(
      "AWS region, such as ap-northeast-1. Left out: the parent's region, else the account's, else the controller's. It is fixed once the resource is placed.",
      {
        max: REGION_MAX,
        form: regionForm,
      },
    ),
  ),
  managementPolicy: optional(
    enumOf(
      ['Manage', 'Observe', 'Preview'],
      'Manage: keep AWS as declared. Observe: only read and fill status; nothing is ever written to AWS. Preview: write the plan into status and apply nothing. The change set keeps its hash when only this field and approval change: set Manage and approval Manual to approve what was previewed. It can change at any time.',
      'Manage',
    ),
  ),
  approval: optional(
    enumOf(
      ['Automatic', 'Manual'],
      'Automatic: apply changes as they are found. Manual: apply only a change set whose hash stands in the annotation vpcraft.dev/approve-plan. It can change at any time.',
      'Automatic',
    ),
  ),
  deletionPolicy: optional(
    enumOf(
      ['Delete', 'Retain'],
      'What happens in AWS when this object is deleted. Delete: the AWS resource is deleted. Retain: only our owner tags are removed. Left out: Delete, but Retain for an adopted resource. It can change at any time.',
    ),
  ),
  recreatePolicy: optional(
    enumOf(
      ['Always', 'Never'],
      'What happens when the AWS resource disappeared by another hand. Always: create it anew. Never: report Vanished and wait. It can change at any time.',
      'Always',
    ),
  ),
  adopt: adoptField(),
  tags: optional(
    textMap(
      'Tags of the AWS resource. Only these keys and our own are managed: other tags are left alone, and a key that is removed here is removed there. Up to 45 tags; keys to 128 and values to 256 characters; keys may not begin with aws: or vpcraft.dev/. Left out: only our own tags and Name, which is then the name of this object (except on an adopted resource). They can change at any time.',
      {
        maxEntries: TAGS_MAX,
        maxValue: TAG_VALUE_MAX,
        rules: [
          {
            rule: `self.all(key, size(key) > 0 && size(key) <= ${TAG_KEY_MAX})`,
            message: `tag keys have 1 to ${TAG_KEY_MAX} characters`,
          },
          {
            rule: "self.all(key, !key.startsWith('aws:') && !key.startsWith('vpcraft.dev/'))",
            message: 'tag keys may not begin with aws: or vpcraft.dev/',
          },
        ],
      },
    ),
  ),
} as const;

/** What of the shared fields is fixed: where an object lives once it is placed, and what it took over. */
export const fixedSharedFields: readonly string[] = ['accountRef', 'region', 'adopt'];

/** Of the fields that every kind shares, those that make sense for what has nothing of its own in AWS. */
const contributionSpecFields = {
  managementPolicy: commonSpecFields.managementPolicy,
  approval: commonSpecFields.approval,
} as const;

/** The fields of a kind's spec that it does not declare itself. */
export function sharedFieldsOf(kind: AnyKind): Readonly<Record<string, unknown>> {
  if (kind.contributesTo !== undefined) return contributionSpecFields;
  const field = kind.madeByAWS?.field;
  if (field === undefined) return commonSpecFields;
  const of = kind.references.find(({ path }) => path === `adopt.${field}`)?.to[0] ?? '';
  return { ...commonSpecFields, adopt: adoptField({ field, of }) };
}

/** CEL rules on the spec of every kind. */
export const commonSpecRules: readonly Rule[] = [
  {
    rule: 'has(self.adopt) == has(oldSelf.adopt) && (!has(self.adopt) || self.adopt == oldSelf.adopt)',
    message: 'adopt can neither be added, changed nor removed: delete this object and create a new one',
    fieldPath: '.adopt',
  },
];

// Messages and lists of conditions are bounded by Kubernetes' own type:
// https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#Condition
const MESSAGE_MAX = 32_768;
const condition = objectOf(
  {
    type: text('What the condition is about, such as Ready.', { max: 316 }),
    status: enumOf(['True', 'False', 'Unknown'], 'Whether it holds.'),
    observedGeneration: optional(
      integer('Generation of the spec that the condition was set for.', {
        min: -1,
        max: Number.MAX_SAFE_INTEGER,
      }),
    ),
    lastTransitionTime: text('When the status of the condition changed last.', {
      max: 64,
      format: 'date-time',
    }),
    reason: text('One documented word that says why.', { max: 1024 }),
    message: text('What is wrong, with names and ids, and what to do.', { max: MESSAGE_MAX }),
  },
  'One condition.',
);

/** Changes listed in status.plan; the rest is counted. */
export const PLAN_CHANGES_MAX = 64;
const change = objectOf(
  {
    field: text(
      'Field of the spec that the change carries out; metadata.deletionTimestamp where the object is being deleted, status.id where what AWS reports as failed makes room for a new one.',
      { max: 512 },
    ),
    from: optional(anyValue('Value in AWS; left out when there is none.')),
    to: optional(anyValue('Declared value; left out when there is none.')),
    risk: enumOf(
      ['None', 'Interrupts', 'Destroys'],
      'None: nothing is disturbed. Interrupts: traffic may be cut for a while. Destroys: something is lost.',
    ),
    why: text('Why the change is made.', { max: 1024 }),
  },
  'One change.',
);

const CONDITIONS_MAX = 16;
export const commonStatusFields = {
  observedGeneration: optional(
    integer('Generation of the spec that this status is about; -1 before the first pass.', {
      min: -1,
      max: Number.MAX_SAFE_INTEGER,
    }),
  ),
  conditions: optional(
    keyedList(
      condition,
      'What is true of the object: Ready, Synced and ReferencesResolved always, others while they hold.',
      { max: CONDITIONS_MAX, keys: ['type'] },
    ),
  ),
  id: optional(text('Id of the AWS resource.', { max: 256 })),
  arn: optional(text('ARN of the AWS resource.', { max: 2048 })),
  accountID: optional(text('AWS account in which the resource lives.', { max: 12 })),
  region: optional(text('AWS region in which the resource lives.', { max: REGION_MAX })),
  state: optional(text("State of the resource in EC2's own word.", { max: 128 })),
  plan: optional(
    objectOf(
      {
        hash: text(
          'Hash of the change set: with managementPolicy Manage and approval Manual, write it into the annotation vpcraft.dev/approve-plan to approve it; the message of the condition PlanPending has the command. Changing only managementPolicy and approval keeps it; any other edit, and a deletion, asks anew.',
          { max: 128 },
        ),
        generation: integer('Generation of the spec that the plan was made for.', {
          min: 0,
          max: Number.MAX_SAFE_INTEGER,
        }),
        changes: list(change, 'The changes, at most 64.', { max: PLAN_CHANGES_MAX }),
        more: integer('How many further changes are not listed.', { min: 0, max: Number.MAX_SAFE_INTEGER }),
      },
      'What would be changed; present while changes wait.',
    ),
  ),
  record: optional(
    anyObject("The controller's memory of what it did; not for users. It must not be edited."),
  ),
  lastHandledReconcileAt: optional(
    text('The last value of the annotation vpcraft.dev/reconcile-requested-at that was acted on.', {
      max: 1024,
    }),
  ),
} as const;

/** Default of status: tools that judge objects by their conditions then see one that is not yet observed. https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus */
export const statusDefault = { observedGeneration: -1 } as const;

const commonSpec = objectOf(commonSpecFields, 'Fields of every kind.');
const commonStatus = objectOf(commonStatusFields, 'Status of every kind.');
export type CommonSpec = Static<typeof commonSpec>;
export type CommonStatus = Static<typeof commonStatus>;
