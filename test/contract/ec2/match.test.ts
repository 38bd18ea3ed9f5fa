// What counts as the expected answer: the rules of shapes and of references.
import { describe, expect, it } from 'vitest';
import type { Shape } from './case.ts';
import { difference, fill } from './match.ts';

type Row = { name: string; reason: string; expected: Shape; actual: unknown; matches: boolean };

const rows: Row[] = [
  {
    name: 'a part',
    reason: 'answers have more members than a case is about',
    expected: { a: 1 },
    actual: { a: 1, b: 2 },
    matches: true,
  },
  {
    name: 'another value',
    reason: 'this is what cases are for',
    expected: { a: 1 },
    actual: { a: 2 },
    matches: false,
  },
  { name: 'order', reason: 'EC2 promises none', expected: ['a', 'b'], actual: ['b', 'a'], matches: true },
  { name: 'one too many', reason: 'a list is complete', expected: ['a'], actual: ['a', 'b'], matches: false },
  {
    name: 'overlapping shapes',
    reason: 'the first fit must not take the only fit of another',
    expected: [{}, { a: 1 }],
    actual: [{ a: 1 }, { b: 1 }],
    matches: true,
  },
  {
    name: 'among others',
    reason: 'some lists hold more than a case is about',
    expected: { $has: ['b'] },
    actual: ['a', 'b'],
    matches: true,
  },
  {
    name: 'not among',
    reason: 'a missing one is what the form is for',
    expected: { $has: ['c'] },
    actual: ['a', 'b'],
    matches: false,
  },
  { name: 'absent', reason: 'member missing', expected: { a: { $absent: true } }, actual: {}, matches: true },
  {
    name: 'absent as empty',
    reason: 'XML cannot tell an empty list from none',
    expected: { $absent: true },
    actual: [],
    matches: true,
  },
  {
    name: 'present',
    reason: 'an answer that is there must not pass as absent',
    expected: { $absent: true },
    actual: ['a'],
    matches: false,
  },
  {
    name: 'text',
    reason: 'identifiers are random',
    expected: { $like: '^vpc-' },
    actual: 'vpc-1',
    matches: true,
  },
  {
    name: 'size',
    reason: 'a count without naming each',
    expected: { $size: 2 },
    actual: [1, 2],
    matches: true,
  },
  { name: 'not', reason: '', expected: { $not: { $has: [1] } }, actual: [1], matches: false },
  {
    name: 'one of',
    reason: 'AWS documents two answers',
    expected: { $one: ['a', 'b'] },
    actual: 'b',
    matches: true,
  },
];

describe('a shape', () => {
  it.each(rows)('$name: $expected against $actual is $matches ($reason)', ({ expected, actual, matches }) => {
    expect(difference(expected, actual) === undefined).toBe(matches);
  });

  it('says where an answer differs', () => {
    expect(difference({ Vpcs: [{ State: 'available' }] }, { Vpcs: [{ State: 'pending' }] })).toBe(
      'answer.Vpcs.0.State: expected "available", got "pending"',
    );
  });

  it('refuses a form that does not exist', () => {
    expect(() => difference({ $hass: [] } as Shape, [])).toThrow('$hass');
  });
});

describe('a reference', () => {
  const saved = { vpc: { Vpc: { VpcId: 'vpc-1' } }, seen: { Blocks: ['2001:db8::/56'] } };

  it('is replaced by what an earlier step brought, wherever it stands', () => {
    expect(fill({ Ids: ['{vpc.Vpc.VpcId}'], Arn: 'arn:{vpc.Vpc.VpcId}' }, saved)).toEqual({
      Ids: ['vpc-1'],
      Arn: 'arn:vpc-1',
    });
  });

  it('can have another prefix length', () => {
    expect(fill('{seen.Blocks.0|/64}', saved)).toBe('2001:db8::/64');
  });

  it('to nothing is an error of the case', () => {
    expect(() => fill('{vpc.Vpc.Missing}', saved)).toThrow('{vpc.Vpc.Missing}');
  });

  it('is not mistaken for the braces of a regular expression', () => {
    expect(fill('^([0-9a-f]{2}:){5}$', saved)).toBe('^([0-9a-f]{2}:){5}$');
  });
});
