// Rules of built-in kinds that controllers and installers meet (k8s.io/kubernetes/pkg/apis/*/validation). Kinds that are
// not here are stored as they are sent.
import { policyBindingFaults, policyFaults } from './admission/policy-faults.ts';
import { eventFaults } from './events-kind.ts';
import { equal, isObject, type KubeObject, type Obj, objectAt, stringAt } from './json.ts';
import { invalidValue } from './names.ts';
import type { Resource } from './resource.ts';
import type { Cause } from './status-errors.ts';

const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
  "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const KEY_LIMIT = 253;
/** Bytes of all values; core.MaxSecretSize, and the same for config maps. */
const SIZE_LIMIT = 1024 * 1024;
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
};

type Rules = (object: KubeObject, old: KubeObject | undefined) => Cause[];

export function kindFaults(resource: Resource, object: KubeObject, old: KubeObject | undefined): Cause[] {
  if (resource.store === '/events') return eventFaults(resource, object, old);
  return RULES[`${resource.group}/${resource.kind}`]?.(object, old) ?? [];
}

const RULES: Readonly<Record<string, Rules>> = {
  '/ConfigMap': configMapFaults,
  '/Secret': secretFaults,
  'coordination.k8s.io/Lease': leaseFaults,
  'rbac.authorization.k8s.io/Role': roleFaults,
  'rbac.authorization.k8s.io/ClusterRole': roleFaults,
  'rbac.authorization.k8s.io/RoleBinding': bindingFaults,
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindingFaults,
  'scheduling.k8s.io/PriorityClass': priorityClassFaults,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': policyFaults,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': policyBindingFaults,
};

function required(field: string, why = ''): Cause {
  const message = why === '' ? 'Required value' : `Required value: ${why}`;
  return { reason: 'FieldValueRequired', message, field };
}

function keyFaults(field: string, key: string): Cause[] {
  const faults: string[] = [];
  if (key.length > KEY_LIMIT) faults.push(`must be no more than ${KEY_LIMIT} characters`);
  if (!CONFIG_KEY.test(key)) faults.push(CONFIG_KEY_TEXT);
  else if (key === '.' || key === '..') faults.push(`must not be '${key}'`);
  else if (key.startsWith('..')) faults.push("must not start with '..'");
  return faults.map((why) => invalidValue(`${field}[${key}]`, key, why));
}

function tooLong(field: string): Cause {
  return {
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${SIZE_LIMIT} bytes`,
    field,
  };
}

function configMapFaults(object: KubeObject, old: KubeObject | undefined): Cause[] {
  const data = objectAt(object, 'data');
  const binary = objectAt(object, 'binaryData');
  const keys = Object.keys(data).flatMap((key) => [
    ...keyFaults('data', key),
    ...(binary[key] === undefined
      ? []
      : [invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')]),
  ]);
  const size = textBytes(data) + base64Bytes(binary);
  return [
    ...immutableFaults(object, old, ['data', 'binaryData']),
    ...keys,
    ...Object.keys(binary).flatMap((key) => keyFaults('binaryData', key)),
    ...(size > SIZE_LIMIT ? [{ ...tooLong(''), field: '' }] : []),
  ];
}

function secretFaults(object: KubeObject, old: KubeObject | undefined): Cause[] {
  const data = objectAt(object, 'data');
  const changed =
    old !== undefined && object.type !== old.type
      ? [invalidValue('type', stringAt(object, 'type'), 'field is immutable')]
      : [];
  return [
    ...changed,
    ...immutableFaults(object, old, ['data']),
    ...Object.keys(data).flatMap((key) => keyFaults('data', key)),
    ...(base64Bytes(data) > SIZE_LIMIT ? [tooLong('data')] : []),
    ...(REQUIRED_KEYS[stringAt(object, 'type')] ?? [])
      .filter((key) => data[key] === undefined)
      .map((key) => required(`data[${key}]`)),
  ];
}

/** `immutable: true` holds the data and itself. */
function immutableFaults(object: KubeObject, old: KubeObject | undefined, names: readonly string[]): Cause[] {
  if (old?.immutable !== true) return [];
  const changed = names.filter((name) => !equal(object[name], old[name]));
  return [...(object.immutable === true ? [] : ['immutable']), ...changed].map((field) => ({
    reason: 'FieldValueForbidden',
    message: 'Forbidden: field is immutable when `immutable` is set',
    field,
  }));
}

function textBytes(values: Obj): number {
  return Object.values(values).reduce((sum: number, value) => sum + Buffer.byteLength(String(value)), 0);
}

function base64Bytes(values: Obj): number {
  return Object.values(values).reduce(
    (sum: number, value) => sum + Buffer.byteLength(String(value), 'base64'),
    0,
  );
}

function leaseFaults(object: KubeObject): Cause[] {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = objectAt(object, 'spec');
  return [
    ...(typeof duration === 'number' && duration <= 0
      ? [invalidValue('spec.leaseDurationSeconds', duration, 'must be greater than 0')]
      : []),
    ...(typeof transitions === 'number' && transitions < 0
      ? [invalidValue('spec.leaseTransitions', transitions, 'must be greater than or equal to 0')]
      : []),
  ];
}

function roleFaults(object: KubeObject): Cause[] {
  const rules = Array.isArray(object.rules) ? object.rules : [];
  return rules.flatMap((rule: unknown, index) => {
    if (!isObject(rule) || (Array.isArray(rule.verbs) && rule.verbs.length > 0)) return [];
    return [required(`rules[${index}].verbs`, 'verbs must contain at least one value')];
  });
}

function bindingFaults(object: KubeObject, old: KubeObject | undefined): Cause[] {
  if (old === undefined || equal(object.roleRef, old.roleRef)) return [];
  const { apiGroup, kind, name } = objectAt(object, 'roleRef');
  const shown = { APIGroup: apiGroup, Kind: kind, Name: name };
  return [invalidValue('roleRef', shown, 'cannot change roleRef')];
}

function priorityClassFaults(object: KubeObject, old: KubeObject | undefined): Cause[] {
  if (old === undefined || object.value === old.value) return [];
  return [
    { reason: 'FieldValueForbidden', message: 'Forbidden: may not be changed in an update.', field: 'value' },
  ];
}
