// How the value at a path is owned and merged: keyed list, set, atomic. Separate because server-side apply asks this of
// paths and nothing else. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import type { CompiledSchema } from './compile.ts';
import type { SchemaNode } from './node.ts';
import { memberNode } from './node.ts';

export type MergeType = {
  listType?: 'map' | 'set' | 'atomic';
  keys?: string[];
  mapType?: 'granular' | 'atomic';
};

/** Names step into members, numbers into items. Empty where the schema says nothing: objects granular, lists atomic. */
export function listTypeAt(schema: CompiledSchema, path: readonly (string | number)[]): MergeType {
  let node: SchemaNode | undefined = schema.root;
  for (const step of path) {
    if (node === undefined) return {};
    node = typeof step === 'number' ? node.items : memberNode(node, step);
  }
  if (node === undefined) return {};
  return {
    ...(node.listType === undefined ? {} : { listType: node.listType }),
    ...(node.listKeys.length === 0 ? {} : { keys: [...node.listKeys] }),
    ...(node.mapType === undefined ? {} : { mapType: node.mapType }),
  };
}
