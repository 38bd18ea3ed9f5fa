// One request put before one policy: whether its conditions are met, and which validations fail with which words
// (k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go).
import { EvaluationError, type ParseResult } from '@marcbachmann/cel-js';
import { isRecord } from '../../../model/json.ts';
import { type Obj, stringAt } from '../json.ts';
import { type Expression, type PolicyProgram, programOf, type Validation } from './program.ts';

export type Bindings = { object: unknown; oldObject: unknown; request: object; authorizer: object };
/** `reason` undefined: Invalid. */
export type Denial = { message: string; reason: string | undefined };

/** Bytes; celconfig.MaxEvaluatedMessageExpressionSizeBytes of k8s.io/apiserver/pkg/apis/cel/config.go. */
const LONGEST_MESSAGE = 5 * 1024;

export function denialsOf(spec: Obj, bindings: Bindings): Denial[] {
  const program = programOf(spec);
  const ignores = stringAt(spec, 'failurePolicy') === 'Ignore';
  const met = conditionsMet(program.conditions, bindings);
  if (met === false) return [];
  if (met !== true) return ignores ? [] : [{ message: met, reason: undefined }];
  const names = { ...bindings, variables: variablesFor(program, bindings) };
  return program.validations.flatMap((validation): Denial[] => {
    const result = evaluated(validation, names);
    if (result.failed !== undefined) return ignores ? [] : [{ message: result.failed, reason: undefined }];
    if (result.value === true) return [];
    return [{ message: messageOf(validation, names), reason: validation.reason }];
  });
}

type Names = Bindings & { variables?: object };
type Evaluated = { value: unknown; failed?: undefined } | { value?: undefined; failed: string };

/** One false condition decides, whatever the others fail with. */
function conditionsMet(conditions: readonly Expression[], bindings: Bindings): boolean | string {
  const results = conditions.map((condition) => evaluated(condition, bindings));
  if (results.some(({ value }) => value === false)) return false;
  const failed = results.flatMap((result) => (result.failed === undefined ? [] : [result.failed]));
  if (failed.length === 0) return true;
  return failed.length === 1 ? (failed[0] ?? '') : `[${failed.join(', ')}]`;
}

function evaluated({ text, program }: Expression, names: Names): Evaluated {
  try {
    return { value: run(program, names) };
  } catch (error) {
    return { failed: `expression '${text}' resulted in error: ${words(error)}` };
  }
}

function run(program: ParseResult, names: Names): unknown {
  return program({ ...names });
}

/** A variable is evaluated when an expression first asks for it, and once. */
function variablesFor({ variables, variablesType }: PolicyProgram, bindings: Bindings): object {
  const values: object = Object.create(variablesType.prototype);
  const names: Names = { ...bindings, variables: values };
  for (const { name, program } of variables) {
    let known: { value: unknown } | undefined;
    const get = (): unknown => {
      known ??= { value: variableValue(name, program, names) };
      return known.value;
    };
    Object.defineProperty(values, name, { get, enumerable: true });
  }
  return values;
}

function variableValue(name: string, program: ParseResult, names: Names): unknown {
  try {
    return run(program, names);
  } catch (error) {
    throw new EvaluationError(
      `composited variable ${JSON.stringify(name)} fails to evaluate: ${words(error)}`,
    );
  }
}

/** An expression's own words, else the written ones, else the expression. */
function messageOf(validation: Validation, names: Names): string {
  const written =
    validation.message === '' ? `failed expression: ${validation.text.trim()}` : validation.message;
  if (validation.messageProgram === undefined) return written;
  try {
    const said = run(validation.messageProgram, names);
    const text = typeof said === 'string' ? said.trim() : '';
    const fits = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= LONGEST_MESSAGE;
    return fits ? text : written;
  } catch (error) {
    // The server falls back to the message too, and only its log says why.
    if (error instanceof EvaluationError) return written;
    throw error;
  }
}

/** The library's words without its picture of the place; CEL's own begin in lower case. */
function words(error: unknown): string {
  const summary = isRecord(error) && typeof error.summary === 'string' ? error.summary : String(error);
  return `${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}`;
}
