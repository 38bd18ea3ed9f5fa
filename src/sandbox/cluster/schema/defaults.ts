// Defaults of a schema, applied to what was sent. Separate because the server applies them on every read and write,
// before validation. The input is never changed; unchanged parts are shared. A null where null is not allowed becomes
// the default, or goes away when there is none.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
import { isRecord } from '../../../model/json.ts';
import type { CompiledSchema } from './compile.ts';
import type { SchemaNode } from './node.ts';
import { memberNode } from './node.ts';

export function applyDefaults(schema: CompiledSchema, object: object): object {
  const filled = fill(schema.root, object);
  return isRecord(filled) ? filled : object;
}

/** A value below which nothing is known has neither defaults nor nulls to remove. */
export function fill(node: SchemaNode | undefined, value: unknown): unknown {
  if (node === undefined) return value;
  if (Array.isArray(value)) return fillList(node, value);
  return isRecord(value) ? fillObject(node, value) : value;
}

const isUnwantedNull = (value: unknown, node: SchemaNode): boolean =>
  value === null && !node.nullable && node.types.length > 0;

function fillList(node: SchemaNode, list: readonly unknown[]): unknown {
  const { items } = node;
  if (items === undefined) return list;
  const filled = list.map((item) =>
    fill(items, isUnwantedNull(item, items) ? structuredClone(items.fallback ?? null) : item),
  );
  return filled.every((item, index) => item === list[index]) ? list : filled;
}

function fillObject(node: SchemaNode, object: Record<string, unknown>): unknown {
  // A map, because an assignment to the member __proto__ makes none.
  const filled = new Map<string, unknown>();
  let changed = false;
  for (const [name, member] of Object.entries(object)) {
    const child = memberNode(node, name);
    if (child !== undefined && isUnwantedNull(member, child)) {
      changed = true;
      if (child.fallback !== undefined) filled.set(name, fill(child, structuredClone(child.fallback)));
      continue;
    }
    const value = fill(child, member);
    filled.set(name, value);
    changed ||= value !== member;
  }
  if (!node.defaultsBelow) return changed ? Object.fromEntries(filled) : object;
  for (const [name, child] of node.properties) {
    if (child.fallback === undefined || Object.hasOwn(object, name)) continue;
    filled.set(name, fill(child, structuredClone(child.fallback)));
    changed = true;
  }
  return changed ? Object.fromEntries(filled) : object;
}
