// Strategic merge patch for built-in kinds: a merge patch in which keyed lists merge by key, with the directives
// $patch, $retainKeys, $setElementOrder and $deleteFromPrimitiveList.
// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
import type { Obj } from './json.ts';
import { equal, isObject } from './json.ts';
import type { Shape } from './shape.ts';
import { childShape, itemShape, listKeys, listType } from './shape.ts';

export function strategicPatch(document: unknown, patch: unknown, shape: Shape): unknown {
  if (!isObject(patch)) return patch;
  if (patch.$patch === 'delete') return undefined;
  const base: Obj = isObject(document) && patch.$patch !== 'replace' ? { ...document } : {};
  const retained = Array.isArray(patch.$retainKeys) ? new Set(patch.$retainKeys) : undefined;
  if (retained !== undefined)
    for (const name of Object.keys(base)) if (!retained.has(name)) delete base[name];
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$deleteFromPrimitiveList/'))
      removePrimitives(base, name.slice(name.indexOf('/') + 1), value);
    else if (!name.startsWith('$')) setMember(base, { name, value, shape: childShape(shape, name) });
  }
  return base;
}

function setMember(base: Obj, { name, value, shape }: { name: string; value: unknown; shape: Shape }): void {
  if (value === null) delete base[name];
  else if (Array.isArray(value)) base[name] = patchList(base[name], value, shape);
  else base[name] = strategicPatch(base[name], value, shape);
}

function removePrimitives(base: Obj, name: string, values: unknown): void {
  const current = base[name];
  if (!Array.isArray(current) || !Array.isArray(values)) return;
  base[name] = current.filter((item) => !values.some((value) => equal(item, value)));
}

function patchList(current: unknown, patch: readonly unknown[], shape: Shape): unknown[] {
  const list = Array.isArray(current) ? current : [];
  if (listType(shape) === 'set')
    return [...list, ...patch.filter((value) => !list.some((item) => equal(item, value)))];
  const key = listKeys(shape)[0];
  if (listType(shape) !== 'map' || key === undefined)
    return patch.map((value) => strategicPatch(undefined, value, itemShape(shape)));
  let result: unknown[] = patch.some((item) => isObject(item) && item.$patch === 'replace') ? [] : [...list];
  for (const item of patch) {
    if (!isObject(item) || item.$patch === 'replace') continue;
    const index = result.findIndex((have) => isObject(have) && equal(have[key], item[key]));
    if (item.$patch === 'delete') result = result.filter((_, position) => position !== index);
    else if (index < 0) result.push(strategicPatch(undefined, item, itemShape(shape)));
    else result[index] = strategicPatch(result[index], item, itemShape(shape));
  }
  return result;
}
