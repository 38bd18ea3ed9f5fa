// Algebra on FieldsV1 sets, done on the notation itself: a node `{}` is an owned leaf, `.` in a node says that the node
// itself is owned beside its children. The root is never a member.
import type { FieldSet } from './json.ts';
import { isObject } from './json.ts';

type Node = FieldSet | undefined;
type Decide = (inA: boolean, inB: boolean) => boolean;

export function isMember(node: Node): boolean {
  if (node === undefined) return false;
  if (node['.'] !== undefined) return true;
  for (const _ in node) return false;
  return true;
}

function combine(a: Node, b: Node, decide: Decide, root: boolean): Node {
  const children: FieldSet = {};
  let count = 0;
  for (const name of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
    if (name === '.') continue;
    const child = combine(a?.[name], b?.[name], decide, false);
    if (child === undefined) continue;
    children[name] = child;
    count += 1;
  }
  const member = !root && decide(isMember(a), isMember(b));
  if (count === 0) return member || root ? {} : undefined;
  return member ? { '.': {}, ...children } : children;
}

export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  return combine(a, b, (inA, inB) => inA || inB, true) ?? {};
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return {};
  return combine(a, b, (inA, inB) => inA && inB, true) ?? {};
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  return combine(a, b, (inA, inB) => inA && !inB, true) ?? {};
}

/** Every member as a path in the notation of conflict messages: `.spec.routes[destination="0.0.0.0/0"].natGatewayID`. */
export function pathsOf(set: FieldSet): string[] {
  const paths: string[] = [];
  walk(set, '', paths, true);
  return paths;
}

function walk(node: FieldSet, path: string, paths: string[], root: boolean): void {
  if (!root && isMember(node)) paths.push(path);
  for (const [name, child] of Object.entries(node)) {
    if (name !== '.') walk(child, path + elementText(name), paths, false);
  }
}

export function elementText(element: string): string {
  const body = element.slice(2);
  if (element.startsWith('f:')) return `.${body}`;
  if (element.startsWith('v:')) return `[=${body}]`;
  if (element.startsWith('i:')) return `[${body}]`;
  const key: unknown = JSON.parse(body);
  if (!isObject(key)) return `[${body}]`;
  return `[${Object.entries(key)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}]`;
}
