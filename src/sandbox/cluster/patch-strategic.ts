// Strategic merge patch for built-in kinds: a merge patch in which keyed lists merge by key, with the directives
// $patch, $retainKeys, $setElementOrder and $deleteFromPrimitiveList.
// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
import type { Obj } from './json.ts';
import { equal, isObject } from './json.ts';
import { failure } from './status-errors.ts';
import { goText } from './typed-check.ts';
import type { Shape } from './shape.ts';
import { childShape, itemShape, listKeys, listType } from './shape.ts';

export function strategicPatch(document: unknown, patch: unknown, shape: Shape): unknown {
  if (!isObject(patch)) return patch;
  if (patch.$patch === 'delete') return undefined;
  if (patch.$patch !== undefined && patch.$patch !== 'replace' && patch.$patch !== 'merge')
    throw failure(500, '', `unknown patch type: ${String(patch.$patch)} in map: ${goText(patch)}`);
  const base: Obj = isObject(document) && patch.$patch !== 'replace' ? { ...document } : {};
  const retained = Array.isArray(patch.$retainKeys) ? new Set(patch.$retainKeys) : undefined;
  if (retained !== undefined)
    for (const name of Object.keys(base)) if (!retained.has(name)) delete base[name];
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$deleteFromPrimitiveList/'))
      removePrimitives(base, name.slice(name.indexOf('/') + 1), value);
    else if (!name.startsWith('$')) setMember(base, { name, value, shape: childShape(shape, name) });
  }
  for (const [name, order] of Object.entries(patch)) {
    if (name.startsWith(ORDER)) inOrder(base, { name: name.slice(ORDER.length), order, shape });
  }
  return base;
}

function setMember(base: Obj, { name, value, shape }: { name: string; value: unknown; shape: Shape }): void {
  if (value === null) delete base[name];
  else if (Array.isArray(value)) base[name] = patchList(base[name], value, shape);
  else base[name] = strategicPatch(base[name], value, shape);
}

const ORDER = '$setElementOrder/';

/** Puts a list in the order that the client wants; items that it does not name keep their places behind those before them. */
function inOrder(base: Obj, { name, order, shape }: { name: string; order: unknown; shape: Shape }): void {
  const list = base[name];
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  const key = listKeys(childShape(shape, name))[0];
  const idOf = (item: unknown): string =>
    JSON.stringify(key !== undefined && isObject(item) ? item[key] : item);
  const wanted = order.map(idOf);
  const rank = (item: unknown): number => wanted.indexOf(idOf(item));
  const named = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const result: unknown[] = [];
  for (const item of list) result.push(rank(item) < 0 ? item : named.shift());
  base[name] = result;
}

function removePrimitives(base: Obj, name: string, values: unknown): void {
  const current = base[name];
  if (!Array.isArray(current) || !Array.isArray(values)) return;
  base[name] = current.filter((item) => !values.some((value) => equal(item, value)));
}

function patchList(current: unknown, patch: readonly unknown[], shape: Shape): unknown[] {
  const list = Array.isArray(current) ? current : [];
  if (listType(shape) === 'set')
    return [...patch.filter((value) => !list.some((item) => equal(item, value))), ...list];
  const key = listKeys(shape)[0];
  if (listType(shape) !== 'map' || key === undefined)
    return patch.map((value) => strategicPatch(undefined, value, itemShape(shape)));
  let result: unknown[] = patch.some((item) => isObject(item) && item.$patch === 'replace') ? [] : [...list];
  const added: unknown[] = [];
  for (const item of patch) {
    if (!isObject(item) || item.$patch === 'replace') continue;
    if (item[key] === undefined)
      throw failure(500, '', `map: ${goText(item)} does not contain declared merge key: ${key}`);
    const index = result.findIndex((have) => isObject(have) && equal(have[key], item[key]));
    if (item.$patch === 'delete') result = result.filter((_, position) => position !== index);
    else if (index < 0) added.push(strategicPatch(undefined, item, itemShape(shape)));
    else result[index] = strategicPatch(result[index], item, itemShape(shape));
  }
  return [...added, ...result];
}
