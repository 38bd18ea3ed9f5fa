// Turns a schema of ours into the OpenAPI v3 node that a CRD may hold, and refuses everything that the API server would
// refuse or silently ignore. Separate because it is the one judge of what "structural" means; the builders of
// model/schema.ts only make it unlikely that something is refused here.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
import { isRecord } from '../model/json.ts';

export type Node = Readonly<Record<string, unknown>>;

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';

/** Keywords that every node may have. */
const common = ['type', 'description', 'default', 'enum', 'nullable', 'x-kubernetes-validations', PRESERVE];
/** Keywords by type. `additionalProperties` and `properties` exclude each other. */
const byType: Readonly<Record<string, readonly string[]>> = {
  object: [
    'properties',
    'required',
    'additionalProperties',
    'maxProperties',
    'minProperties',
    'x-kubernetes-map-type',
  ],
  array: ['items', 'maxItems', 'minItems', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys'],
  string: ['maxLength', 'minLength', 'pattern', 'format'],
  integer: ['minimum', 'maximum', 'format', 'multipleOf'],
  number: ['minimum', 'maximum', 'format', 'multipleOf'],
  boolean: [],
};

function fail(path: string, why: string): never {
  throw new Error(`${path}: ${why}`);
}

/** Union of literals → enum; one literal → enum of one; a record → additionalProperties. TypeBox writes the former. */
function rewritten(node: Node, path: string): Node {
  const { anyOf, const: constant, patternProperties, ...rest } = node;
  if (anyOf !== undefined) return { ...rest, type: 'string', enum: literalsOf(anyOf, path) };
  if (constant !== undefined) return { ...rest, enum: [constant] };
  if (patternProperties === undefined) return rest;
  const patterns = isRecord(patternProperties) ? Object.values(patternProperties) : [];
  if (patterns.length !== 1)
    fail(path, 'patternProperties is not structural: use one value schema for all names');
  return { ...rest, additionalProperties: patterns[0] };
}

function literalsOf(anyOf: unknown, path: string): readonly string[] {
  const members: readonly unknown[] = Array.isArray(anyOf) ? anyOf : [];
  const literals = members.map((member) => (isRecord(member) ? member['const'] : undefined));
  if (literals.length === 0 || !literals.every((literal) => typeof literal === 'string')) {
    fail(
      path,
      'anyOf is not structural unless it lists texts: use enumOf, or one object with optional members and a rule',
    );
  }
  return literals.filter((literal) => typeof literal === 'string');
}

function checkKeywords(node: Node, path: string): void {
  const type = node['type'];
  if (type === undefined) {
    if (node[PRESERVE] !== true) fail(path, 'has no type');
  } else if (typeof type !== 'string' || !Object.hasOwn(byType, type)) {
    fail(path, `has the type ${JSON.stringify(type)}, which is none of ${Object.keys(byType).join(', ')}`);
  }
  const allowed = new Set([...common, ...(typeof type === 'string' ? (byType[type] ?? []) : [])]);
  for (const keyword of Object.keys(node)) {
    if (!allowed.has(keyword)) fail(path, `${keyword} is not structural here`);
  }
  for (const rule of rulesOf(node)) {
    if (typeof rule['message'] !== 'string' || rule['message'] === '')
      fail(path, 'has a rule without a message');
  }
}

function rulesOf(node: Node): readonly Node[] {
  const rules = node['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules.filter(isRecord) : [];
}

/** CEL rules are priced by the largest value that the schema admits, so what people write has bounds. */
function checkBounds(node: Node, path: string): void {
  const bounded =
    (node['type'] !== 'string' || node['enum'] !== undefined || node['maxLength'] !== undefined) &&
    (node['type'] !== 'array' || node['maxItems'] !== undefined) &&
    (!isRecord(node['additionalProperties']) || node['maxProperties'] !== undefined);
  if (!bounded) fail(path, 'has no bound: give maxLength, maxItems or maxProperties');
}

function objectMembers(node: Node, path: string): Node {
  const { properties, additionalProperties, required, ...rest } = node;
  if (properties !== undefined && additionalProperties !== undefined) {
    fail(path, 'has properties and additionalProperties, which exclude each other');
  }
  if (additionalProperties !== undefined && !isRecord(additionalProperties)) {
    fail(path, 'has additionalProperties that is no schema: leave it out, unknown members are pruned anyway');
  }
  const members = isRecord(properties) ? properties : {};
  const missing = (Array.isArray(required) ? required : []).find(
    (name) => !Object.hasOwn(members, String(name)),
  );
  if (missing !== undefined) fail(path, `requires ${String(missing)}, which it does not have`);
  return {
    ...rest,
    ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
    ...(properties === undefined ? {} : { properties: mapMembers(members, path) }),
    ...(isRecord(additionalProperties)
      ? { additionalProperties: visit(additionalProperties, `${path}{}`) }
      : {}),
  };
}

function mapMembers(members: Node, path: string): Node {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => {
      if (!isRecord(member)) fail(`${path}.${name}`, 'is no schema');
      return [name, visit(member, `${path}.${name}`)];
    }),
  );
}

function arrayItems(node: Node, path: string): Node {
  const { items, ...rest } = node;
  if (!isRecord(items)) fail(path, 'has no items');
  const keys = node['x-kubernetes-list-map-keys'];
  const properties = isRecord(items['properties']) ? items['properties'] : {};
  for (const key of Array.isArray(keys) ? keys : []) {
    if (!Object.hasOwn(properties, String(key)))
      fail(path, `is a map by ${String(key)}, which its items do not have`);
  }
  return { ...rest, items: visit(items, `${path}[]`) };
}

function visit(raw: Node, path: string): Node {
  const node = rewritten(raw, path);
  checkKeywords(node, path);
  checkBounds(node, path);
  if (node['type'] === 'object') return objectMembers(node, path);
  if (node['type'] === 'array') return arrayItems(node, path);
  return node;
}

/**
 * The structural form of `schema`. @throws Error naming the path and what is wrong there.
 */
export function structural(schema: unknown, path: string): Node {
  // Through JSON: symbols, functions and undefined members of the schema library vanish.
  const plain: unknown = JSON.parse(JSON.stringify(schema));
  if (!isRecord(plain)) fail(path, 'is no schema');
  return visit(plain, path);
}

/** Members that `self` has without being declared: https://kubernetes.io/docs/reference/using-api/cel/ */
const MEMBER = /\b(?:self|oldSelf)\.([A-Za-z_]\w*)(?!\w*\()/g;

/**
 * CEL rules may only name members that the schema has: a real API server refuses the CRD otherwise.
 * To be called on the complete schema, shared fields included. @throws Error naming path and member.
 */
export function checkRuleMembers(node: Node, path: string): void {
  const properties = isRecord(node.properties) ? node.properties : undefined;
  for (const { rule } of properties === undefined ? [] : rulesOf(node)) {
    const unknown = [...String(rule).matchAll(MEMBER)].map(([, name = '']) => name);
    const missing = unknown.find((name) => !Object.hasOwn(properties ?? {}, name));
    if (missing !== undefined)
      fail(path, `has a rule about ${missing}, which it does not have: ${String(rule)}`);
  }
  for (const [name, member] of Object.entries(properties ?? {})) {
    if (isRecord(member)) checkRuleMembers(member, `${path}.${name}`);
  }
  if (isRecord(node.items)) checkRuleMembers(node.items, `${path}[]`);
}
