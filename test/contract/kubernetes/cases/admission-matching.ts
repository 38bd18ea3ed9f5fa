// Which requests a ValidatingAdmissionPolicy is asked about.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import type { Case } from '../case.ts';
import { family, GADGETS, gadget, merge, one, post } from '../case.ts';
import {
  beside,
  binding,
  KIND,
  LARGE,
  type Members,
  ours,
  policy,
  RULE,
  seen,
  SMALL,
  under,
} from './admission-kit.ts';

const MISSES: readonly (readonly [string, Members, Members])[] = [
  ['another group', {}, { apiGroups: ['other.dev', ''] }],
  ['another version', {}, { apiVersions: ['v2'] }],
  ['another resource', {}, { resources: ['crates'] }],
  ['a subresource', {}, { resources: ['gadgets/status'] }],
  ['another operation', {}, { operations: ['CONNECT', 'DELETE'] }],
  ['another scope', {}, { scope: 'Cluster' }],
  ['another name', {}, { resourceNames: ['small'] }],
  ['a condition that is not met', { matchConditions: [ours, { name: 'never', expression: 'false' }] }, {}],
  [
    'failures that are ignored',
    { failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.nothing == 1' }] },
    {},
  ],
];
const misses = family('a policy that does not match', MISSES, (spec, rule) =>
  beside(policy({ matchConditions: [ours], validations: [SMALL], ...spec }, rule), binding(), LARGE),
);
const warned = one(
  'a policy that only warns',
  ...beside(
    policy({
      matchConditions: [ours],
      validations: [SMALL, { expression: 'object.spec.size < 8', message: 'far too large' }],
    }),
    binding({ validationActions: ['Warn', 'Audit'] }),
    LARGE,
    merge(`${GADGETS}/large`, { spec: { size: 7 } }, { pick: ['spec'] }),
    post(GADGETS, gadget('large', { size: 9 })),
    post(GADGETS, gadget('large', { size: 90 })),
  ),
);

const MATCHES: readonly (readonly [string, Members])[] = [
  ['every group', { apiGroups: ['*'] }],
  ['every version', { apiVersions: ['*'] }],
  ['every operation', { operations: ['*'] }],
  ['the resource', { resources: ['crates', 'gadgets'] }],
  ['every resource and subresource', { resources: ['*/*'] }],
  ['the scope', { scope: 'Namespaced' }],
  ['the name', { resourceNames: ['large'] }],
];
const matches = family('a policy that matches', MATCHES, (rule) =>
  under(policy({ matchConditions: [ours], validations: [SMALL] }, rule), binding(), seen(LARGE), LARGE),
);

const excluded = one(
  'what a policy excludes',
  ...under(
    policy({
      matchConditions: [ours],
      matchConstraints: {
        resourceRules: [RULE],
        excludeResourceRules: [{ ...RULE, resourceNames: ['free'] }],
      },
      validations: [SMALL],
    }),
    binding(),
    seen(LARGE),
    post(GADGETS, gadget('free', { size: 9 }), KIND),
  ),
);
const narrowed = one(
  'what a binding narrows',
  ...under(
    policy({ matchConditions: [ours], validations: [SMALL] }),
    binding({ matchResources: { resourceRules: [{ ...RULE, resourceNames: ['large'] }] } }),
    seen(LARGE),
    post(GADGETS, gadget('free', { size: 9 }), KIND),
  ),
);
const statusEndpoint = one(
  'a policy of a subresource',
  post(GADGETS, gadget('a'), KIND),
  ...under(
    policy(
      {
        matchConditions: [ours],
        validations: [{ expression: 'object.status.ready < 5', messageExpression: 'request.subResource' }],
      },
      { resources: ['gadgets/status'] },
    ),
    binding(),
    seen(merge(`${GADGETS}/a/status`, { status: { ready: 9 } })),
    merge(`${GADGETS}/a/status`, { status: { ready: 9 } }),
    merge(`${GADGETS}/a`, { status: { ready: 9 } }, KIND),
  ),
);

export const admissionMatchingCases: readonly Case[] = [
  excluded,
  narrowed,
  statusEndpoint,
  ...matches,
  ...misses,
  warned,
];
