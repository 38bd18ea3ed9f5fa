// Whether a spec is of the shape that its schema says. The API server has checked that already, unless the CRD in the cluster is
// another one than ours: then a number where a kind expects a text would end in a defect, or in a call that makes no sense.
// Only types, words and bounds are judged here; patterns and CEL rules stay with the API server, which has its own dialect, and
// what a text means with the kind and with AWS.
import { isRecord } from './json.ts';
import type { AnyKind } from './kind.ts';
import { sharedFieldsOf } from './spec-fields.ts';

/** message: what is wrong, what it is, and what to do. */
export type SpecProblem = { field: string; message: string };

type Node = Readonly<Record<string, unknown>>;

/** Values are shown to people by their beginning only. */
const SHOWN_MAX = 60;

const known = new WeakMap<object, SpecProblem | 'none'>();
const nodes = new WeakMap<AnyKind, Node>();

/** The first problem of a spec; a spec is never changed in place, so each is looked at once. */
export function specProblem(
  kind: AnyKind,
  spec: Readonly<Record<string, unknown>> | undefined,
): SpecProblem | undefined {
  if (spec === undefined) return undefined;
  const before = known.get(spec);
  if (before !== undefined) return before === 'none' ? undefined : before;
  const problem = problemAt(nodeOf(kind), spec, 'spec');
  known.set(spec, problem ?? 'none');
  return problem;
}

function nodeOf(kind: AnyKind): Node {
  const before = nodes.get(kind);
  if (before !== undefined) return before;
  const own = kind.schema.spec as object as Node;
  const node = { ...own, properties: { ...sharedFieldsOf(kind), ...membersOf(own) } };
  nodes.set(kind, node);
  return node;
}

function membersOf({ properties }: Node): Node {
  return isRecord(properties) ? properties : {};
}

function problemAt(node: Node, value: unknown, field: string): SpecProblem | undefined {
  if (node.type === undefined || value === undefined) return undefined;
  const wanted = isOfType(node, value) ? unmetBound(node, value) : wordOf(node);
  if (wanted !== undefined)
    return { field, message: `must be ${wanted}, and is ${shown(value)}: correct it` };
  if (Array.isArray(value))
    return firstOf(value.entries(), ([i, item]) => inside(node.items, item, `${field}[${i}]`));
  return isRecord(value) ? problemInside(node, value, field) : undefined;
}

function problemInside(node: Node, value: Node, field: string): SpecProblem | undefined {
  const at = (name: string) => (field === 'spec' ? name : `${field}.${name}`);
  const missing = texts(node.required).find((name) => value[name] === undefined);
  if (missing !== undefined) return { field: at(missing), message: 'is required: set it' };
  const members = membersOf(node);
  return firstOf(Object.entries(value), ([name, member]) =>
    inside(Object.hasOwn(members, name) ? members[name] : node.additionalProperties, member, at(name)),
  );
}

/** Members that no schema knows are nobody's business. */
function inside(node: unknown, value: unknown, field: string): SpecProblem | undefined {
  return isRecord(node) ? problemAt(node, value, field) : undefined;
}

function firstOf<T>(all: Iterable<T>, judge: (one: T) => SpecProblem | undefined): SpecProblem | undefined {
  for (const one of all) {
    const problem = judge(one);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isOfType({ type }: Node, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  return typeof value === type;
}

/** What a value of the right type has to be besides; undefined: it is. */
function unmetBound(node: Node, value: unknown): string | undefined {
  if (Array.isArray(node.enum) && !node.enum.includes(value)) return wordOf(node);
  if (typeof value === 'number' && !isWithin(value, node.minimum, node.maximum)) return wordOf(node);
  if (Array.isArray(value) && !isWithin(value.length, node.minItems, node.maxItems))
    return `a list of ${range(node.minItems, node.maxItems)} items`;
  if (isRecord(value) && !isWithin(Object.keys(value).length, undefined, node.maxProperties))
    return `an object of ${range(undefined, node.maxProperties)} members`;
  if (typeof value !== 'string') return undefined;
  // The API server counts characters, as people do, not the halves of those beyond the basic plane.
  if (!isWithin([...value].length, node.minLength, node.maxLength))
    return `a text of ${range(node.minLength, node.maxLength)} characters`;
  return undefined;
}

function isWithin(count: number, min: unknown, max: unknown): boolean {
  return (typeof min !== 'number' || count >= min) && (typeof max !== 'number' || count <= max);
}

function range(min: unknown, max: unknown): string {
  return `${typeof min === 'number' ? min : 0} to ${typeof max === 'number' ? max : 'any number of'}`;
}

function wordOf(node: Node): string {
  if (Array.isArray(node.enum)) return `one of ${node.enum.map(String).join(', ')}`;
  if (node.type === 'integer')
    return `a whole number from ${String(node.minimum)} to ${String(node.maximum)}`;
  const words: Readonly<Record<string, string>> = { array: 'a list', object: 'an object', string: 'a text' };
  return words[String(node.type)] ?? 'true or false';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
