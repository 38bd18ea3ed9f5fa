// Compares an answer with the shape that a case expects, and fills saved outputs into texts. Pure; separate so that it
// can be tested without a server. Where something differs it says at which member, what was expected and what came.
import type { Shape } from './case.ts';

/** Characters of a value that a difference shows. */
const MOST_SHOWN = 400;

type Members = { readonly [member: string]: unknown };

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The first difference, or undefined when `actual` matches. */
export function difference(expected: Shape, actual: unknown, at = 'answer'): string | undefined {
  if (Array.isArray(expected)) return listDifference(expected, actual, at);
  if (isMembers(expected))
    return specialDifference(expected, actual, at) ?? membersDifference(expected, actual, at);
  if (expected === actual) return undefined;
  return `${at}: expected ${show(expected)}, got ${show(actual)}`;
}

function membersDifference(expected: Members, actual: unknown, at: string): string | undefined {
  const names = Object.keys(expected).filter((name) => !name.startsWith('$'));
  if (names.length === 0) return undefined;
  if (!isMembers(actual)) return `${at}: expected ${show(expected)}, got ${show(actual)}`;
  for (const name of names) {
    const found = difference(expected[name] as Shape, actual[name], `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The forms that begin with a dollar sign; undefined when there is none or it matches. */
function specialDifference(expected: Members, actual: unknown, at: string): string | undefined {
  const form = Object.keys(expected).find((name) => name.startsWith('$'));
  if (form === undefined) return undefined;
  const want = expected[form];
  const list = Array.isArray(actual) ? actual : [];
  const holds = (): boolean => {
    if (form === '$absent') return actual === undefined || (Array.isArray(actual) && actual.length === 0);
    if (form === '$size') return list.length === want;
    if (form === '$like') return typeof actual === 'string' && new RegExp(String(want)).test(actual);
    if (form === '$not') return difference(want as Shape, actual) !== undefined;
    if (form === '$one') return (want as Shape[]).some((one) => difference(one, actual) === undefined);
    if (form === '$has') return assigned(want as Shape[], list);
    throw new Error(`${at}: the case uses ${form}, which is not a form of match.ts`);
  };
  return holds() ? undefined : `${at}: expected ${show(expected)}, got ${show(actual)}`;
}

function listDifference(expected: readonly Shape[], actual: unknown, at: string): string | undefined {
  const list = Array.isArray(actual) ? actual : [];
  if (list.length === expected.length) {
    if (expected.length === 1) return difference(expected[0] as Shape, list[0], `${at}.0`);
    if (assigned(expected, list)) return undefined;
  }
  return `${at}: expected ${show(expected)}, got ${show(actual)}`;
}

/** Whether each expected element has an actual element of its own. */
function assigned(expected: readonly Shape[], actual: readonly unknown[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return true;
  return actual.some(
    (one, index) => difference(first, one) === undefined && assigned(rest, actual.toSpliced(index, 1)),
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

/** A reference: a name, a dot and a path, in braces; for CIDR blocks also another prefix length. */
const REFERENCE = /\{([a-zA-Z]\w*(?:\.\w+)+)(?:\|(\/\d+))?\}/g;

/** A reference to what no earlier step has brought: the answer lacked it, or the case misspells it. */
export class Unbrought extends Error {
  constructor(path: string) {
    super(`no earlier step of the case has brought {${path}}`);
  }
}

/** Puts saved outputs into the references of all texts in a value: `{vpc.Vpc.VpcId}`, `{seen.Vpcs.0.CidrBlock|/64}`. */
export function fill(value: unknown, saved: Members): unknown {
  if (typeof value === 'string') return fillText(value, saved);
  if (Array.isArray(value)) return value.map((one) => fill(one, saved));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, saved)]));
}

function fillText(text: string, saved: Members): string {
  return text.replaceAll(REFERENCE, (_, path: string, length: string | undefined) => {
    const found = look(path, saved);
    return length === undefined ? found : found.replace(/\/\d+$/, length);
  });
}

function look(path: string, saved: Members): string {
  let value: unknown = saved;
  for (const name of path.split('.')) {
    value = Array.isArray(value) ? value[Number(name)] : isMembers(value) ? value[name] : undefined;
  }
  if (typeof value !== 'string') throw new Unbrought(path);
  return value;
}
