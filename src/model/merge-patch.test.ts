import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { sameJson } from './json.ts';
import { mergePatch, applyMergePatch } from './merge-patch.ts';

test('every object becomes every other one by its merge patch', () => {
  const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('null'));
  const members = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), json);
  fc.assert(
    fc.property(members, members, (from, to) => {
      const patch = mergePatch(from, to);
      expect(sameJson(patch === undefined ? from : applyMergePatch(from, patch), to)).toBe(true);
      expect(mergePatch(to, to)).toBeUndefined();
    }),
    { examples: [[{}, { a: JSON.parse('{"__proto__":0}') }]] },
  );
});

// https://www.rfc-editor.org/rfc/rfc7396#appendix-A
it.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
])('%s patched by %s is %s', (target, patch, result) => {
  expect(JSON.stringify(applyMergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
});

it.each([
  ['sets it', '{}', '{"a":{"__proto__":{"b":1}}}', '{"a":{"__proto__":{"b":1}}}'],
  ['merges into it', '{"__proto__":{"b":1}}', '{"__proto__":{"c":2}}', '{"__proto__":{"b":1,"c":2}}'],
  ['removes it', '{"__proto__":{"b":1},"d":1}', '{"__proto__":null}', '{"d":1}'],
])('a patch with __proto__ %s', (_, target, patch, result) => {
  expect(JSON.stringify(applyMergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
});

it('leaves what it is given as it is', () => {
  const target = Object.freeze({ a: Object.freeze({ b: 1 }), c: 1 });
  const patch = Object.freeze({ a: Object.freeze({ b: 2 }), c: null });

  expect(applyMergePatch(target, patch)).toEqual({ a: { b: 2 } });
  expect(target).toEqual({ a: { b: 1 }, c: 1 });
});
