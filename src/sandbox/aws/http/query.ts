// The query protocols' request: form parameters to a typed input, by schema. EC2's flattens lists and names members by
// ec2QueryName; STS's puts `member` into the name of list items.
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html, https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError, invalidValue } from '../core/error.ts';

export type Dialect = 'ec2' | 'sts';

/** Parameters of the protocol itself. */
const PROTOCOL = new Set(['Action', 'Version']);

/** A parameter's name split at the dots: one level of structure or list each. */
type Node = { value?: string; readonly children: Map<string, Node> };

export function decodeInput(schema: NormalizedSchema, parameters: URLSearchParams, dialect: Dialect): object {
  const root: Node = { children: new Map() };
  const left = new Set<Node>();
  const names = new Map<Node, string>();
  for (const [name, value] of parameters) {
    if (PROTOCOL.has(name)) continue;
    const node = descend(root, name.split('.'));
    node.value = value;
    left.add(node);
    names.set(node, name);
  }
  const input = new Decoder(dialect, left).struct(schema, root);
  const [unread] = left;
  // A parameter that nobody reads is a mistake of the caller or of the sandbox; both must show.
  if (unread !== undefined)
    throw new AwsError('UnknownParameter', `The parameter ${names.get(unread)} is not recognized`);
  return input;
}

function descend(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const step of path) {
    let next = node.children.get(step);
    if (next === undefined) {
      next = { children: new Map() };
      node.children.set(step, next);
    }
    node = next;
  }
  return node;
}

class Decoder {
  readonly #dialect: Dialect;
  readonly #left: Set<Node>;

  constructor(dialect: Dialect, left: Set<Node>) {
    this.#dialect = dialect;
    this.#left = left;
  }

  struct(schema: NormalizedSchema, node: Node): object {
    const value: Record<string, unknown> = {};
    if (!schema.isStructSchema()) return value;
    for (const [name, member] of schema.structIterator()) {
      const child = node.children.get(this.#nameOf(name, member));
      if (child !== undefined) value[name] = this.#value(member, child, name);
    }
    return value;
  }

  #value(schema: NormalizedSchema, node: Node, name: string): unknown {
    if (schema.isStructSchema()) return this.struct(schema, node);
    if (schema.isListSchema()) return this.#list(schema, node, name);
    this.#left.delete(node);
    return scalar(schema, node.value ?? '', name);
  }

  #list(schema: NormalizedSchema, node: Node, name: string): unknown[] {
    // An empty list is sent as an empty value, by STS only.
    if (node.value === '') this.#left.delete(node);
    const items = this.#dialect === 'ec2' ? node : (node.children.get('member') ?? node);
    const numbered = [...items.children].map(([index, child]) => ({ index: Number(index), child }));
    numbered.sort((a, b) => a.index - b.index);
    return numbered.map(({ child }) => this.#value(schema.getValueSchema(), child, name));
  }

  #nameOf(name: string, member: NormalizedSchema): string {
    const traits = member.getMergedTraits();
    if (this.#dialect === 'sts') return String(traits.xmlName ?? name);
    if (traits.ec2QueryName) return String(traits.ec2QueryName);
    const key = String(traits.xmlName ?? name);
    return key.charAt(0).toUpperCase() + key.slice(1);
  }
}

function scalar(schema: NormalizedSchema, text: string, name: string): unknown {
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') invalidValue(name, text, 'Expected true or false.');
    return text === 'true';
  }
  if (schema.isNumericSchema()) {
    const number = Number(text);
    if (text === '' || Number.isNaN(number)) invalidValue(name, text, 'Expected a number.');
    return number;
  }
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}
