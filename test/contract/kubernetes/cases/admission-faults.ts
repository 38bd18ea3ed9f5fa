// What the server fills in and refuses of ValidatingAdmissionPolicies and their bindings.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import type { Case } from '../case.ts';
import { apply, del, family, merge, one, post, until } from '../case.ts';
import {
  BINDINGS,
  binding,
  DRY,
  type Members,
  NAME,
  ours,
  POLICIES,
  policy,
  RULE,
  SMALL,
} from './admission-kit.ts';

const VALIDATIONS = { validations: [SMALL] };
const FAULTS: readonly (readonly [string, Members])[] = [
  ['with nothing', { ...policy({}), spec: {} }],
  ['without a spec', { ...policy({}), spec: undefined }],
  ['without rules', policy({ ...VALIDATIONS, matchConstraints: {} })],
  ['with an empty rule', policy({ ...VALIDATIONS, matchConstraints: { resourceRules: [{}] } })],
  ['without validations', policy({})],
  ['with another failure policy', policy({ ...VALIDATIONS, failurePolicy: 'Maybe' })],
  [
    'with another match policy',
    policy({ ...VALIDATIONS, matchConstraints: { resourceRules: [RULE], matchPolicy: 'X' } }),
  ],
  ['with another operation', policy(VALIDATIONS, { operations: ['READ'] })],
  ['with every operation and one more', policy(VALIDATIONS, { operations: ['*', 'CREATE'] })],
  ['with every group and one more', policy(VALIDATIONS, { apiGroups: ['*', 'a'] })],
  ['with an empty version', policy(VALIDATIONS, { apiVersions: [''] })],
  ['with another scope', policy(VALIDATIONS, { scope: 'Some' })],
  ['with one name twice', policy(VALIDATIONS, { resourceNames: ['a', 'a'] })],
  ['with an empty expression', policy({ validations: [{ expression: ' ' }] })],
  ['with a message of two lines', policy({ validations: [{ ...SMALL, message: 'a\nb' }] })],
  ['with an empty message', policy({ validations: [{ ...SMALL, message: ' ' }] })],
  ['with an empty message expression', policy({ validations: [{ ...SMALL, messageExpression: ' ' }] })],
  ['with another reason', policy({ validations: [{ ...SMALL, reason: 'NotFound' }] })],
  ['with an expression that does not parse', policy({ validations: [{ expression: 'object.' }] })],
  [
    'with an expression of a name that is unknown',
    policy({ validations: [{ expression: 'self.spec == 1' }] }),
  ],
  [
    'with an expression of a variable that is unknown',
    policy({ validations: [{ expression: 'variables.x == 1' }] }),
  ],
  ['with an expression that is no truth', policy({ validations: [{ expression: '1 + 1' }] })],
  [
    'with a message expression that is no text',
    policy({ validations: [{ ...SMALL, messageExpression: '1' }] }),
  ],
  [
    'with a message expression that asks the authorizer',
    policy({
      validations: [
        { ...SMALL, messageExpression: "authorizer.group('').resource('pods').check('get').reason()" },
      ],
    }),
  ],
  [
    'with a variable without a name',
    policy({ ...VALIDATIONS, variables: [{ name: '', expression: 'true' }] }),
  ],
  [
    'with a variable of a bad name',
    policy({ ...VALIDATIONS, variables: [{ name: 'a-b', expression: 'true' }] }),
  ],
  [
    'with a variable without an expression',
    policy({ ...VALIDATIONS, variables: [{ name: 'a', expression: '' }] }),
  ],
  [
    'with a variable that does not parse',
    policy({ ...VALIDATIONS, variables: [{ name: 'a', expression: '(' }] }),
  ],
  [
    'with a condition without a name',
    policy({ ...VALIDATIONS, matchConditions: [{ name: '', expression: 'true' }] }),
  ],
  [
    'with a condition without an expression',
    policy({ ...VALIDATIONS, matchConditions: [{ name: 'a', expression: ' ' }] }),
  ],
  [
    'with a condition of a bad name',
    policy({ ...VALIDATIONS, matchConditions: [{ name: 'a b', expression: 'true' }] }),
  ],
  ['with two conditions of a name', policy({ ...VALIDATIONS, matchConditions: [ours, ours] })],
  [
    'with a condition of variables',
    policy({ ...VALIDATIONS, matchConditions: [{ name: 'a', expression: 'variables.a' }] }),
  ],
  ['with a field that is unknown', policy({ ...VALIDATIONS, other: 1 })],
  ['with a validation of another type', policy({ validations: [{ expression: 1 }] })],
];
const faults = family('a policy', FAULTS, (body) => [post(POLICIES, body, DRY)]);

const BINDING_FAULTS: readonly (readonly [string, Members])[] = [
  ['without a policy', { policyName: undefined }],
  ['of a bad policy name', { policyName: 'A_B' }],
  ['without actions', { validationActions: undefined }],
  ['of another action', { validationActions: ['Log'] }],
  ['of one action twice', { validationActions: ['Deny', 'Deny'] }],
  ['of denial and warning', { validationActions: ['Deny', 'Warn'] }],
  ['of an empty rule', { matchResources: { resourceRules: [{}] } }],
];
const bindingFaults = family('a binding', BINDING_FAULTS, (spec) => [post(BINDINGS, binding(spec), DRY)]);

const filled = one(
  'what the server fills in of a policy and a binding',
  post(POLICIES, policy({ validations: [SMALL], matchConditions: [ours] })),
  post(BINDINGS, binding({ matchResources: {} })),
  merge(`${POLICIES}/${NAME}`, { spec: { validations: [{ expression: 'true' }] } }),
  merge(`${POLICIES}/${NAME}`, { spec: { failurePolicy: 'Maybe' } }),
  apply(
    `${POLICIES}/${NAME}`,
    'one',
    { ...policy({ validations: [{ expression: 'true' }] }) },
    { query: { force: 'true' } },
  ),
  until(`${POLICIES}/${NAME}`, { code: 200 }),
  del(`${BINDINGS}/${NAME}`),
  del(`${POLICIES}/${NAME}`),
);

export const admissionFaultCases: readonly Case[] = [filled, ...faults, ...bindingFaults];
