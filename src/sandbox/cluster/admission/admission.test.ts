// What the recorded cases (test/contract/kubernetes, group admission) cannot show, because that server has one almighty user
// and no controllers: the authorizer, who else deletes, what is refused because the sandbox cannot evaluate it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { makeCluster, PATH, widget } from '../cluster-harness.ts';
import type { Obj } from '../json.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const MERGE = 'application/merge-patch+json';
const DEPLOYED: readonly Obj[] = parseAllDocuments(
  readFileSync(join(root, 'deploy', 'admission.yaml'), 'utf8'),
).map((document): Obj => document.toJS());
const VPCS: Obj = parse(readFileSync(join(root, 'crds', 'vpcs.yaml'), 'utf8'));
const VPC_PATH = '/apis/vpcraft.dev/v1alpha1/namespaces/default/vpcs';

type Ask = ReturnType<typeof makeCluster>['ask'];

function install(ask: Ask, objects: readonly Obj[]): void {
  for (const object of objects) {
    const plural =
      object.kind === 'ValidatingAdmissionPolicy'
        ? 'validatingadmissionpolicies'
        : 'validatingadmissionpolicybindings';
    expect(ask('POST', `${ADMISSION}/${plural}`, { body: object }).body.message).toBeUndefined();
  }
}

function policy(spec: Obj, operations = ['DELETE']): Obj {
  const rule = { apiGroups: ['test.dev'], apiVersions: ['v1'], operations, resources: ['*'] };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  };
}
const BINDING: Obj = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'p' },
  spec: { policyName: 'p', validationActions: ['Deny'] },
};
const KEPT = policy({
  validations: [
    {
      expression: "!has(oldObject.metadata.labels) || !('keep' in oldObject.metadata.labels)",
      messageExpression: "'kept from ' + request.userInfo.username",
    },
  ],
});

function vpc(annotations: Obj = {}, spec: Obj = {}): Obj {
  const metadata = { name: 'shop', annotations };
  return {
    apiVersion: 'vpcraft.dev/v1alpha1',
    kind: 'VPC',
    metadata,
    spec: { cidrBlocks: ['10.0.0.0/16'], ...spec },
  };
}

test('the deployed policy keeps a protected object', () => {
  const { ask } = makeCluster({ crds: [VPCS] });
  install(ask, DEPLOYED);
  ask('POST', VPC_PATH, { body: vpc({ 'vpcraft.dev/deletion-protection': 'true' }) });
  expect(ask('DELETE', `${VPC_PATH}/shop`)).toMatchObject({
    code: 403,
    body: {
      reason: 'Forbidden',
      message:
        'vpcs.vpcraft.dev "shop" is forbidden: ValidatingAdmissionPolicy \'deletion-protection.vpcraft.dev\' with binding ' +
        "'deletion-protection.vpcraft.dev' denied request: the annotation vpcraft.dev/deletion-protection forbids the deletion: " +
        'remove it first',
    },
  });
  const metadata = { annotations: { 'vpcraft.dev/deletion-protection': null } };
  ask('PATCH', `${VPC_PATH}/shop`, { body: { metadata }, contentType: MERGE });
  expect(ask('DELETE', `${VPC_PATH}/shop`).code).toBe(200);
});

test.each([
  ['approve', vpc({ 'vpcraft.dev/approve-plan': '1' })],
  ['abandon', vpc({ 'vpcraft.dev/abandon': 'vpc-1' })],
  ['place', vpc({ 'vpcraft.dev/placement': 'x' })],
  ['adopt', vpc({}, { adopt: { id: 'vpc-0123456789abcdef0' } })],
])('the deployed policy asks for the verb %s', (needed, body) => {
  const made = (has: readonly string[]) => {
    const { ask } = makeCluster({
      crds: [VPCS],
      authorize: (_, verb, group, resource, __, namespace) =>
        !['approve', 'abandon', 'place', 'adopt'].includes(verb) ||
        (has.includes(verb) && group === 'vpcraft.dev' && resource === 'vpcs' && namespace === 'default'),
    });
    install(ask, DEPLOYED);
    return ask('POST', VPC_PATH, { body });
  };
  expect(made([])).toMatchObject({ code: 403, body: { reason: 'Forbidden' } });
  expect(made([]).body.message).toContain(
    needed === 'place' ? 'vpcraft.dev/placement' : `the verb ${needed}`,
  );
  expect(made([needed]).code).toBe(201);
});

test('an annotation that was there before needs no verb again', () => {
  let may = true;
  const { ask } = makeCluster({ crds: [VPCS], authorize: (_, verb) => verb !== 'approve' || may });
  install(ask, DEPLOYED);
  ask('POST', VPC_PATH, { body: vpc({ 'vpcraft.dev/approve-plan': '1' }) });
  may = false;
  const patch = (body: Obj) => ask('PATCH', `${VPC_PATH}/shop`, { body, contentType: MERGE }).code;
  expect(patch({ metadata: { labels: { a: 'b' } } })).toBe(200);
  expect(patch({ metadata: { annotations: { 'vpcraft.dev/approve-plan': '2' } } })).toBe(403);
});

test('a namespace stays while a policy keeps its contents, and says why', async () => {
  const { ask, run } = makeCluster({ namespaces: ['team'] });
  install(ask, [KEPT, BINDING]);
  const inTeam = PATH.replace('default', 'team');
  ask('POST', inTeam, { body: widget('a', { size: 1 }, { labels: { keep: '' } }) });
  ask('POST', inTeam, { body: widget('b') });
  ask('DELETE', '/api/v1/namespaces/team');
  await run(20_000);
  expect(ask('GET', `${inTeam}/b`).code).toBe(404);
  const { conditions } = ask('GET', '/api/v1/namespaces/team').body.status as { conditions: Obj[] };
  expect(conditions).toContainEqual(
    expect.objectContaining({
      type: 'NamespaceDeletionContentFailure',
      status: 'True',
      reason: 'ContentDeletionFailed',
      message:
        'Failed to delete all resource types, 1 remaining: widgets.test.dev "Unknown" is forbidden: ' +
        "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: " +
        'kept from system:serviceaccount:kube-system:namespace-controller',
    }),
  );
  ask('PATCH', `${inTeam}/a`, { body: { metadata: { labels: null } }, contentType: MERGE });
  await run(20_000);
  expect(ask('GET', '/api/v1/namespaces/team').code).toBe(404);
});

test('a dependent that a policy keeps goes when the policy lets it', async () => {
  const { ask, run } = makeCluster();
  const owner = ask('POST', PATH, { body: widget('owner') }).body.metadata;
  const ownerReferences = [{ apiVersion: 'test.dev/v1', kind: 'Widget', name: 'owner', uid: owner?.uid }];
  ask('POST', PATH, { body: widget('a', { size: 1 }, { labels: { keep: '' }, ownerReferences }) });
  install(ask, [KEPT, BINDING]);
  ask('DELETE', `${PATH}/owner`);
  await run(20_000);
  expect(ask('GET', `${PATH}/a`).code).toBe(200);
  ask('PATCH', `${PATH}/a`, { body: { metadata: { labels: null } }, contentType: MERGE });
  await run(20_000);
  expect(ask('GET', `${PATH}/a`).code).toBe(404);
});

test('a variable that fails says so in the refusal', () => {
  const { ask } = makeCluster();
  const variables = [{ name: 'team', expression: 'object.metadata.labels.team' }];
  install(ask, [
    policy({ variables, validations: [{ expression: "variables.team == 'a'" }] }, ['CREATE']),
    BINDING,
  ]);
  expect(ask('POST', PATH, { body: widget('a') }).body.message).toContain(
    `expression 'variables.team == 'a'' resulted in error: composited variable "team" fails to evaluate: no such key: labels`,
  );
});

test.each([
  ['spec.paramKind', { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }],
  ['spec.auditAnnotations', { auditAnnotations: [{ key: 'a', valueExpression: "'b'" }] }],
  [
    'spec.matchConstraints.namespaceSelector',
    {
      matchConstraints: {
        namespaceSelector: { matchLabels: { a: 'b' } },
        resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
      },
    },
  ],
  [
    'spec.validations[0].expression',
    { validations: [{ expression: "namespaceObject.metadata.name == 'a'" }] },
  ],
  [
    'spec.validations[0].expression',
    { validations: [{ expression: "authorizer.path('/').check('get').allowed()" }] },
  ],
])('what cannot be evaluated is refused at once: %s', (field, spec) => {
  const { ask } = makeCluster();
  const body = policy({ validations: [{ expression: 'true' }], ...spec });
  const answer = ask('POST', `${ADMISSION}/validatingadmissionpolicies`, { body });
  expect(answer.code).toBe(422);
  expect(answer.body.details).toMatchObject({ causes: [{ field }] });
});
