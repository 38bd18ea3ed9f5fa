// Validating admission policies at work: every write and deletion is put before the policies whose bindings match it. The
// first denial refuses the request; warnings are told beside the answer. Audit actions say nothing: there is no audit log.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ , in the words of
// k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
import type { Target } from '../intake.ts';
import { type KubeObject, type Obj, objectAt, stringAt, stringsAt } from '../json.ts';
import { served } from '../resource.ts';
import { type ApiError, failure, forbidden } from '../status-errors.ts';
import type { World } from '../world.ts';
import { Authorizer, type Question } from './authorizer.ts';
import { type Bindings, type Denial, denialsOf } from './evaluate.ts';
import { isExempt, type Matchable, matched } from './matching.ts';
import { celValue, requestValue } from './variables.ts';

export const POLICIES = 'admissionregistration.k8s.io/validatingadmissionpolicies';
export const BINDINGS = 'admissionregistration.k8s.io/validatingadmissionpolicybindings';

export type Requester = {
  user: string;
  dryRun: boolean;
  /** The options of the request as an object of their kind. */
  asked: Obj;
  /** What the client is told beside the answer; grows. */
  warnings: string[];
};
export type Change = {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** As stored: the one that is to be, and the one that is. */
  object: KubeObject | undefined;
  old: KubeObject | undefined;
};

const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Invalid: 422, RequestEntityTooLarge: 413 };

/** Throws the refusal of a request that a policy denies. */
export function admit(world: World, target: Target, change: Change, requester: Requester): void {
  const { storage } = world;
  if (storage.size(BINDINGS) === 0 || isExempt(target.resource)) return;
  const asked: Matchable = { ...target, operation: change.operation };
  let refusal: ApiError | undefined;
  for (const policy of storage.list(POLICIES)) {
    const spec = objectAt(policy, 'spec');
    const resource = matched(world.registry, objectAt(spec, 'matchConstraints'), asked);
    if (resource === undefined) continue;
    const bindings = storage
      .list(BINDINGS)
      .filter((binding) => stringAt(binding.spec, 'policyName') === policy.metadata.name)
      .filter(
        ({ spec: own }) => matched(world.registry, objectAt(own, 'matchResources'), asked) !== undefined,
      );
    if (bindings.length === 0) continue;
    const denials = denialsOf(spec, valuesOf(world, { target, resource }, change, requester));
    for (const binding of bindings) {
      const found = told(target, { policy, binding, denials }, requester.warnings);
      refusal ??= found;
    }
  }
  if (refusal !== undefined) throw refusal;
}

type Denied = { policy: KubeObject; binding: KubeObject; denials: readonly Denial[] };

/** Warns where the binding says so; the refusal where it says that. */
function told(
  target: Target,
  { policy, binding, denials }: Denied,
  warnings: string[],
): ApiError | undefined {
  const actions = stringsAt(binding.spec, 'validationActions');
  const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  if (actions.includes('Warn'))
    warnings.push(...denials.map(({ message }) => `Validation failed for ${names}: ${message}`));
  const [first] = denials;
  if (first === undefined || !actions.includes('Deny')) return undefined;
  const reason = first.reason ?? 'Invalid';
  const why = `${names} denied request: ${first.message}`;
  const { status } = forbidden(target.resource, target.name === '' ? 'Unknown' : target.name, why, [
    { message: why },
  ]);
  return failure(CODES[reason] ?? 422, reason, status.message ?? why, status.details);
}

function valuesOf(
  world: World,
  { target, resource }: { target: Target; resource: Target['resource'] },
  { operation, object, old }: Change,
  { user, dryRun, asked }: Requester,
): Bindings {
  const shown = (stored: KubeObject | undefined): unknown =>
    stored === undefined ? null : celValue(served(resource, stored));
  const { subresource, namespace, name } = target;
  const made = target.resource;
  const decide = ({ verb, group, resource: plural, subresource: sub, namespace: place }: Question): boolean =>
    world.authorize?.(user, verb, group, plural, sub, place) ?? true;
  const question = { verb: '', group: made.group, resource: made.plural, subresource, namespace, name };
  return {
    object: shown(object),
    oldObject: shown(old),
    request: requestValue({
      matched: resource,
      made,
      subresource,
      name,
      namespace,
      operation,
      user,
      dryRun,
      options: asked,
    }),
    authorizer: new Authorizer(decide, question),
  };
}
