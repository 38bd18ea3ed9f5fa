// The errors of validation and their texts, as they follow `field: ` in a Status. Separate because schema validation,
// list uniqueness and CEL rules must word alike. Wording follows k8s.io/apimachinery/pkg/util/validation/field/errors.go.

export type FieldReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueTooLong'
  | 'FieldValueDuplicate'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'FieldValueForbidden';

export type FieldError = { field: string; reason: FieldReason; message: string };

/** The server's field text for an error of no particular field. */
export const NO_FIELD = '<nil>';

/** Marks a value that the message does not print. */
export const OMITTED: unique symbol = Symbol('omitted');

export function required(field: string, detail = ''): FieldError {
  return { field, reason: 'FieldValueRequired', message: withDetail('Required value', detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { field, reason: 'FieldValueForbidden', message: withDetail('Forbidden', detail) };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return {
    field,
    reason: 'FieldValueInvalid',
    message: withDetail(withValue('Invalid value', value), detail),
  };
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return {
    field,
    reason: 'FieldValueTypeInvalid',
    message: withDetail(withValue('Invalid value', value), detail),
  };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { field, reason: 'FieldValueDuplicate', message: withValue('Duplicate value', value) };
}

export function notSupported(field: string, value: unknown, supported: readonly unknown[]): FieldError {
  const words = supported.map((one) => JSON.stringify(typeof one === 'string' ? one : JSON.stringify(one)));
  return {
    field,
    reason: 'FieldValueNotSupported',
    message: withDetail(withValue('Unsupported value', value), `supported values: ${words.join(', ')}`),
  };
}

export function tooLong(field: string, max: number): FieldError {
  return {
    field,
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}`,
  };
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  return {
    field,
    reason: 'FieldValueTooMany',
    message: `Too many: ${actual}: must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
  };
}

function withValue(title: string, value: unknown): string {
  return value === OMITTED ? title : `${title}: ${JSON.stringify(value)}`;
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}
