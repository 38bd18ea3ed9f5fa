// What the API server demands of lists with a type. Separate from structural.ts because it is a rule book of its own.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy; follows
// k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
import { isRecord } from '../../../model/json.ts';
import { recordOf, textOf, textsOf } from './node-builder.ts';
import type { SchemaProblem } from './schema-error.ts';

type Schema = Record<string, unknown>;

export function listProblems(schema: Schema, path: string): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (part: string, text: string): void => void problems.push({ path: `${path}.${part}`, text });
  const type = schema['x-kubernetes-list-type'];
  const keys = textsOf(schema['x-kubernetes-list-map-keys']);
  if (keys.length > 0 && type !== 'map')
    add('x-kubernetes-list-type', 'Required value: must be map if x-kubernetes-list-map-keys is non-empty');
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType !== undefined && schema.type !== 'object')
    add('type', 'Required value: must be object if x-kubernetes-map-type is specified');
  if (type === undefined) return problems;
  if (schema.type !== 'array')
    add(
      'type',
      `Invalid value: ${JSON.stringify(textOf(schema.type))}: must be array if x-kubernetes-list-type is specified`,
    );
  if (type !== 'map' && type !== 'set' && type !== 'atomic') {
    add(
      'x-kubernetes-list-type',
      `Unsupported value: ${JSON.stringify(type)}: supported values: "atomic", "set", "map"`,
    );
  }
  const items = recordOf(schema.items);
  if (type !== 'atomic' && items.nullable === true)
    add('items.nullable', `Forbidden: cannot be nullable when x-kubernetes-list-type is ${String(type)}`);
  if (type === 'set') problems.push(...setProblems(items, path));
  if (type === 'map') problems.push(...keyProblems(items, keys, path));
  return problems;
}

function setProblems(items: Schema, path: string): SchemaProblem[] {
  if (
    items.type === 'array' &&
    items['x-kubernetes-list-type'] !== undefined &&
    items['x-kubernetes-list-type'] !== 'atomic'
  ) {
    return [
      {
        path: `${path}.items.x-kubernetes-list-type`,
        text: 'Invalid value: must be atomic as item of a list with x-kubernetes-list-type=set',
      },
    ];
  }
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    return [
      {
        path: `${path}.items.x-kubernetes-map-type`,
        text: 'Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
      },
    ];
  }
  return [];
}

function keyProblems(items: Schema, keys: readonly string[], path: string): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (part: string, text: string): void => void problems.push({ path: `${path}.${part}`, text });
  if (keys.length === 0)
    add('x-kubernetes-list-map-keys', 'Required value: must not be empty if x-kubernetes-list-type is map');
  if (items.type !== 'object')
    add(
      'items.type',
      `Invalid value: ${JSON.stringify(textOf(items.type))}: must be object if parent array's x-kubernetes-list-type is map`,
    );
  if (items.type !== 'object') return problems;
  if (new Set(keys).size !== keys.length)
    add(
      'x-kubernetes-list-map-keys',
      `Invalid value: ${JSON.stringify(keys)}: must not contain duplicate entries`,
    );
  for (const key of keys) {
    const property = recordOf(items.properties)[key];
    const at = `items.properties[${key}]`;
    if (!isRecord(property)) {
      add(
        'x-kubernetes-list-map-keys',
        `Invalid value: ${JSON.stringify(keys)}: entries must all be names of item properties`,
      );
      continue;
    }
    if (property.type === 'array' || property.type === 'object')
      add(
        `${at}.type`,
        "Invalid value: must be a scalar type if parent array's x-kubernetes-list-type is map",
      );
    if (property.nullable === true)
      add(
        `${at}.nullable`,
        'Forbidden: this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
      );
    if (property.default === undefined && !textsOf(items.required).includes(key)) {
      add(
        `${at}.default`,
        'Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      );
    }
  }
  return problems;
}
