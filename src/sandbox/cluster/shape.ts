// Reads list and map types out of an OpenAPI v3 schema in CRD notation while walking a value: what of it is owned,
// compared and merged piece by piece and what as a whole. Defaults are those of structured-merge-diff: objects are
// granular, lists are atomic. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import type { Obj } from './json.ts';
import { isObject, stringsAt } from './json.ts';

export type Shape = Obj | undefined;

export function childShape(shape: Shape, name: string): Shape {
  if (shape === undefined) return undefined;
  const properties = shape.properties;
  if (isObject(properties)) {
    const property = properties[name];
    if (isObject(property)) return property;
  }
  return isObject(shape.additionalProperties) ? shape.additionalProperties : undefined;
}

/** A named field of a struct, not a key of a map. */
export function isNamedField(shape: Shape, name: string): boolean {
  return shape !== undefined && isObject(shape.properties) && isObject(shape.properties[name]);
}

export function itemShape(shape: Shape): Shape {
  return shape !== undefined && isObject(shape.items) ? shape.items : undefined;
}

export function isAtomicMap(shape: Shape): boolean {
  return shape?.['x-kubernetes-map-type'] === 'atomic';
}

export function listType(shape: Shape): 'map' | 'set' | 'atomic' {
  const type = shape?.['x-kubernetes-list-type'];
  return type === 'map' || type === 'set' ? type : 'atomic';
}

export function listKeys(shape: Shape): string[] {
  return stringsAt(shape, 'x-kubernetes-list-map-keys');
}

/** The element of a FieldSet that names one item of a keyed list: `k:{"name":"x"}`, keys in alphabetical order. */
export function itemElement(shape: Shape, item: unknown): string {
  if (listType(shape) === 'set') return `v:${JSON.stringify(item)}`;
  const key: Obj = {};
  for (const name of listKeys(shape).sort()) {
    const value = isObject(item) ? item[name] : undefined;
    const fallback = childShape(itemShape(shape), name)?.default;
    if (value !== undefined || fallback !== undefined) key[name] = value ?? fallback;
  }
  return `k:${JSON.stringify(key)}`;
}

/** Items of a keyed list or a set by their element. */
export function itemsByElement(shape: Shape, list: readonly unknown[]): Map<string, unknown> {
  return new Map(list.map((item) => [itemElement(shape, item), item]));
}
