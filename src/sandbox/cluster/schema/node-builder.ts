// Turns a structural schema as written into nodes. Separate from the rules of what is structural (structural.ts): this
// step trusts its input and only resolves what a walker would otherwise resolve again for every object.
import { isRecord } from '../../../model/json.ts';
import { knownFormat } from './formats.ts';
import { goRegExp } from './go-regexp.ts';
import type { Bounds, Junctors, ListType, SchemaNode } from './node.ts';

export function buildNode(schema: Record<string, unknown>): SchemaNode {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const type = textOf(schema.type);
  const { format, check } = knownFormat(textOf(schema.format), type);
  const properties = new Map(
    Object.entries(recordOf(schema.properties)).map(([name, property]) => [
      name,
      buildNode(recordOf(property)),
    ]),
  );
  const additional = additionalOf(schema.additionalProperties);
  const items = isRecord(schema.items) ? buildNode(schema.items) : undefined;
  const listType = listTypeOf(schema['x-kubernetes-list-type']);
  const mapType = schema['x-kubernetes-map-type'];
  const below = [
    ...properties.values(),
    ...(typeof additional === 'object' ? [additional] : []),
    ...(items === undefined ? [] : [items]),
  ];
  return {
    types: intOrString ? ['integer', 'string'] : type === '' ? [] : [type],
    nullable: schema.nullable === true,
    format,
    checkFormat: check,
    properties,
    additional,
    items,
    required: requiredOf(schema),
    enumeration: Array.isArray(schema.enum) ? schema.enum : undefined,
    pattern:
      typeof schema.pattern === 'string' && schema.pattern !== ''
        ? { text: schema.pattern, matcher: goRegExp(schema.pattern) }
        : undefined,
    bounds: boundsOf(schema),
    junctors: junctorsOf(schema),
    fallback: schema.default,
    preserveUnknown: schema['x-kubernetes-preserve-unknown-fields'] === true,
    embedded: schema['x-kubernetes-embedded-resource'] === true,
    intOrString,
    listType,
    listKeys: textsOf(schema['x-kubernetes-list-map-keys']),
    mapType: mapType === 'atomic' || mapType === 'granular' ? mapType : undefined,
    rules: [],
    celBelow: 'none',
    defaultsBelow: below.some((child) => child.defaultsBelow || child.fallback !== undefined),
    uniquenessBelow: listType === 'map' || listType === 'set' || below.some((child) => child.uniquenessBelow),
  };
}

/** An embedded object says its kind. */
function requiredOf(schema: Record<string, unknown>): string[] {
  const own = textsOf(schema.required);
  if (schema['x-kubernetes-embedded-resource'] !== true) return own;
  return [...own, ...['kind', 'apiVersion'].filter((name) => !own.includes(name))];
}

export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function additionalOf(value: unknown): SchemaNode | true | undefined {
  if (isRecord(value)) return buildNode(value);
  return value === true ? true : undefined;
}

function listTypeOf(value: unknown): ListType | undefined {
  return value === 'map' || value === 'set' || value === 'atomic' ? value : undefined;
}

const BOUNDS = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

function boundsOf(schema: Record<string, unknown>): Bounds {
  const numbers = BOUNDS.flatMap((name) =>
    typeof schema[name] === 'number' ? [[name, schema[name]] as const] : [],
  );
  return {
    ...Object.fromEntries(numbers),
    exclusiveMinimum: schema.exclusiveMinimum === true,
    exclusiveMaximum: schema.exclusiveMaximum === true,
  };
}

function junctorsOf(schema: Record<string, unknown>): Junctors | undefined {
  const { allOf, anyOf, oneOf, not } = schema;
  if (allOf === undefined && anyOf === undefined && oneOf === undefined && not === undefined)
    return undefined;
  const nodes = (list: unknown): SchemaNode[] => recordsOf(list).map(buildNode);
  return {
    allOf: nodes(allOf),
    anyOf: nodes(anyOf),
    oneOf: nodes(oneOf),
    not: isRecord(not) ? buildNode(not) : undefined,
  };
}
