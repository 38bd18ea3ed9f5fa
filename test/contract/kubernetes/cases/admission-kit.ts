// A policy and a binding of the cases about admission: of gadgets in the case's own namespace. A policy counts some time after it was written, so the
// steps first wait for a refusal of a dry run; each case takes its policy away again, because policies are the whole cluster's.
import { type Ask, del, GADGETS, gadget, post, type Step } from '../case.ts';
export type Members = Readonly<Record<string, unknown>>;
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
export const POLICIES = `${ADMISSION}/validatingadmissionpolicies`;
export const BINDINGS = `${ADMISSION}/validatingadmissionpolicybindings`;
export const NAME = '{case.ns}.corpus.dev';
export const DRY = { query: { dryRun: 'All' } };

export const RULE = {
  apiGroups: ['corpus.dev'],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources: ['*'],
};
export const ours = { name: 'ours', expression: "request.namespace == '{case.ns}'" };
export const SMALL = { expression: '!has(object.spec.size) || object.spec.size < 5', message: 'too large' };

export function policy(spec: Members, rule: Members = {}): Members {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: NAME },
    spec: { matchConstraints: { resourceRules: [{ ...RULE, ...rule }] }, ...spec },
  };
}
export function binding(spec: Members = {}, name = NAME): Members {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: NAME, validationActions: ['Deny'], ...spec },
  };
}

export const KIND = { pick: ['kind'] };
/** A request that is refused once the policy counts. */
export const seen = (ask: Ask, has = 'denied request'): Ask => ({
  ...ask,
  query: { ...ask.query, ...DRY.query },
  until: { has },
});
export const LARGE = post(GADGETS, gadget('large', { size: 9 }));

export function under(policies: Members, binds: Members, wait: Ask, ...steps: Step[]): Step[] {
  return [
    post(POLICIES, policies, KIND),
    post(BINDINGS, binds, KIND),
    wait,
    ...steps,
    del(`${BINDINGS}/${NAME}`, undefined, KIND),
    del(`${POLICIES}/${NAME}`, undefined, KIND),
  ];
}

/** Steps under a policy that may refuse nothing: a second one shows when the first must have been seen. */
export function beside(policies: Members, binds: Members, ...steps: Step[]): Step[] {
  const probe = {
    ...policy({ matchConditions: [ours], validations: [{ expression: "object.metadata.name != 'probe'" }] }),
    metadata: { name: `z-${NAME}` },
  };
  return [
    post(POLICIES, policies, KIND),
    post(BINDINGS, binds, KIND),
    post(POLICIES, probe, KIND),
    post(BINDINGS, binding({ policyName: `z-${NAME}` }, `z-${NAME}`), KIND),
    seen(post(GADGETS, gadget('probe'))),
    ...steps,
    ...[`z-${NAME}`, NAME].flatMap((name) => [
      del(`${BINDINGS}/${name}`, undefined, KIND),
      del(`${POLICIES}/${name}`, undefined, KIND),
    ]),
  ];
}
