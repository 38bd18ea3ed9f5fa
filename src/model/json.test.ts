import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, sameJson } from './json.ts';

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(undefined, null, 0, -0, 1, '', 'a', '0', true, new Date(0), '1970-01-01T00:00:00.000Z'),
    fc.array(tie('any'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), tie('any'), { maxKeys: 2 }),
  ),
})).any;

describe('sameJson', () => {
  it('says what comparing the canonical texts says', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalText(a) === canonicalText(b));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['the order of members', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['undefined members', { a: 1, b: undefined }, { a: 1 }, true],
    ['a missing member', { a: 1, b: 2 }, { a: 1 }, false],
    ['another member', { a: 1, b: undefined }, { a: 1, c: 2 }, false],
    ['inherited members', { constructor: 1 }, {}, false],
    ['the order of a list', [1, 2], [2, 1], false],
    ['a list and an object', [], {}, false],
    ['dates', new Date(0), '1970-01-01T00:00:00.000Z', true],
  ])('%s', (_name, a, b, expected) => {
    expect(sameJson(a, b)).toBe(expected);
    expect(sameJson(b, a)).toBe(expected);
  });
});
