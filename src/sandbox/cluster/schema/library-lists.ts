// CEL functions on lists and sets. Equality is CEL's (cel-equality.ts), order is that of numbers, texts, booleans, times.
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library and
// https://pkg.go.dev/github.com/google/cel-go/ext#Sets
import type { Environment } from '@marcbachmann/cel-js';
import { celEqual } from './cel-equality.ts';
import { define, defineNamespace } from './library-definition.ts';

type Orderable = string | number | bigint | boolean | Date;

export function registerLists(environment: Environment): void {
  define(environment, 'list<A>.isSorted(): bool', (list: readonly Orderable[]) =>
    list.every((one, index) => index === 0 || !less(one, list[index - 1])),
  );
  define(environment, 'list<A>.min(): A', (list: readonly Orderable[]) => extreme(list, 'min', less));
  define(environment, 'list<A>.max(): A', (list: readonly Orderable[]) =>
    extreme(list, 'max', (a, b) => less(b, a)),
  );
  define(environment, 'list<A>.indexOf(A): int', (list: readonly unknown[], wanted: unknown) =>
    BigInt(list.findIndex((one) => celEqual(one, wanted))),
  );
  define(environment, 'list<A>.lastIndexOf(A): int', (list: readonly unknown[], wanted: unknown) =>
    BigInt(list.findLastIndex((one) => celEqual(one, wanted))),
  );
  define(environment, 'list<int>.sum(): int', (list: readonly bigint[]) =>
    list.reduce((sum, one) => sum + one, 0n),
  );
  define(environment, 'list<double>.sum(): double', (list: readonly number[]) =>
    list.reduce((sum, one) => sum + one, 0),
  );
  define(environment, 'list<google.protobuf.Duration>.sum(): google.protobuf.Duration', sumOfDurations);
}

type DurationLike = { addDuration(other: unknown): DurationLike };

function sumOfDurations(list: readonly DurationLike[]): DurationLike {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error('sum called on an empty list of durations');
  return rest.reduce((sum, one) => sum.addDuration(one), first);
}

function less(a: Orderable, b: Orderable | undefined): boolean {
  return b !== undefined && a < b;
}

function extreme(
  list: readonly Orderable[],
  name: string,
  isBetter: (a: Orderable, b: Orderable) => boolean,
): Orderable {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return rest.reduce((best, one) => (isBetter(one, best) ? one : best), first);
}

const hasAll = (list: readonly unknown[], wanted: readonly unknown[]): boolean =>
  wanted.every((one) => list.some((other) => celEqual(one, other)));

export function registerSets(environment: Environment): void {
  defineNamespace(environment, 'sets', 'SetsNamespace');
  type Pair = [namespace: unknown, a: readonly unknown[], b: readonly unknown[]];
  define<Pair>(environment, 'SetsNamespace.contains(list<A>, list<A>): bool', (_, a, b) => hasAll(a, b));
  define<Pair>(
    environment,
    'SetsNamespace.equivalent(list<A>, list<A>): bool',
    (_, a, b) => hasAll(a, b) && hasAll(b, a),
  );
  define<Pair>(environment, 'SetsNamespace.intersects(list<A>, list<A>): bool', (_, a, b) =>
    a.some((one) => b.some((other) => celEqual(one, other))),
  );
}
