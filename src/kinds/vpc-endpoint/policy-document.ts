// Endpoint policies, compared by what they mean: AWS stores a policy in its own way, and the same policy can be written
// in many. Nothing here judges a policy; AWS does.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { canonicalText, isRecord, type Json, sameJson } from '../../model/json.ts';

/** What a policy without Version means. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
const OLD_VERSION = '2008-10-17';
/** The policy of an endpoint that was made without one. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const FULL_ACCESS = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

/** Members whose single value may stand alone, and whose order means nothing. */
const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

/** True when both texts are policies that mean the same, or are the same text. */
export function samePolicy(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [parsed(a), parsed(b)];
  return first !== undefined && second !== undefined && meaningOf(first) === meaningOf(second);
}

/** True for the policy that allows everything, whatever its version. */
export function isFullAccess(text: string): boolean {
  const policy = parsed(text);
  return policy !== undefined && sameJson(statementsOf(policy), [statementOf(FULL_ACCESS)]);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function meaningOf(policy: Readonly<Record<string, unknown>>): string {
  const { Version, Statement: _, ...rest } = policy;
  return canonicalText({
    ...withoutEmpty(rest),
    Version: Version ?? OLD_VERSION,
    Statement: statementsOf(policy),
  });
}

/** A policy id or statement id that is empty says nothing. */
function withoutEmpty(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => !(['Id', 'Sid'].includes(name) && value === '')),
  );
}

/** Which statement stands first means nothing: a denial wins wherever it stands.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
function statementsOf({ Statement }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).map(statementOf);
  return statements.toSorted(byText);
}

function statementOf(statement: unknown): unknown {
  if (!isRecord(statement)) return statement;
  return Object.fromEntries(
    Object.entries(withoutEmpty(statement)).map(([name, value]) => {
      if (LISTS.includes(name)) return [name, setOf(value, name.endsWith('Action') ? lowerCase : text)];
      if (name === 'Principal' || name === 'NotPrincipal') return [name, principalsOf(value)];
      if (name === 'Condition') return [name, conditionOf(value)];
      return [name, value];
    }),
  );
}

const text = (value: unknown): unknown => value;
/** Names of actions are compared without regard to case.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** `"*"` and `{"AWS": "*"}` are everybody; an account can be written by its number or by the ARN of its root.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function principalsOf(value: unknown): unknown {
  if (!isRecord(value)) return value === '*' ? { AWS: ['*'] } : value;
  return Object.fromEntries(
    Object.entries(value).map(([kind, who]) => [kind, setOf(who, kind === 'AWS' ? accountOf : text)]),
  );
}

function accountOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^arn:aws[a-z-]*:iam::([0-9]{12}):root$/.exec(value)?.[1] ?? value;
}

/** Operators of conditions hold keys, keys hold values; numbers and booleans may be written as text. Names of keys are
 *  compared without regard to case. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
function conditionOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [
      operator,
      isRecord(keys)
        ? Object.fromEntries(
            Object.entries(keys).map(([key, values]) => [key.toLowerCase(), setOf(values, asText)]),
          )
        : keys,
    ]),
  );
}

const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

/** One value or several, in any order, each once. */
function setOf(value: unknown, each: (one: unknown) => unknown): readonly unknown[] {
  const values = (Array.isArray(value) ? value : [value]).map(each);
  return values
    .filter((one, at) => values.findIndex((other) => canonicalText(other) === canonicalText(one)) === at)
    .toSorted(byText);
}

function byText(a: unknown, b: unknown): number {
  const [first, second] = [canonicalText(a), canonicalText(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** For a preview: the policy as data, or the text where it is none. */
export function shownPolicy(policy: string): Json {
  const value = parsed(policy);
  return value === undefined ? policy : (value as { readonly [key: string]: Json });
}
