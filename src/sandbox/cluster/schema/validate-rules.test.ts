// What the engine answers when a CEL rule is broken, in the wording of a real API server. Source of the wording:
// k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel.
import { describe, expect, it } from 'vitest';
import { compileSchema, type CompiledSchema } from './compile.ts';
import { validate } from './validate.ts';
import { withSpec, lines } from './fake-schema.ts';

type Rule = {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
};

describe('a CEL rule', () => {
  const text = { type: 'string' };
  const rules = (...list: Rule[]): { 'x-kubernetes-validations': Rule[] } => ({
    'x-kubernetes-validations': list,
  });

  it('counts exactly one of twenty targets', () => {
    const targets = Array.from({ length: 20 }, (_, index) => `target${index}`);
    const rule = `${targets.map((name) => `(has(self.${name}) ? 1 : 0)`).join(' + ')} == 1`;
    const schema = withSpec({
      properties: Object.fromEntries(targets.map((name) => [name, text])),
      ...rules({ rule, message: 'set exactly one target' }),
    });
    expect(lines(schema, { target7: 'x' })).toEqual([]);
    expect(lines(schema, {})).toEqual(['spec: Invalid value: set exactly one target']);
    expect(lines(schema, { target7: 'x', target8: 'x' })).toEqual([
      'spec: Invalid value: set exactly one target',
    ]);
  });

  it('asks for the canonical form of a network', () => {
    const schema = withSpec({
      properties: {
        cidr: {
          ...text,
          ...rules({
            rule: 'isCIDR(self) && cidr(self) == cidr(self).masked()',
            message: 'must be canonical',
          }),
        },
      },
    });
    expect(lines(schema, { cidr: '10.0.0.0/16' })).toEqual([]);
    expect(lines(schema, { cidr: '10.0.0.1/16' })).toEqual([
      'spec.cidr: Invalid value: "10.0.0.1/16": must be canonical',
    ]);
    expect(lines(schema, { cidr: 'x' })).toEqual(['spec.cidr: Invalid value: "x": must be canonical']);
  });

  it('compares all pairs of 50 items', () => {
    const rule =
      'self.blocks.all(a, self.blocks.exists_one(b, cidr(a).containsCIDR(b) || cidr(b).containsCIDR(a)))';
    const schema = withSpec({
      properties: { blocks: { type: 'array', maxItems: 50, items: text } },
      ...rules({ rule, message: 'blocks overlap' }),
    });
    const blocks = Array.from({ length: 50 }, (_, index) => `10.${index}.0.0/16`);
    expect(lines(schema, { blocks })).toEqual([]);
    expect(lines(schema, { blocks: [...blocks.slice(1), '10.7.1.0/24'] })).toEqual([
      'spec: Invalid value: blocks overlap',
    ]);
  });

  describe('with oldSelf', () => {
    const setOnce = withSpec({
      properties: { id: text },
      ...rules({
        rule: '!has(oldSelf.id) || (has(self.id) && self.id == oldSelf.id)',
        message: 'id is set once',
      }),
    });
    const fixed = withSpec({
      properties: { id: text },
      ...rules({
        rule: 'has(self.id) == has(oldSelf.id) && (!has(self.id) || self.id == oldSelf.id)',
        message: 'id is fixed',
      }),
    });
    const table: readonly [
      why: string,
      schema: CompiledSchema,
      spec: object,
      old: object | undefined,
      ok: boolean,
    ][] = [
      ['creation has no old value', fixed, { id: 'a' }, undefined, true],
      ['a field that is set once may be set', setOnce, { id: 'a' }, {}, true],
      ['a field that is set once may not be unset', setOnce, {}, { id: 'a' }, false],
      ['a field that is set once may not be changed', setOnce, { id: 'b' }, { id: 'a' }, false],
      ['a fixed field may not be set later', fixed, { id: 'a' }, {}, false],
      ['a fixed field may not be unset', fixed, {}, { id: 'a' }, false],
      ['a fixed field may stay', fixed, { id: 'a' }, { id: 'a' }, true],
    ];
    it.each(table)('%s', (_why, schema, spec, old, ok) =>
      expect(lines(schema, spec, old).length === 0).toBe(ok),
    );

    it('finds the old item of a keyed list by its key, and skips new items', () => {
      const item = {
        type: 'object',
        required: ['k'],
        properties: { k: text, v: { type: 'integer' } },
        ...rules({ rule: 'self.v >= oldSelf.v', message: 'v only grows' }),
      };
      const schema = withSpec({
        properties: {
          list: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            items: item,
          },
        },
      });
      expect(
        lines(
          schema,
          {
            list: [
              { k: 'new', v: 0 },
              { k: 'a', v: 1 },
            ],
          },
          { list: [{ k: 'a', v: 2 }] },
        ),
      ).toEqual(['spec.list[1]: Invalid value: v only grows']);
    });

    it('runs on creation too when it is optional', () => {
      const schema = withSpec({
        properties: { n: { type: 'integer' } },
        ...rules({ rule: 'self.n == oldSelf.?n.orValue(0) + 1', optionalOldSelf: true, message: 'count up' }),
      });
      expect(lines(schema, { n: 1 })).toEqual([]);
      expect(lines(schema, { n: 2 })).toEqual(['spec: Invalid value: count up']);
      expect(lines(schema, { n: 6 }, { n: 5 })).toEqual([]);
    });

    it('compares whole objects', () => {
      const schema = withSpec({
        properties: {
          ref: {
            type: 'object',
            properties: { name: text },
            ...rules({ rule: 'self == oldSelf', message: 'fixed' }),
          },
        },
      });
      expect(lines(schema, { ref: { name: 'a' } }, { ref: { name: 'a' } })).toEqual([]);
      expect(lines(schema, { ref: { name: 'b' } }, { ref: { name: 'a' } })).toEqual([
        'spec.ref: Invalid value: fixed',
      ]);
    });
  });

  it('compares sets and keyed lists without order, other lists in order', () => {
    const list = (type: string): object => ({ type: 'array', 'x-kubernetes-list-type': type, items: text });
    const schema = withSpec({
      properties: {
        set: list('set'),
        atomic: list('atomic'),
        inside: { type: 'object', properties: { set: list('set') } },
      },
      ...rules(
        { rule: 'self.set == oldSelf.set', message: 'set' },
        { rule: 'self.inside == oldSelf.inside', message: 'inside' },
        { rule: 'self.atomic == oldSelf.atomic', message: 'atomic' },
      ),
    });
    const spec = (...items: string[]): object => ({ set: items, atomic: items, inside: { set: items } });
    expect(lines(schema, spec('b', 'a'), spec('a', 'b'))).toEqual(['spec: Invalid value: atomic']);
    expect(lines(schema, spec('a', 'c'), spec('a', 'b'))).toHaveLength(3);
  });

  it('shows its text without a message, its message expression before its message, and its field path', () => {
    const schema = withSpec({
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      ...rules(
        { rule: 'self.a < self.b' },
        {
          rule: 'self.a < 0',
          messageExpression: "'%s is %d'.format(['a', self.a])",
          message: 'unused',
          fieldPath: '.a',
          reason: 'FieldValueForbidden',
        },
        { rule: 'self.a < 0', reason: 'FieldValueRequired', fieldPath: '.b', message: 'b is required' },
      ),
    });
    expect(lines(schema, { a: 2, b: 1 })).toEqual([
      'spec: Invalid value: failed rule: self.a < self.b',
      'spec.a: Forbidden: a is 2',
      'spec.b: Required value: b is required',
    ]);
  });

  it('that cannot be evaluated is an error of the object', () => {
    const schema = withSpec({
      properties: { a: { type: 'object', properties: { b: text } } },
      ...rules({ rule: "self.a.b == 'x'", message: 'a.b must be x' }),
    });
    expect(lines(schema, {})).toEqual([
      'spec: Invalid value: "object": no such key: a evaluating rule: a.b must be x',
    ]);
  });

  it('does not run on an object of the wrong shape', () => {
    const schema = withSpec({
      required: ['a'],
      properties: { a: text },
      ...rules({ rule: "self.a == 'x'", message: 'x' }),
    });
    expect(lines(schema, {})).toEqual([
      'spec.a: Required value',
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });

  const values: readonly [why: string, property: object, value: unknown, rule: string][] = [
    ['integers are int', { type: 'integer' }, 7, 'self.x % 2 == 1 && self.x + 1 == 8'],
    ['numbers are double, even whole ones', { type: 'number' }, 2, 'self.x / 4.0 == 0.5'],
    [
      'int-or-string is either',
      { 'x-kubernetes-int-or-string': true },
      80,
      "type(self.x) == int ? self.x == 80 : self.x == '80'",
    ],
    [
      'maps have keys',
      { type: 'object', additionalProperties: { type: 'integer' } },
      { a: 1 },
      "'a' in self.x && self.x.all(k, self.x[k] == 1) && self.x.size() == 1",
    ],
    [
      'objects in lists have fields',
      { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
      [{ n: 1 }, {}],
      'self.x.filter(i, has(i.n)).map(i, i.n) == [1] && self.x[0].n == 1',
    ],
    [
      'date-time is a timestamp',
      { type: 'string', format: 'date-time' },
      '2026-01-02T03:04:05Z',
      "self.x < timestamp('2027-01-01T00:00:00Z')",
    ],
    ['duration is a duration', { type: 'string', format: 'duration' }, '90s', "self.x == duration('1m30s')"],
    ['null of a nullable field', { type: 'string', nullable: true }, null, 'self.x == null'],
  ];
  it.each(values)('sees that %s', (_why, property, value, rule) => {
    expect(
      lines(withSpec({ properties: { x: property }, ...rules({ rule, message: 'false' }) }), { x: value }),
    ).toEqual([]);
  });

  it('names fields in escaped form', () => {
    const schema = withSpec({
      properties: { 'a-b': text, namespace: text, 'c.d/e': text },
      ...rules({
        rule: "self.a__dash__b + self.__namespace__ + self.c__dot__d__slash__e == 'xyz'",
        message: 'false',
      }),
    });
    expect(lines(schema, { 'a-b': 'x', namespace: 'y', 'c.d/e': 'z' })).toEqual([]);
  });

  it('at the root sees name and generateName of the metadata', () => {
    const schema = compileSchema({
      type: 'object',
      ...rules({ rule: "self.metadata.name.startsWith('a') && self.kind == 'K'", message: 'false' }),
    });
    expect(validate(schema, { kind: 'K', metadata: { name: 'ab' } })).toEqual([]);
    expect(validate(schema, { kind: 'K', metadata: { name: 'b' } })).toEqual([
      { field: '<nil>', reason: 'FieldValueInvalid', message: 'Invalid value: false' },
    ]);
  });
});
