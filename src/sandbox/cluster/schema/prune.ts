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
  // Pairs, because an assignment to the member __proto__ makes none.
  const kept: [name: string, member: unknown][] = [];
  let changed = false;
  for (const [name, member] of Object.entries(object)) {
    const path = at.path === '' ? name : `${at.path}.${name}`;
    const child = node?.properties.get(name);
    const known = child !== undefined || (node !== undefined && node.additional !== undefined);
    const isWhole = (place.embedded && META_FIELDS.has(name)) || (!known && node?.preserveUnknown === true);
    if (!known && !isWhole) at.unknownFields.push(path);
    const pruned = isWhole || !known ? member : pruneKnown(node, child, { member, at: { ...at, path } });
    if (known || isWhole) kept.push([name, pruned]);
    changed ||= pruned !== member || !(known || isWhole);
  }
  return changed ? Object.fromEntries(kept) : object;
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
