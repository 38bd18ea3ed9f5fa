// ValidatingAdmissionPolicies at work: what they are asked about and how what they deny is refused.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import type { Case } from '../case.ts';
import { apply, del, family, GADGETS, gadget, get, merge, one, post, put } from '../case.ts';
import {
  binding,
  DRY,
  KIND,
  LARGE,
  type Members,
  ours,
  policy,
  seen,
  SMALL,
  under,
} from './admission-kit.ts';

/** The policies of deploy/admission.yaml, of gadgets. */
const PROTECTION = policy(
  {
    matchConditions: [ours],
    variables: [
      {
        name: 'annotations',
        expression: 'has(oldObject.metadata.annotations) ? oldObject.metadata.annotations : {}',
      },
    ],
    validations: [
      {
        expression:
          "!('corpus.dev/protected' in variables.annotations) || variables.annotations['corpus.dev/protected'] != 'true'",
        message: 'the annotation corpus.dev/protected forbids the deletion: remove it first',
        reason: 'Forbidden',
      },
    ],
  },
  { operations: ['DELETE'] },
);
const DECISIONS = policy({
  matchConditions: [ours],
  variables: [
    {
      name: 'annotations',
      expression: 'has(object.metadata.annotations) ? object.metadata.annotations : {}',
    },
    {
      name: 'before',
      expression:
        'oldObject != null && has(oldObject.metadata.annotations) ? oldObject.metadata.annotations : {}',
    },
    {
      name: 'approves',
      expression:
        "'corpus.dev/approve' in variables.annotations && (!('corpus.dev/approve' in variables.before) || variables.before['corpus.dev/approve'] != variables.annotations['corpus.dev/approve'])",
    },
    {
      name: 'resource',
      expression:
        "authorizer.group('corpus.dev').resource(request.resource.resource).namespace(has(request.namespace) ? request.namespace : '')",
    },
  ],
  validations: [
    {
      expression:
        "!variables.approves || variables.resource.name(object.metadata.name).check('approve').allowed()",
      message: 'approving needs the verb approve',
      reason: 'Forbidden',
    },
    { expression: '!has(object.spec.flag)', message: 'flag is for others', reason: 'Forbidden' },
  ],
});
const PROTECTED = { annotations: { 'corpus.dev/protected': 'true' } };

const own: readonly Case[] = [
  one(
    'a protected object is not deleted',
    post(GADGETS, gadget('a', {}, PROTECTED), KIND),
    post(GADGETS, gadget('b'), KIND),
    ...under(
      PROTECTION,
      binding(),
      seen(del(`${GADGETS}/a`)),
      del(`${GADGETS}/a`),
      del(`${GADGETS}/a`, { propagationPolicy: 'Foreground' }),
      del(`${GADGETS}/a`, { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } }),
      del(`${GADGETS}/none`),
      del(GADGETS),
      del(`${GADGETS}/b`, undefined, { pick: ['status'] }),
      merge(`${GADGETS}/a`, { metadata: { annotations: { 'corpus.dev/protected': null } } }, KIND),
      del(`${GADGETS}/a`, undefined, { pick: ['status'] }),
    ),
  ),
  one(
    'an object that is being deleted may be held and released under a policy of deletions',
    post(GADGETS, gadget('a', {}, { finalizers: ['corpus.dev/held'] }), KIND),
    ...under(
      PROTECTION,
      binding(),
      seen(post(GADGETS, gadget('p', {}, PROTECTED), KIND), 'Gadget'),
      post(GADGETS, gadget('p', {}, PROTECTED), KIND),
      seen(del(`${GADGETS}/p`)),
      del(`${GADGETS}/a`, undefined, { pick: ['metadata', 'finalizers'] }),
      merge(`${GADGETS}/a`, { metadata: PROTECTED }, KIND),
      del(`${GADGETS}/a`),
      merge(`${GADGETS}/a`, { metadata: { finalizers: null } }, KIND),
      get(`${GADGETS}/a`),
    ),
  ),
  one(
    'decisions need a verb',
    ...under(
      DECISIONS,
      binding(),
      seen(post(GADGETS, gadget('a', { flag: true }))),
      post(GADGETS, gadget('a', {}, { annotations: { 'corpus.dev/approve': '1' } }), KIND),
      merge(`${GADGETS}/a`, { metadata: { annotations: { 'corpus.dev/approve': '2' } } }, KIND),
      merge(`${GADGETS}/a`, { spec: { flag: true } }),
      apply(`${GADGETS}/a`, 'one', gadget('a', { flag: true })),
      apply(`${GADGETS}/b`, 'one', gadget('b', { flag: true })),
      apply(`${GADGETS}/b`, 'one', gadget('b'), KIND),
      put(`${GADGETS}/b`, gadget('b', { flag: true }, { resourceVersion: '1' })),
    ),
  ),
  one(
    'what is refused otherwise is not asked about',
    ...under(
      policy({ matchConditions: [ours], validations: [SMALL] }),
      binding(),
      seen(LARGE),
      post(GADGETS, gadget('large', { size: 90 })),
      post(GADGETS, gadget('a', { size: 1 }), KIND),
      post(GADGETS, gadget('a', { size: 9 })),
      post(GADGETS, gadget('a', { size: 2 })),
      put(`${GADGETS}/a`, gadget('a', { size: 9 })),
      merge(`${GADGETS}/a`, { status: { ready: 1 } }, KIND),
      merge(`${GADGETS}/a/status`, { status: { ready: 1 } }, { pick: ['status'] }),
      merge(`${GADGETS}/a`, { spec: { size: 9 } }, DRY),
      get(`${GADGETS}/a`, { pick: ['spec'] }),
    ),
  ),
  one(
    'several validations, the first refusal counts',
    ...under(
      policy({
        matchConditions: [ours],
        validations: [
          { expression: 'object.spec.size < 8', message: 'far too large', reason: 'Forbidden' },
          { expression: 'object.spec.size < 5', message: 'too large' },
        ],
      }),
      binding(),
      seen(LARGE),
      LARGE,
      post(GADGETS, gadget('a', { size: 6 })),
    ),
  ),
];

const REASONS: readonly (readonly [string, string | undefined])[] = [
  ['none', undefined],
  ['Forbidden', 'Forbidden'],
  ['Invalid', 'Invalid'],
  ['RequestEntityTooLarge', 'RequestEntityTooLarge'],
];
const reasons = family('the reason of a refusal', REASONS, (reason) =>
  under(
    policy({
      matchConditions: [ours],
      validations: [{ ...SMALL, ...(reason === undefined ? {} : { reason }) }],
    }),
    binding(),
    seen(LARGE),
    LARGE,
  ),
);

const TEXTS: readonly (readonly [string, Members])[] = [
  ['of no message', { message: undefined }],
  ['of an expression of several lines', { message: undefined, expression: '\n  object.spec.size < 5\n' }],
  [
    'by an expression',
    { messageExpression: "'size ' + string(object.spec.size) + ' of ' + object.metadata.name" },
  ],
  ['by an expression that fails', { messageExpression: 'string(object.spec.nothing)' }],
  ['by an expression of nothing', { messageExpression: "'  '" }],
  [
    'by an expression of the request',
    {
      messageExpression:
        "[request.operation, request.kind.group, request.kind.version, request.kind.kind, request.resource.resource, request.requestResource.resource, request.name, request.namespace, has(request.subResource) ? request.subResource : '-', string(has(request.dryRun) && request.dryRun), string(request.options.kind)].join(' ')",
    },
  ],
  [
    'by an expression of two members',
    { expression: 'object.spec.size < 5 || (has(object.spec.flag) && object.spec.flag)' },
  ],
  ['by an expression that evaluates to an error', { expression: 'object.spec.flag || object.spec.size < 5' }],
  ['by an expression that misses a key', { expression: "object.metadata.labels['a'] == 'b'" }],
];
const texts = family('the words of a refusal', TEXTS, (more) =>
  under(
    policy({ matchConditions: [ours], validations: [{ ...SMALL, ...more }] }),
    binding(),
    seen(LARGE),
    LARGE,
    post(GADGETS, gadget('small', { size: 1, flag: false }, { labels: { a: 'b' } }), KIND),
  ),
);

export const admissionCases: readonly Case[] = [...own, ...reasons, ...texts];
