// CEL functions on texts that the library lacks: the rest of the strings extension, and regular expressions.
// https://pkg.go.dev/github.com/google/cel-go/ext#Strings and
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
import type { Environment } from '@marcbachmann/cel-js';
import { define, defineNamespace } from './library-definition.ts';
import { goRegExp } from './go-regexp.ts';

export function registerStrings(environment: Environment): void {
  define(environment, 'string.charAt(int): string', charAt);
  define(environment, 'string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  define(environment, 'string.replace(string, string, int): string', replaceFirst);
  define(environment, 'string.reverse(): string', (text: string) => [...text].reverse().join(''));
  define(environment, 'string.format(list): string', format);
  defineNamespace(environment, 'strings', 'StringsNamespace');
  define(environment, 'StringsNamespace.quote(string): string', (_: unknown, text: string) =>
    JSON.stringify(text),
  );
  define(
    environment,
    'string.find(string): string',
    (text: string, pattern: string) => goRegExp(pattern).exec(text)?.[0] ?? '',
  );
  define(environment, 'string.findAll(string): list<string>', (text: string, pattern: string) =>
    findAll(text, pattern, -1),
  );
  define(
    environment,
    'string.findAll(string, int): list<string>',
    (text: string, pattern: string, limit: bigint) => findAll(text, pattern, Number(limit)),
  );
}

function charAt(text: string, index: bigint): string {
  const points = [...text];
  if (index < 0n || index > BigInt(points.length)) throw new Error(`index out of range: ${index}`);
  return points[Number(index)] ?? '';
}

/** A negative number of times means all. */
function replaceFirst(
  ...[text, from, to, times]: [text: string, from: string, to: string, times: bigint]
): string {
  let done = 0;
  return text.replaceAll(from, () => (times >= 0n && done++ >= times ? from : to));
}

/** A negative limit means all. */
function findAll(text: string, pattern: string, limit: number): string[] {
  const found = Array.from(text.matchAll(goRegExp(pattern, 'g')), (match) => match[0]);
  return limit < 0 ? found : found.slice(0, limit);
}

/** Digits after the point of %f and %e without a precision. */
const DEFAULT_PRECISION = 6;

function format(template: string, args: readonly unknown[]): string {
  let used = 0;
  const text = template.replace(
    /%(?:%|(?:\.(\d+))?([sdfexXob]))/g,
    (clause, precision: string | undefined, verb: string | undefined) => {
      if (clause === '%%') return '%';
      if (used >= args.length) throw new Error(`index ${used} out of range`);
      return formatted(
        args[used++],
        verb ?? 's',
        precision === undefined ? DEFAULT_PRECISION : Number(precision),
      );
    },
  );
  if (used < args.length)
    throw new Error(`too many arguments supplied to string.format: ${used} expected, got ${args.length}`);
  return text;
}

function formatted(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 'f':
      return Number(value).toFixed(precision);
    case 'e':
      return Number(value)
        .toExponential(precision)
        .replace(/e([+-])(\d)$/, 'e$10$2');
    case 'x':
    case 'X': {
      const hex = typeof value === 'bigint' ? value.toString(16) : Buffer.from(String(value)).toString('hex');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'o':
      return BigInt(String(value)).toString(8);
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : BigInt(String(value)).toString(2);
    default:
      return shown(value);
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value]
      .map(([key, one]) => `${shown(key)}: ${shown(one)}`)
      .sort()
      .join(', ')}}`;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return String(value);
}
