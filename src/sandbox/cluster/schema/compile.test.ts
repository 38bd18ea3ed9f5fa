// Which schemas are refused, as a real API server refuses them on creation of the CRD. Source of the rules:
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile.ts';
import { SchemaError } from './schema-error.ts';

const text = { type: 'string' };
const keyed = { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] };

/** The rule itself, which a refusal repeats. */
const RULE = /(?<=Invalid value: )(\{"Rule".*?\}|"[^"]*oldSelf[^"]*"): /;

function problemsOf(property: object): string[] {
  try {
    compileSchema({ type: 'object', properties: { x: property } });
    return [];
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return error.problems.map(
      ({ path, text: words }) =>
        `${path.replace('openAPIV3Schema.properties[x]', 'x')}: ${words.replace(RULE, '')}`,
    );
  }
}

const rule = (expression: string): object => ({
  'x-kubernetes-validations': [{ rule: expression, message: 'm' }],
});

describe('a schema is refused', () => {
  const table: readonly [why: string, property: object, problem: string][] = [
    ['a field needs a type', {}, 'x.type: Required value: must not be empty for specified object fields'],
    ['a list needs items', { type: 'array' }, 'x.items: Required value: must be specified'],
    [
      'a junctor may not describe',
      { ...text, anyOf: [{ description: 'a' }] },
      'x.anyOf[0].description: Forbidden: must be empty to be structural',
    ],
    [
      'a junctor may not type',
      { ...text, anyOf: [{ type: 'string' }] },
      'x.anyOf[0].type: Forbidden: must be empty to be structural',
    ],
    ['references are not supported', { ...text, $ref: '#/a' }, 'x.$ref: Forbidden'],
    ['const is not supported', { ...text, const: 'a' }, 'x.const: Forbidden'],
    [
      'unique items cost too much',
      { type: 'array', items: text, uniqueItems: true },
      'x.uniqueItems: Forbidden',
    ],
    [
      'a map has no named fields',
      { type: 'object', properties: { a: text }, additionalProperties: text },
      'x.additionalProperties: Forbidden',
    ],
    [
      'exclusive bounds are booleans in OpenAPI 3.0',
      { type: 'integer', exclusiveMinimum: 3 },
      'x.exclusiveMinimum: Invalid value',
    ],
    ['RE2 has no look-ahead', { ...text, pattern: '^(?=a)' }, 'x.pattern: Invalid value'],
    [
      'keys must be properties',
      { ...keyed, items: { type: 'object', properties: {} } },
      'x.x-kubernetes-list-map-keys: Invalid value',
    ],
    [
      'keys must be required or have a default',
      { ...keyed, items: { type: 'object', properties: { k: text } } },
      'x.items.properties[k].default: Required value',
    ],
    [
      'objects in a set must be atomic',
      { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } },
      'x.items.x-kubernetes-map-type: Invalid value',
    ],
    ['a default must be valid', { ...text, enum: ['a'], default: 'b' }, 'x.default: Unsupported value: "b"'],
    [
      'CEL knows no such field',
      { type: 'object', properties: { a: text }, ...rule("self.b == 'x'") },
      'x.x-kubernetes-validations[0].rule: Invalid value: compilation failed: No such key: b',
    ],
    [
      'CEL knows no such field in has()',
      { type: 'object', properties: { a: text }, ...rule('has(self.b)') },
      'x.x-kubernetes-validations[0].rule: Invalid value: compilation failed: No such key: b',
    ],
    [
      'CEL knows no such field of an item',
      { type: 'array', items: { type: 'object', properties: { a: text } }, ...rule('self.all(i, has(i.b))') },
      'x.x-kubernetes-validations[0].rule: Invalid value: compilation failed: No such key: b',
    ],
    [
      'the types do not fit',
      { type: 'integer', ...rule("self == 'x'") },
      'x.x-kubernetes-validations[0].rule: Invalid value: compilation failed: no such overload: int == string',
    ],
    [
      'a rule is a question',
      { type: 'integer', ...rule('self + 1') },
      'x.x-kubernetes-validations[0].rule: Invalid value: cel expression must evaluate to a bool',
    ],
    [
      'unknown functions',
      { ...text, ...rule('self.nothing()') },
      "x.x-kubernetes-validations[0].rule: Invalid value: compilation failed: found no matching overload for 'string.nothing()'",
    ],
    [
      'items of an atomic list have no old value',
      { type: 'array', items: { ...text, ...rule('self == oldSelf') } },
      'x.items.x-kubernetes-validations[0].rule: Invalid value: oldSelf cannot be used on the uncorrelatable portion of the schema within',
    ],
    [
      'a field path must exist',
      {
        type: 'object',
        properties: { a: text },
        'x-kubernetes-validations': [{ rule: 'true', fieldPath: '.b' }],
      },
      'x.x-kubernetes-validations[0].fieldPath: Invalid value: ".b": must be a valid path',
    ],
    [
      'a message expression is a text',
      { ...text, 'x-kubernetes-validations': [{ rule: 'true', messageExpression: '1' }] },
      'x.x-kubernetes-validations[0].messageExpression: Invalid value',
    ],
  ];
  it.each(table)('because %s', (_why, property, problem) => {
    const problems = problemsOf(property);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('when a junctor at the root speaks of a field that does not stand outside', () => {
    const schema = { type: 'object', oneOf: [{ properties: { a: { minLength: 1 } } }] };
    expect(() => compileSchema(schema)).toThrow(
      'openAPIV3Schema.properties[a]: Required value: because it is defined in openAPIV3Schema.oneOf[0].properties[a]',
    );
  });

  it('with every problem named at once', () => {
    expect(problemsOf({ type: 'object', properties: { a: {}, b: { type: 'array' } } })).toHaveLength(2);
  });

  it('when its root is no object, or a metadata schema says more than names', () => {
    expect(() => compileSchema({ type: 'array', items: text })).toThrow('must be object at the root');
    expect(() =>
      compileSchema({
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      }),
    ).toThrow('must not specify anything other');
  });
});

describe('a schema is accepted', () => {
  const table: readonly [why: string, property: object][] = [
    [
      'int-or-string needs no type',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
    ],
    ['any JSON needs no type', { 'x-kubernetes-preserve-unknown-fields': true }],
    ['a default may be valid', { ...text, enum: ['a'], default: 'a' }],
    [
      'keyed items have old values',
      {
        ...keyed,
        items: { type: 'object', required: ['k'], properties: { k: text }, ...rule('self == oldSelf') },
      },
    ],
    [
      'members of maps have old values',
      { type: 'object', additionalProperties: { ...text, ...rule('self == oldSelf') } },
    ],
  ];
  it.each(table)('because %s', (_why, property) => expect(problemsOf(property)).toEqual([]));

  it('once per schema object', () => {
    const schema = { type: 'object', properties: { x: text } };
    expect(compileSchema(schema)).toBe(compileSchema(schema));
  });
});
