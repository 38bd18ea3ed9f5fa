// Uniqueness of list items: keyed lists by their keys, sets by whole items. Separate from the value walk because the
// server checks it as a pass of its own, and on update only when the old object was clean.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go.
import { canonicalText, isRecord } from '../../../model/json.ts';
import type { FieldError } from './field-error.ts';
import { duplicate, invalid } from './field-error.ts';
import type { SchemaNode } from './node.ts';

export function uniquenessProblems(node: SchemaNode, value: unknown, path: string): FieldError[] {
  if (!node.uniquenessBelow) return [];
  if (Array.isArray(value)) return listProblems(node, value, path);
  if (!isRecord(value)) return [];
  const errors: FieldError[] = [];
  for (const [name, member] of Object.entries(value)) {
    const property = node.properties.get(name);
    if (property !== undefined)
      errors.push(...uniquenessProblems(property, member, path === '' ? name : `${path}.${name}`));
    else if (typeof node.additional === 'object')
      errors.push(...uniquenessProblems(node.additional, member, `${path}[${name}]`));
  }
  return errors;
}

function listProblems(node: SchemaNode, list: readonly unknown[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (node.listType === 'set') errors.push(...repeated(list, path));
  if (node.listType === 'map') errors.push(...keyProblems(node, list, path));
  const { items } = node;
  if (items !== undefined)
    for (const [index, item] of list.entries())
      errors.push(...uniquenessProblems(items, item, `${path}[${index}]`));
  return errors;
}

function keyProblems(node: SchemaNode, list: readonly unknown[], path: string): FieldError[] {
  const strange = list.findIndex((item) => item !== null && !isRecord(item));
  if (strange >= 0)
    return [invalid(`${path}[${strange}]`, list[strange], 'must be an object for an array of list-type map')];
  return repeated(
    list.map((item) => keyOf(node, item)),
    path,
  );
}

function keyOf(node: SchemaNode, item: unknown): Record<string, unknown> {
  const key: Record<string, unknown> = {};
  if (isRecord(item))
    for (const name of [...node.listKeys].sort()) if (item[name] !== undefined) key[name] = item[name];
  return key;
}

/** One error per repeated value, at its second appearance. */
function repeated(values: readonly unknown[], path: string): FieldError[] {
  const seen = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    const text = canonicalText(value);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) errors.push(duplicate(`${path}[${index}]`, value));
  }
  return errors;
}
