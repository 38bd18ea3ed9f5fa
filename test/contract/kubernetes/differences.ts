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

export const differences: readonly Difference[] = [
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
