// Checks of one value against one node, without its members: type, format, pattern, bounds, enum. Separate from the walk
// in value-validation.ts. Wording follows k8s.io/kube-openapi/pkg/validation (errors/schema.go, validate/type.go).
import { sameJson } from '../../../model/json.ts';
import type { FieldError } from './field-error.ts';
import { invalid, NO_FIELD, notSupported, tooLong, tooMany, typeInvalid } from './field-error.ts';
import type { SchemaNode } from './node.ts';

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
/** int64 as the nearest double; larger JSON numbers are floats to the server. */
const INT64_LIMIT = 2 ** 63;

/** JSON type and Go number format, as the real server infers them from a decoded value. */
function goType(value: unknown): { type: string; format: string } {
  if (typeof value === 'string') return { type: 'string', format: '' };
  if (typeof value === 'boolean') return { type: 'boolean', format: '' };
  if (typeof value === 'number') {
    const whole = Number.isInteger(value) && Math.abs(value) < INT64_LIMIT;
    return whole ? { type: 'integer', format: 'int64' } : { type: 'number', format: 'float64' };
  }
  return { type: Array.isArray(value) ? 'array' : 'object', format: '' };
}

const fieldOf = (path: string): string => (path === '' ? NO_FIELD : path);

/** Undefined when the type is right. */
export function typeProblem(node: SchemaNode, value: unknown, path: string): FieldError | undefined {
  const { types, format } = node;
  if (value === null)
    return types.length === 0 || node.nullable ? undefined : mismatch(path, types.join(','), 'null');
  const actual = goType(value);
  const fits = types.includes(actual.type) || (actual.type === 'integer' && types.includes('number'));
  const sized = typeof value === 'string' || Array.isArray(value);
  if (!sized && format !== '' && types.length > 0 && !fits && actual.format !== format)
    return mismatch(path, format, actual.format);
  return types.length === 0 || fits ? undefined : mismatch(path, types.join(','), actual.type);
}

function mismatch(path: string, wanted: string, actual: string): FieldError {
  const where = path === '' ? '' : `${path} in body`;
  return typeInvalid(
    fieldOf(path),
    actual,
    `${where} must be of type ${wanted}: ${JSON.stringify(actual)}`.trimStart(),
  );
}

/** As the server: the first problem of length or pattern, then the format. */
export function textProblems(node: SchemaNode, value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const first = lengthOrPattern(node, value, path);
  if (first !== undefined) errors.push(first);
  if (node.checkFormat !== undefined && !node.checkFormat(value)) {
    errors.push(
      typeInvalid(path, value, `${path} in body must be of type ${node.format}: ${JSON.stringify(value)}`),
    );
  }
  return errors;
}

function lengthOrPattern(node: SchemaNode, value: string, path: string): FieldError | undefined {
  const { maxLength, minLength } = node.bounds;
  // Lengths count code points; a text is never longer than its UTF-16 form.
  if (maxLength !== undefined && value.length > maxLength && codePoints(value) > maxLength)
    return tooLong(path, maxLength);
  if (minLength !== undefined && codePoints(value) < minLength)
    return invalid(path, value, `${path} in body should be at least ${minLength} chars long`);
  if (node.pattern !== undefined && !node.pattern.matcher.test(value))
    return invalid(path, value, `${path} in body should match '${node.pattern.text}'`);
  return undefined;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function numberProblems(node: SchemaNode, value: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = node.bounds;
  if (node.types[0] === 'integer' && !node.intOrString && !isInRange(value, node.format)) {
    const format = node.format === '' ? '(default format)' : `with format ${node.format}`;
    errors.push(invalid(NO_FIELD, '', `Checked value must be of type integer ${format} in ${path}`));
  }
  const add = (words: string): void =>
    void errors.push(invalid(path, value, `${path} in body should be ${words}`));
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) add(`a multiple of ${multipleOf}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    add(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    add(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  return errors;
}

function isInRange(value: number, format: string): boolean {
  if (!Number.isInteger(value)) return false;
  return format === 'int32' ? value >= INT32.min && value <= INT32.max : Math.abs(value) < INT64_LIMIT;
}

/** Relative error of one division of doubles. */
const ROUNDING = 1e-9;

function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) <= ROUNDING * Math.max(1, Math.abs(quotient));
}

export function countProblems(node: SchemaNode, count: number, path: string): FieldError[] {
  const { minItems, maxItems } = node.bounds;
  if (minItems !== undefined && count < minItems)
    return [invalid(path, count, `${path} in body should have at least ${minItems} items`)];
  return maxItems !== undefined && count > maxItems ? [tooMany(path, count, maxItems)] : [];
}

export function memberCountProblems(node: SchemaNode, count: number, path: string): FieldError[] {
  const { minProperties, maxProperties } = node.bounds;
  if (minProperties !== undefined && count < minProperties)
    return [
      invalid(fieldOf(path), count, `${path} in body should have at least ${minProperties} properties`),
    ];
  return maxProperties !== undefined && count > maxProperties
    ? [tooMany(fieldOf(path), count, maxProperties)]
    : [];
}

export function enumProblems(node: SchemaNode, value: unknown, path: string): FieldError[] {
  if (node.enumeration === undefined) return [];
  const known = node.enumeration.some(
    (one) => one === value || (typeof one === 'object' && sameJson(one, value)),
  );
  return known ? [] : [notSupported(path, value, node.enumeration)];
}
