// Evaluation of the CEL rules of a schema over one object. Separate from their compilation. Rules with oldSelf run only
// where an old value is known; other rules of an unchanged part are not repeated (ratcheting). A rule that fails to
// evaluate is an error of the object, never an exception.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
import { Optional } from '@marcbachmann/cel-js';
import { isRecord, sameJson } from '../../../model/json.ts';
import { escapeField } from './cel-escape.ts';
import type { CelRule } from './cel-rules.ts';
import { oldItem, oldMember } from './correlation.ts';
import type { FieldError } from './field-error.ts';
import { duplicate, forbidden, invalid, NO_FIELD, OMITTED, required } from './field-error.ts';
import type { SchemaNode } from './node.ts';

export function ruleProblems(root: SchemaNode, object: unknown, old: unknown): FieldError[] {
  const errors: FieldError[] = [];
  visit(root, object, { path: '', old, cel: undefined, unchanged: false, errors });
  return errors;
}

/** `cel`: the value converted by an enclosing node, if any had rules. `unchanged`: an enclosing value equals its old one. */
type At = { path: string; old: unknown; cel: unknown; unchanged: boolean; errors: FieldError[] };

function visit(node: SchemaNode, value: unknown, at: At): void {
  if (node.celBelow === 'none' || value === null || value === undefined) return;
  const unchanged = at.unchanged || (at.old !== undefined && sameJson(value, at.old));
  if (unchanged && node.celBelow !== 'transitions') return;
  const first = node.rules[0];
  const cel = at.cel ?? first?.convert(value);
  if (first !== undefined) runRules(node, value, { ...at, cel, unchanged });
  if (Array.isArray(value)) visitItems(node, value, { ...at, cel, unchanged });
  else if (isRecord(value)) visitMembers(node, value, { ...at, cel, unchanged });
}

function visitItems(node: SchemaNode, list: readonly unknown[], at: At): void {
  const { items } = node;
  if (items === undefined || items.celBelow === 'none') return;
  for (const [index, item] of list.entries()) {
    const cel = Array.isArray(at.cel) ? at.cel[index] : undefined;
    visit(items, item, { ...at, path: `${at.path}[${index}]`, old: oldItem(node, at.old, item), cel });
  }
}

function visitMembers(node: SchemaNode, object: Record<string, unknown>, at: At): void {
  for (const [name, child] of node.properties) {
    if (child.celBelow === 'none' || !Object.hasOwn(object, name)) continue;
    const escaped = escapeField(name);
    const cel = isRecord(at.cel) && escaped !== undefined ? at.cel[escaped] : undefined;
    visit(child, object[name], {
      ...at,
      path: at.path === '' ? name : `${at.path}.${name}`,
      old: oldMember(at.old, name),
      cel,
    });
  }
  const { additional } = node;
  if (typeof additional !== 'object' || additional.celBelow === 'none') return;
  for (const [name, member] of Object.entries(object)) {
    const cel = at.cel instanceof Map ? at.cel.get(name) : undefined;
    visit(additional, member, { ...at, path: `${at.path}[${name}]`, old: oldMember(at.old, name), cel });
  }
}

function runRules(node: SchemaNode, value: unknown, at: At): void {
  const hasOld = at.old !== undefined && at.old !== null;
  let oldCel: unknown;
  for (const rule of node.rules) {
    if (!rule.usesOldSelf && at.unchanged) continue;
    if (rule.usesOldSelf && !hasOld && !rule.optionalOldSelf) continue;
    if (rule.usesOldSelf && hasOld) oldCel ??= rule.convert(at.old);
    const oldSelf = rule.optionalOldSelf ? (hasOld ? Optional.of(oldCel) : Optional.none()) : oldCel;
    const error = problemOf(rule, { node, value, path: at.path, variables: { self: at.cel, oldSelf } });
    if (error !== undefined) at.errors.push(error);
  }
}

type Evaluation = {
  node: SchemaNode;
  value: unknown;
  path: string;
  variables: { self: unknown; oldSelf: unknown };
};

function problemOf(rule: CelRule, { node, value, path, variables }: Evaluation): FieldError | undefined {
  let result: unknown;
  try {
    result = rule.program(variables);
  } catch (error) {
    return invalid(
      path === '' ? NO_FIELD : path,
      node.intOrString ? '' : (node.types[0] ?? ''),
      failure(rule, error),
    );
  }
  if (result === true) return undefined;
  const field = `${path}${rule.fieldPath}`.replace(/^\./, '');
  const shown = typeof value === 'object' ? OMITTED : value;
  return withReason(rule, {
    field: field === '' ? NO_FIELD : field,
    value: shown,
    detail: detailOf(rule, variables),
  });
}

function withReason(
  rule: CelRule,
  { field, value, detail }: { field: string; value: unknown; detail: string },
): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(field, detail);
    case 'FieldValueRequired':
      return required(field, detail);
    case 'FieldValueDuplicate':
      return duplicate(field, value);
    default:
      return invalid(field, value, detail);
  }
}

/** The server falls back to the message when its expression fails, is empty or has line breaks. */
function detailOf(rule: CelRule, variables: Evaluation['variables']): string {
  const fallback = rule.message === '' ? `failed rule: ${rule.text}` : rule.message;
  if (rule.messageProgram === undefined) return fallback;
  try {
    const text: unknown = rule.messageProgram(variables);
    const trimmed = typeof text === 'string' ? text.trim() : '';
    return trimmed === '' || trimmed.includes('\n') ? fallback : trimmed;
  } catch {
    return fallback;
  }
}

function failure(rule: CelRule, error: unknown): string {
  const summary =
    isRecord(error) && typeof error.summary === 'string'
      ? error.summary
      : error instanceof Error
        ? error.message
        : String(error);
  const ruleName = rule.message === '' ? rule.text : rule.message;
  const outOfBounds = /index out of bounds, index (-?\d+)/.exec(summary)?.[1];
  const words =
    outOfBounds === undefined
      ? summary.replace(/^No such key/, 'no such key')
      : `index out of bounds: ${outOfBounds}`;
  if (/^(no such overload|found no matching overload)/.test(words)) {
    return `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${ruleName}`;
  }
  return `${words} evaluating rule: ${ruleName}`;
}
