// The optional functions that the library lacks. optMap and optFlatMap bind a variable, so they are not here: write
// `x.hasValue() ? … : …`. https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes
import { type Environment, Optional } from '@marcbachmann/cel-js';
import { define } from './library-definition.ts';

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  return value === null || value === '' || value === 0 || value === 0n || value === false;
}

export function registerOptionals(environment: Environment): void {
  define(environment, 'OptionalNamespace.ofNonZeroValue(A): optional<A>', (_: unknown, value: unknown) =>
    isZero(value) ? Optional.none() : Optional.of(value),
  );
}
