// Removal of fields that the schema does not know, as the API server does before it stores an object. Separate because
// it runs before defaults and validation, on whatever was sent. The input is never changed; unchanged parts are shared.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go.
import { isRecord } from '../../../model/json.ts';
import type { CompiledSchema } from './compile.ts';
import type { SchemaNode } from './node.ts';

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** `unknownFields`: what was removed, as paths such as `spec.routes[0].foo`, sorted. */
export function prune(schema: CompiledSchema, object: object): { object: object; unknownFields: string[] } {
  const unknownFields: string[] = [];
  const pruned = pruneValue({ node: schema.root, embedded: true }, object, { path: '', unknownFields });
  return { object: isRecord(pruned) ? pruned : object, unknownFields: unknownFields.sort() };
}

/** `embedded`: apiVersion, kind and metadata are kept whole. No node: nothing below is known. */
type Place = { node: SchemaNode | undefined; embedded: boolean };
type At = { path: string; unknownFields: string[] };

function pruneValue(place: Place, value: unknown, at: At): unknown {
  if (Array.isArray(value)) return pruneList(place.node, value, at);
  return isRecord(value) ? pruneObject(place, value, at) : value;
}

function placeOf(node: SchemaNode | undefined): Place {
  return { node, embedded: node?.embedded ?? false };
}

function pruneList(node: SchemaNode | undefined, list: readonly unknown[], at: At): unknown {
  if (node?.preserveUnknown === true && node.items === undefined) return list;
  const pruned = list.map((item, index) =>
    pruneValue(placeOf(node?.items), item, { ...at, path: `${at.path}[${index}]` }),
  );
  return pruned.every((item, index) => item === list[index]) ? list : pruned;
}

function pruneObject(place: Place, object: Record<string, unknown>, at: At): unknown {
  const { node } = place;
  const kept: Record<string, unknown> = {};
  let changed = false;
  for (const [name, member] of Object.entries(object)) {
    const path = at.path === '' ? name : `${at.path}.${name}`;
    const child = node?.properties.get(name);
    const known = child !== undefined || (node !== undefined && node.additional !== undefined);
    if (place.embedded && META_FIELDS.has(name)) kept[name] = member;
    else if (known) kept[name] = pruneKnown(node, child, { member, at: { ...at, path } });
    else if (node?.preserveUnknown === true) kept[name] = member;
    else at.unknownFields.push(path);
    if (kept[name] !== member) changed = true;
  }
  return changed || Object.keys(kept).length !== Object.keys(object).length ? kept : object;
}

/** `additionalProperties: true` knows the name but nothing of what is below it. */
function pruneKnown(
  node: SchemaNode | undefined,
  child: SchemaNode | undefined,
  { member, at }: { member: unknown; at: At },
): unknown {
  const found = child ?? (typeof node?.additional === 'object' ? node.additional : undefined);
  return pruneValue(placeOf(found), member, at);
}
