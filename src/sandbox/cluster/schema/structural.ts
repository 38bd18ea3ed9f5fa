// What makes a schema structural, and what else the API server demands of a CRD's schema before it looks at CEL. Separate
// because it works on the schema as written and only refuses.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go and pkg/apis/apiextensions/validation.
import { isRecord, sameJson } from '../../../model/json.ts';
import { goRegExp } from './go-regexp.ts';
import { listProblems } from './structural-lists.ts';
import { recordOf, recordsOf, textOf } from './node-builder.ts';
import type { SchemaProblem } from './schema-error.ts';

type Schema = Record<string, unknown>;
type Level = 'root' | 'item' | 'field';

const FORBIDDEN_KEYWORDS = [
  '$ref',
  'definitions',
  'dependencies',
  'patternProperties',
  'const',
  'id',
  '$schema',
  'deprecated',
  'discriminator',
  'readOnly',
  'writeOnly',
  'xml',
  'additionalItems',
];
const TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object']);
const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];
const TYPE_MISSING: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

export function structuralProblems(schema: Schema, path: string): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkNode(schema, { path, level: 'root', problems });
  return problems;
}

type At = { path: string; level: Level; problems: SchemaProblem[] };

function checkNode(schema: Schema, at: At): void {
  const { path, level, problems } = at;
  const add = (part: string, text: string): void => void problems.push({ path: `${path}.${part}`, text });
  for (const keyword of FORBIDDEN_KEYWORDS)
    if (schema[keyword] !== undefined) add(keyword, `Forbidden: ${keyword} is not supported`);
  if (schema.uniqueItems === true)
    add(
      'uniqueItems',
      'Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    );
  if (schema.$ref === undefined) checkType(schema, at, add);
  if (level === 'root' && schema.additionalProperties !== undefined)
    add('additionalProperties', 'Forbidden: must not be used at the root');
  const closed = schema.additionalProperties === undefined || schema.additionalProperties === false;
  if (!closed && schema.properties !== undefined)
    add('additionalProperties', 'Forbidden: additionalProperties and properties are mutual exclusive');
  if (schema.type === 'array' && !isRecord(schema.items)) add('items', 'Required value: must be specified');
  problems.push(...listProblems(schema, path), ...boundProblems(schema, path));
  checkPattern(schema, path, problems);
  checkMetadata(schema, at);
  checkJunctors(schema, schema, at);
  checkChildren(schema, at);
}

function checkType(schema: Schema, { level }: At, add: (part: string, text: string) => void): void {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  const { type } = schema;
  if (type === undefined || type === '') {
    if (!intOrString && preserve !== true) add('type', `Required value: ${TYPE_MISSING[level]}`);
  } else if (!TYPES.has(type))
    add(
      'type',
      `Unsupported value: ${JSON.stringify(type)}: supported values: "array", "boolean", "integer", "number", "object", "string"`,
    );
  else if (level === 'root' && type !== 'object')
    add('type', `Invalid value: ${JSON.stringify(type)}: must be object at the root`);
  if (intOrString && preserve === true)
    add(
      'x-kubernetes-preserve-unknown-fields',
      'Invalid value: true: must be false if x-kubernetes-int-or-string is true',
    );
  if (preserve === false)
    add('x-kubernetes-preserve-unknown-fields', 'Invalid value: false: must be true or undefined');
  if (schema['x-kubernetes-embedded-resource'] !== true) return;
  if (type !== 'object')
    add('type', 'Required value: must be object if x-kubernetes-embedded-resource is true');
  if (preserve !== true && Object.keys(recordOf(schema.properties)).length === 0) {
    add(
      'properties',
      'Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    );
  }
}

function boundProblems(schema: Schema, path: string): SchemaProblem[] {
  return ['exclusiveMinimum', 'exclusiveMaximum']
    .filter((name) => schema[name] !== undefined && typeof schema[name] !== 'boolean')
    .map((name) => ({
      path: `${path}.${name}`,
      text: 'Invalid value: must be true or false: the number belongs into minimum or maximum',
    }));
}

function checkPattern(schema: Schema, path: string, problems: SchemaProblem[]): void {
  const pattern = textOf(schema.pattern);
  if (pattern === '') return;
  try {
    goRegExp(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push({
      path: `${path}.pattern`,
      text: `Invalid value: ${JSON.stringify(pattern)}: must be a valid regular expression, but isn't: ${why}`,
    });
  }
}

function checkMetadata(schema: Schema, { path, level, problems }: At): void {
  const metadata = recordOf(schema.properties).metadata;
  if (level !== 'root' || !isRecord(metadata)) return;
  const { type, properties, description: _, ...rest } = metadata;
  const at = `${path}.properties[metadata]`;
  if (type !== 'object')
    problems.push({
      path: `${at}.type`,
      text: `Invalid value: ${JSON.stringify(textOf(type))}: must be object`,
    });
  const foreign = Object.keys(recordOf(properties)).some(
    (name) => name !== 'name' && name !== 'generateName',
  );
  if (foreign || Object.keys(rest).length > 0) {
    problems.push({
      path: at,
      text: 'Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
    });
  }
}

function checkChildren(schema: Schema, { path, problems }: At): void {
  for (const [name, property] of Object.entries(recordOf(schema.properties))) {
    checkNode(recordOf(property), { path: `${path}.properties[${name}]`, level: 'field', problems });
  }
  if (isRecord(schema.additionalProperties))
    checkNode(schema.additionalProperties, {
      path: `${path}.additionalProperties`,
      level: 'field',
      problems,
    });
  if (isRecord(schema.items)) checkNode(schema.items, { path: `${path}.items`, level: 'item', problems });
}

/** `outer`: what stands outside the junctors at this place. At the root everything inside must stand there too; deeper, the server does not look. */
function checkJunctors(inner: Schema, outer: Schema | undefined, at: At): void {
  const intOrString =
    inner['x-kubernetes-int-or-string'] === true || outer?.['x-kubernetes-int-or-string'] === true;
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list = recordsOf(inner[name]);
    if (intOrString && name === 'anyOf' && sameJson(list, INT_OR_STRING)) continue;
    for (const [index, one] of list.entries())
      checkNested(one, outer, { ...at, path: `${at.path}.${name}[${index}]` });
  }
  if (isRecord(inner.not)) checkNested(inner.not, outer, { ...at, path: `${at.path}.not` });
}

const EMPTY_INSIDE: readonly (readonly [string, string])[] = [
  ['type', 'must be empty to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function checkNested(inner: Schema, outer: Schema | undefined, at: At): void {
  const { path, problems } = at;
  for (const [keyword, text] of EMPTY_INSIDE) {
    if (inner[keyword] !== undefined && inner[keyword] !== false)
      problems.push({ path: `${path}.${keyword}`, text: `Forbidden: ${text}` });
  }
  checkPattern(inner, path, problems);
  const outerProperties = recordOf(outer?.properties);
  for (const [name, property] of Object.entries(recordOf(inner.properties))) {
    const place = `${path}.properties[${name}]`;
    if (name === 'metadata')
      problems.push({ path: place, text: 'Forbidden: must not be specified in a nested context' });
    const counterpart = outerProperties[name];
    if (!isRecord(counterpart) && at.level === 'root') problems.push(missingOutside(place));
    checkNested(recordOf(property), recordOf(counterpart), { ...at, path: place });
  }
  if (isRecord(inner.items)) {
    if (!isRecord(outer?.items) && at.level === 'root') problems.push(missingOutside(`${path}.items`));
    checkNested(inner.items, recordOf(outer?.items), { ...at, path: `${path}.items` });
  }
  checkJunctors(inner, outer, at);
}

/** What stands inside a junctor must stand at the same place outside of it too. */
function missingOutside(place: string): SchemaProblem {
  const outside = place.replace(/\.(?:allOf|anyOf|oneOf)\[\d+\]|\.not(?=\.)/g, '');
  return { path: outside, text: `Required value: because it is defined in ${place}` };
}
