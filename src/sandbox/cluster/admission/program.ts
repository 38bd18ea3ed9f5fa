// The expressions of a policy, compiled once for each spec, and what is wrong with those that do not compile. Separate
// from their evaluation (evaluate.ts) and from the other rules for policies (policy-faults.ts), which asks here too.
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { arrayAt, isObject, type Obj, stringAt } from '../json.ts';
import { invalidValue } from '../names.ts';
import { checkMembersOfHas } from '../schema/cel-has.ts';
import type { Cause } from '../status-errors.ts';
import { policyEnvironment } from './variables.ts';

export type Expression = { text: string; program: ParseResult };
export type Validation = Expression & {
  message: string;
  messageProgram: ParseResult | undefined;
  /** As written, undefined: Invalid. */
  reason: string | undefined;
};
export type PolicyProgram = {
  conditions: readonly Expression[];
  variables: readonly (Expression & { name: string })[];
  /** Its prototype is what expressions see as `variables`; evaluate.ts gives it the values. */
  variablesType: new () => object;
  validations: readonly Validation[];
  faults: readonly Cause[];
};

const programs = new WeakMap<object, PolicyProgram>();

/** Of a stored spec, which is never mutated. */
export function programOf(spec: Obj): PolicyProgram {
  let program = programs.get(spec);
  if (program === undefined) {
    program = compile(spec);
    programs.set(spec, program);
  }
  return program;
}

function compile(spec: Obj): PolicyProgram {
  const faults: Cause[] = [];
  const compiled = (field: string, text: string, environment: Environment, wanted?: 'bool' | 'string') => {
    if (text.trim() === '') return undefined;
    const result = compileExpression(environment, text, wanted);
    if (typeof result !== 'string') return result;
    faults.push(invalidValue(field, text, result));
    return undefined;
  };
  const conditions = arrayAt(spec, 'matchConditions').flatMap((condition, index): Expression[] => {
    const text = stringAt(condition, 'expression').trim();
    const field = `spec.matchConditions[${index}].expression`;
    const found = compiled(field, text, policyEnvironment({ authorizer: true }), 'bool');
    return found === undefined ? [] : [{ text, program: found.program }];
  });
  const variablesType = class {};
  const { variables, types } = variablesOf(spec, variablesType, compiled);
  const withVariables = (authorizer: boolean): Environment => {
    const environment = policyEnvironment({ authorizer }).clone();
    return types.size === 0 ? environment : declared(environment, variablesType, types);
  };
  const [forValidations, forMessages] = [withVariables(true), withVariables(false)];
  const validations = arrayAt(spec, 'validations').flatMap((validation, index): Validation[] => {
    const field = `spec.validations[${index}]`;
    const text = stringAt(validation, 'expression');
    const messageText = stringAt(validation, 'messageExpression');
    const found = compiled(`${field}.expression`, text, forValidations, 'bool');
    const message = compiled(`${field}.messageExpression`, messageText, forMessages, 'string');
    if (found === undefined) return [];
    const reason =
      isObject(validation) && typeof validation.reason === 'string' ? validation.reason : undefined;
    return [
      {
        text,
        program: found.program,
        message: stringAt(validation, 'message').trim(),
        messageProgram: message?.program,
        reason,
      },
    ];
  });
  return { conditions, variables, variablesType, validations, faults };
}

type Compile = (
  field: string,
  text: string,
  environment: Environment,
) => { program: ParseResult; type: string } | undefined;

/** Each variable may name those before it. */
function variablesOf(spec: Obj, type: new () => object, compiled: Compile) {
  const types = new Map<string, string>();
  const variables = arrayAt(spec, 'variables').flatMap((variable, index) => {
    const name = stringAt(variable, 'name');
    const text = stringAt(variable, 'expression');
    const environment = policyEnvironment({ authorizer: true }).clone();
    if (types.size > 0) declared(environment, type, types);
    const found = compiled(`spec.variables[${index}].expression`, text, environment);
    if (found === undefined) return [];
    types.set(name, found.type);
    return [{ name, text, program: found.program }];
  });
  return { variables, types };
}

function declared(
  environment: Environment,
  type: new () => object,
  types: ReadonlyMap<string, string>,
): Environment {
  environment.registerType('kubernetes.variables', { ctor: type, fields: Object.fromEntries(types) });
  return environment.registerVariable('variables', 'kubernetes.variables');
}

/** The program, or what is wrong with it, in the server's words but for those of the compiler. */
function compileExpression(
  environment: Environment,
  text: string,
  wanted: 'bool' | 'string' | undefined,
): { program: ParseResult; type: string } | string {
  try {
    const program = environment.parse(text);
    checkMembersOfHas(program.ast);
    const { valid, type = 'dyn', error } = program.check();
    if (!valid) return `compilation failed: ${error?.message ?? 'unknown error'}`;
    if (wanted !== undefined && type !== wanted) return `must evaluate to ${wanted} but got ${type}`;
    return { program, type };
  } catch (error) {
    return `compilation failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
