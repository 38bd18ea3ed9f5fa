// Where the embedded API may answer otherwise than the recording, with the reason. Nothing that kubectl, kstatus, Argo CD or
// Flux act on. A row that no longer differs is an error: it would hide a later mistake.
import { isMembers } from './normalise.ts';

export type Difference = {
  group: string;
  case: string;
  /** Member of the normalised answers, such as `0.body.message`. */
  at: string;
  reason: string;
};

const YAML = 'the words of the YAML parser, which is another one';
const ANOTHER_VERSION =
  'a warning beside a refusal: no client sends an object to the path of another version of its kind';
const CONVERTER =
  'the words of the converter of a type error in a strategic merge patch; code, reason and field are the same';

const CEL =
  'the words of the compiler of rules, which is another one: an author of definitions sees them; place and reason are the same';
const EXPRESSION =
  'the words of the parser of regular expressions, which is another one; place and reason are the same';
const POLICY_CEL =
  'the words of the compiler of expressions, which is another one: an author of policies sees them; place and reason are the same';
const COST =
  'the cost of rules is not estimated: our definitions are installed on a real server by test/e2e/crds.test.ts, which is';
const UNKNOWN_DEFAULT =
  'unknown fields of a default are not looked for: our definitions have none, which a real server checks';
const DOUBLE = 'a key that stands twice in YAML: kubectl refuses it itself before it sends anything';

function rules(...names: string[]): Difference[] {
  return names.map((name) => ({ group: 'definitions', case: `a rule: ${name}`, at: '0.body', reason: CEL }));
}

function policies(...names: string[]): Difference[] {
  return names.map((name) => ({
    group: 'admission',
    case: `a policy: ${name}`,
    at: '0.body',
    reason: POLICY_CEL,
  }));
}

export const differences: readonly Difference[] = [
  ...policies('with an expression that does not parse', 'with an expression of a name that is unknown'),
  ...policies('with an expression of a variable that is unknown', 'with a variable that does not parse'),
  ...policies('with a message expression that asks the authorizer', 'with a condition of variables'),
  ...rules('that does not parse', 'with a name that is unknown', 'that compares types'),
  ...rules('with a function that is unknown', 'with a field that is unknown'),
  { group: 'definitions', case: 'a rule: that costs too much', at: '0', reason: COST },
  { group: 'definitions', case: 'a schema: with a bad pattern', at: '0.body', reason: EXPRESSION },
  {
    group: 'definitions',
    case: 'a schema: with a pattern that looks ahead',
    at: '0.body',
    reason: EXPRESSION,
  },
  {
    group: 'definitions',
    case: 'a schema: with a default that is unknown',
    at: '0',
    reason: UNKNOWN_DEFAULT,
  },
  { group: 'apply', case: 'apply with one key twice in YAML', at: '0', reason: DOUBLE },
  { group: 'create', case: 'create of another version', at: '0.warnings', reason: ANOTHER_VERSION },
  { group: 'apply', case: 'apply in YAML that is none', at: '0.body.message', reason: YAML },
  {
    group: 'patches',
    case: 'strategic merge patch of a pod: of another type',
    at: '1.body',
    reason: CONVERTER,
  },
];

export function allowedIn(group: string, name: string): Difference[] {
  return differences.filter((one) => one.group === group && one.case === name);
}

/** The answers without what may differ. */
export function without(answers: readonly unknown[], allowed: readonly Difference[]): unknown {
  return allowed.reduce((value: unknown, { at }) => removed(value, at.split('.')), answers);
}

function removed(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return undefined;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === first ? removed(item, rest) : item));
  if (!isMembers(value)) return value;
  const { [first]: member, ...others } = value;
  return rest.length === 0 ? others : { ...others, [first]: removed(member, rest) };
}
