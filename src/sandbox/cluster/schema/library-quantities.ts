// CEL functions on Kubernetes quantities such as 100m, 5G, 1.5Ki: exact arithmetic in billionths, the smallest unit of a
// quantity. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library
import type { Environment } from '@marcbachmann/cel-js';
import type { Comparable } from './cel-equality.ts';
import { define } from './library-definition.ts';

const NANO = 1_000_000_000n;
const FRACTION_DIGITS = 9;
const DECIMAL_EXPONENTS: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_POWERS: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

class Quantity implements Comparable {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
  equals(other: unknown): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }
}

function parse(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?)|[eE]([+-]?\d+))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', power] = match;
  if (whole === '' && fraction === '') return undefined;
  const binary = BINARY_POWERS[suffix];
  const exponent = power === undefined ? (DECIMAL_EXPONENTS[suffix] ?? 0) : Number(power);
  const digits = BigInt(`${whole}${fraction}`) * (binary === undefined ? 1n : 1n << binary);
  const nanos = scaled(digits, exponent + FRACTION_DIGITS - fraction.length);
  return new Quantity(sign === '-' ? -nanos : nanos);
}

/** Rounded up, as quantities are. */
function scaled(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (digits + divisor - 1n) / divisor;
}

function toQuantity(text: string): Quantity {
  const quantity = parse(text);
  if (quantity === undefined) {
    throw new Error(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  return quantity;
}

const compared = (a: bigint, b: bigint): bigint => (a < b ? -1n : a > b ? 1n : 0n);

function toInteger(quantity: Quantity): bigint {
  if (quantity.nanos % NANO !== 0n) throw new Error('cannot convert value to integer');
  return quantity.nanos / NANO;
}

export function registerQuantities(environment: Environment): void {
  environment.registerType('kubernetes.Quantity', { ctor: Quantity, fields: {} });
  environment.registerOperator('kubernetes.Quantity == kubernetes.Quantity', (a: Quantity, b: Quantity) =>
    a.equals(b),
  );
  define(environment, 'quantity(string): kubernetes.Quantity', toQuantity);
  define(environment, 'isQuantity(string): bool', (text: string) => parse(text) !== undefined);
  define(environment, 'sign(kubernetes.Quantity): int', (q: Quantity) => compared(q.nanos, 0n));
  define(environment, 'kubernetes.Quantity.isInteger(): bool', (q: Quantity) => q.nanos % NANO === 0n);
  define(environment, 'kubernetes.Quantity.asInteger(): int', toInteger);
  define(
    environment,
    'kubernetes.Quantity.asApproximateFloat(): double',
    (q: Quantity) => Number(q.nanos) / Number(NANO),
  );
  define(
    environment,
    'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
    (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos),
  );
  define(
    environment,
    'kubernetes.Quantity.add(int): kubernetes.Quantity',
    (a: Quantity, b: bigint) => new Quantity(a.nanos + b * NANO),
  );
  define(
    environment,
    'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
    (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos),
  );
  define(
    environment,
    'kubernetes.Quantity.sub(int): kubernetes.Quantity',
    (a: Quantity, b: bigint) => new Quantity(a.nanos - b * NANO),
  );
  define(
    environment,
    'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
    (a: Quantity, b: Quantity) => a.nanos < b.nanos,
  );
  define(
    environment,
    'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
    (a: Quantity, b: Quantity) => a.nanos > b.nanos,
  );
  define(environment, 'kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) =>
    compared(a.nanos, b.nanos),
  );
}
