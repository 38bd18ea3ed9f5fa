// Validation of an object as the API server does it on create (`old` undefined) and update: schema, list uniqueness, then
// CEL rules, which do not run on an object whose shape is already wrong. The object must have been pruned and defaulted.
// Follows k8s.io/apiextensions-apiserver/pkg/registry/customresource/strategy.go.
import { ruleProblems } from './cel-evaluation.ts';
import type { CompiledSchema } from './compile.ts';
import type { FieldError, FieldReason } from './field-error.ts';
import { invalid, NO_FIELD } from './field-error.ts';
import { uniquenessProblems } from './list-uniqueness.ts';
import { valueProblems } from './value-validation.ts';

export type { FieldError, FieldReason } from './field-error.ts';

const BLOCKING: ReadonlySet<FieldReason> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);
const NOT_CHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

export function validate(schema: CompiledSchema, object: object, old?: object): FieldError[] {
  const { root } = schema;
  const errors = valueProblems(root, object, { path: '', old });
  // Duplicates that were stored before the schema forbade them may stay.
  if (old === undefined || uniquenessProblems(root, old, '').length === 0)
    errors.push(...uniquenessProblems(root, object, ''));
  if (root.celBelow === 'none') return errors;
  if (errors.some((error) => BLOCKING.has(error.reason)))
    return [...errors, invalid(NO_FIELD, null, NOT_CHECKED)];
  return [...errors, ...ruleProblems(root, object, old)];
}
