// What the engine answers about objects, in the wording of a real API server. Source of the wording: kube-apiserver's
// k8s.io/kube-openapi/pkg/validation/errors and k8s.io/apimachinery/pkg/util/validation/field.
import { describe, expect, it } from 'vitest';
import { withSpec, lines } from './fake-schema.ts';

describe('a value against its schema', () => {
  const text = { type: 'string' };
  const table: readonly [why: string, field: object, value: unknown, expected: readonly string[]][] = [
    [
      'a number is no text',
      text,
      5,
      ['spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"'],
    ],
    [
      'a text is no integer',
      { type: 'integer', format: 'int64' },
      'a',
      ['spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"'],
    ],
    [
      'a fraction is no integer',
      { type: 'integer' },
      1.5,
      [
        'spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
        '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.x',
      ],
    ],
    [
      'null needs nullable',
      text,
      null,
      ['spec.x: Invalid value: "null": spec.x in body must be of type string: "null"'],
    ],
    ['nullable allows null', { ...text, nullable: true }, null, []],
    ['both sides of int-or-string', { 'x-kubernetes-int-or-string': true }, 'a', []],
    [
      'int-or-string is nothing else',
      { 'x-kubernetes-int-or-string': true },
      true,
      ['spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"'],
    ],
    [
      'pattern',
      { ...text, pattern: '^[a-z]+$' },
      'A',
      [`spec.x: Invalid value: "A": spec.x in body should match '^[a-z]+$'`],
    ],
    [
      'longest text, with a name for the unit',
      { ...text, maxLength: 1 },
      'ab',
      ['spec.x: Too long: may not be more than 1 byte'],
    ],
    ['lengths count code points', { ...text, maxLength: 2 }, '😀😀', []],
    [
      'shortest text',
      { ...text, minLength: 1 },
      '',
      ['spec.x: Invalid value: "": spec.x in body should be at least 1 chars long'],
    ],
    [
      'enum',
      { ...text, enum: ['A', 'B'] },
      'x',
      ['spec.x: Unsupported value: "x": supported values: "A", "B"'],
    ],
    [
      'maximum',
      { type: 'integer', maximum: 3 },
      5,
      ['spec.x: Invalid value: 5: spec.x in body should be less than or equal to 3'],
    ],
    [
      'exclusive minimum',
      { type: 'number', minimum: 0, exclusiveMinimum: true },
      0,
      ['spec.x: Invalid value: 0: spec.x in body should be greater than 0'],
    ],
    [
      'multiple',
      { type: 'integer', multipleOf: 5 },
      7,
      ['spec.x: Invalid value: 7: spec.x in body should be a multiple of 5'],
    ],
    ['a multiple that is no exact double', { type: 'number', multipleOf: 0.1 }, 0.3, []],
    [
      'a fraction in an int64 has two problems',
      { type: 'integer', format: 'int64' },
      1.5,
      [
        'spec.x: Invalid value: "float64": spec.x in body must be of type int64: "float64"',
        '<nil>: Invalid value: "": Checked value must be of type integer with format int64 in spec.x',
      ],
    ],
    [
      'an enum of a nullable field must name null too',
      { ...text, nullable: true, enum: ['a'] },
      null,
      ['spec.x: Unsupported value: null: supported values: "a"'],
    ],
    [
      'int32',
      { type: 'integer', format: 'int32' },
      2 ** 31,
      ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.x'],
    ],
    [
      'date-time',
      { ...text, format: 'date-time' },
      'today',
      ['spec.x: Invalid value: "today": spec.x in body must be of type date-time: "today"'],
    ],
    [
      'ipv4',
      { ...text, format: 'ipv4' },
      '::1',
      ['spec.x: Invalid value: "::1": spec.x in body must be of type ipv4: "::1"'],
    ],
    ['cidr', { ...text, format: 'cidr' }, '10.0.0.0/8', []],
    ['an unknown format is ignored', { ...text, format: 'moon' }, 'x', []],
    [
      'most items',
      { type: 'array', maxItems: 1, items: text },
      ['a', 'b'],
      ['spec.x: Too many: 2: must have at most 1 item'],
    ],
    [
      'fewest items',
      { type: 'array', minItems: 1, items: text },
      [],
      ['spec.x: Invalid value: 0: spec.x in body should have at least 1 items'],
    ],
    [
      'an item has its index',
      { type: 'array', items: text },
      [1],
      ['spec.x[0]: Invalid value: "integer": spec.x[0] in body must be of type string: "integer"'],
    ],
    [
      'most members',
      { type: 'object', maxProperties: 1, additionalProperties: text },
      { a: '', b: '' },
      ['spec.x: Too many: 2: must have at most 1 item'],
    ],
    [
      'a member of a map',
      { type: 'object', additionalProperties: text },
      { a: 1 },
      ['spec.x.a: Invalid value: "integer": spec.x.a in body must be of type string: "integer"'],
    ],
    [
      'required',
      { type: 'object', required: ['y'], properties: { y: text } },
      {},
      ['spec.x.y: Required value'],
    ],
    [
      'a repeated item of a set',
      { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
      ['a', 'b', 'a', 'a'],
      ['spec.x[2]: Duplicate value: "a"'],
    ],
    [
      'a repeated key',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { type: 'object', required: ['k'], properties: { k: text } },
      },
      [{ k: 'a' }, { k: 'a' }],
      ['spec.x[1]: Duplicate value: {"k":"a"}'],
    ],
    [
      'oneOf, none',
      { ...text, oneOf: [{ pattern: '^a' }, { pattern: '^b' }] },
      'c',
      [
        '<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found none valid',
        `spec.x: Invalid value: "c": spec.x in body should match '^a'`,
      ],
    ],
    [
      'oneOf, two',
      { ...text, oneOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      'ab',
      [
        '<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
    [
      'not',
      { ...text, not: { enum: ['x'] } },
      'x',
      ['<nil>: Invalid value: "": "spec.x" must not validate the schema (not)'],
    ],
  ];
  it.each(table)('%s', (_why, field, value, expected) =>
    expect(lines(withSpec({ properties: { x: field } }), { x: value })).toEqual(expected),
  );

  it('that is unchanged in an update is not checked again', () => {
    const schema = withSpec({ properties: { x: { type: 'string', maxLength: 1 }, y: { type: 'string' } } });
    expect(lines(schema, { x: 'long', y: 'new' }, { x: 'long', y: 'old' })).toEqual([]);
    expect(lines(schema, { x: 'longer', y: 'new' }, { x: 'long', y: 'old' })).toEqual([
      'spec.x: Too long: may not be more than 1 byte',
    ]);
  });
});
