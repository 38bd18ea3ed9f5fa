// Compilation of x-kubernetes-validations: each rule is parsed and type-checked against its node, once. Separate from
// evaluation (cel-evaluation.ts). Rules that use oldSelf where old and new values cannot be matched are refused.
// https://kubernetes.io/docs/reference/using-api/cel/ and
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { isRecord } from '../../../model/json.ts';
import { checkMembersOfHas } from './cel-has.ts';
import { registerTypes, type CelType, type CelTypes } from './cel-types.ts';
import type { FieldReason } from './field-error.ts';
import { kubernetesEnvironment } from './kubernetes-library.ts';
import type { SchemaNode } from './node.ts';
import { recordOf, recordsOf, textOf } from './node-builder.ts';
import type { SchemaProblem } from './schema-error.ts';

export type CelRule = {
  readonly program: ParseResult;
  readonly text: string;
  readonly message: string;
  readonly messageProgram: ParseResult | undefined;
  readonly reason: FieldReason;
  /** Appended to the path of the node: `.x`, `['a-b']`, or nothing. */
  readonly fieldPath: string;
  readonly usesOldSelf: boolean;
  readonly optionalOldSelf: boolean;
  readonly convert: CelType['convert'];
};

type Place = {
  schema: Record<string, unknown>;
  node: SchemaNode;
  path: string;
  uncorrelatable: string | undefined;
};
type Compilation = { environment: Environment; types: CelTypes; problems: SchemaProblem[] };

/** Fills `rules` and `celBelow` of every node; returns what is wrong with the rules. */
export function compileRules(
  schema: Record<string, unknown>,
  root: SchemaNode,
  path: string,
): SchemaProblem[] {
  if (!mentionsRules(schema)) return [];
  const environment = kubernetesEnvironment().clone();
  const problems: SchemaProblem[] = [];
  const types = registerTypes(environment, root);
  compileNode({ schema, node: root, path, uncorrelatable: undefined }, { environment, types, problems });
  return problems;
}

function mentionsRules(schema: Record<string, unknown>): boolean {
  if (Array.isArray(schema['x-kubernetes-validations']) && schema['x-kubernetes-validations'].length > 0)
    return true;
  const children = [...Object.values(recordOf(schema.properties)), schema.items, schema.additionalProperties];
  return children.some((child) => isRecord(child) && mentionsRules(child));
}

function compileNode(place: Place, compilation: Compilation): void {
  const { schema, node } = place;
  const written = recordsOf(schema['x-kubernetes-validations']);
  node.rules = written.flatMap((rule, index) =>
    compileRule(rule, { ...place, path: `${place.path}.x-kubernetes-validations[${index}]` }, compilation),
  );
  const children = childrenOf(place);
  for (const child of children) compileNode(child, compilation);
  const kinds = [
    ...children.map((child) => child.node.celBelow),
    ...node.rules.map((rule) => (rule.usesOldSelf ? 'transitions' : 'rules')),
  ];
  node.celBelow = kinds.includes('transitions') ? 'transitions' : kinds.includes('rules') ? 'rules' : 'none';
}

function childrenOf({ schema, node, path, uncorrelatable }: Place): Place[] {
  const children: Place[] = [];
  const properties = recordOf(schema.properties);
  for (const [name, child] of node.properties) {
    children.push({
      schema: recordOf(properties[name]),
      node: child,
      path: `${path}.properties[${name}]`,
      uncorrelatable,
    });
  }
  if (typeof node.additional === 'object') {
    children.push({
      schema: recordOf(schema.additionalProperties),
      node: node.additional,
      path: `${path}.additionalProperties`,
      uncorrelatable,
    });
  }
  if (node.items !== undefined) {
    const lost = uncorrelatable ?? (node.listType === 'map' ? undefined : path);
    children.push({
      schema: recordOf(schema.items),
      node: node.items,
      path: `${path}.items`,
      uncorrelatable: lost,
    });
  }
  return children;
}

function compileRule(rule: Record<string, unknown>, place: Place, compilation: Compilation): CelRule[] {
  const { node } = place;
  const fail = (part: string, text: string): CelRule[] => {
    compilation.problems.push({ path: `${place.path}.${part}`, text });
    return [];
  };
  const type = compilation.types.get(node);
  const text = textOf(rule.rule).trim();
  const usesOldSelf = mentionsOldSelf(text);
  if (text === '') return fail('rule', 'Required value: rule is not specified');
  if (type === undefined)
    return fail('rule', 'Invalid value: there is no CEL type here: give the schema a type');
  if (usesOldSelf && place.uncorrelatable !== undefined) {
    return fail(
      'rule',
      `Invalid value: ${JSON.stringify(text)}: oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelatable}`,
    );
  }
  const optionalOldSelf = rule.optionalOldSelf === true;
  const environment = withSelf(compilation.environment, type.name, optionalOldSelf);
  const program = compileExpression(environment, text, 'bool');
  if (typeof program === 'string') return fail('rule', `Invalid value: ${shown(rule)}: ${program}`);
  if (/[\n\r]/.test(textOf(rule.message)))
    return fail('message', `Invalid value: ${JSON.stringify(rule.message)}: must not contain line breaks`);
  if (rule.reason !== undefined && !isReason(rule.reason)) {
    const known = [...REASONS].sort().map((reason) => JSON.stringify(reason));
    return fail(
      'reason',
      `Unsupported value: ${JSON.stringify(rule.reason)}: supported values: ${known.join(', ')}`,
    );
  }
  const fieldPath = fieldPathOf(node, textOf(rule.fieldPath));
  if (fieldPath === undefined)
    return fail('fieldPath', `Invalid value: ${JSON.stringify(rule.fieldPath)}: must be a valid path`);
  const messageText = textOf(rule.messageExpression);
  const messageProgram =
    messageText === '' ? undefined : compileExpression(environment, messageText, 'string');
  if (typeof messageProgram === 'string')
    return fail('messageExpression', `Invalid value: ${shown(rule)}: messageExpression ${messageProgram}`);
  const message = textOf(rule.message).trim();
  return [
    {
      program,
      text,
      message,
      messageProgram,
      reason: reasonOf(rule.reason),
      fieldPath,
      usesOldSelf,
      optionalOldSelf,
      convert: type.convert,
    },
  ];
}

/** A rule as the server's own type shows it. */
function shown(rule: Record<string, unknown>): string {
  return JSON.stringify({
    Rule: rule.rule,
    Message: textOf(rule.message),
    MessageExpression: textOf(rule.messageExpression),
    Reason: rule.reason ?? null,
    FieldPath: textOf(rule.fieldPath),
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  });
}

function withSelf(environment: Environment, type: string, optionalOldSelf: boolean): Environment {
  return environment
    .clone()
    .registerVariable('self', type)
    .registerVariable('oldSelf', optionalOldSelf ? `optional<${type}>` : type);
}

/** The program, or what is wrong with it. */
function compileExpression(
  environment: Environment,
  text: string,
  wanted: 'bool' | 'string',
): ParseResult | string {
  // Lists of one type only, except as arguments of format(), as in the real server.
  const lenient = text.includes('.format(')
    ? environment.clone({ homogeneousAggregateLiterals: false })
    : environment;
  try {
    const program = lenient.parse(text);
    checkMembersOfHas(program.ast);
    const checked = program.check();
    if (!checked.valid) return `compilation failed: ${checked.error?.message ?? 'unknown error'}`;
    if (checked.type === wanted || checked.type === 'dyn' || checked.type?.startsWith('dyn<') === true)
      return program;
    return wanted === 'bool' ? 'cel expression must evaluate to a bool' : 'must evaluate to a string';
  } catch (error) {
    return `compilation failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function mentionsOldSelf(text: string): boolean {
  return /(?<![\w.])oldSelf\b/.test(text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""'));
}

const REASONS: ReadonlySet<string> = new Set([
  'FieldValueInvalid',
  'FieldValueForbidden',
  'FieldValueRequired',
  'FieldValueDuplicate',
]);

function isReason(value: unknown): value is FieldReason {
  return typeof value === 'string' && REASONS.has(value);
}

function reasonOf(value: unknown): FieldReason {
  return isReason(value) ? value : 'FieldValueInvalid';
}

/** `.a['b-c']` as it is appended to a field path; undefined when it names no field of the node. */
function fieldPathOf(node: SchemaNode, text: string): string | undefined {
  if (text === '') return '';
  let current: SchemaNode | undefined = node;
  let path = '';
  const steps = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/gy;
  while (steps.lastIndex < text.length) {
    const match = steps.exec(text);
    const name = match?.[1] ?? match?.[2]?.replace(/\\(.)/g, '$1');
    if (current === undefined || name === undefined) return undefined;
    const property: SchemaNode | undefined = current.properties.get(name);
    path += property === undefined ? `[${name}]` : `.${name}`;
    current = property ?? (typeof current.additional === 'object' ? current.additional : undefined);
    if (current === undefined) return undefined;
  }
  return path;
}
