// The walk of schema validation: every value against its node, in the order of the real server's validators (type,
// junctors, text, number, list, enum, object). A part of an update that equals its old value is not checked again: an
// object that was stored under an older schema stays writable elsewhere.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-ratcheting
import { isRecord, sameJson } from '../../../model/json.ts';
import { oldItem } from './correlation.ts';
import type { FieldError } from './field-error.ts';
import { invalid, NO_FIELD, required } from './field-error.ts';
import type { Junctors, SchemaNode } from './node.ts';
import { memberNode } from './node.ts';
import {
  countProblems,
  enumProblems,
  memberCountProblems,
  numberProblems,
  textProblems,
  typeProblem,
} from './value-checks.ts';

/** `old` is undefined where there is nothing to compare with. */
export function valueProblems(
  node: SchemaNode,
  value: unknown,
  at: { path: string; old?: unknown },
): FieldError[] {
  if (at.old !== undefined && sameJson(value, at.old)) return [];
  const errors: FieldError[] = [];
  walk(node, value, { path: at.path, old: at.old, errors });
  return errors;
}

type At = { path: string; old: unknown; errors: FieldError[] };

function walk(node: SchemaNode, value: unknown, at: At): void {
  const { path, errors } = at;
  const wrongType = typeProblem(node, value, path);
  if (wrongType !== undefined) errors.push(wrongType);
  if (value === null) {
    errors.push(...enumProblems(node, value, path));
    return;
  }
  if (node.junctors !== undefined) errors.push(...junctorProblems(node.junctors, value, path));
  if (typeof value === 'string') errors.push(...textProblems(node, value, path));
  else if (typeof value === 'number') errors.push(...numberProblems(node, value, path));
  else if (Array.isArray(value)) walkList(node, value, at);
  if (node.enumeration !== undefined) errors.push(...enumProblems(node, value, path));
  if (isRecord(value)) walkObject(node, value, at);
}

function walkList(node: SchemaNode, value: readonly unknown[], at: At): void {
  const { items } = node;
  if (items !== undefined) {
    for (const [index, item] of value.entries()) {
      const old = oldItem(node, at.old, item);
      if (old !== undefined && sameJson(item, old)) continue;
      walk(items, item, { path: `${at.path}[${index}]`, old, errors: at.errors });
    }
  }
  at.errors.push(...countProblems(node, value.length, at.path));
}

function walkObject(node: SchemaNode, value: Record<string, unknown>, at: At): void {
  const { path, errors } = at;
  const names = Object.keys(value);
  errors.push(...memberCountProblems(node, names.length, path));
  const old = isRecord(at.old) ? at.old : undefined;
  for (const name of names) {
    const child = memberNode(node, name);
    if (child === undefined) continue;
    const before = old !== undefined && Object.hasOwn(old, name) ? old[name] : undefined;
    const member = value[name];
    if (before !== undefined && sameJson(member, before)) continue;
    walk(child, member, { path: path === '' ? name : `${path}.${name}`, old: before, errors });
  }
  for (const name of node.required) {
    if (!Object.hasOwn(value, name)) errors.push(required(path === '' ? name : `${path}.${name}`));
  }
}

function junctorProblems(junctors: Junctors, value: unknown, path: string): FieldError[] {
  const whole = (words: string): FieldError => invalid(NO_FIELD, '', `${JSON.stringify(path)} must ${words}`);
  const errors: FieldError[] = [];
  const anyOf = attempts(junctors.anyOf, value, path);
  if (junctors.anyOf.length > 0 && anyOf.valid === 0)
    errors.push(whole('validate at least one schema (anyOf)'), ...anyOf.best);
  const oneOf = attempts(junctors.oneOf, value, path);
  if (junctors.oneOf.length > 0 && oneOf.valid !== 1) {
    const found = oneOf.valid === 0 ? 'Found none valid' : `Found ${oneOf.valid} valid alternatives`;
    errors.push(
      whole(`validate one and only one schema (oneOf). ${found}`),
      ...(oneOf.valid === 0 ? oneOf.best : []),
    );
  }
  const allOf = attempts(junctors.allOf, value, path);
  if (allOf.valid !== junctors.allOf.length) {
    errors.push(
      ...allOf.all,
      whole(`validate all the schemas (allOf)${allOf.valid === 0 ? '. None validated' : ''}`),
    );
  }
  if (junctors.not !== undefined && attempts([junctors.not], value, path).valid === 1)
    errors.push(whole('not validate the schema (not)'));
  return errors;
}

/** `best`: the errors of the alternative that came closest, by the number of its errors; the first of equals. */
function attempts(
  nodes: readonly SchemaNode[],
  value: unknown,
  path: string,
): { valid: number; best: FieldError[]; all: FieldError[] } {
  const results = nodes.map((node) => valueProblems(node, value, { path }));
  const failed = results.filter((errors) => errors.length > 0);
  const best = failed.reduce<FieldError[] | undefined>(
    (least, errors) => (least === undefined || errors.length < least.length ? errors : least),
    undefined,
  );
  return { valid: results.length - failed.length, best: best ?? [], all: failed.flat() };
}
