// What a ValidatingAdmissionPolicy and its binding must be (k8s.io/kubernetes/pkg/apis/admissionregistration/validation). What
// the sandbox cannot evaluate is refused here, aloud, rather than stored and never asked: parameters, selectors and audit
// annotations.
import { arrayAt, isObject, type KubeObject, type Obj, objectAt, stringAt, stringsAt } from '../json.ts';
import { invalidValue, nameFaults, qualifiedNameFaults } from '../names.ts';
import type { Cause } from '../status-errors.ts';
import { programOf } from './program.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#matching-requests-matchconditions */
const MOST_CONDITIONS = 64;
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

function required(field: string, why = ''): Cause {
  const message = why === '' ? 'Required value' : `Required value: ${why}`;
  return { reason: 'FieldValueRequired', message, field };
}
function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const list = supported.map((one) => JSON.stringify(one)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}
function duplicate(field: string, value: string): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field };
}
function notHere(field: string, what: string): Cause {
  const message = `Forbidden: the sandbox does not evaluate ${what}`;
  return { reason: 'FieldValueForbidden', message, field };
}

function repeated(field: (index: number) => string, values: readonly string[]): Cause[] {
  return values.flatMap((value, index) =>
    value !== '' && values.indexOf(value) < index ? [duplicate(field(index), value)] : [],
  );
}

export function policyFaults(policy: KubeObject): Cause[] {
  const spec = objectAt(policy, 'spec');
  const failurePolicy = stringAt(spec, 'failurePolicy');
  const criteria = spec.matchConstraints;
  return [
    ...(['Fail', 'Ignore'].includes(failurePolicy)
      ? []
      : [unsupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore'])]),
    ...(spec.paramKind === undefined ? [] : [notHere('spec.paramKind', 'parameters of policies')]),
    ...(isObject(criteria)
      ? criteriaFaults('spec.matchConstraints', criteria)
      : [required('spec.matchConstraints')]),
    ...(isObject(criteria) && arrayAt(criteria, 'resourceRules').length === 0
      ? [required('spec.matchConstraints.resourceRules')]
      : []),
    ...conditionFaults(arrayAt(spec, 'matchConditions')),
    ...arrayAt(spec, 'variables').flatMap(variableFaults),
    ...validationsFaults(spec),
    ...programOf(spec).faults,
  ];
}

function conditionFaults(conditions: readonly unknown[]): Cause[] {
  const at = (index: number): string => `spec.matchConditions[${index}]`;
  const names = conditions.map((condition) => stringAt(condition, 'name'));
  const message = `Too many: ${conditions.length}: must have at most ${MOST_CONDITIONS} items`;
  return [
    ...(conditions.length > MOST_CONDITIONS
      ? [{ reason: 'FieldValueTooMany', message, field: 'spec.matchConditions' }]
      : []),
    ...conditions.flatMap((condition, index) => {
      const name = names[index] ?? '';
      return [
        ...(stringAt(condition, 'expression').trim() === '' ? [required(`${at(index)}.expression`)] : []),
        ...(name === ''
          ? [required(`${at(index)}.name`)]
          : qualifiedNameFaults(name).map((why) => invalidValue(`${at(index)}.name`, name, why))),
      ];
    }),
    ...repeated((index) => `${at(index)}.name`, names),
  ];
}

function variableFaults(variable: unknown, index: number): Cause[] {
  const at = `spec.variables[${index}]`;
  const name = stringAt(variable, 'name');
  return [
    ...(name.trim() === '' ? [required(`${at}.name`, 'name is not specified')] : []),
    ...(name.trim() === '' || IDENTIFIER.test(name)
      ? []
      : [invalidValue(`${at}.name`, name, 'must be a valid CEL identifier')]),
    ...(stringAt(variable, 'expression').trim() === ''
      ? [required(`${at}.expression`, 'expression is not specified')]
      : []),
  ];
}

function validationsFaults(spec: Obj): Cause[] {
  const validations = arrayAt(spec, 'validations');
  const annotated = arrayAt(spec, 'auditAnnotations').length > 0;
  if (validations.length === 0 && !annotated) {
    const why = 'validations or auditAnnotations must contain at least one item';
    return [required('spec.validations', why), required('spec.auditAnnotations', why)];
  }
  return [
    ...validations.flatMap(validationFaults),
    ...(annotated ? [notHere('spec.auditAnnotations', 'audit annotations')] : []),
  ];
}

function validationFaults(validation: unknown, index: number): Cause[] {
  const at = `spec.validations[${index}]`;
  const [expression, message, words] = ['expression', 'message', 'messageExpression'].map((name) =>
    stringAt(validation, name),
  ) as [string, string, string];
  const reason = isObject(validation) ? validation.reason : undefined;
  const blank = (text: string): boolean => text !== '' && text.trim() === '';
  return [
    ...(expression.trim() === '' ? [required(`${at}.expression`, 'expression is not specified')] : []),
    ...(blank(words)
      ? [invalidValue(`${at}.messageExpression`, words, 'must be non-empty if specified')]
      : []),
    ...(blank(message) ? [invalidValue(`${at}.message`, message, 'must be non-empty if specified')] : []),
    ...(/[\n\r]/.test(message.trim())
      ? [invalidValue(`${at}.message`, message, 'must not contain line breaks')]
      : []),
    ...(reason === undefined || REASONS.includes(String(reason))
      ? []
      : [unsupported(`${at}.reason`, reason, REASONS)]),
  ];
}

function criteriaFaults(at: string, criteria: Obj): Cause[] {
  const matchPolicy = stringAt(criteria, 'matchPolicy');
  const rules = ['resourceRules', 'excludeResourceRules'].flatMap((name) =>
    arrayAt(criteria, name).flatMap((rule, index) => ruleFaults(`${at}.${name}[${index}]`, rule)),
  );
  const selectors = ['namespaceSelector', 'objectSelector'].filter(
    (name) => Object.keys(objectAt(criteria, name)).length > 0,
  );
  return [
    ...(['Equivalent', 'Exact'].includes(matchPolicy)
      ? []
      : [unsupported(`${at}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact'])]),
    ...selectors.map((name) => notHere(`${at}.${name}`, 'selectors of policies')),
    ...rules,
  ];
}

function ruleFaults(at: string, rule: unknown): Cause[] {
  const operations = stringsAt(rule, 'operations');
  const versions = stringsAt(rule, 'apiVersions');
  const scope = isObject(rule) ? rule.scope : undefined;
  const alone = (name: string, values: readonly string[], others: string): Cause[] =>
    values.length > 1 && values.includes('*')
      ? [invalidValue(`${at}.${name}`, values, `if '*' is present, must not specify other ${others}`)]
      : [];
  return [
    ...repeated((index) => `${at}.resourceNames[${index}]`, stringsAt(rule, 'resourceNames')),
    ...['operations', 'apiGroups', 'apiVersions', 'resources']
      .filter((name) => arrayAt(rule, name).length === 0)
      .map((name) => required(`${at}.${name}`)),
    ...alone('operations', operations, 'operations'),
    ...operations.flatMap((one, index) =>
      OPERATIONS.includes(one) ? [] : [unsupported(`${at}.operations[${index}]`, one, OPERATIONS)],
    ),
    ...alone('apiGroups', stringsAt(rule, 'apiGroups'), 'API groups'),
    ...alone('apiVersions', versions, 'API versions'),
    ...versions.flatMap((one, index) => (one === '' ? [required(`${at}.apiVersions[${index}]`)] : [])),
    ...(scope === undefined || SCOPES.includes(String(scope))
      ? []
      : [unsupported(`${at}.scope`, scope, SCOPES)]),
  ];
}

export function policyBindingFaults(binding: KubeObject): Cause[] {
  const spec = objectAt(binding, 'spec');
  const policy = stringAt(spec, 'policyName');
  const actions = stringsAt(spec, 'validationActions');
  const both =
    'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
  const field = 'spec.validationActions';
  return [
    ...(policy === ''
      ? [required('spec.policyName')]
      : nameFaults('subdomain', policy).map((why) => invalidValue('spec.policyName', policy, why))),
    ...(spec.paramRef === undefined ? [] : [notHere('spec.paramRef', 'parameters of policies')]),
    ...(isObject(spec.matchResources) ? criteriaFaults('spec.matchResources', spec.matchResources) : []),
    ...actions.flatMap((action, index) =>
      ACTIONS.includes(action) ? [] : [unsupported(`${field}[${index}]`, action, ACTIONS)],
    ),
    ...repeated((index) => `${field}[${index}]`, actions),
    ...(actions.includes('Deny') && actions.includes('Warn') ? [invalidValue(field, actions, both)] : []),
    ...(actions.length === 0 ? [required(field, 'at least one validation action is required')] : []),
  ];
}

/** What the server fills in (pkg/apis/admissionregistration/v1/defaults.go). */
export function withPolicyDefaults(policy: KubeObject): KubeObject {
  const spec = objectAt(policy, 'spec');
  const constraints = isObject(spec.matchConstraints)
    ? { matchConstraints: withCriteriaDefaults(spec.matchConstraints) }
    : {};
  return { ...policy, spec: { ...spec, ...constraints, failurePolicy: spec.failurePolicy ?? 'Fail' } };
}

export function withBindingDefaults(binding: KubeObject): KubeObject {
  const spec = objectAt(binding, 'spec');
  if (!isObject(spec.matchResources)) return binding;
  return { ...binding, spec: { ...spec, matchResources: withCriteriaDefaults(spec.matchResources) } };
}

function withCriteriaDefaults(criteria: Obj): Obj {
  const filled: Obj = {
    ...criteria,
    matchPolicy: criteria.matchPolicy ?? 'Equivalent',
    namespaceSelector: criteria.namespaceSelector ?? {},
    objectSelector: criteria.objectSelector ?? {},
  };
  for (const name of ['resourceRules', 'excludeResourceRules']) {
    const rules = arrayAt(criteria, name);
    if (rules.length > 0)
      filled[name] = rules.map((rule) => (isObject(rule) ? { ...rule, scope: rule.scope ?? '*' } : rule));
  }
  return filled;
}
