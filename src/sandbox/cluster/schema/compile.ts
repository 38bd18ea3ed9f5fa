// From a CRD's openAPIV3Schema to what prunes, defaults and validates: once per schema object. A schema that a real API
// server would refuse is refused here with every problem named; only the cost of CEL rules is not estimated.
import { compileRules } from './cel-rules.ts';
import { fill } from './defaults.ts';
import type { SchemaNode } from './node.ts';
import { buildNode, recordOf } from './node-builder.ts';
import { SchemaError, type SchemaProblem } from './schema-error.ts';
import { structuralProblems } from './structural.ts';
import { valueProblems } from './value-validation.ts';

export type CompiledSchema = {
  readonly source: Readonly<Record<string, unknown>>;
  readonly root: SchemaNode;
};

const ROOT_PATH = 'openAPIV3Schema';

const compiled = new WeakMap<object, CompiledSchema>();

/** Throws SchemaError. The same schema object is compiled once: it must not change afterwards. */
export function compileSchema(openAPIV3Schema: object): CompiledSchema {
  const known = compiled.get(openAPIV3Schema);
  if (known !== undefined) return known;
  const source = recordOf(openAPIV3Schema);
  refuse(structuralProblems(source, ROOT_PATH));
  const root = buildNode(source);
  refuse([...defaultProblems(root, ROOT_PATH), ...compileRules(source, root, ROOT_PATH)]);
  const schema = { source, root };
  compiled.set(openAPIV3Schema, schema);
  return schema;
}

function refuse(problems: readonly SchemaProblem[]): void {
  if (problems.length > 0) throw new SchemaError(problems);
}

/** A default must itself be valid, once the defaults below it are filled in. */
function defaultProblems(node: SchemaNode, path: string): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  // A null is no default of what cannot be null: the server drops it.
  if (node.fallback !== undefined && node.fallback !== null) {
    const value = fill(node, node.fallback);
    for (const { field, message } of valueProblems(node, value, { path: 'default' }))
      problems.push({ path: `${path}.${field}`, text: message.replace(': default in body', ':  in body') });
  }
  for (const [name, child] of node.properties)
    problems.push(...defaultProblems(child, `${path}.properties[${name}]`));
  if (typeof node.additional === 'object')
    problems.push(...defaultProblems(node.additional, `${path}.additionalProperties`));
  if (node.items !== undefined) problems.push(...defaultProblems(node.items, `${path}.items`));
  return problems;
}
