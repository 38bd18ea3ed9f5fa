// Equality of CEL values that the library does not compare itself: objects of a schema, addresses, lists inside library
// functions. Separate because types and list functions share it. Objects compare by the JSON they came from; sets and keyed
// lists compare without order.
import { isRecord, sameJson } from '../../../model/json.ts';

/** The JSON that an object of a schema came from. */
export const RAW: unique symbol = Symbol('raw');
export type CelObject = { readonly [RAW]: unknown };

/** A value of an own CEL type that knows its equals. */
export type Comparable = { equals(other: unknown): boolean };

export function celEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return numericEqual(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (RAW in a && RAW in b) return sameJson(a[RAW], b[RAW]) || membersEqual(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return listsEqual(a, b);
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && celEqual(value, b.get(key)));
  if (isComparable(a)) return a.equals(b);
  return a.constructor === b.constructor && a.valueOf() === b.valueOf();
}

const UNORDERED: unique symbol = Symbol('unordered');

/** Marks a list as a set or a keyed list. */
export function asUnordered(list: unknown): unknown {
  return Array.isArray(list) ? Object.assign(list, { [UNORDERED]: true }) : list;
}

function listsEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  if (UNORDERED in a && UNORDERED in b) return a.every((one) => b.some((other) => celEqual(one, other)));
  return a.every((one, index) => celEqual(one, b[index]));
}

/** Objects whose JSON differs may still be equal by their lists. Members that CEL cannot see must not be there. */
function membersEqual(a: CelObject, b: CelObject): boolean {
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  const visible =
    left.length === right.size && left.length === countOf(a[RAW]) && right.size === countOf(b[RAW]);
  return visible && left.every(([name, value]) => right.has(name) && celEqual(value, right.get(name)));
}

function countOf(raw: unknown): number {
  return isRecord(raw) ? Object.keys(raw).length : 0;
}

function isComparable(value: object): value is Comparable {
  return 'equals' in value && typeof value.equals === 'function';
}

/** CEL compares numbers of different kinds by their mathematical value. */
function numericEqual(a: unknown, b: unknown): boolean {
  const numbers = [a, b].every((one) => typeof one === 'bigint' || typeof one === 'number');
  // biome-ignore lint/suspicious/noDoubleEquals: bigint and number are equal by value only with ==.
  return numbers && a == b;
}
