// CEL types of schema nodes, and the conversion of JSON into values of these types: integers become int (BigInt), objects
// become instances with escaped names, maps become Map. Separate because JavaScript cannot tell an integer from a double:
// only the schema can, as in the real server. https://kubernetes.io/docs/reference/using-api/cel/#openapi-type-system-mapping
import { secondsOf } from './duration.ts';
import { evaluate, type Environment } from '@marcbachmann/cel-js';
import { isRecord } from '../../../model/json.ts';
import { asUnordered, celEqual, RAW, type CelObject } from './cel-equality.ts';
import { escapeField } from './cel-escape.ts';
import type { SchemaNode } from './node.ts';

export type CelType = { readonly name: string; readonly convert: (value: unknown) => unknown };

/** Node to type; nodes without a type (any JSON) do not exist in CEL. */
export type CelTypes = ReadonlyMap<SchemaNode, CelType>;

const same = (value: unknown): unknown => value;
const wholeToInt = (value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
const STRING: CelType = { name: 'string', convert: same };

/** The library exports no duration type: its own function makes one. */
const durationOf = (value: unknown): unknown =>
  evaluate('duration(text)', { text: `${secondsOf(String(value)) ?? 0}s` });

const TEXT_FORMATS: Record<string, CelType> = {
  date: { name: 'google.protobuf.Timestamp', convert: (value) => new Date(String(value)) },
  datetime: { name: 'google.protobuf.Timestamp', convert: (value) => new Date(String(value)) },
  duration: { name: 'google.protobuf.Duration', convert: durationOf },
  byte: { name: 'bytes', convert: (value) => Buffer.from(String(value), 'base64') },
};

/** Registers the types of all nodes below `root` in `environment`. */
export function registerTypes(environment: Environment, root: SchemaNode): CelTypes {
  const types = new Map<SchemaNode, CelType>();
  typeOf(root, { environment, types, path: 'Object', resource: true, unordered: new Set() });
  return types;
}

/** `unordered`: names of list types that compare without order, each registered once. */
type Scope = {
  environment: Environment;
  types: Map<SchemaNode, CelType>;
  path: string;
  resource: boolean;
  unordered: Set<string>;
};

function typeOf(node: SchemaNode, scope: Scope): CelType | undefined {
  const plain = plainType(node, scope);
  if (plain === undefined) return undefined;
  scope.types.set(node, plain);
  // A value that may be null has no static type in the library; presence and members are found at run time.
  return node.nullable
    ? { name: 'dyn', convert: (value) => (value === null ? null : plain.convert(value)) }
    : plain;
}

function plainType(node: SchemaNode, scope: Scope): CelType | undefined {
  if (node.intOrString) return { name: 'dyn', convert: wholeToInt };
  switch (node.types[0]) {
    case 'string':
      return TEXT_FORMATS[node.format.replaceAll('-', '')] ?? STRING;
    case 'integer':
      return { name: 'int', convert: wholeToInt };
    case 'number':
      return { name: 'double', convert: same };
    case 'boolean':
      return { name: 'bool', convert: same };
    case 'array':
      return listOf(node, scope);
    case 'object':
      return typeof node.additional === 'object' ? mapOf(node.additional, scope) : objectType(node, scope);
    default:
      return undefined;
  }
}

const below = (scope: Scope, name: string, node: SchemaNode): Scope => ({
  ...scope,
  path: `${scope.path}.${name}`,
  resource: node.embedded,
});

function listOf(node: SchemaNode, scope: Scope): CelType | undefined {
  const item = node.items === undefined ? undefined : typeOf(node.items, below(scope, 'item', node.items));
  if (item === undefined) return undefined;
  const name = `list<${item.name}>`;
  const convert = (value: unknown): unknown => (Array.isArray(value) ? value.map(item.convert) : value);
  if (node.listType !== 'set' && node.listType !== 'map') return { name, convert };
  if (!scope.unordered.has(name)) scope.environment.registerOperator(`${name} == ${name}`, celEqual);
  scope.unordered.add(name);
  return { name, convert: (value) => asUnordered(convert(value)) };
}

function mapOf(values: SchemaNode, scope: Scope): CelType | undefined {
  const value = typeOf(values, below(scope, 'value', values));
  if (value === undefined) return undefined;
  const convert = (object: unknown): unknown =>
    isRecord(object)
      ? new Map(Object.entries(object).map(([name, member]) => [name, value.convert(member)]))
      : object;
  return { name: `map<string, ${value.name}>`, convert };
}

type Member = { readonly name: string; readonly escaped: string; readonly type: CelType };

function objectType(node: SchemaNode, scope: Scope): CelType {
  const members = new Map<string, Member>();
  for (const [name, property] of node.properties) {
    const type = typeOf(property, below(scope, name.replace(/\W/g, '_'), property));
    const escaped = escapeField(name);
    if (type !== undefined && escaped !== undefined) members.set(name, { name, escaped, type });
  }
  if (scope.resource || node.embedded) addResourceMembers(members, scope);
  return register(scope, [...members.values()]);
}

function addResourceMembers(members: Map<string, Member>, scope: Scope): void {
  const named = ['name', 'generateName'].map((name) => ({ name, escaped: name, type: STRING }));
  const metadata = register({ ...scope, path: `${scope.path}.ObjectMeta` }, named);
  members.set('metadata', { name: 'metadata', escaped: 'metadata', type: metadata });
  for (const name of ['apiVersion', 'kind']) members.set(name, { name, escaped: name, type: STRING });
}

function register(scope: Scope, members: readonly Member[]): CelType {
  const instances = class implements CelObject {
    declare readonly [RAW]: unknown;
  };
  const fields = Object.fromEntries(members.map(({ escaped, type }) => [escaped, type.name]));
  scope.environment.registerType(scope.path, { ctor: instances, fields });
  scope.environment.registerOperator(`${scope.path} == ${scope.path}`, celEqual);
  const convert = (value: unknown): unknown => {
    if (!isRecord(value)) return value;
    const instance: Record<string | symbol, unknown> = Object.create(instances.prototype);
    instance[RAW] = value;
    for (const { name, escaped, type } of members)
      if (Object.hasOwn(value, name)) instance[escaped] = type.convert(value[name]);
    return instance;
  };
  return { name: scope.path, convert };
}
