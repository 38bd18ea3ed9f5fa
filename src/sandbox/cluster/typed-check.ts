// Whether an apply configuration fits its schema well enough to be merged, before anything is merged: types, declared
// fields, keys of lists. Follows structured-merge-diff's typed/validate.go, in whose words it refuses.
import { isObject, type Obj } from './json.ts';
import { childShape, itemElement, itemShape, listKeys, listType, type Shape } from './shape.ts';
import { elementText } from './field-sets.ts';

/** The faults as one text, or undefined. */
export function typedFaults(value: Obj, shape: Shape): string | undefined {
  const faults = faultsOf(value, shape, '');
  const [first, ...more] = faults;
  if (first === undefined) return undefined;
  return more.length === 0 ? first : ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n');
}

function faultsOf(value: unknown, shape: Shape, path: string): string[] {
  if (value === null || value === undefined || shape === undefined) return [];
  const refuse = (what: string, shown: string): string[] => [`${path}: expected ${what}, got ${shown}`];
  if (shape['x-kubernetes-int-or-string'] === true)
    return typeof value === 'object' ? refuse('any scalar', wrapped(value)) : [];
  switch (shape.type) {
    case 'integer':
    case 'number':
      return typeof value === 'number' ? [] : refuse('numeric (int or float)', goType(value));
    case 'string':
      return typeof value === 'string' ? [] : refuse('string', wrapped(value));
    case 'boolean':
      return typeof value === 'boolean' ? [] : refuse('boolean', wrapped(value));
    case 'array':
      return Array.isArray(value) ? listFaults(value, shape, path) : refuse('list', wrapped(value));
    case 'object':
      return isObject(value) ? mapFaults(value, shape, path) : refuse('map', wrapped(value));
    default:
      return [];
  }
}

function mapFaults(value: Obj, shape: Obj, path: string): string[] {
  const open = shape['x-kubernetes-preserve-unknown-fields'] === true || isObject(shape.additionalProperties);
  return Object.entries(value).flatMap(([name, member]) => {
    const below = childShape(shape, name);
    if (path === '' && (name === 'apiVersion' || name === 'kind')) return [];
    if (below === undefined && !open) return [`${path}.${name}: field not declared in schema`];
    return faultsOf(member, below, `${path}.${name}`);
  });
}

function listFaults(list: readonly unknown[], shape: Obj, path: string): string[] {
  const type = listType(shape);
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const [index, item] of list.entries()) {
    const why = type === 'map' ? keyFault(item, shape) : type === 'set' ? setFault(item) : undefined;
    if (why !== undefined) return [...faults, `${path}: element ${index}: ${why}`];
    const element = type === 'atomic' ? `i:${index}` : itemElement(shape, item);
    if (seen.has(element)) faults.push(`${path}: duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    faults.push(...faultsOf(item, itemShape(shape), `${path}${elementText(element)}`));
  }
  return faults;
}

function keyFault(item: unknown, shape: Obj): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isObject(item)) return 'associative list with keys may not have non-map elements';
  if (itemElement(shape, item) !== 'k:{}') return undefined;
  const keys = listKeys(shape)
    .map((key) => JSON.stringify(key))
    .join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

function setFault(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
  return isObject(item) ? "associative list without keys has an element that's a map type" : undefined;
}

/** A value as Go's %v shows the reference that holds it. */
function wrapped(value: unknown): string {
  return `&{${goText(value)}}`;
}

/** A value as Go's %v shows it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((name) => `${name}:${goText(value[name])}`)
    .join(' ')}]`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
