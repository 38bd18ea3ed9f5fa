// Whether a request is one that a policy, or a binding, is about
// (k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go and plugin/webhook/predicates/rules/rules.go).
import { arrayAt, type Obj, stringAt, stringsAt } from '../json.ts';
import type { Registry } from '../registry.ts';
import type { Resource } from '../resource.ts';

export type Matchable = {
  resource: Resource;
  subresource: string;
  namespace: string;
  name: string;
  operation: string;
};

/** Kinds that decide about requests are not decided about. */
const EXEMPT = [
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'validatingwebhookconfigurations',
];

export function isExempt({ group, plural }: Resource): boolean {
  return group === 'admissionregistration.k8s.io' && EXEMPT.includes(plural);
}

/** The resource in the version that a rule names, or undefined when none of them is about the request. */
export function matched(registry: Registry, criteria: Obj, asked: Matchable): Resource | undefined {
  if (ruleMatch(registry, criteria, 'excludeResourceRules', asked) !== undefined) return undefined;
  // A binding without rules leaves it to its policy.
  if (arrayAt(criteria, 'resourceRules').length === 0) return asked.resource;
  return ruleMatch(registry, criteria, 'resourceRules', asked);
}

function ruleMatch(registry: Registry, criteria: Obj, name: string, asked: Matchable): Resource | undefined {
  const rules = arrayAt(criteria, name);
  const exact = rules.some((rule) => fits(rule, asked, asked.resource));
  if (exact) return asked.resource;
  if (stringAt(criteria, 'matchPolicy') === 'Exact') return undefined;
  return registry
    .all()
    .filter((other) => other.store === asked.resource.store && other !== asked.resource)
    .find((other) => rules.some((rule) => fits(rule, asked, other)));
}

function fits(rule: unknown, asked: Matchable, resource: Resource): boolean {
  const listed = (name: string, value: string): boolean => {
    const values = stringsAt(rule, name);
    return values.includes('*') || values.includes(value);
  };
  const names = stringsAt(rule, 'resourceNames');
  return (
    listed('operations', asked.operation) &&
    listed('apiGroups', resource.group) &&
    listed('apiVersions', resource.version) &&
    inScope(stringAt(rule, 'scope'), asked) &&
    stringsAt(rule, 'resources').some((text) => isAbout(text, resource.plural, asked.subresource)) &&
    (names.length === 0 || names.includes(asked.name))
  );
}

function inScope(scope: string, { resource, namespace }: Matchable): boolean {
  const namespaced = resource.store !== '/namespaces' && namespace !== '';
  if (scope === 'Namespaced') return namespaced;
  return scope !== 'Cluster' || !namespaced;
}

/** `pods`, `pods/status`, `*` for all without their subresources, or with a star on either side of the slash. */
function isAbout(text: string, plural: string, subresource: string): boolean {
  const [resource = '', sub = ''] = text.split('/');
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}
