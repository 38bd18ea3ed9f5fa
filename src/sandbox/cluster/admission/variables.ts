// What an expression of a policy may name: the object before and after, the request, the authorizer. Missing on purpose:
// params and namespaceObject; an expression with them does not compile.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression
import type { Environment } from '@marcbachmann/cel-js';
import { type Obj, setMember } from '../json.ts';
import { kubernetesEnvironment } from '../schema/kubernetes-library.ts';
import { registerAuthorizer } from './authorizer.ts';

class Version {}
class VersionOfResource {}
class UserInfo {}
class AdmissionRequest {}

const KIND = 'kubernetes.GroupVersionKind';
const RESOURCE = 'kubernetes.GroupVersionResource';
const USER = 'kubernetes.UserInfo';
const REQUEST = 'kubernetes.AdmissionRequest';

let plain: Environment | undefined;
let authorizing: Environment | undefined;

/** Clone it before adding to it. @param authorizer whether expressions may ask it: those of messages may not. */
export function policyEnvironment({ authorizer }: { authorizer: boolean }): Environment {
  plain ??= build();
  if (!authorizer) return plain;
  if (authorizing === undefined) {
    authorizing = plain.clone();
    registerAuthorizer(authorizing);
  }
  return authorizing;
}

function build(): Environment {
  const environment = kubernetesEnvironment().clone();
  const texts = (...names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, 'string']));
  environment.registerType(KIND, { ctor: Version, fields: texts('group', 'version', 'kind') });
  environment.registerType(RESOURCE, {
    ctor: VersionOfResource,
    fields: texts('group', 'version', 'resource'),
  });
  environment.registerType(USER, {
    ctor: UserInfo,
    fields: { ...texts('username', 'uid'), groups: 'list<string>', extra: 'map<string, list<string>>' },
  });
  environment.registerType(REQUEST, {
    ctor: AdmissionRequest,
    fields: {
      ...texts('subResource', 'requestSubResource', 'name', 'namespace', 'operation'),
      kind: KIND,
      resource: RESOURCE,
      requestKind: KIND,
      requestResource: RESOURCE,
      userInfo: USER,
      dryRun: 'bool',
      options: 'dyn',
    },
  });
  return environment
    .registerVariable('object', 'dyn')
    .registerVariable('oldObject', 'dyn')
    .registerVariable('request', REQUEST);
}

type Named = { group: string; version: string; kind: string; plural: string };
export type RequestFacts = {
  /** As the policy's rule matched it, and as it was made. */
  matched: Named;
  made: Named;
  subresource: string;
  name: string;
  namespace: string;
  operation: string;
  user: string;
  dryRun: boolean;
  options: Obj;
};

/** An instance of a registered type; members that are undefined are not there. */
function instance(type: new () => object, members: Record<string, unknown>): object {
  const made: object = Object.create(type.prototype);
  return Object.assign(
    made,
    Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  );
}

/** The request as the server shows it: what is empty is left out. */
export function requestValue(facts: RequestFacts): object {
  const kind = ({ group, version, kind: name }: Named) => instance(Version, { group, version, kind: name });
  const resource = ({ group, version, plural }: Named) =>
    instance(VersionOfResource, { group, version, resource: plural });
  const some = (text: string): string | undefined => (text === '' ? undefined : text);
  return instance(AdmissionRequest, {
    kind: kind(facts.matched),
    resource: resource(facts.matched),
    requestKind: kind(facts.made),
    requestResource: resource(facts.made),
    subResource: some(facts.subresource),
    requestSubResource: some(facts.subresource),
    name: some(facts.name),
    namespace: some(facts.namespace),
    operation: facts.operation,
    userInfo: instance(UserInfo, { username: facts.user, groups: ['system:authenticated'] }),
    dryRun: facts.dryRun,
    options: celValue(facts.options),
  });
}

/** JSON without a schema, as the server sees objects that it does not type: whole numbers are int. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  const result: Obj = {};
  for (const [name, member] of Object.entries(value)) setMember(result, name, celValue(member));
  return result;
}
