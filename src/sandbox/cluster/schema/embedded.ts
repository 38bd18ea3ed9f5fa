// The objects that a schema embeds (x-kubernetes-embedded-resource), wherever they lie in a value: their metadata obeys the
// rules of metadata. Separate from those rules, which know nothing of schemas.
import { isRecord } from '../../../model/json.ts';
import { memberNode, type SchemaNode } from './node.ts';

export type Embedded = { path: string; metadata: Record<string, unknown> };

export function embeddedObjects(node: SchemaNode, value: unknown, path = ''): Embedded[] {
  if (Array.isArray(value)) {
    const { items } = node;
    if (items === undefined) return [];
    return value.flatMap((item, index) => embeddedObjects(items, item, `${path}[${index}]`));
  }
  if (!isRecord(value)) return [];
  const { metadata } = value;
  const own = node.embedded && isRecord(metadata) ? [{ path, metadata }] : [];
  const below = Object.entries(value).flatMap(([name, member]) => {
    const child = memberNode(node, name);
    return child === undefined ? [] : embeddedObjects(child, member, path === '' ? name : `${path}.${name}`);
  });
  return [...own, ...below];
}
