// JSON Merge Patch, RFC 7386: null removes, objects merge, everything else replaces. Never changes its arguments.
import type { Obj } from './json.ts';
import { isObject } from './json.ts';

export function mergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Obj = isObject(document) ? { ...document } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}
