// What becomes of schemas on their way into a CRD, and what is refused.
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkRuleMembers, structural } from './structural.ts';

describe('structural form', () => {
  it.each([
    [
      'a union of literals becomes an enumeration',
      Type.Union([Type.Literal('A'), Type.Literal('B')]),
      { type: 'string', enum: ['A', 'B'] },
    ],
    ['a literal becomes an enumeration of one', Type.Literal('A'), { type: 'string', enum: ['A'] }],
    [
      'a record becomes additionalProperties',
      Type.Record(Type.String(), Type.String({ maxLength: 3 }), { maxProperties: 2 }),
      { type: 'object', maxProperties: 2, additionalProperties: { type: 'string', maxLength: 3 } },
    ],
    [
      'optional members are only left out of required',
      Type.Object({ a: Type.Boolean(), b: Type.Optional(Type.Boolean()) }),
      { type: 'object', required: ['a'], properties: { a: { type: 'boolean' }, b: { type: 'boolean' } } },
    ],
    [
      'Kubernetes’ own keywords pass through',
      Type.Array(Type.Object({ k: Type.Integer() }), {
        maxItems: 1,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
      }),
      {
        type: 'array',
        maxItems: 1,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { type: 'object', required: ['k'], properties: { k: { type: 'integer' } } },
      },
    ],
  ])('%s', (_, schema, expected) => {
    expect(structural(schema, 'spec')).toEqual(expected);
  });

  it.each([
    [
      'a union of objects has no structural form',
      Type.Union([Type.Object({}), Type.Object({})]),
      'spec.x: anyOf is not structural',
    ],
    ['an unbounded text makes rules unaffordable', Type.String(), 'spec.x: has no bound'],
    ['an unbounded list makes rules unaffordable', Type.Array(Type.Boolean()), 'spec.x: has no bound'],
    ['the API server knows no references', { $ref: '#/a' }, 'spec.x: has no type'],
    [
      'uniqueness is a list type there',
      { type: 'array', maxItems: 1, items: { type: 'boolean' }, uniqueItems: true },
      'uniqueItems is not structural',
    ],
    [
      'unknown members are pruned, never refused',
      { type: 'object', additionalProperties: false },
      'additionalProperties that is no schema',
    ],
    [
      'a list of types is JSON Schema, not OpenAPI 3.0',
      { type: ['string', 'null'] },
      'has the type ["string","null"]',
    ],
    [
      'a misspelt keyword would be dropped in silence',
      { type: 'string', maxLenght: 3 },
      'maxLenght is not structural',
    ],
    [
      'a key must exist to be a key',
      {
        type: 'array',
        maxItems: 1,
        items: { type: 'object', properties: {} },
        'x-kubernetes-list-map-keys': ['k'],
      },
      'is a map by k',
    ],
    [
      'people must read why',
      { type: 'boolean', 'x-kubernetes-validations': [{ rule: 'self' }] },
      'has a rule without a message',
    ],
    ['a required member must exist', { type: 'object', properties: {}, required: ['a'] }, 'requires a'],
  ])('is refused: %s', (_, schema, message) => {
    expect(() => structural({ type: 'object', properties: { x: schema } }, 'spec')).toThrow(message);
  });
});

describe('rules', () => {
  const withRule = (rule: string) => ({
    type: 'object',
    properties: { a: { type: 'string', maxLength: 9 } },
    'x-kubernetes-validations': [{ rule, message: 'no' }],
  });
  it('may name the members that are there, and call functions', () => {
    expect(() => checkRuleMembers(withRule('has(self.a) && self.a == oldSelf.a'), 'spec')).not.toThrow();
  });
  it('may not name others: the API server would refuse the whole CRD', () => {
    expect(() => checkRuleMembers(withRule('has(self.adopt)'), 'spec')).toThrow(
      'spec: has a rule about adopt',
    );
  });
});
