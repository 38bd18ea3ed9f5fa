// One node of a schema as the engine walks it: maps instead of objects, patterns compiled, formats resolved. Separate
// from compile.ts so that every walker knows the type without knowing how it is built. A node never changes after
// compileSchema has returned it.
import type { CelRule } from './cel-rules.ts';
import type { FormatCheck } from './formats.ts';

export type ListType = 'map' | 'set' | 'atomic';

export type SchemaNode = {
  /** Allowed JSON types; empty: any. */
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly format: string;
  readonly checkFormat: FormatCheck | undefined;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** `true` and a missing keyword both let every value through; only a schema makes a map of CEL and of pruning. */
  readonly additional: SchemaNode | true | undefined;
  readonly items: SchemaNode | undefined;
  readonly required: readonly string[];
  readonly enumeration: readonly unknown[] | undefined;
  readonly pattern: { readonly text: string; readonly matcher: RegExp } | undefined;
  readonly bounds: Bounds;
  readonly junctors: Junctors | undefined;
  readonly fallback: unknown;
  readonly preserveUnknown: boolean;
  readonly embedded: boolean;
  readonly intOrString: boolean;
  readonly listType: ListType | undefined;
  readonly listKeys: readonly string[];
  readonly mapType: 'granular' | 'atomic' | undefined;
  /** CEL rules of this node; filled once, after the whole schema is known to be structural. */
  rules: readonly CelRule[];
  /** What of CEL is at this node or below: lets the evaluator skip subtrees. */
  celBelow: 'none' | 'rules' | 'transitions';
  /** A default, or a list with unique items, at this node or below. */
  readonly defaultsBelow: boolean;
  readonly uniquenessBelow: boolean;
};

export type Bounds = {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum: boolean;
  readonly exclusiveMaximum: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
};

export type Junctors = {
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[];
  readonly oneOf: readonly SchemaNode[];
  readonly not: SchemaNode | undefined;
};

/** The node of a named member of an object: its property, else the schema of additional members. */
export function memberNode(node: SchemaNode, name: string): SchemaNode | undefined {
  return node.properties.get(name) ?? (typeof node.additional === 'object' ? node.additional : undefined);
}
