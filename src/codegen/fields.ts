// A schema as a list of fields for people: path, type, bounds, default, description. Separate from the reference page so
// that the page decides only about layout.
import { isRecord } from '../model/json.ts';
import type { Node } from './structural.ts';

export type Field = { path: string; type: string; required: boolean; description: string; default?: unknown };

function wordOf(node: Node): string {
  const { type, format, enum: values, items, additionalProperties } = node;
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(' | ');
  if (type === 'array' && isRecord(items))
    return `list of ${items['type'] === 'object' ? 'objects' : wordOf(items)}`;
  if (type === 'object' && isRecord(additionalProperties)) return `map of ${wordOf(additionalProperties)}`;
  if (type === undefined) return 'any';
  return typeof format === 'string' && format !== 'int64' ? `${String(type)} (${format})` : String(type);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A list of words says of itself what it is for, and of its items what each means. */
function descriptionOf(node: Node): string {
  const own = text(node['description']);
  const items = isRecord(node['items']) && node['items']['type'] !== 'object' ? node['items'] : {};
  const each = text(items['description']);
  if (each === '') return own;
  return Array.isArray(items['enum']) ? `${own} ${each}` : `${own} Each: ${each}`;
}

/** Every field beneath `node`, parents first. */
export function fieldsOf(node: Node, path: string): readonly Field[] {
  const properties = isRecord(node['properties']) ? node['properties'] : {};
  const required = new Set(Array.isArray(node['required']) ? node['required'].map(String) : []);
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!isRecord(member)) return [];
    const here = path === '' ? name : `${path}.${name}`;
    const field: Field = {
      path: here,
      type: wordOf(member),
      required: required.has(name),
      description: descriptionOf(member),
      ...(member['default'] === undefined ? {} : { default: member['default'] }),
    };
    const inside = isRecord(member['items'])
      ? fieldsOf(member['items'], `${here}[]`)
      : fieldsOf(member, here);
    return [field, ...inside];
  });
}
