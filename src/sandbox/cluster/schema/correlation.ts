// Which old value belongs to a new one, in an update. Separate because schema ratcheting and CEL transition rules must
// agree: members of objects and maps by name, items of keyed lists by key, items of other lists never.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#transition-rules
import { isRecord, sameJson } from '../../../model/json.ts';
import type { SchemaNode } from './node.ts';

/** The item of the old list with the same key; undefined when there is none or the list has no keys. */
export function oldItem(node: SchemaNode, oldList: unknown, item: unknown): unknown {
  if (node.listType !== 'map' || !Array.isArray(oldList) || !isRecord(item)) return undefined;
  return oldList.find(
    (candidate: unknown) =>
      isRecord(candidate) && node.listKeys.every((key) => sameKey(node, key, candidate[key], item[key])),
  );
}

function sameKey(node: SchemaNode, key: string, a: unknown, b: unknown): boolean {
  const fallback = node.items?.properties.get(key)?.fallback;
  return sameJson(a ?? fallback, b ?? fallback);
}

export function oldMember(old: unknown, name: string): unknown {
  return isRecord(old) && Object.hasOwn(old, name) ? old[name] : undefined;
}
